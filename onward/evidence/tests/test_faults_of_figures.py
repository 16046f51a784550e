"""What is wrong with a figure, a share or a report is said at its line, with what would be right."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from onward.kernel.definitions import check_all
from onward.kernel.definitions.in_force import definitions_root

Spoil = Callable[[str, str, str], list[str]]


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """Put one text in the place of another in a file of the house, and return what is said of it."""
    root = tmp_path / "definitions"
    shutil.copytree(definitions_root(), root)

    def spoilt(file: str, old: str, new: str) -> list[str]:
        path = root / file
        text = path.read_text()
        assert old in text, "the file no longer says what this test spoils"
        path.write_text(text.replace(old, new, 1))
        return [f"{one.file}:{one.line} {one.wrong} | {one.right}" for one in check_all(root)[1]]

    return spoilt


def test_persons_are_never_divided_by_returns(spoil: Spoil) -> None:
    (said,) = spoil("derived.yaml", "{part: children, of: persons}", "{part: children, of: returns}")
    assert "persons are not divided by returns" in said
    assert said.startswith("definitions/derived.yaml:")


def test_a_base_that_does_not_hold_the_part_is_refused(spoil: Spoil) -> None:
    (said,) = spoil("derived.yaml", "{part: children, of: persons}", "{part: persons, of: children}")
    assert "“persons” may count what “children” does not" in said


@pytest.mark.parametrize("terms", ["returns, cases", "cases, returns"])
def test_returns_and_cases_are_never_added_up(spoil: Spoil, terms: str) -> None:
    said = spoil("derived.yaml", "share: {part: children, of: persons}", f"sum: [{terms}]")
    assert any("added" in one for one in said)


def test_persons_are_not_added_to_persons_since_one_may_be_in_both(spoil: Spoil) -> None:
    said = spoil("derived.yaml", "share: {part: children, of: persons}", "sum: [children, persons]")
    told = [one for one in said if "sum, and a public report" not in one]
    assert len(told) == 2
    assert all("persons are not added up: one may stand in two figures" in one for one in told)


def test_an_amount_has_its_currency(spoil: Spoil) -> None:
    said = spoil("figures/cases.yaml", "counts: cases", "counts: amount")
    assert any("amounts of several currencies would be added up" in one for one in said)


def test_what_is_counted_fact_by_fact_is_not_dated_by_another_event_and_no_number_by_two(
    spoil: Spoil,
) -> None:
    said = spoil("figures/drew-help.yaml", "counts: persons", "counts: returns")
    assert any("“returns” would count a fact on each day of this event" in one for one in said)
    again = "  - {event: reintegration.asked, same: [case_key, person_key], dates: true}\nby:"
    said = spoil("figures/drew-medical-aid.yaml", "by:", again)
    assert any("another event says already by which day it counts" in one for one in said)


def test_a_split_of_a_list_is_never_full(spoil: Spoil) -> None:
    said = spoil(
        "figures/vulnerabilities.yaml",
        "by: [programme, vulnerability]",
        "by: [programme, vulnerability]\nfull: [vulnerability]",
    )
    assert any("parts of “vulnerability” overlap" in one for one in said)


def test_a_misspelt_field_of_a_condition_is_told_with_the_right_one(spoil: Spoil) -> None:
    said = spoil("populations.yaml", "when: fact.sex == 'female'", "when: fact.sexe == 'female'")
    assert any("fact.sex" in one.split("|")[1] for one in said)


def test_a_figure_of_no_known_event_is_refused(spoil: Spoil) -> None:
    (said,) = spoil("figures/returns.yaml", "of: [movements.departed]", "of: [movements.depparted]")
    assert "movements.depparted" in said
    assert "movements.departed" in said.split("|")[1]


def test_a_report_with_a_figure_that_nobody_defined_is_refused(spoil: Spoil) -> None:
    (said,) = spoil("reports/year-report.yaml", "{figure: persons}", "{figure: person}")
    assert "unknown figure “person”" in said


def test_a_report_that_splits_a_figure_as_it_cannot_be_is_refused(spoil: Spoil) -> None:
    (said,) = spoil("reports/year-report.yaml", "{figure: umc, by: [sex]}", "{figure: umc, by: [channel]}")
    assert "“channel”" in said


def test_a_chapter_of_an_unknown_programme_is_refused(spoil: Spoil) -> None:
    (said,) = spoil("reports/year-report.yaml", "only: {programme: avrr-be}", "only: {programme: avrr-bee}")
    assert "avrr-bee" in said
    assert "avrr-be" in said.split("|")[1]


def test_overlapping_parts_have_no_remainder(spoil: Spoil) -> None:
    (said,) = spoil(
        "reports/year-report.yaml",
        "{figure: vulnerabilities, by: [vulnerability]}",
        "{figure: vulnerabilities, by: [vulnerability], top: 3}",
    )
    assert "overlapping parts have no remainder" in said


def test_an_amount_and_a_mean_stand_in_no_public_report(spoil: Spoil) -> None:
    """Who stands behind one, and for how much of it, is not known yet: nothing could be hidden."""
    said = spoil("figures/returns.yaml", "counts: returns", "counts: amount\ncurrency: EUR")
    assert any("a public report cannot hide whose it is" in one and "newsletter" in one for one in said)


def test_a_sum_stands_in_no_public_report(spoil: Spoil) -> None:
    said = spoil(
        "derived.yaml", "share: {part: returns, among: women, of: returns}", "sum: [returns, returns]"
    )
    assert any("cannot hide its terms with it" in one for one in said)


def test_a_report_that_is_not_for_the_public_may_tell_sums(spoil: Spoil) -> None:
    spoil("reports/newsletter.yaml", "covers: half-year", "covers: half-year\npublic: false")
    said = spoil(
        "derived.yaml", "share: {part: returns, among: women, of: returns}", "sum: [returns, returns]"
    )
    assert any("year-report.yaml" in one for one in said)
    assert not any("newsletter.yaml" in one for one in said)


def test_a_part_that_is_said_to_name_a_population_is_one_of_its_split(spoil: Spoil) -> None:
    (said,) = spoil("populations.yaml", "named_by: {channel: [shelter]}", "named_by: {channel: [sheltre]}")
    assert "sheltre" in said
    assert "shelter" in said.split("|")[1]
    (said,) = spoil("populations.yaml", "named_by: {channel: [sheltre]}", "named_by: {chanel: [shelter]}")
    assert "unknown dimension “chanel”" in said


DIMENSION = """  heading: {en: Part, fr: Partie, nl: Deel}
  name: {en: Part, fr: Partie, nl: Deel}
