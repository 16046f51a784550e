"""Nothing on record is said of each programme by itself, and of the house where it is of the house."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client, override_settings
from openpyxl import load_workbook

from onward.evidence import problems
from onward.evidence.actions import computed_again, prepare_donor_report, prepare_edition
from onward.evidence.counting import recorded
from onward.evidence.documents.blocks import Document, Drawing, Paragraph, Table
from onward.evidence.documents.composing import compose
from onward.evidence.documents.copies import WAYS, copy_of
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.texts import Number
from onward.evidence.editions import freeze, thaw
from onward.evidence.editions.freezing import UNRECORDED
from onward.evidence.editions.public import public_copy
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.models import Edition
from onward.evidence.queries.editions import offers
from onward.evidence.rules import Period
from onward.evidence.tests.factories import correct, depart, library_with, retract, something_else
from onward.evidence.tests.test_editions import LATER
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.kernel.definitions.in_force import using
from onward.records.projects.tests.factories import PROJECT
from tests.cast import Cast, make_cast

EXACT = Imprint(1, date(2021, 3, 1))
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
BEFORE = Period(date(2019, 1, 1), date(2019, 12, 31))
LUXEMBOURG = "Voluntary return from Luxembourg"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, committed_db: str) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def edition(cast: Cast, year: int = 2020) -> Edition:
    with clock.at(LATER):
        return prepare_edition(cast.ruth, "year-report", date(year, 1, 1))


def words(document: Document, chapter: str) -> str:
    [section] = [one for one in document.sections if one.code == chapter]
    runs = [run for one in section.blocks if isinstance(one, Paragraph) for run in one.runs]
    return "".join(run if isinstance(run, str) else run.text for run in runs)


# --- facts -------------------------------------------------------------------------------------------------


def test_any_fact_of_a_programme_that_stands_is_a_record_of_its_day() -> None:
    moved = depart(date(2019, 5, 4))
    gone = depart(date(2020, 2, 1), programme="avrr-lu")
    something_else(date(2020, 3, 9), "eu-return-lu")
    corrected = correct(moved, recorded=LATER, on=date(2020, 5, 4))
    retract(gone, LATER)
    known = recorded(open_facts(), ["programme"], [BEFORE, YEAR], AsOf())
    assert known.any({"programme": "avrr-be"}, YEAR)
    assert not known.any({"programme": "avrr-be"}, BEFORE), corrected
    assert not known.any({"programme": "avrr-lu"}, YEAR)
    assert known.any({"programme": "eu-return-lu"}, Period(date(2020, 3, 1), date(2020, 3, 31)))
    assert not known.any({"programme": "eu-return-lu"}, Period(date(2020, 4, 1), date(2020, 12, 31)))
    then = recorded(open_facts(), ["programme"], [BEFORE, YEAR], AsOf(before=LATER))
    assert then.any({"programme": "avrr-be"}, BEFORE)
    assert then.any({"programme": "avrr-lu"}, YEAR)


def test_of_days_that_are_no_months_each_day_is_told() -> None:
    """Though together they are a month."""
    depart(date(2020, 3, 9))
    days = [Period(date(2020, 3, first), date(2020, 3, last)) for first, last in ((1, 8), (9, 9), (10, 31))]
    known = recorded(open_facts(), ["programme"], days, AsOf(), {"office": "be"})
    assert [known.any({"programme": "avrr-be"}, one) for one in days] == [False, True, False]
    other = recorded(open_facts(), ["programme"], days, AsOf(), {"office": "lu"})
    assert not any(other.any({}, one) for one in days)


# --- editions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_chapter_of_which_nothing_is_on_record_has_one_sentence(cast: Cast, language: str) -> None:
    depart(date(2020, 5, 4))
    found = edition(cast).frozen
    assert found.values[UNRECORDED] == {"avrr-be": ["before"], "avrr-lu": ["now", "before"]}
    document = compose(found, language, EXACT)
    [_belgium, luxembourg] = document.sections
    assert (luxembourg.headlines, luxembourg.notes, len(luxembourg.blocks)) == ((), (), 1)
    assert "2020" in words(document, "avrr-lu")
    assert not any(isinstance(one, Table | Drawing) for one in luxembourg.blocks)


def test_noughts_of_a_programme_of_which_anything_is_known_are_told(cast: Cast) -> None:
    depart(date(2020, 5, 4))
    something_else(date(2020, 3, 9), "avrr-lu")
    found = edition(cast).frozen
    assert found.values[UNRECORDED] == {"avrr-be": ["before"], "avrr-lu": ["before"]}
    assert "Nobody returned from Luxembourg in 2020." in words(compose(found, "en", EXACT), "avrr-lu")


def test_a_chapter_whose_year_before_is_not_on_record_is_not_compared_and_method_names_it(cast: Cast) -> None:
    for year in (2019, 2020):
        depart(date(year, 5, 4))
    depart(date(2020, 5, 4), programme="avrr-lu", office="lu", destination="XK")
    document = compose(edition(cast).frozen, "en", EXACT)
    belgium, luxembourg = document.sections
    assert belgium.headlines[0].beside == "1 in 2019"
    assert {one.beside for one in luxembourg.headlines} == {""}
    assert "2019" not in words(document, "avrr-lu")
    tables = [one for one in luxembourg.blocks if isinstance(one, Table)]
    assert tables
    assert not any("2019" in column for one in tables for column in one.columns)
    [said] = [one for one in document.method if "2019, so no numbers" in one]
    assert said.endswith(f"beside its own: {LUXEMBOURG}.")
    assert any(one.startswith("The change from 2019") for one in document.method)


def test_copies_have_an_empty_cell_and_the_reason(cast: Cast) -> None:
    for year in (2019, 2020):
        depart(date(year, 5, 4))
    copy = copy_of(edition(cast).frozen, "en", EXACT)
    lines = [one for one in copy.lines if one.chapter == "avrr-lu"]
    assert {one.compared for one in lines} == {False, True}
    assert {(one.value, one.counted, one.base, one.recorded) for one in lines} == {(None, None, None, False)}
    assert {one.note for one in lines} == {
        "Nothing at all of this is on record from these days: that is no nought."
    }
    assert all(one.recorded for one in copy.lines if one.chapter == "avrr-be")
    told = json.loads(WAYS["json"].write(copy))
    assert {(one["value"], one["recorded"]) for one in told["lines"] if one["chapter"] == "avrr-lu"} == {
        (None, False)
    }
    rows = [*csv.DictReader(io.StringIO(WAYS["csv"].write(copy).decode("utf-8-sig")))]
    assert {(one["value"], one["recorded"]) for one in rows if one["chapter"] == "avrr-lu"} == {("", "false")}
    columns = pq.read_table(io.BytesIO(WAYS["parquet"].write(copy))).to_pylist()
    assert {(one["value"], one["recorded"]) for one in columns if one["chapter"] == "avrr-lu"} == {
        (None, False)
    }
    sheet = load_workbook(io.BytesIO(WAYS["xlsx"].write(copy))).worksheets[0]
    head, _tags, *cells = sheet.iter_rows(values_only=True)
    told = [dict(zip(head, one, strict=True)) for one in cells]
    assert {(one["value"], one["recorded"]) for one in told if one["chapter"] == "avrr-lu"} == {(None, False)}


def test_an_edition_of_before_computes_to_the_same_bytes(cast: Cast) -> None:
    """Its definitions do not say yet what has a record of its own: it keeps, and tells, its noughts."""
    depart(date(2020, 5, 4))
    without = library_with("dimensions", "programme", own_record=False)
    before = freeze(open_facts(), without, "year-report", YEAR, AsOf())
    assert UNRECORDED not in before.values
    assert thaw(open_facts(), before.snapshot, YEAR, AsOf()).bytes == before.bytes
    assert "Nobody returned from Luxembourg in 2020." in words(compose(before, "en", EXACT), "avrr-lu")
    now = edition(cast)
    assert now.frozen.values[UNRECORDED]
    depart(date(2020, 6, 1), programme="avrr-lu", office="lu")
    assert computed_again(now).digest == now.digest, "what came later is none of it"


def test_the_public_is_told_it_only_where_none_of_its_numbers_is_left_out(cast: Cast) -> None:
    depart(date(2020, 5, 4))
    found = edition(cast).frozen
    told = public_copy(found, frozenset())
    assert told.frozen.values[UNRECORDED] == found.values[UNRECORDED]
    hidden = frozenset({("avrr-lu", "returns", "now", ())})
    kept = public_copy(found, hidden)
    assert kept.frozen.values[UNRECORDED] == {"avrr-be": ["before"], "avrr-lu": ["before"]}
    noughts = {"avrr-lu": ["before"], "avrr-be": ["before"]}
    other = public_copy(replace(found, values={**found.values, UNRECORDED: noughts}), hidden)
    assert other.frozen.values == kept.frozen.values, "whether it is gone is told by nothing"
    assert other.digest == kept.digest


def test_what_is_recorded_later_is_no_rise_from_nought(cast: Cast, client: Client) -> None:
    depart(date(2020, 5, 4))
    found = edition(cast)
    depart(date(2020, 6, 1), programme="avrr-lu", office="lu", recorded=LATER)
    client.force_login(cast.ruth)
    page = client.get(f"/reports/{found.key}/since/").content.decode()
    cells = re.findall(r'class="num" data-label="(As printed|Difference)">(.*?)<', page)
    assert cells
    assert {number for _head, number in cells} == {"\N{EN DASH}"}
    number = client.get(f"/reports/{found.key}/numbers/avrr-lu/returns/").content.decode()
    assert '<p class="figure-big">–' in re.sub(r"\s+", " ", number)


def test_a_part_of_what_is_not_on_record_any_more_is_no_nought(cast: Cast, client: Client) -> None:
    depart(date(2020, 5, 4))
    gone = depart(date(2020, 6, 1), programme="avrr-lu", office="lu", sex="female")
    found = edition(cast)
    assert found.frozen.values[UNRECORDED] == {"avrr-be": ["before"], "avrr-lu": ["before"]}
    retract(gone, LATER + timedelta(days=1))
    client.force_login(cast.ruth)
    page = client.get(f"/reports/{found.key}/since/").content.decode()
    cells = re.findall(r'class="num" data-label="(Known today|Difference)">(?:<b>)?(.*?)<', page)
    assert len(cells) > 10
    assert {number for _head, number in cells} == {"\N{EN DASH}"}


def test_the_series_of_a_number_goes_by_its_own_programme(cast: Cast, client: Client) -> None:
    for year in (2017, 2018, 2019, 2020):
        depart(date(year, 5, 4))
    for year in (2018, 2020):
        depart(date(year, 5, 4), programme="avrr-lu", office="lu")
    something_else(date(2019, 3, 9), "avrr-lu")
    client.force_login(cast.ruth)
    page = client.get(f"/reports/{edition(cast).key}/numbers/avrr-lu/returns/").content.decode()
    told = re.findall(r"<dt>(20\d\d)</dt><dd>(.*?)</dd>", page)
    assert told == [
        ("2015", "–"), ("2016", "–"), ("2017", "–"), ("2018", "1"), ("2019", "0"), ("2020", "1"),
    ]  # fmt: skip


def test_a_report_of_which_a_chapter_alone_is_on_record_is_prepared_and_one_without_any_is_not(
    cast: Cast,
) -> None:
    depart(date(2019, 5, 4))
    depart(date(2020, 5, 4), programme="eu-return-lu", office="lu")
    assert edition(cast, 2019).number == 1
    with pytest.raises(problems.NothingOnRecord):
        edition(cast)
    offered = [one.period.first for one in offers(LATER.date()) if one.report.code == "year-report"]
    assert offered == [date(2019, 1, 1)]


# --- the report for a donor --------------------------------------------------------------------------------


def test_a_donor_is_told_no_nought_of_money_of_which_nothing_is_on_record(cast: Cast) -> None:
    depart(date(2020, 3, 1))
    with clock.at(LATER):
        found = prepare_donor_report(cast.ruth, PROJECT, "2020-H1").frozen
    assert found.values[UNRECORDED] == {"money": ["now", "to-date"]}
    document = compose(found, "en", EXACT)
    project, finances = document.sections
    [indicators] = [one for one in project.blocks if isinstance(one, Table)]
    assert not any("Nothing at all" in note for note in indicators.notes)
    assert "1" in [
        str(cell.text) for row in indicators.rows for cell in row.numbers if isinstance(cell, Number)
    ]
    [money] = [one for one in finances.blocks if isinstance(one, Table)]
    assert {row.numbers[1:] for row in money.rows} == {("–", "–", "–", "–")}
    assert [note for note in money.notes if "Nothing at all of this is on record from" in note]
    lines = [one for one in copy_of(found, "en", EXACT).lines if one.chapter == "money"]
    assert {(one.value, one.recorded) for one in lines} == {(None, False)}


def test_a_period_of_which_indicators_and_finances_tell_nothing_has_dashes_in_both(cast: Cast) -> None:
    something_else(date(2020, 3, 1), "avrr-be")
    with clock.at(LATER):
        found = prepare_donor_report(cast.ruth, PROJECT, "2020-H1").frozen
    assert "results" not in found.values[UNRECORDED], "the programme has a record of its own"
    project, finances = compose(found, "en", EXACT).sections
    for section, columns in ((project, (1, 4)), (finances, (1, 2))):
        [table] = [one for one in section.blocks if isinstance(one, Table)]
        assert {row.numbers[at] for row in table.rows for at in columns} == {"–"}
    assert {(one.value, one.recorded) for one in copy_of(found, "en", EXACT).lines} == {(None, False)}


def test_a_donor_is_told_a_dash_where_nothing_is_on_record_of_the_programme(cast: Cast) -> None:
    depart(date(2020, 3, 1), programme="avrr-lu", office="lu")
    depart(date(2019, 3, 1))
    with clock.at(LATER):
        found = prepare_donor_report(cast.ruth, PROJECT, "2020-H1").frozen
    assert found.values[UNRECORDED]["results"] == ["now"]
    [project, _finances] = compose(found, "en", EXACT).sections
    [indicators] = [one for one in project.blocks if isinstance(one, Table)]
    whole = [row.numbers for row in indicators.rows if not row.words.startswith("–")]
    assert {(row[1], row[2]) for row in whole} == {("–", "–")}
    assert {row.numbers[1] for row in indicators.rows if row.words.startswith("–")} <= {"–"}
    assert "1" in [str(row[4].text) for row in whole if isinstance(row[4], Number)]
    [note] = [one for one in indicators.notes if "Nothing at all of this is on record from" in one]
    assert note.endswith("from 1 January 2020 to 30 June 2020: a dash stands there, and no nought.")


@pytest.fixture
def of_two(cast: Cast) -> Iterator[None]:
    """Have a project pay for what happens under two programmes."""
    known = current_library()
    pays = known.get("projects", PROJECT).data["pays_for"]
    with using(library_with("projects", PROJECT, pays_for={**pays, "eu-return-lu": {}})):
        yield


def test_a_donor_of_several_programmes_is_told_a_dash_where_nothing_is_on_record_of_any(
    cast: Cast, of_two: None
) -> None:
    """That the house knows of another programme makes no nought of these."""
    depart(date(2020, 3, 1), programme="avrr-lu", office="lu")
    depart(date(2019, 3, 1))
    with clock.at(LATER):
        found = prepare_donor_report(cast.ruth, PROJECT, "2020-H1").frozen
    assert found.values[UNRECORDED]["results"] == ["now"]
    something_else(date(2020, 2, 1), "eu-return-lu")
    with clock.at(LATER):
        found = prepare_donor_report(cast.ruth, PROJECT, "2020-H1").frozen
    assert "results" not in found.values[UNRECORDED]
