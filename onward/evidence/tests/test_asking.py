"""Figures over facts: what is counted, in all and by part."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from onward.casework.cases.events import CaseOpened
from onward.delivery.reintegration.events import HelpDrawn
from onward.evidence.counting import Asked, Tally, figures, tallies, tally
from onward.evidence.counting.listing import listed
from onward.evidence.events import QuantityReported
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.tests.factories import correct, depart, library_with, send_back
from onward.kernel.events.log import row
from onward.kernel.models import Event

pytestmark = pytest.mark.django_db

YEAR = Asked(date(2020, 1, 1), date(2021, 1, 1))
MARCH = date(2020, 3, 2)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


def ask(code: str, *by: str, asked: Asked = YEAR) -> Tally:
    facts = open_facts()
    return tally(facts, figures()[code], asked, by)


def numbers(found: Tally) -> dict[str, int]:
    return {"/".join(part): int(number) for part, number in found.parts.items()}


def test_returns_persons_cases_and_destinations_are_counted_apart() -> None:
    person, case = uuid4(), uuid4()
    depart(MARCH, person=person, case=case)
    depart(date(2020, 9, 1), person=person, case=case, destination="GE")
    depart(date(2020, 9, 1), case=case, destination="GE")
    found = {code: int(ask(code).total) for code in ("returns", "persons", "cases", "destinations")}
    assert found == {"returns": 3, "persons": 2, "cases": 1, "destinations": 2}


def test_more_figures_are_asked_at_once_than_a_byte_can_number() -> None:
    depart(MARCH)
    found = tallies(open_facts(), [(figures()["returns"], ())] * 130, YEAR)
    assert [int(one.total) for one in found] == [1] * 130


def test_questions_that_differ_in_one_thing_alone_are_each_answered_for_what_they_ask() -> None:
    """What is kept of a question must not answer another: asked of the same facts, one after the other."""
    for sex, destination, many in (("male", "BR", 1), ("female", "BR", 2), ("male", "GE", 4)):
        for _person in range(many):
            depart(MARCH, sex=sex, destination=destination)
    depart(MARCH, sex="female", destination="GE", recorded=datetime(2021, 5, 1, tzinfo=UTC))
    others = library_with("populations", "women", when="fact.sex == 'male'")
    asked: dict[str, tuple[dict[str, Any], int]] = {
        "nothing besides": ({}, 8),
        "a condition": ({"when": ("fact.sex == 'male'",)}, 5),
        "another condition": ({"when": ("fact.sex == 'female'",)}, 3),
        "a population": ({"among": ("women",)}, 3),
        "another population": ({"among": ("children",)}, 0),
        "a population that is defined otherwise": ({"among": ("women",), "library": others}, 5),
        "a part": ({"parts": {"sex": "male"}}, 5),
        "a part of another split": ({"parts": {"destination": "BR"}}, 3),
        "a column": ({"equals": {"destination": "GE"}}, 5),
        "another column": ({"equals": {"sex": "female"}}, 3),
        "as known then": ({"as_of": AsOf(before=datetime(2021, 1, 1, tzinfo=UTC))}, 7),
    }
    for told in (asked, dict(reversed(asked.items()))):
        found = {
            name: int(ask("returns", asked=Asked(YEAR.first, YEAR.until, **besides)).total)
            for name, (besides, _right) in told.items()
        }
        assert found == {name: right for name, (_besides, right) in told.items()}


def draw_help(event: Event, on: date, service: str, **fields: Any) -> None:
    """Write that the person of a departure drew help on a day."""
    drawn = row(
        HelpDrawn(request=uuid4(), service=service),
        office=event.office,
        occurred_on=on,
        recorded_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        actor_key=None,
        **{"case": event.case_key, "person": event.person_key, **fields},
    )
    drawn.save(force_insert=True)


def test_who_left_and_drew_help_counts_by_the_day_of_leaving_and_only_for_that_case() -> None:
    event, other, elsewhere = depart(MARCH), depart(MARCH, destination="GE"), depart(MARCH)
    draw_help(event, date(2021, 2, 1), "reintegration-grant")
    draw_help(event, date(2021, 3, 1), "reintegration-grant")
    draw_help(other, date(2020, 5, 1), "administrative-assistance")
    draw_help(elsewhere, date(2020, 5, 1), "reintegration-grant", case=uuid4())
    assert numbers(ask("helped", "destination")) == {"BR": 1, "GE": 1}
    assert numbers(ask("grant-drawn", "destination")) == {"BR": 1}
    assert ask("grant-asked").total == 0
    known = Asked(YEAR.first, YEAR.until, AsOf(before=datetime(2021, 1, 1, tzinfo=UTC)))
    assert numbers(ask("helped", "destination", asked=known)) == {"GE": 1}


def test_a_period_is_half_open() -> None:
    for day in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)):
        depart(day)
    assert ask("returns").total == 2


def test_who_was_refused_entry_did_not_return() -> None:
    event = depart(MARCH)
    depart(MARCH)
    send_back(event, date(2020, 3, 4))
    assert ask("returns").total == 1
    before = Asked(YEAR.first, YEAR.until, AsOf(before=datetime(2020, 3, 3, tzinfo=UTC)))
    assert ask("returns", asked=before).total == 2


def test_parts_of_whom_nothing_is_known_are_a_part_of_their_own() -> None:
    depart(MARCH, nationality="BR")
    depart(MARCH, nationality=None)
    assert numbers(ask("returns", "nationality")) == {"BR": 1, "unknown": 1}


def test_two_dimensions_give_each_combination() -> None:
    depart(MARCH, sex="male", destination="GE")
    depart(MARCH, sex="female", destination="GE")
    depart(date(2020, 4, 1), sex="female", destination="BR")
    assert numbers(ask("returns", "month", "sex")) == {
        "2020-03/male": 1,
        "2020-03/female": 1,
        "2020-04/female": 1,
    }


def test_vulnerabilities_overlap_and_a_person_with_two_counts_once_in_all() -> None:
    depart(MARCH, vulnerabilities=("trafficking", "health"))
    depart(MARCH, vulnerabilities=("umc", "health"), child="aged-out", age=18)
    depart(MARCH, child="umc", age=15)
    depart(MARCH)
    found = ask("vulnerabilities", "vulnerability")
    assert found.total == 3
    assert numbers(found) == {"trafficking": 1, "health": 2, "aged-out-umc": 1, "umc": 1}


def test_who_was_born_in_a_year_may_be_a_child_for_certain_all_the_same() -> None:
    depart(MARCH, age=17, child="accompanied")
    depart(MARCH, age=None, child="accompanied")
    depart(MARCH, age=None)
    depart(MARCH, age=18)
    assert ask("children").total == 2


def test_who_is_below_18_for_certain_is_a_child_whose_company_is_asked_after() -> None:
    depart(MARCH, age=None, minor=True)
    depart(MARCH, age=None, minor=False)
    depart(MARCH, age=None)
    assert ask("children").total == 1
    assert ask("company-unknown").total == 1
    assert ask("age-unknown").total == 1


def test_ages_are_grouped_by_the_first_condition_that_holds() -> None:
    for age in (5, 12, 17, 18, 64, 65, None):
        depart(MARCH, age=age)
    assert numbers(ask("returns", "age-group")) == {
        "under-12": 1, "from-12-to-17": 2, "from-18-to-64": 2, "from-65": 1, "unknown": 1
    }  # fmt: skip


def test_a_correction_moves_a_return_from_one_year_to_another() -> None:
    event = depart(MARCH)
    correct(event, recorded=datetime(2021, 2, 1, tzinfo=UTC), on=date(2021, 1, 3))
    after = Asked(date(2021, 1, 1), date(2022, 1, 1))
    assert ask("returns").total == 0
    assert ask("returns", asked=after).total == 1
    then = AsOf(before=datetime(2021, 2, 1, tzinfo=UTC))
    assert ask("returns", asked=Asked(YEAR.first, YEAR.until, then)).total == 1


def test_what_is_limited_to_one_programme_and_office_counts_nothing_else() -> None:
    depart(MARCH)
    depart(MARCH, programme="avrr-lu", office="lu")
    only = Asked(YEAR.first, YEAR.until, equals={"programme": "avrr-lu", "office": "lu"})
    assert ask("returns", asked=only).total == Decimal(1)


def test_quantities_add_up_and_a_mean_leaves_out_what_nobody_knows() -> None:
    for quantity in ("18250", "1.5"):
        row(
            QuantityReported(kind="reached", quantity=Decimal(quantity)),
            office="be", occurred_on=MARCH, recorded_at=datetime(2020, 3, 2, tzinfo=UTC), actor_key=None,
            about=uuid4(),
        ).save(force_insert=True)  # fmt: skip
    for age in (20, 25, None):
        depart(MARCH, age=age)
    returns = figures()["returns"]
    reached = returns.model_copy(update={"counts": "quantity", "of": (QuantityReported.type,), "unless": ()})
    mean = returns.model_copy(update={"counts": "mean", "column": "age"})
    facts = open_facts()
    found = [tally(facts, figure, YEAR).total for figure in (reached, mean)]
    assert found == [Decimal("18251.5"), Decimal("22.5")]


def test_a_mean_of_nothing_is_no_nought() -> None:
    depart(MARCH, age=20, sex="male")
    depart(MARCH, age=None, sex="female")
    mean = figures()["returns"].model_copy(update={"counts": "mean", "column": "age"})
    found = tally(open_facts(), mean, YEAR, ["sex"])
    assert (found.total, found.of_nothing) == (Decimal(20), False)
    assert dict(found.parts) == {("male",): Decimal(20)}
    assert tally(open_facts(), mean, replace(YEAR, among=("women",))).of_nothing
    assert not tally(open_facts(), figures()["returns"], replace(YEAR, among=("umc",))).of_nothing


def test_who_drew_in_the_period_counts_by_the_day_of_the_draw_and_not_of_the_departure() -> None:
    grant = "reintegration-grant"
    early = depart(date(2019, 11, 1), sex="female")  # left the year before, drew in this one
    draw_help(early, date(2020, 2, 3), grant)
    late = depart(date(2020, 12, 1))  # drew the year after
    draw_help(late, date(2021, 1, 5), grant)
    other = depart(MARCH)
    draw_help(other, MARCH, "medical-aid")
    twice = depart(MARCH)
    draw_help(twice, date(2020, 4, 1), grant)
    draw_help(twice, date(2020, 5, 1), grant)
    send_back(depart(MARCH), MARCH)
    assert (int(ask("drew-grant").total), int(ask("grant-drawn").total)) == (2, 2)
    assert numbers(ask("drew-grant", "sex")) == {"female": 1, "male": 1}
    assert numbers(ask("drew-grant", "month")) == {"2020-02": 1, "2020-04": 1, "2020-05": 1}
    assert int(ask("drew-grant-cases").total) == 2
    [(day, _case), *_rest] = sorted(
        (one["occurred_on"], one["case_key"])
        for one in listed(open_facts(), figures()["drew-grant"], YEAR, ()).values()
    )
    assert day == date(2020, 2, 3)
    before = Asked(date(2020, 1, 1), date(2021, 1, 1), AsOf(before=datetime(2020, 2, 1, tzinfo=UTC)))
    assert int(ask("drew-grant", asked=before).total) == 0


def open_case(household: UUID, travellers: int) -> UUID:
    """Write that so many of a household applied; return the key of their case."""
    opened, case = CaseOpened(
        programme="avrr-be", version=1, channel="ngo", household=household, destination="BR",
        departure_country="BE", travellers=travellers,
    ), uuid4()  # fmt: skip
    row(
        opened, office="be", occurred_on=MARCH, recorded_at=datetime(2020, 3, 2, tzinfo=UTC),
        actor_key=None, case=case,
    ).save(force_insert=True)  # fmt: skip
    return case


def test_a_family_counts_once_however_many_of_it_departed_and_on_however_many_cases() -> None:
    household = uuid4()
    for case in (open_case(household, 2), open_case(household, 2)):
        depart(MARCH, case=case)
        depart(MARCH, case=case)
    assert (int(ask("returns").total), int(ask("cases").total), int(ask("families").total)) == (4, 2, 1)


def test_a_person_alone_is_a_case_and_no_family_and_one_of_several_who_left_is_of_a_family() -> None:
    depart(MARCH, case=open_case(uuid4(), 1))
    assert (int(ask("cases").total), int(ask("families").total)) == (1, 0)
    depart(MARCH, case=open_case(uuid4(), 3))
    assert (int(ask("cases").total), int(ask("families").total)) == (2, 1)


def test_a_figure_is_split_only_by_what_it_names() -> None:
    with pytest.raises(KeyError):
        ask("cases", "vulnerability")


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="day at least"):
        Asked(date(2020, 1, 1), date(2020, 1, 1))
