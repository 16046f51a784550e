"""The vocabulary of conditions: its values, and the page that documents it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from onward.casework.cases.choices import MEDICAL_LEVELS
from onward.casework.programmes.closed_lists import LISTS, values_in
from onward.casework.programmes.definition import groups_of
from onward.casework.programmes.tests.conftest import ON
from onward.casework.programmes.tests.test_gates import ADULT, NIECE, case
from onward.casework.programmes.vocabulary import (
    CASE_NAMES,
    COMMON_NAMES,
    GROUPS,
    TRAVELLER_NAMES,
    case_values,
    describe,
    traveller_values,
    traveller_vocabulary,
)
from onward.kernel.conditions import Interval, KnownSoFar, compile_condition
from onward.kernel.definitions import check_all
from onward.kernel.definitions.in_force import definitions_root

PAGE = Path(__file__).resolve().parents[4] / "docs" / "definitions.md"


def test_the_page_lists_every_name_with_its_type_its_meaning_and_the_list_of_its_values(office: Path) -> None:
    library, _faults = check_all(office)
    vocabulary = traveller_vocabulary(groups_of(library))
    words = {name: one.words for name, one in LISTS.items()}
    wanted = [
        (
            row.name,
            row.type,
            str(row.doc),
            words.get(GROUPS if row.name.startswith(f"{GROUPS}.") else row.name, ""),
        )
        for row in vocabulary.describe()
    ]
    rows = re.findall(
        r"^\| `([a-z_.]+)` \| (\S+) \| ([^|]+) \| ?([^|]*?) ?\|$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert sorted(rows) == sorted(wanted)


def test_every_list_is_that_of_a_name_and_holds_something(office: Path) -> None:
    library, _faults = check_all(office)
    lists = values_in(library)
    assert set(lists) <= {*CASE_NAMES, *TRAVELLER_NAMES, GROUPS}
    assert all(codes() for codes in lists.values())
    assert set(lists["traveller.medical_needs"]()) == set(MEDICAL_LEVELS)


def test_every_name_has_a_value_of_its_own() -> None:
    assert set(case_values(case(ADULT), "x", ON)) == {*COMMON_NAMES, *CASE_NAMES}
    assert set(traveller_values(ADULT, ON)) == set(TRAVELLER_NAMES)


def test_every_name_can_be_read_in_a_condition() -> None:
    values = case_values(case(ADULT), "x", ON) | traveller_values(
        replace(ADULT, nationalities=("IQ",), documents=("passport",), sex="female"), ON
    )
    vocabulary = traveller_vocabulary({})
    for name, entry in {**COMMON_NAMES, **CASE_NAMES, **TRAVELLER_NAMES}.items():
        test = {
            "list[text]": "'x' in {}",
            "text": "{} == 'x'",
            "int": "{} > 1",
            "date": "{} > today",
            "bool": "{}",
        }
        compile_condition(test[entry.type].format(name), vocabulary).evaluate(values)


def test_a_nationality_that_is_not_known_leaves_the_list_open() -> None:
    values = traveller_values(replace(ADULT, nationalities=("IQ", "unknown"), sex="unknown"), ON)
    assert cast(KnownSoFar, values["traveller.nationalities"]).items == ("IQ",)
    assert values["traveller.sex"] is None


def test_adults_are_counted_as_a_span_where_somebody_may_be_either() -> None:
    about = replace(NIECE, born_from=date(2003, 1, 1), born_to=date(2003, 12, 31))
    nobody_knows = replace(NIECE, born_from=None, born_to=None)
    assert case_values(case(ADULT, NIECE), "x", ON)["case.adults"] == 1
    assert case_values(case(ADULT, about), "x", ON)["case.adults"] == Interval(1, 2)
    assert case_values(case(ADULT, nobody_knows), "x", ON)["case.adults"] == Interval(1, 2)


def test_a_missing_fact_is_asked_for_in_words() -> None:
    assert describe("traveller.accompanied") == "whether a parent or guardian travels along"
    assert describe("funder-approval") == "funder-approval"


def test_the_schemas_in_the_repository_are_those_of_the_models() -> None:
    from onward.kernel.definitions.schemas import stale_schemas

    assert stale_schemas(definitions_root() / "schemas") == []
