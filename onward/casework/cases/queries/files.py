"""How pages read one case, its travellers and who it was handed over to: through `visible_to`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from onward.access.models import Restriction, User
from onward.access.queries import missions_in
from onward.casework.cases.gates import TOLD_UNTIL
from onward.casework.cases.models import (
    STANDS,
    Case,
    HandOver,
    HoldRelease,
    Traveller,
    Vulnerability,
)
from onward.casework.cases.panels import columns_for
from onward.casework.cases.policy import (
    agreed_to,
    tells_of_somebody_in_sight,
    whatever_became,
)
from onward.casework.cases.policy.kept import (
    keeps_alone,
    lost_at,
    reads_as_a_mission,
)
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.events import EventType
from onward.kernel.models import Event
from onward.kernel.problems import Missing
from onward.kernel.questions import Blank, question

MOST = 100
"""Hand-overs that are counted."""


def case_by_reference(user: User, reference: str) -> Case:
    """Return a case that the user may see.

    Raises:
        Missing: it does not exist, or not for this user.
    """
    found = _by_reference.first(user, get_language() or "", reference=reference)
    if found is None:
        raise Missing()
    as_told(user, [found])
    return found


def taken_back_case(user: User, reference: str) -> Case:
    """Return a case that the user could see until it was taken back.

    Raises:
        Missing: there is none of this reference, or not for this user.
    """
    rows = whatever_became(user).exclude(taken_back_on=None).select_related("office", "version_of_programme")
    found = rows.filter(reference=reference).first()
    if found is None:
        raise Missing()
    return found


def as_told(user: User, cases: Iterable[Case]) -> None:
    """Give cases the country of return that the user may know of, for a page to show; nothing is saved.

    That is their own, for a mission that keeps the file of those alone who had departed there. Such a case
    knows from where in the log on nothing of the household is told to them (`told_until`).
    """
    shown = list(cases) if reads_as_a_mission(user) else []
    if not shown or user.office is None:
        return
    until = dict(_kept_alone(user, cases=[one.pk for one in shown]))
    for one in shown:
        if one.pk in until:
            one.destination, one.destination_place = user.office.country, ""
            setattr(one, TOLD_UNTIL, until[one.pk])


@question(cases=BigIntegerField())
def _kept_alone(user: User, *, cases: Blank) -> QuerySet[Case, tuple[int, int]]:
    alone = Case.objects.filter(keeps_alone(user, ""), pk__among=cases)
    until = lost_at(user, OuterRef("key")).order_by("position").values("position")[:1]
    return alone.values_list("pk", Subquery(until))


@question(reference=CharField())
def _by_reference(user: User, language: str, *, reference: Blank) -> QuerySet[Case]:
    rows = Case.objects.visible_to(user).filter(reference=reference)
    there = missions_in(OuterRef("destination"), language)
    releases = HoldRelease.objects.filter(case=OuterRef("pk")).order_by()
    released = ArraySubquery(releases.values_list(JSONObject(names="travellers"), flat=True))
    return rows.select_related("office", "counsellor").annotate(
        missions_there=there, released=released, **columns_for(user)
    )


def travellers_of(user: User, cases: Iterable[Case]) -> dict[int, list[Traveller]]:
    """Return the travellers whom the user may see, by primary key of their case, principal first."""
    found: dict[int, list[Traveller]] = defaultdict(list)
    by_pk = {case.pk: case for case in cases}
    for one in _travelling(user, cases=list(by_pk)) if by_pk else ():
        one.case = by_pk[one.case_id]
        found[one.case_id].append(one)
    return found


@question(cases=BigIntegerField())
def _travelling(user: User, *, cases: Blank) -> QuerySet[Traveller]:
    rows = Traveller.objects.visible_to(user).filter(case__among=cases).select_related("person")
    marks = Restriction.objects.filter(person_key=OuterRef("person__key"), lifted_at=None).values("category")
    weak = Vulnerability.objects.filter(traveller=OuterRef("pk"), ended_on=None).order_by("found_on", "id")
    ended = Vulnerability.objects.exclude(ended_on=None)
    before = {
        "traveller__person": OuterRef("person"),
        "traveller__case__key__among": OuterRef("case__came_from"),
    }
    healed = Exists(ended.filter(traveller=OuterRef("pk"))) | Exists(ended.filter(**before))
    rows = rows.order_by("case_id", "-principal", "id")
    needs = {"categories": ArraySubquery(weak.values("category")), "healed": healed}
    return rows.annotate(marks=ArraySubquery(marks), **needs)


def parted_from_and_to(user: User, case: Case, travellers: Iterable[Traveller]) -> tuple[str, Sequence[str]]:
    """Return the references of the case that this one parted from, and of those that parted from it.

    Those that the user may see; of a case that nobody parted from or to, nothing is read.

    Args:
        user: who looks.
        case: which they may see.
        travellers: of it, in sight.
    """
    origin = case.came_from[-1] if case.came_from else None
    gone = [one.person_id for one in travellers if one.left_case_on]
    if origin is None and not gone:
        return "", ()
    of_them = Q(travellers__person__in=gone, came_from__contains=[case.key])
    rows = Case.objects.visible_to(user).filter(Q(key=origin) | of_them).distinct().order_by("pk")
    found = list(rows.values_list("key", "reference", "came_from"))
    came_from = next((reference for key, reference, _chain in found if key == origin), "")
    return came_from, [reference for _key, reference, chain in found if chain and chain[-1] == case.key]


def hand_overs_of(user: User, case: Case) -> list[HandOver]:
    """Return to whom a case was handed over, as far as the user may see it.

    Each knows of whom the mission may no longer be told (`taken_back`, keys of persons of the case).
    """
    return _hand_overs(user, case=case.pk)


@question(case=BigIntegerField())
def _hand_overs(user: User, *, case: Blank) -> QuerySet[HandOver]:
    rows = HandOver.objects.visible_to(user).filter(case=case).select_related("mission").order_by("pk")
    agreed = agreed_to("person__key", OuterRef(OuterRef("mission__key")))
    others = Traveller.objects.filter(~agreed, case=OuterRef("case"))
    return rows.annotate(taken_back=ArraySubquery(others.values("person__key")))


@question(since=DateTimeField())
def own_hand_overs(user: User, *, since: Blank) -> QuerySet[HandOver]:
    """Return what waits for the answer of the user's mission, the longest first, and what ended `since`.

    What was handed over to it again is not among the latter, as far as it sees somebody of that sending: one
    that is kept for who left the mission's sight would tell of them by what the list leaves out.
    """
    again = HandOver.objects.filter(STANDS, case=OuterRef("case"), mission=user.office_id)
    again = again.filter(tells_of_somebody_in_sight(user))
    ended = Q(ended_at__gte=since) & ~Exists(again)
    waits = Q(accepted=None, ended_at=None, case__closed_on=None)
    rows = HandOver.objects.visible_to(user).filter(waits | ended, mission=user.office_id)
    return rows.select_related("case").order_by("sent_at", "pk")[: 2 * MOST]


def marks_of(travellers: Iterable[Traveller]) -> dict[UUID, frozenset[str]]:
    """Return the restrictions on travellers whom the reader may see anyway, by key of the person.

    `travellers` come from `travellers_of`, which reads the marks along with them.
    """
    return {one.person.key: frozenset(marks) for one in travellers if (marks := getattr(one, "marks", ()))}


def taken_back_since(
    case: Case, seen: Iterable[UUID], of: Iterable[type[EventType]], position: int
) -> date | None:
    """Return on which day something of a case was last taken back, later in the log than a position.

    Args:
        case: the case.
        seen: keys of the persons of whom the reader is told; of the household they are told as well.
        of: which kinds of fact.
        position: the place in the log up to which the reader had read.
    """
    rows = Event.objects.filter(
        Q(person_key=None) | Q(person_key__in=list(seen)),
        type__in=[one.type for one in of],
        case_key=case.key,
        retracts=True,
    )
    back = rows.filter(position__gt=position).order_by("-position").first()
    return back.recorded_at.astimezone(OFFICE_ZONE).date() if back else None
