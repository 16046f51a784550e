"""A case between its office and a mission: on its own page, and on the worklist of who is to answer."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onward.access.hooks import mission_called
from onward.access.models import User
from onward.access.policy import may
from onward.access.queries import first_called
from onward.casework.cases import queries
from onward.casework.cases.models import Case, HandOver, Traveller
from onward.casework.cases.panels import Chip, Panel
from onward.casework.cases.rules import told_of_any
from onward.kernel import clock
from onward.reference.choices import label

SHOWN = 10
ENDED_LATELY = timedelta(days=30)
"""How long a mission is told that a hand-over ended."""


@dataclass(frozen=True)
class HandedOver:
    """A case that waits for the mission's answer, with whom of it the mission may see, and where to."""

    case: Case
    sent_at: datetime
    name: str
    name_native: str
    others: int
    to: str


@dataclass(frozen=True)
class SharedLine:
    """A hand-over on the page of a case.

    Attributes:
        because: why it was sent back, where it was.
        names: of whom it tells, among those whom the reader sees.
        no_more: of whom else it told, who took back that they agreed to it.
        keeps: of one that has ended, whose file its mission keeps all the same: they had departed there.
    """

    hand_over: HandOver
    because: str
    names: str
    no_more: str = ""
    keeps: str = ""


@dataclass(frozen=True)
class Sharing:
    """How a case stands between its office and the missions, as far as the reader may see it.

    Attributes:
        to_answer: the hand-over that waits for the answer of the reader's own mission.
        still_with: the mission of the destination, where the reader may hand the case over and nobody did:
            that it takes consent is said early.
        again: whether one to that country has ended: it was there before the country of return changed.
        travellers: who travels in the case and is in the reader's sight.
        left_out: those of them, still on the way, for whom no standing hand-over counts though there is one;
            not who has departed to another country than the case returns to by now.
        sends: whether the reader may hand the case over.
    """

    hand_overs: Sequence[HandOver]
    to_answer: HandOver | None
    still_with: str
    travellers: Sequence[Traveller] = ()
    left_out: str = ""
    sends: bool = False
    again: bool = False

    @property
    def lines(self) -> list[SharedLine]:
        """The hand-overs as the page shows them, without those that were sent again since."""
        last = {(one.mission_id, _told(one, self.travellers)): one for one in self.hand_overs}
        shown = {
            key: one for key, one in last.items() if one.stands or not self._sent_again(one, key[1], last)
        }
        return [self._line(one, told) for (_mission, told), one in shown.items()]

    def _sent_again(
        self, one: HandOver, told: frozenset[UUID], last: Mapping[tuple[int, frozenset[UUID]], HandOver]
    ) -> bool:
        """Say whether whom a hand-over told of was sent to its mission again, or was kept by it all along."""
        left = told - self._kept_at(one.mission_id)
        return any(
            to == one.mission_id and other.pk > one.pk and left <= also for (to, also), other in last.items()
        )

    def _line(self, one: HandOver, told: frozenset[UUID]) -> SharedLine:
        withdrawn = frozenset(getattr(one, "taken_back", ()))
        gone = told & withdrawn if one.stands or one.ended_at else frozenset()
        because = label("return-reasons", one.reason) if one.accepted is False else ""
        kept = self._kept_at(one.mission_id) if one.ended_at else frozenset()
        shown = (told - gone - kept, gone, kept)
        return SharedLine(one, because, *(_names(self.travellers, keys) for keys in shown))

    def _kept_at(self, mission: int) -> frozenset[UUID]:
        """Return whose file a mission keeps since they had departed to its country."""
        kept = [one for one in self.hand_overs if one.mission_id == mission and _kept(one)]
        return frozenset().union(*(_told(one, self.travellers) for one in kept))

    @property
    def asked_for(self) -> str:
        """Of whom the hand-over tells that waits for the reader's answer."""
        return _names(self.travellers, _told(self.to_answer, self.travellers)) if self.to_answer else ""

    @property
    def sent_back_because(self) -> str:
        """The code of the last reason for which a mission sent the case back; empty where none did."""
        returned = [one.reason for one in self.hand_overs if one.accepted is False]
        return returned[-1] if returned else ""


def _of_today(one: HandOver, case: Case) -> bool:
    """Say whether a hand-over, sent back or not, is to a mission of the country of return of today."""
    return one.ended_at is None and one.mission.country == case.destination


def _told(one: HandOver, travellers: Sequence[Traveller]) -> frozenset[UUID]:
    return one.told_of([each.person.key for each in travellers], queries.marks_of(travellers))