"""


@pytest.mark.parametrize(
    ("dimension", "said"),
    [
        ("  column: destination\n  each: month\n", "“destination” holds no days"),
        ("  column: person_key\n", "“person_key” has a value of its own for each fact or person"),
        ("  column: recorded_at\n", "“recorded_at” has a value of its own for each fact or person"),
        (
            "  column: sex\n  instead: {x: fact.age < 18}\n",
            "only of a column of lists do conditions",
        ),
        (
            "  groups: {unknown: {name: {en: A, fr: A, nl: A}, when: fact.age < 18}}\n",
            "“unknown” is what stands in no group",
        ),
    ],
)
def test_a_dimension_whose_parts_nobody_could_read_is_refused(
    spoil: Spoil, dimension: str, said: str
) -> None:
    (told,) = spoil("dimensions.yaml", "project:\n", f"part:\n{DIMENSION}{dimension}project:\n")
    assert said in told


@pytest.mark.parametrize(
    ("counts", "column"),
    [("quantity", "quantity"), ("amount\ncurrency: EUR", "amount"), ("organisations", "organisation")],
)
def test_a_figure_of_a_column_that_its_events_do_not_say_is_refused(
    spoil: Spoil, counts: str, column: str
) -> None:
    said = spoil("figures/cases.yaml", "counts: cases", f"counts: {counts}")
    assert any(f"says no “{column}”" in one for one in said)


def test_a_part_dated_by_another_event_is_in_no_base(spoil: Spoil) -> None:
    (said,) = spoil("derived.yaml", "{part: children, of: persons}", "{part: drew-help, of: persons}")
    assert "“drew-help” may count what “persons” does not" in said


BY_SEX = "      by-sex: {figure: returns, by: [sex], chart: bars}\n"
BY_REGION = f"{BY_SEX}      by-region: {{figure: returns, by: [region]}}\n"
REGION = """region:
  name: {en: Region, fr: Région, nl: Regio}
  heading: {en: By region, fr: Par région, nl: Per regio}
  groups:
    balkans:
      name: {en: Balkans, fr: Balkans, nl: Balkan}
      when: fact.destination in groups.visa_free_western_balkans
