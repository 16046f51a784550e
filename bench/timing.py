"""`python -m bench.timing`: does the time of an answer tell whether somebody is hidden?

For each kind of address three objects that the reader gets a 404 for: one that is hidden by a mark, one that
does not exist, and one of another office. They are asked for in turn, in an order drawn anew for each round,
so that whatever else the machine does falls on all three alike; their medians stand side by side with the
interval in which the true median lies nineteen times in twenty. Where intervals overlap, this many requests
tell nothing; what somebody with more of them could learn, the width of the intervals says.
"""

from __future__ import annotations

import argparse
import http.client
import math
import os
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import django

from bench import database, server
from bench.client import HOST

KINDS = ("hidden", "missing", "forbidden")
NORMAL_95 = 1.96
"""Standard deviations to either side that hold 95 % of a normal distribution."""
WARM = 20
"""Rounds that are not counted: both workers awake, plans and pages in memory."""


@dataclass(frozen=True)
class Address:
    """A kind of address, with a place for what names the object."""

    name: str
    path: str
    takes: str


ADDRESSES = (
    Address("a case", "/cases/{}/", "reference"),
    Address("something to record on a case", "/cases/{}/do/note/", "reference"),
    Address("a journey to be booked", "/journeys/book/{}/", "key"),
    Address("a sealed file", "/protection/sealed/{}/", "reference"),
    Address("a person", "/people/{}/", "person"),
    Address("particulars to be mended", "/people/{}/edit/", "person"),
    Address("the search for a reference", "/people/?q={}", "reference"),
)


@dataclass
class Asked:
    """How long one kind of object took, in milliseconds, and what was answered."""

    took: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    ranked = sorted(values)
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the bounds of the median at 95 %, from the ranks of the values: no shape is assumed.

    The number of values below the true median is binomial with one half; its normal approximation gives the
    ranks (from about 30 values on it is exact to a rank).
    """
    ranked, n = sorted(values), len(values)
    reach = NORMAL_95 * math.sqrt(n) / 2
    low, high = math.floor((n - 1) / 2 - reach), math.ceil((n - 1) / 2 + reach)
    return ranked[max(0, low)], ranked[min(n - 1, high)]


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Say whether two intervals have a value in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def main() -> None:
    """Make what is missing, ask, print."""
    given = argparse.ArgumentParser(prog="python -m bench.timing", description=__doc__)
    given.add_argument("--persons", type=int, default=1_000_000, help="how many; fewer for trying out")
    given.add_argument("--rounds", type=int, default=400, help="how often each of the three is asked for")
    asked = given.parse_args()
    environment = database.environment(asked.persons)
    with database.ready(asked.persons) as made:
        os.environ.update(environment)
        django.setup()
        server.bring_up_to_date()
        objects, session = _objects(*[pk for pk, _code in made["plan"]["offices"][:2]])
        with server.serving(environment) as (port, _process):
            for line in measured(port, session, objects, asked.rounds):
                print(line, flush=True)


def _objects(office: int, other: int) -> tuple[dict[str, dict[str, list[str]]], str]:
    """Return what names each kind of object for a counsellor of the office, and the key of a session.

    What is forbidden is of the `other` one.
    """
    from bench.values import Office, sign_in
    from onward.access.models import Restriction
    from onward.casework.cases.models import Case, Traveller
    from onward.records.people.models import Person

    [user] = Office(office).users(1)
    marked = Restriction.objects.filter(lifted_at=None).values("person_key")
    alone = Traveller.objects.filter(case__office_id=office, person__key__in=marked).select_related("case")
    # Drawn by key, which is random: years and numbers of the three kinds must be alike, or the search for one
    # costs another time than that for the other whoever may see them.
    candidates = {one.case.pk: one.case for one in alone.order_by("key")[:2000]}
    seen = set(Case.objects.visible_to(user).filter(pk__in=candidates).values_list("pk", flat=True))
    hidden = [case for pk, case in candidates.items() if pk not in seen][:200]
    people = Person.objects.filter(office_id=office, key__in=marked)
    others = list(Case.objects.filter(office_id=other).order_by("key")[:200])
    strangers = Person.objects.filter(office_id=other).order_by("key").values_list("key", flat=True)
    references = [one.reference for one in others]
    nobody = [str(uuid4()) for _each in range(200)]
    gone = [f"{one[:-3]}{number:03d}" for number, one in enumerate(references)]
    missing = [one for one in gone if not Case.objects.filter(reference=one).exists()]
    return {
        "reference": {
            "hidden": [one.reference for one in hidden],
            "missing": missing,
            "forbidden": references,
        },
        "key": {
            "hidden": [str(one.key) for one in hidden],
            "missing": nobody,
            "forbidden": [str(one.key) for one in others],
        },
        "person": {
            "hidden": [str(key) for key in people.values_list("key", flat=True)[:200]],
            "missing": nobody,
            "forbidden": [str(key) for key in strangers[:200]],
        },
    }, sign_in(user)


def measured(
    port: int, session: str, objects: Mapping[str, Mapping[str, Sequence[str]]], rounds: int
) -> list[str]:
    """Ask for every kind of address and return the table as lines of Markdown."""
    lines = [
        f"| address | {' | '.join(f'{kind}: median (95 %), ms' for kind in KINDS)} | answers | apart |",
        "|---|---|---|---|---|---|",
    ]
    rng = random.Random("timing")
    for address in ADDRESSES:
        names = objects[address.takes]
        if not all(names[kind] for kind in KINDS):
            lines.append(f"| {address.name} | no object of each kind in this database ||||")
            continue
        lines.append(_line(address, _ask(port, session, address, names, rounds, rng)))
    return lines


def _ask(
    port: int,
    session: str,
    address: Address,
    names: Mapping[str, Sequence[str]],
    rounds: int,
    rng: random.Random,
) -> dict[str, Asked]:
    """Ask for the three kinds so many times, each round in another order, over one lasting connection."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    found = {kind: Asked() for kind in KINDS}
    for round in range(rounds + WARM):
        for kind in rng.sample(KINDS, len(KINDS)):
            path = address.path.format(rng.choice(names[kind]))
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
            answer = connection.getresponse()
            answer.read()
            took = (time.perf_counter() - began) * 1000
            if round >= WARM:
                found[kind].took.append(took)
                found[kind].statuses.add(answer.status)
    connection.close()
    return found


def _line(address: Address, found: Mapping[str, Asked]) -> str:
    """Return one kind of address as a row: medians, what was answered, and which intervals do not overlap."""
    bounds = {kind: interval(asked.took) for kind, asked in found.items()}
    cells = [
        f"{median(found[kind].took):.2f} ({bounds[kind][0]:.2f} to {bounds[kind][1]:.2f})" for kind in KINDS
    ]
    apart = [
        f"{one}/{other}"
        for place, one in enumerate(KINDS)
        for other in KINDS[place + 1 :]
        if not overlap(bounds[one], bounds[other])
    ]
    answers = sorted({status for asked in found.values() for status in asked.statuses})
    told = ", ".join(str(status) for status in answers)
    return f"| {address.name} | {' | '.join(cells)} | {told} | {', '.join(apart) or 'no'} |"


if __name__ == "__main__":
    main()
