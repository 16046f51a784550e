"""A release from a hold that was recorded by mistake, taken back: whom it let go is kept again."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.locking import check_open
from onward.casework.cases.gates import DEPARTED
from onward.casework.cases.models import Case, HoldRelease, Traveller
from onward.casework.programmes import queries as programmes
from onward.kernel.actions import Act, action
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Missing
from onward.kernel.text import day_in_words, said_of

REASONS = "release-corrections"
"""The list of `choices.yaml` with why a release from a hold was a mistake."""


@action("holds.release")
def take_back_release(
    act: Act, release: HoldRelease, reason: str, *, once: UUID | None = None
) -> HoldRelease:
    """Say that a case was not released from a hold: no row is left, and the hold keeps whom it named again.

    It is taken back for all whom it names, also for those who went on apart since. Whether somebody hidden
    has left by it is not asked: they have, and a refusal would tell of them.

    Args:
        act: the action under way.
        release: what was recorded, with its case and hold.
        reason: why it was a mistake, of `release-corrections`.
        once: the token of the form.

    Raises:
        ReleaseRests: somebody in sight has left by it.
        CaseIsClosed: its case is closed, and nobody whom it names travels in another one.
        ChangedMeanwhile: a colleague took it back.
        Missing: it names nobody whom the actor sees.
    """
    act.once(once)
    going = _held(act, release)
    held = HoldRelease.objects.filter(pk=release.pk).select_related("hold", "case").first()
    told = told_of_release(held) if held else None
    if held is None or told is None:
        raise ChangedMeanwhile()
    choices.check("reason", reason, choices.listed(REASONS))
    if left := _left_by(held, going):
        names = [said_of(one.person.name, day_in_words(day, "j F Y")) for one, day in left]
        raise problems.ReleaseRests("release", who=", ".join(names))
    key = held.pk
    held.delete()
    held.pk = key
    act.retract(told, reason)
    return held


def releases_of(case: Case, keys: Iterable[UUID]) -> QuerySet[HoldRelease]:
    """Return what releases some travellers of a case from holds, by the keys of their persons, oldest first.

    Also what was given in a case that they parted from, as long as it names one of them.
    """
    of_them = Q(travellers__overlap=list(keys))
    own = Q(case=case) & (Q(travellers=None) | of_them)
    rows = HoldRelease.objects.filter(own | Q(case__key__in=case.came_from or ()) & of_them)
    return rows.select_related("hold", "case", "released_by").order_by("pk")


def told_of_release(release: HoldRelease) -> Event | None:
    """Return the event that tells of a release; None where it was taken back.

    Args:
        release: with its case and hold.
    """
    named = [str(one) for one in release.travellers or ()]
    rows = Event.objects.filter(
        type=events.HoldReleased.type, case_key=release.case.key, payload__hold=str(release.hold.key)
    )
    of_it = [
        one for one in rows.standing().order_by("position") if (one.payload.get("travellers") or []) == named
    ]
    at_once = [one for one in of_it if one.recorded_at == release.released_at]
    return next(iter([*at_once, *of_it]), None)


def _held(act: Act, release: HoldRelease) -> Sequence[Traveller]:
    """Return whom a release names of those in sight, also where they go on by now, held after their cases."""
    named = Q() if release.travellers is None else Q(person__key__in=release.travellers)
    there = Q(case=release.case) | Q(case__came_from__contains=[release.case.key], case__closed_on=None)
    seen = Traveller.objects.visible_to(act.actor, act.verb).filter(there & named)
    rows = list(seen.order_by("pk"))
    if not rows:
        raise Missing()
    going = act.lock_all(rows)
    if not any(one.case_id != release.case_id and one.left_case_on is None for one in going):
        check_open(going[0].case)
    return going


def _left_by(release: HoldRelease, going: Sequence[Traveller]) -> list[tuple[Traveller, date]]:
    """Return who has left by a release, and when: to the country that it is for, before the hold ended."""
    gone = {
        one.person.key: one
        for one in going
        if one.left_case_on is None
        and rules.has_departed(programmes.rules_of(one.case.version_of_programme).definition, one.stage)
    }
    cases = {one.case.key for one in gone.values()} | {release.case.key}
    told = Event.objects.filter(type=DEPARTED, case_key__in=cases, person_key__in=gone).standing()
    left = {one.person_key: one for one in told.order_by("position")}
    return [
        (one, left[key].occurred_on)
        for key, one in gone.items()
        if key in left
        and release.destination in ("", left[key].payload["destination"])
        and (release.hold.lifted_on is None or left[key].occurred_on < release.hold.lifted_on)
    ]
