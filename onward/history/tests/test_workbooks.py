"""Files as they come: whole, broken, disguised, far too large; and what the program gives back."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from openpyxl.workbook import Workbook

from onward.history import problems
from onward.history.tests.filled import ONE, book, csv_file
from onward.history.workbook import SHEETS, Checked, check, read, write_bad, write_template
from onward.history.workbook.findings import Before
from onward.kernel.problems import Problem

TODAY = date(2026, 11, 28)


def checked(path: Path) -> Checked:
    return check(read(path), Before(), TODAY)


def reasons(path: Path) -> dict[tuple[int, str], str]:
    """Return what is wrong: (row, column) → sentence."""
    return {(bad.raw.line, one.column): one.words for bad in checked(path).bad for one in bad.faults}


def changed(path: Path, change: Any) -> Path:
    """Open a workbook, change it, and save it."""
    made: Workbook = openpyxl.load_workbook(path)
    change(made)
    made.save(path)
    return path


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_the_template_is_read_back_whatever_its_language(tmp_path: Path, language: str) -> None:
    path = tmp_path / "template.xlsx"
    with translation.override(language):
        write_template(path)

    def fill(made: Workbook) -> None:
        page = made.worksheets[1]
        page.append([ONE.get(column.code) for column in SHEETS[0].columns()])

    found = checked(changed(path, fill))
    assert (found.persons, found.bad) == (1, [])
    assert openpyxl.load_workbook(path).worksheets[1].data_validations.dataValidation


def test_merged_cells_are_named_where_they_touch_a_row(tmp_path: Path) -> None:
    rows = [ONE, {**ONE, "case": "A2"}, {**ONE, "case": "A3"}]
    path = book(tmp_path / "a.xlsx", rows)
    found = reasons(changed(path, lambda made: made["persons"].merge_cells("A2:A3")))
    assert set(found) == {(2, "case"), (3, "case")}
    assert "Unmerge" in found[2, "case"]


def test_a_formula_an_error_and_an_empty_cell_are_said(tmp_path: Path) -> None:
    rows = [{**ONE, "destination": "=B2"}, {**ONE, "case": "A2", "channel": None}]
    found = reasons(book(tmp_path / "a.xlsx", rows))
    assert "formula (=B2)" in found[2, "destination"]
    assert found == found | {(3, "channel"): "This must not be empty."}


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    found = checked(book(tmp_path / "a.xlsx", [{}, ONE, {}, {}, {**ONE, "case": "A2"}]))
    assert (found.rows, found.persons) == (2, 2)


def test_a_line_without_an_end_is_not_held(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [ONE])
    with path.open("a") as file:
        file.write("x" * 5_000_000)
    with pytest.raises(problems.NoWorkbook):
        checked(path)


def test_what_could_not_be_read_leaves_its_kind_in_the_log_and_nothing_of_the_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "names.xlsx"
    path.write_bytes(b"PK\x03\x04Somebody")
    with pytest.raises(problems.NoWorkbook):
        checked(path)
    assert "A file is no workbook: BadZipFile in" in caplog.text
    assert "names" not in caplog.text
    assert "Somebody" not in caplog.text


def test_hidden_sheets_are_not_brought_in(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [ONE])
    changed(path, lambda made: setattr(made["quantities"], "sheet_state", "hidden"))
    with pytest.raises(problems.HiddenSheets) as refused:
        checked(path)
    assert "quantities" in refused.value.say()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"%PDF-1.7\n\0\0", "another kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old format"),
        (b"PK\x03\x04broken", "another kind"),
        ("case;person\nÅ".encode("latin-1") + b"\n" * 10, "UTF-8"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_whatever_its_name(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "history.xlsx"
    path.write_bytes(content)
    with pytest.raises(problems.NoWorkbook) as refused:
        checked(path)
    assert said in refused.value.say()


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "history.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "a")
    with pytest.raises(problems.NoWorkbook):
        checked(path)


def test_missing_and_strange_headings_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("case,person\n1,1\n")
    with pytest.raises(problems.NoRows, match=r"no-rows") as missing:
        checked(path)
    assert "Programme" in missing.value.say()
    rows = book(tmp_path / "b.xlsx", [ONE])
    with pytest.raises(problems.StrangeHeadings) as strange:
        checked(changed(rows, lambda made: setattr(made["persons"]["AB1"], "value", "shoe size")))
    assert "shoe size" in strange.value.say()


def test_a_heading_that_is_a_formula_and_one_that_is_there_twice_are_named_as_they_stand(
    tmp_path: Path,
) -> None:
    rows = book(tmp_path / "a.xlsx", [ONE])
    with pytest.raises(problems.StrangeHeadings) as formula:
        checked(changed(rows, lambda made: setattr(made["persons"]["AB1"], "value", "=cmd()")))
    assert "understood: =cmd()." in formula.value.say()
    with pytest.raises(problems.DoubledHeadings) as twice:
        checked(changed(rows, lambda made: setattr(made["persons"]["AB1"], "value", "case")))
    assert "case" in twice.value.say().lower()


def test_two_million_rows_are_refused_before_they_are_held(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [ONE])
    head, line = path.read_text().splitlines()
    with path.open("w") as file:
        file.write(head + "\n")
        for _part in range(200):
            file.write(f"{line}\n" * 10_000)
    with pytest.raises(problems.TooLarge) as refused:
        for _row in read(path):
            pass
    assert "100,000 rows" in refused.value.say()


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [ONE])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/big.xml", "w") as part:
        for _chunk in range(601):
            part.write(b" " * 1_000_000)
    with pytest.raises(problems.TooLarge):
        checked(path)


CASES: list[tuple[dict[str, Any], str, str]] = [
    ({"born": "2019-01-01"}, "born", "after the departure"),
    ({"born": 2030}, "born", "in the future"),
    ({"born": 1900, "departed_on": "2022-01-01"}, "born", "older than 120"),
    ({"departed_on": "2030-01-01"}, "departed_on", "in the future"),
    ({"departed_on": "1949-06-01", "born": 1930}, "departed_on", "nothing is counted before"),
    ({"opened_on": "2018-12-24"}, "departed_on", "before the case was opened"),
    ({"known_on": "2018-01-31"}, "known_on", "before it happened"),
    ({"destination": "Congolese"}, "destination", "several countries"),
    ({"programme": "avrr-bee"}, "programme", "Is it “avrr-be”"),
    ({"programme": "avrr-lu", "channel": "shelter"}, "channel", "Nobody comes to this programme"),
    ({"name": "???"}, "name", "name"),
    ({"vulnerabilities": "helth"}, "vulnerabilities", "Is it “health”"),
    ({"departed_on": "03/04/2018"}, "departed_on", "4 March 2018"),
]


@pytest.mark.parametrize(("values", "column", "said"), CASES, ids=[f"{one[1]}: {one[2]}" for one in CASES])
def test_a_bad_cell_is_said_and_nothing_else(
    tmp_path: Path, values: dict[str, Any], column: str, said: str
) -> None:
    found = reasons(book(tmp_path / "a.xlsx", [{**ONE, **values}]))
    assert {place for _line, place in found} == {column}
    assert said in found[2, column]


@pytest.mark.parametrize("written", ["NaN", "Infinity", "1e999", "-1e999", "9" * 5000])
def test_a_number_that_is_none_is_said_beside_its_row_and_goes_back(tmp_path: Path, written: str) -> None:
    path = book(tmp_path / "a.xlsx", [{**ONE, "born": 1985.25, "case": 7777}, {**ONE, "case": "A2"}])
    packed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w") as made:
        for name in source.namelist():
            made.writestr(name, source.read(name).replace(b"<v>7777</v>", f"<v>{written}</v>".encode()))
    found = checked(packed)
    assert (found.persons, len(found.bad)) == (1, 1)
    assert {one.column for one in found.bad[0].faults} == {"case", "born"}
    write_bad(tmp_path / "bad.xlsx", found.bad)
    assert len(checked(tmp_path / "bad.xlsx").bad) == 1


def test_a_case_and_a_number_that_hold_the_bar_are_not_those_of_another(tmp_path: Path) -> None:
    rows = [{**ONE, "case": "A|1", "person": "2"}, {**ONE, "case": "A", "person": "1|2"}]
    found = checked(book(tmp_path / "a.xlsx", rows))
    assert (len(found.cases), found.bad) == (2, [])
    assert len({one.number for case in found.cases for one in case.persons}) == 2


def test_one_person_is_not_in_two_cases_at_once_nor_two_people(tmp_path: Path) -> None:
    first = {**ONE, "own_number": "P7", "opened_on": "2018-09-01"}
    at_once = {**first, "case": "A2", "departed_on": "2018-11-01"}
    found = reasons(book(tmp_path / "a.xlsx", [first, at_once]))
    assert "two cases at once" in found[3, "own_number"]
    other = {**first, "case": "A2", "opened_on": "2018-11-01", "departed_on": "2018-12-01", "sex": "male"}
    assert "another sex" in reasons(book(tmp_path / "b.xlsx", [first, other]))[3, "sex"]


def test_a_case_waits_for_its_last_row_and_agrees_with_itself(tmp_path: Path) -> None:
    rows = [ONE, {**ONE, "person": "2", "sex": "?"}, {**ONE, "case": "A2"}]
    found = checked(book(tmp_path / "a.xlsx", rows))
    assert [case.number for case in found.cases] == ["A2"]
    assert [bad.raw.line for bad in found.bad] == [2, 3]
    rows = [ONE, {**ONE, "person": "2", "destination": "RO"}]
    assert "A case has one" in reasons(book(tmp_path / "b.xlsx", rows))[3, "destination"]


def test_the_same_row_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    found = reasons(book(tmp_path / "a.xlsx", [ONE, ONE]))
    assert "row 2 says the same" in found[3, "person"]


def test_bad_rows_come_back_with_their_reasons_and_can_be_mended(tmp_path: Path) -> None:
    rows = [ONE, {**ONE, "case": "A2", "destination": "Congolese", "name": "=1+1"}]
    out = tmp_path / "bad.xlsx"
    write_bad(out, checked(book(tmp_path / "a.xlsx", rows)).bad)
    page = openpyxl.load_workbook(out)["Persons"]
    codes = [column.code for column in SHEETS[0].columns()]
    cell = page.cell(2, codes.index("destination") + 1)
    assert cell.comment is not None
    assert "several countries" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FFF8C9C4"
    assert "Row 3" in str(page.cell(2, len(codes) + 1).value)

    def mend(made: Workbook) -> None:
        made["Persons"].cell(2, codes.index("destination") + 1).value = "CD"
        made["Persons"].cell(2, codes.index("name") + 1).value = "A. Name"

    found = checked(changed(out, mend))
    assert (found.persons, found.bad) == (1, [])


def test_every_problem_of_a_file_says_what_to_do() -> None:
    for kind in vars(problems).values():
        if isinstance(kind, type) and issubclass(kind, Problem) and kind is not Problem:
            assert str(kind.way_out) != str(Problem.way_out)
