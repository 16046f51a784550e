"""`make bench`: a million persons, and what pages, queries and processors take (see bench/README.md)."""

from __future__ import annotations

import argparse
import os
import random
from typing import Any

import django
import psycopg

from bench import client, database, report, server
from bench.pages import OPENING, PAGES, Page
from bench.report import Measured

USERS = 8
PAUSE = 2.0


def main() -> None:
    """Make what is missing, measure, print, write down."""
    given = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    given.add_argument("--persons", type=int, default=1_000_000, help="how many; fewer for trying out")
    given.add_argument("--times", type=int, default=40, help="how often one user has each page")
    given.add_argument("--seconds", type=float, default=180, help="how long eight users work side by side")
    given.add_argument("--again", action="store_true", help="make the database anew")
    given.add_argument("--plans", action="store_true", help="write the plans of slow statements too")
    asked = given.parse_args()
    environment = database.environment(asked.persons)
    with database.ready(asked.persons, again=asked.again) as made:
        os.environ.update(environment)
        django.setup()
        server.bring_up_to_date()
        measured, throughput, plans = _measure(asked, made["plan"], environment)
    text = report.written(made, measured, throughput, vars(asked))
    print(text)
    print("written to", report.keep(text, plans if asked.plans else []))


def _measure(
    asked: argparse.Namespace, plan: dict[str, Any], environment: dict[str, str]
) -> tuple[list[Measured], float, list[str]]:
    from bench import opening, statements, values

    found = {page.name: Measured(page.name) for page in PAGES}
    office = values.Office(plan["offices"][0][0])
    users = office.users(USERS)
    sessions = [values.sign_in(user) for user in users]
    plans: list[str] = []
    with server.serving(environment) as (port, process), _bare(environment) as bare:
        visitors = [
            client.Visitor(port, session, office.drawn_for(user))
            for user, session in zip(users, sessions, strict=True)
        ]
        for page in PAGES:
            client.one_after_the_other(visitors[0], page, 6)  # both workers awake, plans and pages in memory
            _alone(found[page.name], visitors[0], page, process, asked.times)
        for page in PAGES:
            rng = random.Random(page.name)
            for _draw in range(4):
                question = statements.ask(page, users[0], office.drawn_for(users[0])(rng))
                found[page.name].bare += statements.again(bare, question, asked.times // 4)
                found[page.name].queries = max(found[page.name].queries, question.queries)
            for took, statement, how in statements.slow(bare, question):
                plans.append(f"### {page.name}: {took:.0f} ms\n\n{statement}\n\n{how}\n")
        taken, _lasted = client.together(visitors, PAGES, seconds=asked.seconds, pause=PAUSE)
        for one in taken:
            found[one.page].eight.append(one.milliseconds)
        reading = [page for page in PAGES if not page.post]
        busy, lasted = client.together(visitors, reading, seconds=min(30.0, asked.seconds / 4), pause=0)
        found[OPENING] = opening.measure(office, users, bare, asked.times, asked.seconds / 6, PAUSE)
    return list(found.values()), len(busy) / lasted, plans


def _alone(into: Measured, visitor: client.Visitor, page: Page, process: Any, times: int) -> None:
    before = server.cpu_of(process)
    taken = client.one_after_the_other(visitor, page, times)
    used = server.cpu_of(process) - before
    into.one = [one.milliseconds for one in taken]
    into.size = max(one.size for one in taken)
    into.cpu = None if page.post else used * 1000 / times  # its form is read beside it


def _bare(environment: dict[str, str]) -> psycopg.Connection[Any]:
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]["options"]
    return psycopg.connect(environment["DATABASE_URL"], options=options)


if __name__ == "__main__":
    main()
