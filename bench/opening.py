"""Opening a case by action: permit, lock, row, events, audit, in one transaction that is kept."""

from __future__ import annotations

import random
import threading
import time
from typing import Any

import psycopg
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench import statements
from bench.pages import OPENING
from bench.report import Measured
from bench.values import Office
from onward.access.models import Office as OfficeRow
from onward.access.models import User
from onward.casework.cases.actions import open_case
from onward.casework.cases.actions.opening import Joining
from onward.casework.cases.models import Case, Traveller


def measure(
    office: Office, users: list[User], bare: psycopg.Connection[Any], times: int, seconds: float, pause: float
) -> Measured:
    """Open cases for households whose case is closed: one user without pause, then all with theirs."""
    found = Measured(OPENING)
    row = OfficeRow.objects.get(pk=office.pk)
    waiting = _waiting(users[0], times + 400)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        _open(users[0], row, waiting.pop())
        transaction.set_rollback(True)
    kept = tuple(one["sql"] for one in queries.captured_queries if not statements.CONTROL.match(one["sql"]))
    found.queries = len(kept)
    found.bare = statements.again(bare, statements.Asked(kept, len(kept)), times)
    cpu = time.process_time()
    for _time in range(times):
        found.one.append(_open(users[0], row, waiting.pop()))
    found.cpu = (time.process_time() - cpu) * 1000 / times
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_visit, args=(user, row, waiting, until, pause, found.eight))
        for user in users
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _waiting(user: User, many: int) -> list[Case]:
    """Return closed cases, one a household, of which nobody is in an open case (of an earlier run, say)."""
    cases = Case.objects.visible_to(user).filter(closed_on__isnull=False).order_by("?")
    by_household = {one.household_id: one for one in cases.select_related("household")[: many * 2]}
    drawn = [one.pk for one in by_household.values()]
    people = Traveller.objects.filter(case__in=drawn).values("person_id")
    again = Traveller.objects.filter(person__in=people, case__closed_on=None).values("person_id")
    busy = set(Traveller.objects.filter(person__in=again, case__in=drawn).values_list("case_id", flat=True))
    return [one for one in by_household.values() if one.pk not in busy][:many]


def _visit(
    user: User, office: OfficeRow, waiting: list[Case], until: float, pause: float, into: list[float]
) -> None:
    time.sleep(random.random() * pause)
    while time.monotonic() < until and waiting:
        into.append(_open(user, office, waiting.pop()))
        time.sleep(pause)
    connection.close()


def _open(user: User, office: OfficeRow, last: Case) -> float:
    travellers = last.travellers.visible_to(user).select_related("person").order_by("-principal", "id")
    joining = [Joining(one.person, principal=place == 0) for place, one in enumerate(travellers)]
    began = time.perf_counter()
    open_case(
        user,
        office=office,
        programme=last.programme,
        household=last.household,
        joining=joining,
        channel="self",
        destination=last.destination,
    )
    return (time.perf_counter() - began) * 1000
