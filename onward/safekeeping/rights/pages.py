"""What the pages of rights show: requests with their clocks, and one with all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onward.access.subjects import Subject, named
from onward.kernel import clock
from onward.reference.choices import said
from onward.safekeeping.rights.choices import ASKED_BY, REFUSALS, WAYS
from onward.safekeeping.rights.definition import Right, rights
from onward.safekeeping.rights.models import RightsRequest


@dataclass(frozen=True)
class Line:
    """A request in words: of whom, which right, and how many days are left (below nought: late)."""

    request: RightsRequest
    about: Subject | None
    right: Right | None
    days_left: int
    asked_by: str
    way: str
    ground: str

    @property
    def late(self) -> int:
        """Days beyond the last; nought where it is in time or answered."""
        is_open = self.request.state == RightsRequest.State.OPEN
        return -self.days_left if is_open and self.days_left < 0 else 0


def lines(rows: Sequence[RightsRequest]) -> list[Line]:
    """Return requests in words."""
    subjects, known, today = named(one.person_key for one in rows), rights(), clock.today()
    return [
        Line(
            request=one,
            about=subjects.get(one.person_key),
            right=known.get(one.right),
            days_left=(one.due_on - today).days,
            asked_by=said(ASKED_BY, one.asked_by),
            way=said(WAYS, one.way),
            ground=said(REFUSALS, one.ground) if one.ground else "",
        )
        for one in rows
    ]
