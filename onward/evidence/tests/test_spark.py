"""Every figure on both engines: Spark must say what DuckDB says, part by part."""

import itertools
import os
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, get_args
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from onward.casework.cases.events import CaseOpened, CashGiven, SessionHeld, VulnerabilityFound
from onward.delivery.movements.events import EscortAssigned
from onward.delivery.reintegration.events import HelpAsked, HelpDrawn
from onward.evidence.counting import Asked, figures, populations, recorded, tallies
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.counting.definition import FigureDefinition, Unit
from onward.evidence.events import QuantityReported
from onward.evidence.facts import AsOf, Facts, current_store, open_facts
from onward.evidence.facts.spark import SparkFacts, session
from onward.evidence.rules import Period
from onward.evidence.tests.factories import correct, depart, retract, send_back
from onward.kernel.events import EventType
from onward.kernel.events.log import row
from onward.kernel.models import Event
from onward.records.people.events import PersonsMerged
from onward.records.projects.events import Spent
from tests.support.counts import LONG
from tests.support.database import clone, template_database

YEAR = Asked(date(2020, 1, 1), date(2021, 1, 1))
SERVICES = ("reintegration-grant", "administrative-assistance", "medical-aid")
REPORTED = (
    "people-reached", "people-trained", "people-taking-part", "families-trained", "organisations-taking-part",
    "applications", "questionnaires", "frontline-workers", "experts", "campaigns", "sessions", "events",
    "visits", "reports", "handouts", "podcasts", "toolboxes",
)  # fmt: skip


class Both(NamedTuple):
    """The same facts, in both engines."""

    here: Facts
    there: Facts


@pytest.fixture(scope="module")
def both(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Both]:
    """Facts of every kind, made once: nothing here changes them."""
    # Few rows: to compile code for them, to spread them, and to plan anew after each step of so many that one
    # question has, takes longer than to read them.
    few = {
        "spark_driver_memory": "1g",
        "spark_sql_adaptive_enabled": "false",
        "spark_sql_codegen_factoryMode": "NO_CODEGEN",
        "spark_sql_codegen_wholeStage": "false",
        "spark_sql_shuffle_partitions": "1",
    }
    name = f"test_{os.environ['ONWARD_TEST_RUN']}_{worker}_s"
    facts = override_settings(ONWARD_FACTS=tmp_path_factory.mktemp("both"))
    with django_db_blocker.unblock(), clone(template_database(), name), facts:
        something_of_everything()
        spark = session("local[2]", **few)
        yield Both(open_facts(), SparkFacts(spark, current_store().files()))
        spark.stop()


def something_of_everything() -> None:
    """Facts of every kind that figures count: corrected, taken back, and of one person with two files."""
    draw = random.Random(33)
    people, cases = [uuid4() for _person in range(60)], [uuid4() for _case in range(50)]
    made = [*opened(draw, cases), *reported(draw), *spent(draw)]
    for departed in departures(draw, people, cases):
        made += around(draw, departed)
    for one, other in itertools.pairwise(people[:6]):
        made.append(fact(PersonsMerged(kept=other), date(2021, 1, 5), person=one))
    Event.objects.bulk_create(made)


def fact(told: EventType, on: date, **subjects: Any) -> Event:
    """Return an event that is recorded at noon of its day, to be saved with others."""
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return row(told, office="be", occurred_on=on, recorded_at=at, actor_key=None, **subjects)


def any_day(draw: random.Random) -> date:
    """Return a day of the year that is asked for, or of half a year around it."""
    return date(2019, 6, 1) + timedelta(days=draw.randrange(600))


def departures(draw: random.Random, people: Sequence[UUID], cases: Sequence[UUID]) -> Iterator[Event]:
    """Write departures of every kind, some corrected, taken back or turned back at the border."""
    for number in range(160):
        age = draw.choice([None, *range(1, 80)])
        event = depart(
            any_day(draw),
            person=draw.choice(people),
            case=draw.choice(cases),
            programme=draw.choice(["avrr-be", "avrr-lu"]),
            destination=draw.choice(["BR", "IQ", "GE", "XK", "UA"]),
            sex=draw.choice(["male", "female", "other", "unknown"]),
            age=age,
            minor=None if age is None else age < 18,
            child=draw.choice([None, "umc", "accompanied", "aged-out"]),
            channel=draw.choice(["return-desk", "ngo", "red-cross"]),
            medical=draw.choice(["none", "mild", "severe"]),
            vulnerabilities=tuple(draw.sample(["trafficking", "health", "elderly"], draw.randrange(3))),
        )
        if number % 7 == 0:
            event = correct(event, recorded=datetime(2021, 2, 1, tzinfo=UTC), destination="AL", sex="female")
        if number % 11 == 0:
            retract(event, datetime(2021, 3, 1, tzinfo=UTC))
        elif number % 13 == 0:
            send_back(event, event.occurred_on)
        yield event


def opened(draw: random.Random, cases: Sequence[UUID]) -> Iterator[Event]:
    """Return what opened cases, of households of which some have two, and what was said in them."""
    households, partners = [uuid4() for _one in range(30)], [uuid4() for _one in range(4)]
    for case in cases:
        began = CaseOpened(
            programme=draw.choice(["avrr-be", "avrr-lu"]), version=1, channel="ngo",
            household=draw.choice(households), destination="BR", departure_country="BE",
            travellers=draw.randrange(1, 5),
        )  # fmt: skip
        on = any_day(draw)
        yield fact(began, on, case=case)
        if draw.randrange(3):
            held = SessionHeld(session=uuid4(), way="online", by_partner=draw.choice([None, *partners]))
            yield fact(held, on, case=case)


