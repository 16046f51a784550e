"""The page of holds: those that stand first, then those that were lifted, the latest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import F

from onward.access.models import User
from onward.casework.cases.models import Hold
from onward.casework.programmes import queries as programmes
from onward.reference.choices import label

MOST = 50


@dataclass(frozen=True)
class HoldLine:
    """A hold: of what, why, and the filters of the list of cases that it concerns."""

    hold: Hold
    programme: str
    reason: str
    concerned: str


def hold_lines(user: User) -> Sequence[HoldLine]:
    """Return the holds in the user's sight."""
    rows = Hold.objects.visible_to(user).order_by(F("lifted_on").desc(nulls_first=True), "-from_on", "-pk")
    return lines_of(rows[:MOST])


def lines_of(holds: Iterable[Hold]) -> Sequence[HoldLine]:
    """Return holds in the reader's words."""
    names = {one.code: str(one.definition.name) for one in programmes.offered()}
    return [
        HoldLine(hold, names.get(hold.programme, hold.programme), _reason(hold), _concerned(hold))
        for hold in holds
    ]


def standing(holds: Iterable[Hold], on: date) -> Sequence[HoldLine]:
    """Return those holds that have begun by a day, in the reader's words."""
    return lines_of([hold for hold in holds if hold.from_on <= on])


def _reason(hold: Hold) -> str:
    """Return why, in the reader's words."""
    try:
        return label("hold-reasons", hold.reason)
    except KeyError:
        return hold.reason


def _concerned(hold: Hold) -> str:
    given = {"held": "1", "programme": hold.programme, "destination": hold.destination}
    return urlencode({name: value for name, value in given.items() if value})
