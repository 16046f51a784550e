"""The bare SQL of a page: what it asked of the database, asked again without the page."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from itertools import chain
from typing import Any

import psycopg
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.pages import Page
from onward.access.models import User

CONTROL = re.compile(r"^\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET |SELECT set_config)", re.IGNORECASE)
QUERY = re.compile(r"\s*(/\*[^*]*\*/\s*)?SELECT", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """The statements of one page, with their values in place.

    `queries` counts them; where an answer leads on to another address, those of whichever has more.
    """

    statements: tuple[str, ...]
    queries: int


def ask(page: Page, user: User, values: dict[str, str]) -> Asked:
    """Have the page in this process, and return its statements; what it changes is undone."""
    client = Client()
    client.force_login(user)
    address = page.address.format(**values)
    client.get(
        page.form_at.format(**values) or address, follow=page.follow
    )  # the session is written once only
    answers: list[list[str]] = []
    with transaction.atomic():
        while address:
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(address, dict(page.post)) if page.post else client.get(address)
            if answer.status_code not in (200, 302):
                raise RuntimeError(f"{page.name} answered {answer.status_code}")
            asked = (one["sql"] for one in queries.captured_queries)
            answers.append([statement for statement in asked if not CONTROL.match(statement)])
            address = answer.headers.get("Location", "") if page.follow else ""
        transaction.set_rollback(True)
    return Asked(tuple(chain.from_iterable(answers)), max(map(len, answers)))


def again(bare: psycopg.Connection[Any], asked: Asked, times: int) -> list[float]:
    """Ask the same statements so often; returns the milliseconds of each time. Changes are undone.

    Those of questions, which begin with their name, are prepared, as they are for the page: a first asking
    that nobody counts has the server make its plans.
    """
    took = []
    for time_ in range(times + 1):
        began = time.perf_counter()
        with bare.cursor() as cursor:
            for statement in asked.statements:
                cursor.execute(statement.encode(), prepare=statement.startswith("/*"))
                if cursor.description:
                    cursor.fetchall()
        if time_:
            took.append((time.perf_counter() - began) * 1000)
        # Undoing makes the driver forget its plans, which no page that reads does.
        bare.commit() if all(QUERY.match(one) for one in asked.statements) else bare.rollback()
    return took


def slow(bare: psycopg.Connection[Any], asked: Asked, over: float = 5.0) -> list[tuple[float, str, str]]:
    """Return each statement that takes more than `over` milliseconds: its time, its words, its plan."""
    found = []
    for statement in asked.statements:
        if not QUERY.match(statement):
            continue
        began = time.perf_counter()
        bare.execute(statement.encode(), prepare=False).fetchall()
        took = (time.perf_counter() - began) * 1000
        if took > over:
            plan = bare.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}".encode()).fetchall()
            found.append((took, statement, "\n".join(str(line[0]) for line in plan)))
    bare.rollback()
    return found
