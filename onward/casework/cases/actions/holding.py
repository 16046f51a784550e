"""Holds: stopping departures, releasing one case, and letting everybody go again."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from onward.access.models import Office
from onward.access.queries import acting_user
from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.locking import in_sight, lock_about, lock_case
from onward.casework.cases.gates import holds_on
from onward.casework.cases.models import Case, Hold, HoldRelease, Traveller
from onward.casework.programmes import queries as programmes
from onward.kernel.actions import Act, action
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.days import day_of
from onward.kernel.text import clean
from onward.reference.airports import airport
from onward.reference.choices import NoSuchChoice
from onward.reference.countries import is_country


@action("holds.place")
def place_hold(
    act: Act,
    office: Office,
    *,
    from_on: date,
    reason: str,
    programme: str = "",
    destination: str = "",
    route: str = "",
    precautions: Sequence[str] = (),
    explanation: str = "",
    once: UUID | None = None,
) -> Hold:
    """Stop departures from a day on, for a programme, a destination, a route, or all that are named."""
    act.once(once)
    if programme:
        choices.check("programme", programme, [one.code for one in programmes.offered(office.code)])
    if destination:
        choices.country("destination", destination)
    if route and airport(route) is None and not is_country(route):
        raise NoSuchChoice("route", value=route)
    hold = Hold.objects.create(
        office=office,
        programme=programme,
        destination=destination,
        route=route,
        from_on=from_on,
        reason=choices.check("reason", reason, choices.listed("hold-reasons")),
        explanation=clean(explanation, 2_000, field="explanation", lines=True),
        precautions=choices.check_all("precautions", precautions, choices.listed("precautions")),
        placed_by=acting_user(act),
        placed_at=act.at,
    )
    act.lock(hold)  # refuses an office that is not the actor's own
    fact = events.HoldPlaced(
        from_on=from_on,
        reason=reason,
        programme=programme or None,
        destination=destination or None,
        route=route or None,
        precautions=tuple(hold.precautions),
    )
    act.record(fact, office=office.code, about=hold, occurred_on=min(from_on, act.today))
    return hold


@action("holds.place")
def lift_hold(act: Act, hold: Hold, *, lifted_on: date | None = None) -> Hold:
    """Let everybody depart again."""
    hold = act.lock(hold)
    if hold.lifted_on:
        raise problems.LiftedAlready(on=hold.lifted_on, who=hold.lifted_by.name if hold.lifted_by else "")
    first = min(hold.from_on, hold.placed_at.astimezone(OFFICE_ZONE).date())
    hold.lifted_on = day_of(act, "lifted_on", lifted_on, first=first, too_early=rules.BEFORE_THE_HOLD)
    hold.lifted_by = acting_user(act)
    hold.save(update_fields=["lifted_on", "lifted_by"])
    fact = events.HoldLifted(lifted_on=hold.lifted_on)
    act.record(fact, office=hold.office.code, about=hold, occurred_on=hold.lifted_on)
    return hold


@action("holds.release")
def release_from_hold(
    act: Act,
    case: Case,
    hold: Hold,
    precautions: Sequence[str],
    *,
    travellers: Sequence[Traveller] = (),
    reasons: str = "",
    released_on: date | None = None,
) -> HoldRelease:
    """Let one case depart in spite of a hold, with every precaution of the hold taken.

    It counts for those in sight whom the hold keeps from departing, or for the `travellers` among them, as
    long as the case returns to the country of today.
    Others of the case, out of sight or joining later, wait for a release by somebody who sees them.

    Raises:
        PrecautionsMissing, AlreadyRecorded, HoldElsewhere: see `problems`.
    """
    case = lock_case(act, case)
    hold = act.lock(hold)
    taken = choices.check_all("precautions", precautions, choices.listed("precautions"))
    rules.check_precautions(hold.precautions, taken)
    if hold.lifted_on:
        raise problems.AlreadyRecorded()
    keys = _whom_it_lets_go(act, case, hold, [lock_about(act, case, one) for one in travellers])
    release = HoldRelease.objects.create(
        hold=hold,
        case=case,
        precautions=taken,
        reasons=clean(reasons, 2_000, field="reasons", lines=True),
        released_on=day_of(act, "released_on", released_on),
        released_by=acting_user(act),
        released_at=act.at,
        travellers=keys,
        destination=case.destination,
    )
    fact = events.HoldReleased(hold=hold.key, precautions=tuple(taken), travellers=tuple(keys))
    act.record(fact, office=case.office.code, case=case, occurred_on=release.released_on)
    return release


def _whom_it_lets_go(act: Act, case: Case, hold: Hold, named: Sequence[Traveller | None]) -> list[UUID]:
    """Return the keys of those in sight, or of those `named`, whom the hold stops, as they joined.

    Of those in sight only: whether a release is refused must not tell by which way somebody hidden travels,
    nor that somebody was released.
    """
    going = in_sight(act, case).select_related("person").order_by("pk")
    going = going.filter(pk__in=[one.pk for one in named if one]) if named else going
    members = [each.person.key for each in going]
    stopped = holds_on([case], going)[case.pk].get(hold, frozenset())
    if stopped:
        return [key for key in members if key in stopped]
    by_name = Q(travellers__overlap=members)
    for_them = Q(case=case) & (Q(travellers=None) | by_name)
    for_them |= Q(case__key__in=case.came_from or ()) & by_name
    if HoldRelease.objects.filter(for_them, hold=hold, destination__in=["", case.destination]).exists():
        raise problems.AlreadyRecorded()
    raise problems.HoldElsewhere("hold")
