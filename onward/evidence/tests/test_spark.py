"""Every figure on both engines: Spark must say what DuckDB says, part by part."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from onward.evidence.counting import Asked, figures, populations, tallies
from onward.evidence.facts import AsOf, Facts, current_store, open_facts
from onward.evidence.facts.spark import SparkFacts, session
from onward.evidence.tests.factories import correct, depart, retract, send_back
from onward.kernel.events.log import row
from onward.records.people.events import PersonsMerged
from tests.support.counts import LONG

pytestmark = pytest.mark.django_db
YEAR = Asked(date(2020, 1, 1), date(2021, 1, 1))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    # Few rows: to compile code for them, and to spread them, takes longer than to read them.
    few = {"spark_sql_codegen_wholeStage": "false", "spark_sql_shuffle_partitions": "1"}
    made = session("local[2]", spark_driver_memory="1g", spark_sql_codegen_factoryMode="NO_CODEGEN", **few)
    yield made
    made.stop()


def something_of_everything() -> None:
    """Departures of every kind, corrected, taken back, turned back at the border; two files of one person."""
    draw = random.Random(33)
    people = [uuid4() for _person in range(60)]
    for number in range(160):
        age = draw.choice([None, *range(1, 80)])
        event = depart(
            date(2019, 6, 1) + timedelta(days=draw.randrange(600)),
            person=draw.choice(people),
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
    for one, other in itertools.pairwise(people[:6]):
        row(
            PersonsMerged(kept=other), office="be", occurred_on=date(2021, 1, 1),
            recorded_at=datetime(2021, 1, 5, tzinfo=UTC), actor_key=None, person=one,
        ).save(force_insert=True)  # fmt: skip


def all_of(facts: Facts, asked: Asked, *, split: bool = True) -> dict[str, Any]:
    """Return each figure, whole and, where wanted, in every split that it has.

    Spark takes its time for each question, however few the rows: the small counts leave splits to the figure
    that has all of them, and take without splits one figure of each way of counting.
    """
    known = figures().values()
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


def test_every_figure_in_every_split_is_the_same_on_both_engines(spark: Any) -> None:
    something_of_everything()
    there = SparkFacts(spark, current_store().files())
    here = all_of(open_facts(), YEAR)
    assert all_of(there, YEAR) == here
    assert sum(bool(total) for total, _parts in here.values()) > 15


@pytest.mark.parametrize(
    "asked",
    [
        Asked(YEAR.first, YEAR.until, AsOf(before=datetime(2021, 1, 2, tzinfo=UTC))),
        Asked(
            YEAR.first,
            YEAR.until,
            equals={"programme": "avrr-lu"},
            among=("women",),
            parts={"vulnerability": "health", "destination": "BR"},
        ),
    ],
    ids=["as it was known", "of some only"],
)
def test_every_figure_is_the_same_as_known_then_and_of_some(spark: Any, asked: Asked) -> None:
    something_of_everything()
    there = SparkFacts(spark, current_store().files())
    here = all_of(open_facts(), asked, split=False)
    assert all_of(there, asked, split=False) == here
    assert here != all_of(open_facts(), YEAR, split=False)


def test_every_population_is_the_same_on_both_engines(spark: Any) -> None:
    something_of_everything()
    there = SparkFacts(spark, current_store().files())
    for code in populations():
        asked = Asked(YEAR.first, YEAR.until, among=(code,))
        wanted = [(figures()["returns"], ())]
        assert tallies(there, wanted, asked) == tallies(open_facts(), wanted, asked), code
