"""``python -m bench.retention``: one night in which everything of 100,000 persons is due, among a million.

In a copy of the database, which is thrown away. Beside the night stands one with nothing left to do:
what saying and looking ahead take by themselves.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench import database, report
from onward.web.database import APPLICATION, OWNER, ROOT

GOAL = 20
COPY = f"{database.NAME}_retention"
RULE = """everything:
  name: {en: Everything, fr: Tout, nl: Alles}
  why: {en: "So that one night has as many as are asked for.", fr: "Pour mesurer une nuit.", nl: "Om een nacht te meten."}
  of: [cases, persons-without-case, referrals-without-case]
  what: [identity, origin, contact, papers, family, casework, narrative, documents, health, protection, consent, journey, help]
  keep: 1d
  then: erase
"""  # noqa: E501
_CLOSED = """
SELECT c.closed_on FROM cases_traveller t JOIN cases_case c ON c.id = t.case_id WHERE c.closed_on IS NOT NULL
ORDER BY c.closed_on, c.id OFFSET %s LIMIT 1
"""
_PERSONS = """
SELECT count(*) FROM people_person p WHERE EXISTS (SELECT FROM cases_traveller t WHERE t.person_id = p.id)
AND NOT EXISTS (SELECT FROM cases_traveller t JOIN cases_case c ON c.id = t.case_id
    WHERE t.person_id = p.id AND (c.closed_on IS NULL OR c.closed_on >= %s))
"""


def main() -> None:
    """Measure, print, write down."""
    reader = argparse.ArgumentParser(prog="python -m bench.retention", description=__doc__)
    reader.add_argument("--persons", type=int, default=1_000_000)
    reader.add_argument("--due", type=int, default=100_000)
    given = reader.parse_args()
    with database.ready(given.persons), TemporaryDirectory() as folder:
        where = database.cluster()
        where.drop_database(COPY)
        where.clone_database(database.database_of(given.persons), COPY)
        shutil.copytree(ROOT / "definitions", Path(folder) / "definitions")
        (Path(folder) / "definitions" / "retention.yaml").write_text(RULE)
        settings = f'from onward.web.settings import *\nDEFINITIONS_ROOT = "{folder}/definitions"\n'
        (Path(folder) / "night.py").write_text(settings)
        environment = database.environment(given.persons) | {
            "DATABASE_URL": where.url(COPY, APPLICATION),
            "DATABASE_OWNER_URL": where.url(COPY, OWNER),
            "DJANGO_SETTINGS_MODULE": "night",
            "PYTHONPATH": folder,
            "ONWARD_FILES": str(Path(folder) / "files"),
            "ONWARD_FACTS": str(Path(folder) / "facts"),
            "ONWARD_SIGNING_KEY": "A" * 43 + "=",
        }
        try:
            text = "\n".join(_lines(given, environment))
        finally:
            where.drop_database(COPY)
    print(text)
    print("written to", report.keep(text, []))


def _run(environment: dict[str, str], *asked: str) -> tuple[float, str]:
    began = time.perf_counter()
    run = [sys.executable, "manage.py", *asked]
    done = subprocess.run(run, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return time.perf_counter() - began, done.stdout


def _day(environment: dict[str, str], due: int) -> tuple[date, int]:
    """Return the day by which time is reckoned, and of how many persons everything is due by it."""
    with psycopg.connect(environment["DATABASE_URL"]) as bare:
        row = bare.execute(_CLOSED, [due]).fetchone()
        assert row is not None
        persons = bare.execute(_PERSONS, [row[0]]).fetchone()
        assert persons is not None
        return row[0], int(persons[0])


def _lines(given: argparse.Namespace, environment: dict[str, str]) -> Iterator[str]:
    _run(environment, "migrate", "--verbosity", "0")
    day, persons = _day(environment, given.due)
    yield f"# {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: a night of retention"
    yield ""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    yield f"{persons:,} persons of whom everything is due, among {given.persons:,}; load {load} before."
    preview, _said = _run(environment, "retention", "preview", "--day", str(day))
    took, said = _run(environment, "retention", "run", "--day", str(day))
    again, _said = _run(environment, "retention", "run", "--day", str(day))
    yield ""
    yield "| | minutes |"
    yield "| --- | ---: |"
    yield f"| saying what is due | {preview / 60:.1f} |"
    yield f"| a night: saying, erasing, signing, looking thirty days ahead (goal {GOAL}) | {took / 60:.1f} |"
    yield f"| a night with nothing left to do | {again / 60:.1f} |"
    yield ""
    yield said.splitlines()[-1]


if __name__ == "__main__":
    main()