project:
"""


def test_of_two_public_splits_of_one_column_each_would_tell_what_the_other_hides(spoil: Spoil) -> None:
    """33 to the Balkans, 30 of them to Albania: whoever subtracts has the hidden number of Serbia."""
    spoil("dimensions.yaml", "project:\n", REGION)
    spoil("figures/returns.yaml", "by: [programme, ", "by: [programme, region, ")
    both = spoil("reports/year-report.yaml", BY_SEX, BY_REGION)
    (here,) = [one for one in both if "year-report.yaml" in one]
    assert "“region” and “destination” both tell of “destination”" in here
    assert any("newsletter.yaml" in one for one in both), "days of the one lie within the other's"


def test_a_condition_of_a_public_table_does_not_tell_of_a_column_that_another_splits(spoil: Spoil) -> None:
    of_two = "      of-two: {figure: returns, when: \"fact.destination in ['AL', 'RS']\"}\n"
    said = spoil("reports/year-report.yaml", BY_SEX, BY_SEX + of_two)
    assert any("both tell of “destination”" in one for one in said)


def test_two_splits_of_one_column_may_stand_where_nobody_outside_reads_them(spoil: Spoil) -> None:
    spoil("dimensions.yaml", "project:\n", REGION)
    spoil("figures/returns.yaml", "by: [programme, ", "by: [programme, region, ")
    spoil("reports/year-report.yaml", "covers: year", "covers: year\npublic: false")
    assert not spoil("reports/year-report.yaml", BY_SEX, BY_REGION)


def test_a_figure_of_key_trends_is_there_and_split_as_they_split_it(spoil: Spoil, tmp_path: Path) -> None:
    """Without it the page would break: the files say so before."""
    gone = tmp_path / "definitions/figures/aged-out.yaml"
    kept = gone.read_text()
    gone.unlink()
    (missing,) = spoil("dimensions.yaml", "sex:\n", "sex:\n")
    assert missing.startswith("definitions/figures:1 “aged-out” is missing, and the program asks for it")
    assert "Add the file “aged-out.yaml”" in missing
    gone.write_text(kept)
    said = spoil("figures/umc.yaml", "by: [programme, sex]\nfull: [sex]", "by: [programme]")
    assert any("figures/umc.yaml" in one and "Key trends splits “umc” by “sex”" in one for one in said)


def test_the_splits_of_amounts_that_donor_reports_print_are_there(spoil: Spoil) -> None:
    said = spoil("dimensions.yaml", "budget-line:\n", "budget-lines:\n")
    assert any("Rename “budget-lines” to “budget-line”, if that is what it is" in one for one in said)


def test_a_misspelt_split_is_told_once_and_nobody_is_told_to_misspell_the_others(spoil: Spoil) -> None:
    text = (definitions_root() / "figures/children.yaml").read_text()
    (by,) = [line for line in text.splitlines() if line.startswith("by: ")]
    assert "full: [sex]" in text, "it stands a second time in the file, and in reports besides"
    (said,) = spoil("figures/children.yaml", by, by.replace("sex", "sexe"))
    assert "unknown dimension “sexe” | Did you mean “sex”?" in said


def test_a_misspelt_event_is_told_and_not_what_shares_make_of_it(spoil: Spoil) -> None:
    (said,) = spoil("figures/children.yaml", "of: [movements.departed]", "of: [movements.depparted]")
    assert "unknown event “movements.depparted”" in said


def test_an_amount_without_its_currency_is_told_at_the_figure_alone(spoil: Spoil) -> None:
    (said,) = spoil("figures/spent.yaml", "currency: EUR\n", "")
    assert "amounts of several currencies would be added up" in said


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("by: [sex], chart: months", "only what is split by month is drawn so"),
        ("by: [sex], chart: map", "only what is split by a column of countries is drawn on a map"),
        ("by: [nationality], chart: map", "only what is split by a column of countries is drawn on a map"),
    ],
)
def test_a_drawing_that_does_not_fit_a_split_is_refused(spoil: Spoil, drawn: str, said: str) -> None:
    (told,) = spoil("reports/year-report.yaml", "by: [sex], chart: bars", drawn)
    assert said in told
    assert told.startswith("definitions/reports/year-report.yaml:")
