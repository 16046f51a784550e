"""``python -m bench.history``: 10,000 rows of the past, checked and brought in, beside a million persons.

They go into a copy of the database, which is thrown away. Beside each step stands what it takes to read the
cells of the same workbook and do nothing with them, which no program that takes it can be faster than.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from bench import database, report
from onward.web.database import APPLICATION, OWNER, ROOT

GOAL = 60
COPY = f"{database.NAME}_history"
BY = "administrator@bench.example"
HEADS = (
    "case", "person", "own_number", "programme", "channel", "name", "sex", "born", "nationality",
    "departure_country", "destination", "opened_on", "departed_on", "vulnerabilities", "medical",
    "accompanied", "escorts", "help.reintegration-grant", "help_kind", "known_on",
)  # fmt: skip
PLACES = ("AL", "AM", "BR", "GE", "GN", "IQ", "MA", "MN", "RO", "SN", "TR", "UA")
SIZES = (1, 1, 1, 1, 2, 3, 4)


def rows(many: int, rng: random.Random) -> Iterator[tuple[Any, ...]]:
    """Give made-up rows of persons, each column filled where it can be; households share a case."""
    given = case = 0
    while given < many:
        case += 1
        departed = date(2015, 1, 5) + timedelta(days=rng.randrange(1500))
        place = rng.choice(PLACES)
        for person in range(min(rng.choice(SIZES), many - given)):
            given += 1
            birth = departed - timedelta(
                days=365 * (rng.randint(20, 60) if person < 2 else rng.randint(1, 15))
            )
            helped = person == 0 and rng.random() < 0.4
            yield (
                f"B{case}", str(person + 1), f"P{case}-{person + 1}", "avrr-be", "ngo",
                f"Bench Person{given}", rng.choice(("female", "male")), birth, place, "BE", place,
                departed - timedelta(days=40),
                departed, rng.choice(("", "", "", "health", "elderly; health")), rng.choice(("none", "mild")),
                "yes" if person >= 2 else "", rng.choice(("", "", "medical")), "drawn" if helped else "",
                "small-business" if helped else "", departed + timedelta(days=10),
            )  # fmt: skip


def _book(path: Path, many: int) -> Path:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("persons")
    sheet.append(HEADS)
    for row in rows(many, random.Random(7)):  # made-up people, the same each time
        sheet.append(row)
    made.save(path)
    return path


def _read_alone(path: Path) -> float:
    began = time.perf_counter()
    for _row in openpyxl.load_workbook(path, read_only=True)["persons"].iter_rows(values_only=True):
        pass
    return time.perf_counter() - began


def _run(environment: dict[str, str], *asked: str) -> tuple[float, str]:
    began = time.perf_counter()
    run = [sys.executable, "manage.py", *asked]
    done = subprocess.run(run, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return time.perf_counter() - began, done.stdout


_ADMINISTRATOR = f"""
from onward.access.models import Office, User
User.objects.create(email="{BY}", name="Administrator", roles=["administrator"],
                    office=Office.objects.get(code="be"), password="!")
"""


def main() -> None:
    """Measure, print, write down."""
    reader = argparse.ArgumentParser(prog="python -m bench.history", description=__doc__)
    reader.add_argument("--persons", type=int, default=1_000_000)
    reader.add_argument("--rows", type=int, default=10_000)
    given = reader.parse_args()
    with database.ready(given.persons), TemporaryDirectory() as folder:
        where = database.cluster()
        where.drop_database(COPY)
        where.clone_database(database.database_of(given.persons), COPY)
        environment = database.environment(given.persons) | {
            "DATABASE_URL": where.url(COPY, APPLICATION),
            "DATABASE_OWNER_URL": where.url(COPY, OWNER),
            "ONWARD_FACTS": str(Path(folder) / "facts"),
        }
        try:
            text = "\n".join(_lines(given, environment, Path(folder)))
        finally:
            where.drop_database(COPY)
    print(text)
    print("written to", report.keep(text, []))


def _lines(given: argparse.Namespace, environment: dict[str, str], folder: Path) -> Iterator[str]:
    _run(environment, "migrate", "--verbosity", "0")
    _run(environment, "shell", "-c", _ADMINISTRATOR)
    book = _book(folder / "history.xlsx", given.rows)
    alone = _read_alone(book)
    yield f"# {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: the past comes in"
    yield ""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    yield f"{given.rows:,} rows, every column in use, beside {given.persons:,} persons; load {load} before."
    yield f"Reading the cells alone takes openpyxl {alone:.1f} s."
    yield ""
    yield f"| | seconds, the start of Python with it (goal {GOAL}) | of reading alone | said |"
    yield "| --- | ---: | ---: | --- |"
    for name, what in (("checking", "check"), ("bringing in", "load"), ("the same file again", "load")):
        took, said = _run(environment, "history", what, str(book), "--by", BY)
        told = next(line for line in said.splitlines() if "may come in" in line)
        yield f"| {name} | {took:.1f} | {took / alone:.1f} | {told} |"


if __name__ == "__main__":
    main()
