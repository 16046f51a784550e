"""A value that is on no list of the house is a fault of the condition that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from onward.casework.programmes.tests.conftest import Spoil, version_of
from onward.casework.programmes.versions import from_snapshot
from onward.kernel.definitions import check_all

BE = "programmes/avrr-be.yaml"
Line = Callable[[str, str], int]


@pytest.mark.parametrize(
    ("condition", "value", "wrong", "right"),
    [
        (
            "'traficking' in traveller.vulnerabilities",
            "'traficking'",
            "‘traficking’ is none of the values of traveller.vulnerabilities",
            "Did you mean “trafficking”?",
        ),
        (
            "traveller.vulnerabilities.exists(one, one == 'traficking')",
            "'traficking'",
            "‘traficking’ is none of the values of traveller.vulnerabilities",
            "Did you mean “trafficking”?",
        ),
        (
            "traveller.medical_needs == 'sever'",
            "'sever'",
            "‘sever’ is none of the values of traveller.medical_needs",
            "Did you mean “severe”?",
        ),
        (
            "traveller.sex == 'f'",
            "'f'",
            "‘f’ is none of the values of traveller.sex",
            "Known are: female, male, other",
        ),
        (
            "traveller.sex == 'unknown'",
            "'unknown'",
            "‘unknown’ is none of the values of traveller.sex",
            "Known are: female, male, other",
        ),
        (
            "case.channel in ['ngo', 'redcross']",
            "'redcross'",
            "‘redcross’ is none of the values of case.channel",
            "Did you mean “red-cross”?",
        ),
        (
            "case.destination != 'Kosovo'",
            "'Kosovo'",
            "‘Kosovo’ is none of the values of case.destination",
            "Known are: AD, ",
        ),
        (
            "'xk' in groups.visa_free_western_balkans",
            "'xk'",
            "‘xk’ is none of the values of groups.visa_free_western_balkans",
            "Known are: AD, ",
        ),
        (
            "'pasport' in traveller.documents",
            "'pasport'",
            "‘pasport’ is none of the values of traveller.documents",
            "Did you mean “passport”?",
        ),
        (
            "case.programme == 'avrr-bee'",
            "'avrr-bee'",
            "‘avrr-bee’ is none of the values of case.programme",
            "Did you mean “avrr-be”?",
        ),
        (
            "traveller.nationalities.all(one, one != 'stateles')",
            "'stateles'",
            "‘stateles’ is none of the values of traveller.nationalities",
            "Did you mean “stateless”?",
        ),
    ],
)
def test_a_misspelt_value_never_switches_a_gate_off(
    office: Path, spoil: Spoil, line: Line, condition: str, value: str, wrong: str, right: str
) -> None:
    spoil(BE, "\"'trafficking' in traveller.vulnerabilities\"", f'"{condition}"')
    (fault,) = check_all(office)[1]
    assert (fault.file, fault.line) == (f"definitions/{BE}", line(BE, condition))
    assert fault.column == len('    when: "') + condition.index(value) + 1
    assert (fault.wrong, fault.right[: len(right)]) == (wrong, right)


@pytest.mark.parametrize(
    "condition",
    [
        "traveller.sex in ['female', 'other'] && case.channel != 'red-cross'",
        "'stateless' in traveller.nationalities || case.destination == 'XK'",
        "case.destination_place == 'Erbil'",
    ],
)
def test_values_of_the_lists_and_names_without_one_are_whole(spoil: Spoil, condition: str) -> None:
    assert spoil(BE, "\"'trafficking' in traveller.vulnerabilities\"", f'"{condition}"') == []


def test_a_category_struck_from_its_list_is_missed_by_the_gates_that_ask_for_it(spoil: Spoil) -> None:
    spoil("choices.yaml", "trafficking: trafficking", "exploitation: trafficking")
    faults = spoil("choices.yaml", "    trafficking: {", "    exploitation: {")
    assert (
        sum("‘trafficking’ is none of the values of traveller.vulnerabilities" in one for one in faults) == 3
    )


def test_rules_that_a_case_keeps_are_read_without_the_lists_of_today(spoil: Spoil, office: Path) -> None:
    kept = version_of(office, "avrr-be").snapshot
    with_another_word = kept.replace("'trafficking' in", "'exploitation' in")
    assert with_another_word != kept
    (gate,) = [
        gate
        for gate in from_snapshot(with_another_word).definition.gates
        if "exploitation" in (gate.when or "")
    ]
    assert from_snapshot(with_another_word).condition(str(gate.when), gate.each).names


def test_a_list_with_a_fault_of_its_own_accuses_no_condition(spoil: Spoil) -> None:
    faults = spoil("choices.yaml", "{en: Vulnerabilities, ", "{")
    assert [fault for fault in faults if "none of the values" in fault] == []
    assert faults
