"""What is wrong with what a donor is told is said at its line, with what would be right."""

from pathlib import Path

import pytest

from onward.evidence.tests.test_faults_of_figures import Spoil
from onward.evidence.tests.test_faults_of_figures import spoil as spoil

FEDASIL = "projects/fedasil-avrr-be.yaml"
AMIF = "projects/amif-reintegration-be.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (FEDASIL, "figure: children", "figure: childern",
         "unknown figure “childern” | Did you mean “children”?"),
        (FEDASIL, "among: [severe-health]", "among: [severe]", "unknown population “severe”"),
        (FEDASIL, "figure: cases\n    unit: cases", "figure: cases\n    unit: persons",
         "the target is of “persons”, and “cases” counts “cases” | Write “unit: cases”"),
        (FEDASIL, "by: sex", "by: age-group", "unknown dimension of this figure “age-group”"),
        (FEDASIL, "{2018-H1: 1800", "{2016-H2: 9, 2018-H1: 1800", "unknown period of the donor “2016-H2”"),
        (FEDASIL, "months: 132", "months: 131", "it does not run 131 months | Mend the dates or the months"),
        (FEDASIL, "      fr: Enfants rentrés\n", "",
         "the translation into “fr” is missing"),
        (FEDASIL, "code: R2", "code: r1", "two indicators have the code “r1”"),
        (FEDASIL, "currency: EUR", "currency: USD", "adds up EUR, and the project has its money in USD"),
        (FEDASIL, "amount: spent", "amount: returns", "“returns” is not split by “budget-line”"),
        (FEDASIL, "number: expenditures", "number: expenditure", "unknown figure “expenditure”"),
        (FEDASIL, "    target: 150\n", "", "nothing is promised | Write “target”"),
        (AMIF, 'code: "2.1"', 'code: "2.1"\n    when: fact.sexx == \'male\'', "fact.sexx"),
        (AMIF, "reporting: {every: year, year_begins: 7}",
         "reporting: {periods: [{code: A, first: 2016-12-01, last: 2018-01-31}]}",
         "the period “A” lies outside the project | It runs from 2017-01-01 to 2027-12-31"),
        (AMIF, "reporting: {every: year, year_begins: 7}", "reporting: {year_begins: 7}",
         "a donor is told in steps or of its own periods | Write “every” or “periods”"),
    ],
)  # fmt: skip
def test_it_is_said_with_file_and_line(spoil: Spoil, file: str, old: str, new: str, said: str) -> None:
    found = spoil(file, old, new)
    right = [one for one in found if said in one]
    assert right, found
    assert right[0].startswith(f"definitions/{file}:")


def test_periods_of_a_donor_do_not_overlap_nor_end_before_they_begin(spoil: Spoil) -> None:
    found = spoil(
        AMIF,
        "reporting: {every: year, year_begins: 7}",
        "reporting:\n  periods:\n    - {code: A, first: 2017-01-01, last: 2017-12-31}\n"
        "    - {code: a, first: 2017-12-31, last: 2018-12-31}\n"
        "    - {code: C, first: 2019-12-31, last: 2019-01-01}",
    )
    told = " ".join(found)
    assert "begins before the one above it ends | Give a day after 2017-12-31" in told
    assert "two periods have the code “a”" in told
    assert "the period ends before it begins | Give a day from 2019-12-31 on" in told


EVERY = "reporting: {every: half-year, year_begins: 1}"
PUBLIC = "reporting: {every: half-year, year_begins: 1, public: true}"
INDICATOR = "    figure: cases\n    unit: cases\n    target: 9500\n"
MEAN_AGE = """code: mean-age
name: {en: Mean age, fr: Âge moyen, nl: Gemiddelde leeftijd}
about: {en: Of all returns., fr: De tous les retours., nl: Van alle terugkeerreizen.}
owner: reporting-officer
counts: mean
column: age
of: [movements.departed]
by: [sex]
"""


def test_a_public_project_tells_no_mean_and_no_amount_of_which_nobody_keeps_whose_it_is(
    spoil: Spoil, tmp_path: Path
) -> None:
    """A mean of two women, told beside the age of one of them, is the age of the other."""
    (tmp_path / "definitions/figures/mean-age.yaml").write_text(MEAN_AGE)
    mean = "    figure: mean-age\n    among: [women]\n    unit: mean\n    target: 40\n"
    assert not spoil(FEDASIL, INDICATOR, mean), "its donor alone may be told"
    (said,) = spoil(FEDASIL, EVERY, PUBLIC)
    assert "“mean-age” is an amount or a mean, and a public report cannot hide whose it is" in said
    assert said.startswith(f"definitions/{FEDASIL}:")
    in_all = "    figure: spent\n    unit: amount\n    target: 40\n"
    (said,) = spoil(FEDASIL, mean, in_all)
    assert "“spent” is an amount or a mean" in said
    split = "    figure: spent\n    by: budget-line\n    unit: amount\n    target: 40\n"
    assert not spoil(FEDASIL, in_all, split), "of a split amount the edition keeps whose it is"


def test_what_a_public_project_tells_does_not_give_away_what_a_report_hides(spoil: Spoil) -> None:
    two = "    figure: returns\n    when: fact.destination in ['AL', 'RS']\n    unit: returns\n"
    two += "    target: 9500\n"
    assert not spoil(FEDASIL, INDICATOR, two), "its donor alone may be told"
    (said,) = spoil(FEDASIL, EVERY, PUBLIC)
    assert "both tell of “destination”" in said
    assert said.startswith(f"definitions/{FEDASIL}:")


def test_an_indicator_of_several_programmes_does_not_give_away_the_chapter_of_one(spoil: Spoil) -> None:
    spoil(FEDASIL, EVERY, PUBLIC)
    both = "  avrr-lu:\n    counselling: travel\n  avrr-be:\n    counselling: travel\n"
    said = spoil(FEDASIL, "  avrr-be:\n    counselling: travel\n", both)
    assert any("“fact.programme in ['avrr-be', 'avrr-lu']” and “programme” both tell" in one for one in said)
