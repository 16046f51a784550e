"""The page of holds: those that stand first, then those that were lifted, the latest first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import F

from onward.access.models import User
from onward.casework.cases.gates import HoldsOnCase, begun, released_elsewhere
from onward.casework.cases.models import Case, Hold, Traveller
from onward.casework.programmes import queries as programmes
from onward.reference.choices import label
from onward.reference.countries import said_country

MOST = 50


@dataclass(frozen=True)
class HoldLine:
    """A hold: of what, why, and the filters of the list of cases that it concerns.

    On the page of a case `kept` are the names of those in sight whom it keeps from departing; `released_for`
    names the other country of return for which some of them were released.
    """

    hold: Hold
    programme: str
    reason: str
    concerned: str
    kept: str = ""
    released_for: str = ""


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


def lines_on(case: Case, holds: HoldsOnCase, travellers: Collection[Traveller]) -> Sequence[HoldLine]:
    """Return the holds on a case in the reader's words, with the names of those of `travellers` it keeps."""
    lines = []
    for line in lines_of(holds):
        kept = {one.person.key: one.person.name for one in travellers if one.person.key in holds[line.hold]}
        country = released_elsewhere(line.hold, case, kept)
        told = said_country(country) if country else ""
        lines.append(replace(line, kept=", ".join(kept.values()), released_for=told))
    return lines


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
