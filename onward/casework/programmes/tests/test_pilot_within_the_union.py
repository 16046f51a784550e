"""The pilot of Luxembourg: open to those whom the ordinary programme turns away, and no Python of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onward.casework.programmes.answers import eligible, services
from onward.casework.programmes.gates import evaluate_gates
from onward.casework.programmes.tests.conftest import ON, version_of
from onward.casework.programmes.tests.test_gates import ADULT, NIECE, case
from onward.casework.programmes.versions import ProgrammeRules


@pytest.fixture
def pilot(office: Path) -> ProgrammeRules:
    return version_of(office, "eu-return-lu")


@pytest.mark.parametrize(
    ("nationalities", "permit", "destination", "open_to"),
    [
        (("PT",), None, "PT", [True, True]),
        (("PT",), False, "ES", [True, True]),
        (("BR",), True, "PT", [True, True]),
        (("BR",), True, "BR", [True, True]),
        (("BR",), False, "BR", [False, True]),
        (("BR",), None, "BR", [None, True]),
        (("LU",), False, "LU", [False, False]),
        (("PT",), None, "BR", [True, False]),
    ],
)
def test_citizens_of_the_union_and_holders_of_a_permit_may_go_home(
    pilot: ProgrammeRules,
    nationalities: tuple[str, ...],
    permit: bool | None,
    destination: str,
    open_to: list[bool | None],
) -> None:
    traveller = replace(ADULT, nationalities=nationalities, residence_permit_eu=permit)
    assert [one.open for one in eligible(pilot, case(traveller, destination=destination), ON)] == open_to


def test_the_ordinary_programme_of_luxembourg_does_not_open_to_them(office: Path) -> None:
    ordinary = version_of(office, "avrr-lu")
    (entry,) = eligible(ordinary, case(replace(ADULT, nationalities=("PT",))), ON)
    assert entry.open is False


def test_a_child_alone_is_protected_here_too(pilot: ProgrammeRules) -> None:
    held = [
        one
        for one in evaluate_gates(pilot, case(NIECE), [], ON, before="booked")
        if one.gate == "child-alone"
    ]
    assert held[0].requirements[0].brought_by == "competent-service-lu"


def test_it_gives_the_journey_and_no_reintegration(pilot: ProgrammeRules) -> None:
    assert {one.service for one in services(pilot, case(ADULT), ON)} == {
        "counselling",
        "travel-assistance",
        "departure-cash",
        "escort",
    }
