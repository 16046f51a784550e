"""Who may enter a programme, what it gives, and what a birthday will change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from onward.casework.programmes.answers import eligible, foreseen, services
from onward.casework.programmes.tests.conftest import ON, version_of
from onward.casework.programmes.tests.test_gates import ADULT, NIECE, case
from onward.casework.programmes.versions import ProgrammeRules
from onward.casework.programmes.vocabulary import age


@pytest.mark.parametrize(
    ("destination", "grant", "administrative"),
    [("IQ", True, False), ("XK", False, True), ("MK", False, True), (None, None, None)],
)
def test_the_western_balkans_get_administrative_assistance_in_place_of_a_grant(
    belgium: ProgrammeRules, destination: str | None, grant: bool | None, administrative: bool | None
) -> None:
    given = {one.service: one.given for one in services(belgium, case(ADULT, destination=destination), ON)}
    assert given["reintegration-grant"] is grant
    assert given["administrative-assistance"] is administrative
    assert given["travel-assistance"] is True


def test_belgium_asks_nobody_for_a_nationality(belgium: ProgrammeRules) -> None:
    """The published returns of 2017 to 2021 lead to member states of the Union as well."""
    assert eligible(belgium, case(replace(ADULT, nationalities=("RO",))), ON) == []


@pytest.mark.parametrize(
    ("nationalities", "open_to"),
    [(("IQ",), True), (("IQ", "FR"), False), (("stateless",), True), ((), None), (("unknown",), None)],
)
def test_citizens_of_the_union_do_not_enter_the_ordinary_programme_of_luxembourg(
    office: Path, nationalities: tuple[str, ...], open_to: bool | None
) -> None:
    luxembourg = version_of(office, "avrr-lu")
    (entry,) = eligible(luxembourg, case(replace(ADULT, nationalities=nationalities)), ON)
    assert entry.open is open_to
    assert str(entry.otherwise).startswith("A citizen of the European Union")


def test_the_birthday_that_changes_the_procedure_is_told_beforehand(belgium: ProgrammeRules) -> None:
    leaving = replace(NIECE, departs_on=date(2021, 10, 1))
    (change,) = foreseen(belgium, case(ADULT, leaving), ON)
    assert (change.gate, change.traveller, change.day, change.starts) == (
        "child-alone",
        NIECE.key,
        date(2021, 9, 15),
        False,
    )


def test_nothing_is_told_where_the_birthday_comes_after_the_departure(belgium: ProgrammeRules) -> None:
    assert foreseen(belgium, case(replace(NIECE, departs_on=date(2021, 9, 14))), ON) == []


def test_of_an_approximate_birth_date_the_day_is_told_by_which_it_is_sure(belgium: ProgrammeRules) -> None:
    about = replace(NIECE, born_from=date(2003, 7, 1), born_to=date(2003, 12, 31))
    (change,) = foreseen(belgium, case(about), ON)
    assert change.day == date(2021, 12, 31)


def test_ages_change_on_the_birthday_and_on_the_first_of_march_for_leaplings() -> None:
    assert age(date(2003, 9, 15), date(2021, 9, 14)) == 17
    assert age(date(2003, 9, 15), date(2021, 9, 15)) == 18
    assert age(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert age(date(2004, 2, 29), date(2022, 3, 1)) == 18
    assert age(date(2022, 1, 1), date(2021, 1, 1)) == 0
