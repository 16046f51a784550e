"""What forms say of the other cases of a household whose members went on apart, to whoever may see these."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases.actions.apart import on_their_way
from onward.casework.cases.bringing import Way
from onward.casework.cases.events import ApprovalAsked, ApprovalDecided
from onward.casework.cases.gates import Spoken, gather
from onward.casework.cases.models import Case, FunderApproval, Session, Traveller
from onward.casework.cases.queries import travellers_of
from onward.kernel import clock

WHERE_THEY_TRAVEL = _(
    "What was told here of who went on apart is corrected in the case where they travel by now."
)
WHERE_IT_WAS_HELD = _("A session from before these parted is corrected in the case in which it was held.")


def correct_there(references: Iterable[str], what: str) -> list[Way]:
    """Return the ways to the form that corrects something in other cases, by their references."""
    words = gettext("Correct it in %(case)s")
    return [Way(words % {"case": one}, reverse("cases:do", args=[one, what])) for one in references]


def told_there(case: Case, reference: str) -> str:
    """Return whose timeline tells of what was corrected in a case, where it is that of another one."""
    return (
        ""
        if reference == case.reference
        else gettext("The timeline of %(case)s tells it.") % {"case": reference}
    )


def where_they_go_on(user: User, case: Case, gone: Iterable[Traveller]) -> list[str]:
    """Return the cases, by reference, in which some who went on apart travel by now, where both are seen."""
    rows = Traveller.objects.visible_to(user).filter(person__in={one.person_id for one in gone})
    rows = rows.filter(left_case_on=None, case__came_from__contains=[case.key])
    return list(dict.fromkeys(rows.order_by("case_id").values_list("case__reference", flat=True)))


def where_held_before(user: User, case: Case, travellers: Iterable[Traveller]) -> list[str]:
    """Return the references of the cases with sessions in sight from before some travellers parted from them.

    Sessions with one of them, and with a household that they were still in.
    """
    if not case.came_from:
        return []
    held = Q(pk=None)
    for one in on_their_way(user, travellers).exclude(case=case).select_related("person"):
        with_all = Q(person_key=None, held_on__lte=one.left_case_on) if one.left_case_on else Q(pk=None)
        held |= Q(case=one.case_id) & (Q(person_key=one.person.key) | with_all)
    rows = Session.objects.visible_to(user).filter(held).order_by("-case_id")
    return list(dict.fromkeys(rows.values_list("case__reference", flat=True)))


def waiting_too(user: User, case: Case, asked: Iterable[FunderApproval]) -> Mapping[UUID, Sequence[str]]:
    """Return in which other cases the same question to the funder waits, by the key of each that waits here.

    One about the household is asked in the case of those who stay and of those who part, each for itself.

    Args:
        user: who reads; of cases in their sight the references are told.
        case: of which somebody in their sight parted, or which itself parted from another.
        asked: what the funder was asked in it.
    """
    own = {(one.project, one.asked_on): one.key for one in asked if _waits_for_all(one)}
    if not own:
        return {}
    earlier = case.came_from or []
    family = Q(case__key__in=earlier) | Q(case__came_from__overlap=[case.key, *earlier])
    rows = FunderApproval.objects.visible_to(user).filter(family, case__household=case.household_id)
    rows = rows.filter(outcome=FunderApproval.Outcome.ASKED, person_key=None).exclude(case=case.pk)
    found: dict[UUID, list[str]] = defaultdict(list)
    for one in rows.select_related("case").order_by("case_id"):
        if here := own.get((one.project, one.asked_on)):
            found[here].append(one.case.reference)
    return found


def _waits_for_all(one: FunderApproval) -> bool:
    return one.outcome == FunderApproval.Outcome.ASKED and one.person_key is None


def resting_on(user: User, case: Case) -> Mapping[int, Sequence[str]]:
    """Return which cases that parted from a case rest on what the funder answered in it, as gates read it.

    The answer is told by its place in the log. Cases out of the user's sight are left out.
    """
    parted = Case.objects.visible_to(user).filter(
        household=case.household_id, came_from__contains=[case.key], closed_on=None
    )
    cases = list(parted.order_by("pk"))
    found: dict[int, list[str]] = defaultdict(list)
    if not cases:
        return found
    travellers = travellers_of(user, cases)
    everybody = [one for members in travellers.values() for one in members]
    heard = gather(cases, everybody, clock.today()).events
    for one in cases:
        for event in _earlier_answers(one, heard[one.key], travellers.get(one.pk, ())):
            if event.case_key == case.key:
                found[event.position].append(one.reference)
    return found


def _earlier_answers(case: Case, heard: Sequence[Spoken], travellers: Iterable[Traveller]) -> list[Spoken]:
    """Return the answers of the funder from before a case parted that speak for somebody in it."""
    keys = {str(one.person.key) for one in travellers}
    asked = [one.payload for one in heard if one.type == ApprovalAsked.type]
    named = {one["approval"]: one.get("travellers") for one in asked}
    return [
        one
        for one in heard
        if one.type == ApprovalDecided.type
        and one.case_key != case.key
        and ((spoken := named.get(one.payload["approval"])) is None or not keys.isdisjoint(spoken))
    ]


def answered_before(user: User, case: Case, travellers: Sequence[Traveller]) -> tuple[bool, Sequence[str]]:
    """Return whether an answer of the funder counts in a case from before it parted, and where it was given.

    Args:
        user: who reads; of cases in their sight the references are told, the latest first.
        case: which parted from another.
        travellers: of it, in their sight.
    """
    heard = gather([case], travellers, clock.today()).events[case.key]
    where = {one.case_key for one in _earlier_answers(case, heard, travellers) if one.case_key}
    rows = Case.objects.visible_to(user).filter(key__in=where).order_by("-pk")
    return bool(where), list(rows.values_list("reference", flat=True)) if where else []
