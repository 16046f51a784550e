"""What a population declares of itself is held against its condition: disclosure control goes by it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onward.delivery.movements.actions.travelling import told_departure
from onward.evidence.counting import possible
from onward.evidence.counting.possible import holds, possible_facts, sound
from onward.evidence.facts.columns import columns
from onward.evidence.tests.test_faults_of_figures import Spoil
from onward.evidence.tests.test_faults_of_figures import spoil as spoil
from onward.kernel.conditions import Condition
from onward.kernel.definitions import current_library

CHILDREN = "when: fact.age < 18 || fact.minor || fact.child in ['umc', 'accompanied']"
WOMEN = "when: fact.sex == 'female'"
SPANS = "when: size(fact.vulnerabilities) > 0 || fact.child in ['umc', 'aged-out']"


def compiled(text: str) -> Condition:
    condition = sound(text, current_library())
    assert condition
    return condition


def test_a_population_whose_condition_moved_is_not_what_it_holds_nor_what_lies_within(spoil: Spoil) -> None:
    said = spoil("populations.yaml", CHILDREN, "when: fact.age < 12")
    assert any(
        "somebody with “Age in whole years” 12 is in “from-12-to-17”, and not of these" in one for one in said
    )
    assert any("is of these, and not of “children”" in one for one in said), "unaccompanied ones"
    assert all(one.startswith("definitions/populations.yaml:") for one in said)


def test_nobody_of_a_population_is_in_a_part_that_it_does_not_hold(spoil: Spoil) -> None:
    said = spoil("populations.yaml", CHILDREN, CHILDREN.replace("< 18", "< 20"))
    assert any(
        "“Age in whole years” 18 is of these, and in “from-18-to-64”, which is not held" in one
        for one in said
    )


@pytest.mark.parametrize(
    ("old", "new", "shows"),
    [
        (WOMEN, f"{WOMEN} && fact.age >= 18", "is in “female”, and not of these"),
        (WOMEN, "when: fact.sex in ['female', 'other']", "“Sex” other is of these, and not in “female”"),
        ("when: fact.child == 'umc'\n", "when: fact.child == 'umc' && fact.sex == 'male'\n",
         "is in “umc”, and not of these"),
        (SPANS, SPANS.replace("|| fact.child", "|| fact.minor || fact.child"),
         "is of these, and in no part of “vulnerability”"),
        (SPANS, "when: size(fact.vulnerabilities) > 1", "is in “"),
    ],
)  # fmt: skip
def test_a_part_and_a_split_are_of_the_same_people_as_their_population(
    spoil: Spoil, old: str, new: str, shows: str
) -> None:
    said = spoil("populations.yaml", old, new)
    assert any(shows in one for one in said), said


def test_what_always_holds_of_a_column_is_a_condition(spoil: Spoil) -> None:
    said = spoil("facts.yaml", "fact.age_most < 18 : fact", "fact.age_mst < 18 : fact")
    assert any(one.startswith("definitions/facts.yaml:") and "fact.age_most" in one for one in said)


def test_facts_that_cannot_be_are_not_tried() -> None:
    """Who is 30 is no child alone, whatever the columns could hold."""
    facts = possible_facts([compiled("fact.age < 30 && fact.child == 'umc'")], current_library())
    assert {fact["fact.age"] for fact in facts if fact["fact.child"] == "umc"} == {None, 17}
    assert {fact["fact.age"] for fact in facts} >= {29, 30, 31}


def test_of_too_many_facts_some_are_tried_out_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    condition = compiled("fact.destination == fact.departure_country && fact.nationality in groups.eu")
    facts = possible_facts([condition], current_library())
    assert possible.MOST / 2 < len(facts) <= possible.MOST
    for name in ("fact.destination", "fact.departure_country", "fact.nationality"):
        assert len({fact[name] for fact in facts}) > 200


DAY = date(2020, 6, 30)
SOME_DAY = st.dates(DAY - timedelta(days=40 * 366), DAY)


@given(
    born=st.one_of(st.none(), st.tuples(SOME_DAY, SOME_DAY).map(sorted)),
    opened_on=st.dates(DAY - timedelta(days=3000), DAY),
    accompanied=st.sampled_from([None, True, False]),
    categories=st.sets(st.sampled_from(["umc", "aged-out-umc", "trafficking"])),
)
def test_what_the_files_say_always_holds_does_so_of_every_departure(
    born: list[date] | None, opened_on: date, accompanied: bool | None, categories: set[str]
) -> None:
    first, last = born or (None, None)
    told = told_departure(
        uuid4(), DAY, born_from=first, born_to=last, opened_on=opened_on, accompanied=accompanied,
        categories=tuple(categories), programme="avrr-be", departure_country="BE", destination="BR",
        channel="self", sex="female", nationality=None, medical=None,
    )  # fmt: skip
    fact: dict[str, Any] = {f"fact.{name}": value for name, value in told.model_dump().items()}
    rules = {code: one.always for code, one in columns().items() if one.always}
    assert {"age", "child", "minor"} <= rules.keys()
    for code, rule in rules.items():
        assert fact[f"fact.{code}"] is None or holds(compiled(rule), fact), code
