"""The page of holds: those that stand first, then those that were lifted, the latest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import F

from onward.access.models import User
from onward.casework.cases.gates import HoldsOnCase, begun
from onward.casework.cases.models import Hold, Traveller
from onward.casework.programmes import queries as programmes
from onward.reference.choices import label

MOST = 50


@dataclass(frozen=True)
class HoldLine:
    """A hold: of what, why, and the filters of the list of cases that it concerns.

    On the page of a case `kept` are the names of those in sight whom it keeps from departing.
    """

    hold: Hold
    programme: str
    reason: str
    concerned: str
    kept: str = ""


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


def lines_on(holds: HoldsOnCase, travellers: Iterable[Traveller]) -> Sequence[HoldLine]:
    """Return the holds on a case in the reader's words, with the names of those of `travellers` it keeps."""
    names = [(one.person.key, one.person.name) for one in travellers]
    return [
        replace(line, kept=", ".join(name for key, name in names if key in holds[line.hold]))
        for line in lines_of(holds)
    ]


def standing(holds: HoldsOnCase, on: date) -> Sequence[HoldLine]:
    """Return those holds that have begun by a day, in the reader's words."""
    return lines_of(begun(holds, on))


def _reason(hold: Hold) -> str:
    """Return why, in the reader's words."""
    try:
        return label("hold-reasons", hold.reason)
    except KeyError:
        return hold.reason


def _concerned(hold: Hold) -> str:
    given = {"held": "1", "programme": hold.programme, "destination": hold.destination}
    return urlencode({name: value for name, value in given.items() if value})
