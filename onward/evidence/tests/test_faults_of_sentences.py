"""What is wrong with a sentence of a report is said at its file and line by `definitions check`."""

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from onward.evidence.documents.texts import reports_folder
from onward.kernel.definitions.in_force import definitions_root

Spoil = Callable[[str, str, str], list[str]]


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """Put one text in the place of another in a file of the house, and return what the command says of it."""
    shutil.copytree(definitions_root(), tmp_path / "definitions")
    shutil.copytree(reports_folder(), tmp_path / "reports")

    def spoilt(file: str, old: str, new: str) -> list[str]:
        path = tmp_path / file
        text = path.read_text()
        assert old in text, "the file no longer says what this test spoils"
        path.write_text(text.replace(old, new, 1))
        told = StringIO()
        with pytest.raises(CommandError):
            call_command("definitions", "--root", str(tmp_path / "definitions"), "check", stdout=told)
        return told.getvalue().splitlines()

    return spoilt


def line_of(file: Path, text: str) -> int:
    return next(number for number, line in enumerate(file.read_text().splitlines(), 1) if text in line)


def test_a_sentence_that_nobody_wrote_is_told_where_the_report_names_it(spoil: Spoil) -> None:
    (said,) = spoil("definitions/reports/year-report.yaml", "{text: umc-lead,", "{text: umc-leed,")
    line = line_of(definitions_root() / "reports" / "year-report.yaml", "{text: umc-lead,")
    assert said.startswith(f"definitions/reports/year-report.yaml:{line}: ")
    assert "nobody wrote the sentence “umc-leed”. Did you mean “umc-lead”?" in said


def test_only_a_sentence_goes_on_with_a_paragraph(spoil: Spoil) -> None:
    chart = "{chart: by-month}"
    (said,) = spoil("definitions/reports/year-report.yaml", chart, "{chart: by-month, joined: true}")
    assert "only a text goes on with a paragraph" in said


def test_a_sentence_that_one_language_lacks_is_told_there(spoil: Spoil) -> None:
    (said,) = spoil("reports/nl/voluntary-return.ftl", "umc-lead =", "-umc-lead =")
    line = line_of(reports_folder() / "en" / "voluntary-return.ftl", "umc-lead =")
    assert said.startswith("reports/nl/voluntary-return.ftl:1: “umc-lead” is missing")
    assert f"reports/en/voluntary-return.ftl:{line}" in said


def test_a_number_that_nobody_counts_is_told_at_its_line(spoil: Spoil) -> None:
    (said,) = spoil("reports/fr/voluntary-return.ftl", "{ $umc } étaient", "{ $ump } étaient")
    line = line_of(reports_folder() / "fr" / "voluntary-return.ftl", "{ $umc } étaient")
    assert said == f"reports/fr/voluntary-return.ftl:{line}: unknown number “ump”. Did you mean “umc”?"


def test_a_table_whose_code_is_what_sentences_call_another_number_is_refused(spoil: Spoil) -> None:
    """Of the returns of the year before, a sentence would tell how many children there were."""
    report, table = "definitions/reports/year-report.yaml", "      by-sex: {figure: returns"
    (said,) = spoil(report, table, "      returns-before: {figure: children}\n" + table)
    line = line_of(definitions_root() / "reports" / "year-report.yaml", table)
    assert said.startswith(f"{report}:{line}: sentences would name two numbers “returns-before”.")


def test_a_sentence_of_every_report_names_nothing_else(spoil: Spoil) -> None:
    (said,) = spoil("reports/en/common.ftl", "{ $known }", "{ $knwon }")
    assert "unknown number “knwon”. Did you mean “known”?" in said


def test_what_is_no_sentence_is_told_at_its_line(spoil: Spoil) -> None:
    said = spoil("reports/en/voluntary-return.ftl", "umc-lead = { $returns ->", "umc-lead = { $returns -> {")
    line = line_of(reports_folder() / "en" / "voluntary-return.ftl", "umc-lead =")
    assert said[0].startswith(f"reports/en/voluntary-return.ftl:{line}: ")
    assert not any("is missing" in one for one in said), "it is there, and cannot be read"


def test_the_sentences_of_the_house_are_whole() -> None:
    told = StringIO()
    call_command("definitions", "check", stdout=told)
    assert "whole" in told.getvalue()
