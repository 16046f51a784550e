"""Since when something is known, and who recorded it: of what is counted and has no file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from onward.access.models import User
from onward.access.roles import roles
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.models import Event


@dataclass(frozen=True)
class Recorded:
    """Since when an event is known, and in which roles and where who recorded it works: no name."""

    known_on: date
    by: str


def recorded(positions: Collection[int]) -> dict[int, Recorded]:
    """Return position of an event → since when it is known, and in which role it was recorded."""
    told = Event.objects.filter(position__in=positions).values_list("position", "actor_key", "recorded_at")
    rows = [*told]
    of = User.objects.filter(key__in={actor for _position, actor, _at in rows if actor})
    people = {one.key: _work(one) for one in of.select_related("office")}
    return {
        position: Recorded(at.astimezone(OFFICE_ZONE).date(), people.get(actor, "") if actor else "")
        for position, actor, at in rows
    }


def _work(user: User) -> str:
    named = [str(role.name) for code, role in roles().items() if code in user.roles]
    return ", ".join([*named, *([user.office.called] if user.office else [])])