def _names(travellers: Sequence[Traveller], keys: Container[UUID]) -> str:
    return ", ".join(one.person.name for one in travellers if one.person.key in keys)


def _kept(one: HandOver) -> bool:
    """Say whether a hand-over stands for those alone who had departed, whatever country the case is for."""
    return one.stands and one.departed_only


def _going(
    hand_overs: Sequence[HandOver], travellers: Sequence[Traveller], elsewhere: Container[UUID]
) -> frozenset[UUID]:
    """Return who of the case is on the way to where it returns to and is kept by no mission alone."""
    keys = [one.person.key for one in travellers if not one.exit and one.left_case_on is None]
    kept = told_of_any([one for one in hand_overs if _kept(one)], keys, queries.marks_of(travellers))
    return frozenset(key for key in keys if key not in elsewhere and key not in kept)


def _left_out(
    case: Case, hand_overs: Sequence[HandOver], travellers: Sequence[Traveller], going: frozenset[UUID]
) -> str:
    """Return the names of those who are `going` for whom no hand-over counts, where one stands."""
    standing = [one for one in hand_overs if one.stands and not one.departed_only]
    if not standing or case.closed_on:
        return ""
    told = told_of_any(standing, going, queries.marks_of(travellers))
    return _names(travellers, going - told)


def sharing_of(
    user: User, case: Case, travellers: Sequence[Traveller], elsewhere: Container[UUID] = ()
) -> Sharing:
    """Return how a case that was read for its page stands between its office and the missions.

    Args:
        user: who reads the page.
        case: as it was read for it.
        travellers: those of the case in the user's sight, as `queries.travellers_of` reads them.
        elsewhere: who of them, by key, has departed to another country than the case returns to by now.
    """
    hand_overs = queries.hand_overs_of(user, case)
    waiting = [one for one in hand_overs if one.stands and one.accepted is None]
    own = [one for one in waiting if one.mission_id == user.office_id]
    # Nothing of a closed case is sent any more, nor answered.
    answers, sends = (
        may(user, verb) and not case.closed_on for verb in ("cases.answer-hand-over", "cases.hand-over")
    )
    # What ended, and what came back from a mission of another country, tells nobody in the one of today.
    there = [one for one in hand_overs if not _kept(one) and (one.stands or _of_today(one, case))]
    going = _going(hand_overs, travellers, elsewhere)
    # What went to a mission of a case from the files of before, nobody knows.
    untold = sends and not there and not case.brought_in and (bool(going) or not travellers)
    names = (mission_called(one, case.destination) for one in getattr(case, "missions_there", ()))
    mission = first_called(names)
    return Sharing(
        hand_overs,
        own[0] if own and answers else None,
        mission if untold else "",
        travellers,
        _left_out(case, hand_overs, travellers, going),
        sends,
        any(one.ended_at and one.mission.country == case.destination for one in hand_overs),
    )


def handed_over_to(user: User) -> Panel | None:
    """Return the sheets of a mission's worklist: what waits for its answer, the longest first; what ended.

    Of what ended it says by which reference the mission knew the file, and nothing that it did not know.
    """
    if not may(user, "cases.answer-hand-over"):
        return None
    found = queries.own_hand_overs(user, since=clock.now() - ENDED_LATELY)
    waiting = [one for one in found if one.ended_at is None]
    # What a focal point sent, and the household beside it, is one file.
    ended = {one.case.reference: one for one in found if one.ended_at}
    if not found:
        return None
    shown = waiting[:SHOWN]
    travellers = queries.travellers_of(user, [one.case for one in shown])
    own = user.office.country if user.office else ""
    lines = []
    for one in shown:
        staying = [member for member in travellers.get(one.case_id, ()) if member.left_case_on is None]
        told = _told(one, staying)
        members = [member for member in staying if member.person.key in told]
        if members:
            face = members[0].person
            to = own if one.departed_only else one.case.destination
            others = len(members) - 1
            lines.append(HandedOver(one.case, one.sent_at, face.name, face.name_native, others, to))
    number = str(len(waiting)) if len(waiting) < queries.MOST else f"{queries.MOST}+"
    address = reverse("cases:work") + "#handed-over"
    chip = Chip(_("Handed over"), number, address) if waiting else None
    context = {"lines": lines, "more": len(waiting) - len(shown), "ended": ended.values()}
    return Panel("cases/_handed.html", context, order=10, chip=chip)