def around(draw: random.Random, departed: Event) -> Iterator[Event]:
    """Return what was asked, drawn, found and arranged for who departed."""
    whose = {"case": departed.case_key, "person": departed.person_key}
    on = departed.occurred_on
    for service in draw.sample(SERVICES, draw.randrange(4)):
        yield fact(HelpAsked(request=uuid4(), service=service, kind="in-kind"), on, **whose)
        if draw.randrange(2):
            later = on + timedelta(days=draw.randrange(90))
            yield fact(HelpDrawn(request=uuid4(), service=service), later, **whose)
    if draw.randrange(2):
        escort = EscortAssigned(
            movement=departed.payload["movement"], kind=draw.choice(["medical", "social"])
        )
        yield fact(escort, on, about=departed.about_key, **whose)
    if draw.randrange(2):
        category = draw.choice(["trafficking", "health"])
        yield fact(VulnerabilityFound(category=category, severity="high"), on, **whose)


def reported(draw: random.Random) -> Iterator[Event]:
    """Return quantities of each kind that no file tells, some of them no whole numbers."""
    for kind in REPORTED * 4:
        told = QuantityReported(
            kind=kind, quantity=Decimal(draw.randrange(1, 9000)) / 4, initiative=draw.choice(["one", "two"]),
            destination=draw.choice([None, "IQ", "GE"]),
        )  # fmt: skip
        yield fact(told, any_day(draw), about=uuid4())


def spent(draw: random.Random) -> Iterator[Event]:
    """Return what was charged to projects, in two currencies."""
    for _one in range(40):
        amount, currency = Decimal(draw.randrange(1, 900_000)) / 100, draw.choice(["EUR", "EUR", "USD"])
        project, line = draw.choice(["here", "there"]), draw.choice(["travel", "cash"])
        told: EventType = Spent(project=project, budget_line=line, amount=amount, currency=currency)
        if draw.randrange(2):
            told = CashGiven(amount=amount, currency=currency, project=project, budget_line=line)
        yield fact(told, any_day(draw), about=uuid4())


def every_figure() -> list[FigureDefinition]:
    """Return the figures of the definitions, and one of each way of counting that none of them has."""
    known = [*figures().values()]
    returns = figures()["returns"]
    held = {"counts": "organisations", "of": (SessionHeld.type,), "unless": (), "by": ()}
    ages = {"counts": "mean", "column": "age"}
    further = [returns.model_copy(update={"code": str(one["counts"]), **one}) for one in (held, ages)]
    assert {one.counts for one in (*known, *further)} == {*get_args(Unit)}
    return [*known, *further]


def all_of(facts: Facts, asked: Asked, *, split: bool = True) -> dict[str, Any]:
    """Return each figure, whole and, where wanted, in every split that it has.

    Spark takes its time for each question, however few the rows: the small counts leave splits to the figure
    that has all of them, and take without splits one figure of each way of counting.
    """
    known = every_figure()
    chosen = known if split or LONG else {one.counts: one for one in known}.values()
    wanted = [
        (one, (by,) if by else ())
        for one in chosen
        for by in ("", *((*one.by, "quarter") if split and (LONG or one.code == "returns") else ()))
    ]
    found = tallies(facts, wanted, asked)
    return {
        f"{one.code} by {by}": (tally.total, dict(sorted(tally.parts.items())))
        for (one, by), tally in zip(wanted, found, strict=True)
    }


def test_no_figure_is_nought_and_no_split_is_of_what_nobody_knows(both: Both) -> None:
    """Else both engines would agree on nothing."""
    found = all_of(both.here, YEAR)
    assert not [name for name, (total, _parts) in found.items() if not total]
    split = {name: parts for name, (_total, parts) in found.items() if not name.endswith(" by ()")}
    assert not [name for name, parts in split.items() if {*parts} <= {(UNKNOWN,)}]


def test_every_figure_in_every_split_is_the_same_on_both_engines(both: Both) -> None:
    assert all_of(both.there, YEAR) == all_of(both.here, YEAR)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(YEAR.first, YEAR.until, AsOf(before=datetime(2021, 1, 2, tzinfo=UTC))),
        Asked(
            YEAR.first,
            YEAR.until,
            equals={"programme": "avrr-lu"},
            among=("women",),
            parts={"vulnerability": "health", "sex": "female"},
        ),
    ],
    ids=["as it was known", "of some only"],
)
def test_every_figure_is_the_same_as_known_then_and_of_some(both: Both, asked: Asked) -> None:
    here = all_of(both.here, asked, split=False)
    assert all_of(both.there, asked, split=False) == here
    assert any(total for total, _parts in here.values())
    assert here != all_of(both.here, YEAR, split=False)


def test_every_population_is_the_same_on_both_engines(both: Both) -> None:
    returns = figures()["returns"]
    wanted = [(returns.model_copy(update={"among": code}), ()) for code in populations()]
    here = tallies(both.here, wanted, YEAR)
    assert tallies(both.there, wanted, YEAR) == here
    assert all(one.total for one in here)


def test_both_engines_know_of_the_same_days_what_is_on_record(both: Both) -> None:
    months, days = Period(YEAR.first, date(2020, 12, 31)), Period(date(2020, 3, 3), date(2020, 9, 9))
    as_of = AsOf(before=datetime(2021, 1, 2, tzinfo=UTC))
    for asked in (
        ([months], as_of, None),
        ([days, months], AsOf(), {"office": "be"}),
        ([days], AsOf(), None),
    ):
        here, there = (recorded(one, ["programme", "project"], *asked) for one in both)
        assert here == there
        assert len(here.days) > 2
