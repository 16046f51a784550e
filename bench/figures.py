"""`python -m bench.figures`: what figures take on the facts of `make bench`, beside their bound and peers.

The same numbers are asked four times in one run: by Onward, by DuckDB in SQL written by hand over the same
Parquet (the bound), by pandas over the same Parquet, and by PostgreSQL on its own table. What they say must
agree, or it is not printed. With `--spark`, a cluster of a master and two workers on loopback answers too.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import psycopg

from bench import database, report
from bench.peers import DEPARTED, DUCK, Answers, by_hand, by_pandas, by_postgres
from bench.peers import Asked as Questions

FOLDER = database.cluster().home.parent / "bench-facts"
TIMES = 7


@dataclass(frozen=True)
class Took:
    """What one measurement took, in milliseconds: the median of several, and their least and greatest."""

    median: float
    least: float
    most: float


def timed(what: Callable[[], Any], times: int = TIMES) -> tuple[Took, Any]:
    """Return how long something takes, and what it answers."""
    taken: list[float] = []
    answer: Any = None
    for _time in range(times):
        began = time.perf_counter()
        answer = what()
        taken.append((time.perf_counter() - began) * 1000)
    return Took(statistics.median(taken), min(taken), max(taken)), answer


def wanted() -> list[tuple[str, str, str]]:
    """Return sixty numbers of a year report and more: figure, split, and the programme it is limited to."""
    splits = ("", *DUCK)
    return [
        (figure, by, programme)
        for programme in ("", "avrr-be")
        for figure, ways in (
            ("returns", splits),
            ("persons", ("", "sex", "destination")),
            ("cases", splits[:2]),
        )
        for by in ways
    ] * 2


def by_onward(year: int, asked: Questions, **limits: Any) -> Answers:
    """Ask Onward."""
    from onward.evidence.counting import Asked, figures, tallies
    from onward.evidence.facts import AsOf, open_facts

    facts, known = open_facts(), figures()
    found: list[Mapping[str, int]] = [{}] * len(asked)
    for programme in dict.fromkeys(one[2] for one in asked):
        places = [place for place, one in enumerate(asked) if one[2] == programme]
        only = {"programme": programme} if programme else {}
        question = Asked(date(year, 1, 1), date(year + 1, 1, 1), AsOf(**limits), only)
        pairs = [(known[asked[place][0]], (asked[place][1],) if asked[place][1] else ()) for place in places]
        for place, tally in zip(places, tallies(facts, pairs, question), strict=True):
            parts = {part[0]: int(number) for part, number in tally.parts.items()}
            found[place] = parts or {"": int(tally.total)}
    return found


def fitting(answer: Mapping[str, int]) -> dict[str, int]:
    """Return an answer without its noughts: who counts by hand has no row for nobody."""
    return {str(part): int(number) for part, number in answer.items() if number}


def _same(name: str, one: Answers, other: Answers, asked: Questions) -> None:
    for question, said, told in zip(asked, one, other, strict=True):
        if fitting(said) != fitting(told):
            raise SystemExit(f"{name} disagrees on {question}: {fitting(said)} and {fitting(told)}")


def _new_event(year: int) -> float:
    """Return the seconds from the commit of a new departure to the figure that has it."""
    from onward.delivery.movements.events import Departed
    from onward.kernel.events.log import row

    asked = [("returns", "", "")]
    before = by_onward(year, asked)[0][""]
    fact = Departed(
        movement=uuid4(),
        programme="avrr-be",
        departure_country="BE",
        destination="BR",
        channel="ngo",
        sex="male",
        age=30,
    )
    row(
        fact, office="be", occurred_on=date(year, 6, 1), recorded_at=datetime.now(UTC), actor_key=None,
        case=uuid4(), person=uuid4(), about=fact.movement,
    ).save(force_insert=True)  # fmt: skip
    began = time.perf_counter()
    while by_onward(year, asked)[0][""] != before + 1:
        if time.perf_counter() - began > 60:
            raise SystemExit("A new event has not reached the figure in a minute.")
    return time.perf_counter() - began


def _busiest_year() -> int:
    from onward.evidence.facts import open_facts

    con = open_facts().engine.con
    told = con.execute(
        f"SELECT year(occurred_on) FROM facts WHERE type = '{DEPARTED}' GROUP BY 1"
        " ORDER BY count(*) DESC LIMIT 1"
    )
    return int((told.fetchone() or (0,))[0])


@contextmanager
def cluster_of_spark() -> Iterator[str]:
    """Start a master and two workers on loopback, and yield the master's address."""
    import subprocess

    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    run = [str(home / "bin" / "spark-class")]
    master = "spark://127.0.0.1:7177"
    kinds = [
        ["org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "7177",
         "--webui-port", "0"],
        *[["org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1",
           "--memory", "1500m",
           "--webui-port", "0", master]] * 2,
    ]  # fmt: skip
    started = []
    try:
        for kind in kinds:
            started.append(
                subprocess.Popen(
                    [*run, *kind], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
            time.sleep(4)
        yield master
    finally:
        for one in reversed(started):
            one.terminate()
        for one in started:
            one.wait()


def _by_spark(year: int, asked: Questions, files: Sequence[str]) -> tuple[Took, Answers]:
    from onward.evidence.counting import Asked, figures, tallies
    from onward.evidence.facts.spark import SparkFacts, session

    known = figures()
    with cluster_of_spark() as master:
        made = session(master, spark_driver_memory="1g", spark_executor_memory="1g")
        facts = SparkFacts(made, files)
        pairs = [(known[figure], (by,) if by else ()) for figure, by, _programme in asked]
        question = Asked(date(year, 1, 1), date(year + 1, 1, 1))
        took, told = timed(lambda: tallies(facts, pairs, question), 2)
        made.stop()
    return took, [
        {part[0]: int(number) for part, number in one.parts.items()} or {"": int(one.total)} for one in told
    ]


def main() -> None:
    """Measure, compare, print, write down."""
    reader = argparse.ArgumentParser(prog="python -m bench.figures", description=__doc__)
    reader.add_argument("--persons", type=int, default=1_000_000)
    reader.add_argument("--spark", action="store_true", help="ask a cluster on loopback too")
    given = reader.parse_args()
    environment = database.environment(given.persons) | {"ONWARD_FACTS": str(FOLDER)}
    with database.ready(given.persons) as made:
        os.environ.update(environment)
        django.setup()
        text = "\n".join(_lines(given, made, environment))
    print(text)
    print("written to", report.keep(text, []))


def _beside(
    name: str,
    asked: Questions,
    year: int,
    files: Sequence[str],
    then: datetime | None,
    bare: psycopg.Connection[Any],
) -> Iterator[str]:
    """Give the line of one measurement, each with its neighbours, and how far it is from the bound."""
    limits = {"before": then} if then else {}
    ours, said = timed(lambda: by_onward(year, asked, **limits))
    others = {
        "DuckDB by hand": timed(lambda: by_hand(year, asked, files, then)),
        "pandas": timed(lambda: by_pandas(year, asked, files, then), 2),
        "PostgreSQL": timed(lambda: by_postgres(year, asked, bare, then), 3),
    }
    for who, (_took, told) in others.items():
        _same(who, said, told, asked)
    took = [ours, *(one for one, _told in others.values())]
    cells = " | ".join(f"{one.median:,.0f} ({one.least:,.0f} to {one.most:,.0f})" for one in took)
    yield f"| {name} | {cells} |"
    ratios = " | ".join(f"{one.median / took[1].median:.2f}" for one in took)
    yield f"| … of the bound (goal 1.5) | {ratios} |"


def _lines(given: argparse.Namespace, made: dict[str, Any], environment: Mapping[str, str]) -> Iterator[str]:
    from onward.evidence.facts import current_store

    store = current_store()
    began = time.perf_counter()
    state = store.rebuild()
    rebuilt = time.perf_counter() - began
    facts = sum(part.rows for part in state.parts)
    size = sum((store.folder / part.file).stat().st_size for part in state.parts) / 1e6
    yield f"# {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: figures"
    yield ""
    each = rebuilt / facts * 10_000_000
    yield (
        f"{facts:,} facts, {size:.0f} MB of Parquet, read from PostgreSQL in {rebuilt:.0f} s:"
        f" {each:.0f} s for 10 million (goal 90)."
    )
    year, files = _busiest_year(), store.files()
    before = datetime(year, 9, 1, tzinfo=UTC)
    sixty, one = wanted()[:60], [("returns", "destination", "")]
    began = time.perf_counter()
    by_onward(year, sixty)
    first = (time.perf_counter() - began) * 1000
    yield f"The first question of a process: {first:.0f} ms (its SQL is made then)."
    by_onward(year, one)
    by_onward(year, one, before=before)
    yield f"Memory at its highest, for reading anew and all these questions: {_peak():.1f} GB (goal 4)."
    yield ""
    yield "| milliseconds: median (least to greatest) | Onward | DuckDB by hand | pandas | PostgreSQL |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    with psycopg.connect(environment["DATABASE_URL"]) as bare:
        for name, asked, then in (
            (f"{len(sixty)} numbers of {year} (goal 2,000)", sixty, None),
            ("one, as known today (goal 150)", one, None),
            (f"one, as known on {before:%d %B %Y} (goal 500)", one, before),
        ):
            yield from _beside(name, asked, year, files, then, bare)
    yield ""
    yield f"A new departure stands in the figure {_new_event(year):.1f} s after its commit (goal 5)."
    if given.spark:
        took, told = _by_spark(year, one, store.files())
        _same("Spark", by_onward(year, one), told, one)
        times = f"{took.least:,.0f} ms, the first time {took.most:,.0f}"
        yield f"Spark, a master and two workers on loopback: one number in {times}."
    yield f"Memory with pandas beside it: {_peak():.1f} GB."


def _peak() -> float:
    """Return the most memory that this process ever held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main()
