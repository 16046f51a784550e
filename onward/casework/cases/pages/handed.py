"""A case between its office and a mission: on its own page, and on the worklist of who is to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onward.access.hooks import mission_called
from onward.access.models import User
from onward.access.policy import may
from onward.access.queries import first_called
from onward.casework.cases import queries
from onward.casework.cases.models import Case, HandOver
from onward.casework.cases.panels import Chip, Panel
from onward.kernel.questions import question
from onward.reference.choices import label

SHOWN = 10
MOST = 100


@dataclass(frozen=True)
class HandedOver:
    """A case that waits for the mission's answer, with whom of it the mission may see."""

    case: Case
    sent_at: datetime
    name: str
    name_native: str
    others: int


@dataclass(frozen=True)
class SharedLine:
    """A hand-over on the page of a case; `because` says why it was sent back, where it was."""

    hand_over: HandOver
    because: str


@dataclass(frozen=True)
class Sharing:
    """How a case stands between its office and the missions, as far as the reader may see it.

    Attributes:
        to_answer: the hand-over that waits for the answer of the reader's own mission.
        still_with: the mission of the destination, where the reader may hand the case over and nobody did:
            that it takes consent is said early.
    """

    hand_overs: Sequence[HandOver]
    to_answer: HandOver | None
    still_with: str

    @property
    def lines(self) -> list[SharedLine]:
        """The last hand-over to each mission, as the page shows it."""
        last = {one.mission_id: one for one in self.hand_overs}
        return [
            SharedLine(one, label("return-reasons", one.reason) if one.accepted is False else "")
            for one in last.values()
        ]

    @property
    def sent_back_because(self) -> str:
        """The code of the last reason for which a mission sent the case back; empty where none did."""
        returned = [one.reason for one in self.hand_overs if one.accepted is False]
        return returned[-1] if returned else ""


def sharing_of(user: User, case: Case) -> Sharing:
    """Return how a case that was read for its page stands between its office and the missions."""
    hand_overs = queries.hand_overs_of(user, case)
    own = [one for one in hand_overs if one.mission_id == user.office_id and one.accepted is None]
    answers, sends = may(user, "cases.answer-hand-over"), may(user, "cases.hand-over")
    untold = sends and not hand_overs and not case.closed_on
    names = (mission_called(one, case.destination) for one in getattr(case, "missions_there", ()))
    there = first_called(names)
    return Sharing(hand_overs, own[0] if own and answers else None, there if untold else "")


def waiting_hand_overs(user: User) -> Panel | None:
    """Return the sheet of the worklist with what waits for the mission's answer, the longest first."""
    if not may(user, "cases.answer-hand-over"):
        return None
    found = _waiting(user)
    if not found:
        return None
    shown = found[:SHOWN]
    travellers = queries.travellers_of(user, [one.case for one in shown])
    lines = []
    for one in shown:
        members = [member for member in travellers.get(one.case_id, ()) if member.left_case_on is None]
        if members:
            face = members[0].person
            lines.append(HandedOver(one.case, one.sent_at, face.name, face.name_native, len(members) - 1))
    number = str(len(found)) if len(found) < MOST else f"{MOST}+"
    address = reverse("cases:work") + "#handed-over"
    chip = Chip(_("Handed over"), number, address)
    context = {"lines": lines, "more": len(found) - len(shown)}
    return Panel("cases/_handed.html", context, order=10, chip=chip)


@question()
def _waiting(user: User) -> QuerySet[HandOver]:
    rows = HandOver.objects.visible_to(user).filter(mission=user.office_id, accepted=None)
    return rows.select_related("case").order_by("sent_at", "pk")[:MOST]
