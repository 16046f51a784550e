"""The only writers of legal holds and of runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from onward.access.models import User
from onward.access.queries import acting_user
from onward.casework.cases.models import Case
from onward.kernel import clock
from onward.kernel.actions import Act, action
from onward.kernel.definitions import current_library
from onward.kernel.problems import Missing
from onward.kernel.text import clean_reason
from onward.records.people.models import Person
from onward.reference.choices import check, listed
from onward.safekeeping.retention import events, problems, proof
from onward.safekeeping.retention.choices import GROUNDS
from onward.safekeeping.retention.definition import KIND, rules
from onward.safekeeping.retention.erasing import Gone, clear
from onward.safekeeping.retention.models import Due, LegalHold, Run
from onward.safekeeping.retention.planning import ahead, held_since, write_down
from onward.safekeeping.retention.policy import HOLD, RUN

HOUSE_WIDE = "house"
"""In the place of an office's code, where an event is of the whole house."""


@action(HOLD)
def place_hold(
    act: Act,
    *,
    person: UUID | None = None,
    case: UUID | None = None,
    ground: str,
    reason: str,
    until: date | None = None,
    once: UUID | None = None,
) -> LegalHold:
    """Order that what is held of a person, or in a case, stays whatever its time.

    Args:
        act: the action under way.
        person: key of the person; or
        case: key of the case.
        ground: a code of `legal-hold-grounds`.
        reason: which proceedings, in the officer's words.
        until: the last day; until it is lifted where it is left out.
        once: the token of the form.

    Raises:
        HeldAlready, HoldIsOver, Missing, Invalid: see `problems`.
    """
    act.once(once)
    check("ground", ground, listed(GROUNDS))
    if until and until < act.today:
        raise problems.HoldIsOver("until")
    office = _office_of(person, case)
    if not isinstance(act.actor, User):
        raise Missing()
    list(Run.objects.select_for_update().filter(ended_at=None))  # a batch that is under way ends first
    held = LegalHold(
        person_key=person,
        case_key=case,
        ground=ground,
        reason=clean_reason(reason, limit=400, field="reason"),
        placed_by=act.actor,
        placed_at=act.at,
        until=until,
    )
    try:
        with transaction.atomic():
            held.save(force_insert=True)
    except IntegrityError:
        raise problems.HeldAlready() from None
    act.record(events.HoldPlaced(ground=ground), office=office, case=case, person=person, about=held)
    return held


def _office_of(person: UUID | None, case: UUID | None) -> str:
    """Return the code of the office whose file it is.

    Raises:
        Missing: there is no such person or case.
    """
    found = (
        Person.objects.filter(key=person).values_list("office__code", flat=True)
        if person
        else Case.objects.filter(key=case or uuid4()).values_list("office__code", flat=True)
    ).first()
    if found is None:
        raise Missing()
    return str(found)


@action(HOLD)
def lift_hold(act: Act, hold: LegalHold, *, once: UUID | None = None) -> LegalHold:
    """End a legal hold: what was due meanwhile goes the next night.

    Raises:
        HoldLiftedAlready: somebody was before.
    """
    act.once(once)
    held = act.lock(hold)
    if held.lifted_at:
        raise problems.HoldLiftedAlready()
    held.lifted_at, held.lifted_by = act.at, acting_user(act)
    act.save(held, "lifted_at", "lifted_by")
    office = _office_of(held.person_key, held.case_key)
    act.record(events.HoldLifted(), office=office, case=held.case_key, person=held.person_key, about=held)
    return held


@action(RUN)
def begin_run(act: Act, day: date, *, thorough: bool = False) -> Run:
    """Write down what is due by a day, or go on with what an earlier run was stopped in.

    Args:
        act: the action under way.
        day: the day by which time is reckoned; not later than today.
        thorough: look again at what earlier runs did.

    Raises:
        RunUnderWay: one is at work and alive.
        NoSigningKey: what goes could not be proven.
    """
    proof.must_have_a_key()
    open_one = Run.objects.select_for_update().filter(ended_at=None).first()
    if open_one is not None and is_alive(open_one):
        raise problems.RunUnderWay()
    if open_one is not None:  # it was stopped, or its process died: what is due is reckoned anew
        Due.objects.filter(run=open_one, done_at=None).delete()
        run = open_one
        run.alive_at, run.stop_asked_at, run.left_off, run.day = act.at, None, False, day
        act.save(run, "alive_at", "stop_asked_at", "left_off", "day")
    else:
        run = Run.objects.create(day=day, begun_at=act.at, alive_at=act.at, begun_by=acting_user(act))
    write_down(run.pk, day, thorough=thorough)
    act.record(events.RunBegun(), office=HOUSE_WIDE, about=run)
    return run


@action(RUN)
def look_ahead(act: Act, run: Run, day: date) -> Run:
    """Write down what will go by a later day: many files take minutes to go through, and a page has none."""
    held = Run.objects.select_for_update().get(pk=run.pk)
    held.ahead_day, held.ahead = day, [asdict(one) for one in ahead(day)]
    act.save(held, "ahead_day", "ahead")
    act.record(events.LookedAhead(), office=HOUSE_WIDE, about=held)
    return held


ALIVE = 120
"""Seconds after which a run that says nothing is taken for dead: a batch takes a few."""


def is_alive(run: Run) -> bool:
    """Say whether a run that has not ended is at work."""
    return not run.left_off and (clock.now() - run.alive_at).total_seconds() < ALIVE


@action(RUN)
def stop_run(act: Act, run: Run) -> Run:
    """Ask a run to stop after the batch that it is in; the next run goes on with the rest.

    Raises:
        NotUnderWay: it has ended.
    """
    held = act.lock(run)
    if held.ended_at:
        raise problems.NotUnderWay()
    held.stop_asked_at = act.at
    act.save(held, "stop_asked_at")
    act.record(events.RunStopped(), office=HOUSE_WIDE, about=held)
    return held


@action(RUN)
def leave_off(act: Act, run: Run) -> Run:
    """Note that nobody works on a run any more, though it is not done: the next run may begin at once."""
    held = Run.objects.select_for_update().get(pk=run.pk)
    held.alive_at, held.stop_asked_at = act.at, held.stop_asked_at or act.at
    held.left_off = True
    act.save(held, "alive_at", "stop_asked_at", "left_off")
    act.record(events.RunStopped(), office=HOUSE_WIDE, about=held)
    return held


@action(RUN)
def clear_batch(act: Act, run: Run, many: int) -> int:
    """Take away what is due of some units, and return of how many; none when all are done.

    Each unit has its event, with the categories that went. What is held since it was written down is no
    part of this run any more; whoever places a hold while a batch is under way waits for its end.
    """
    held = Run.objects.select_for_update().get(pk=run.pk)
    found = list(Due.objects.filter(run=run, done_at=None).order_by("pk")[:many])
    kept = held_since(found, act.today)
    Due.objects.filter(pk__in=[one.pk for one in kept]).delete()
    dues = [one for one in found if one not in kept]
    gone = clear(dues)
    offices = _offices(dues)
    for due in dues:
        due.done_at = act.at
        act.record(
            events.Cleared(parts=tuple(due.erased), reduced=tuple(due.reduced)),
            office=offices.get(due.case_key or due.person_key or due.alone_key, HOUSE_WIDE),
            case=due.case_key,
            person=due.person_key,
            about=due.alone_key,
        )
    Due.objects.bulk_update(dues, ["done_at"])
    held.counts, held.alive_at = _added(held.counts, dues, gone), act.at
    act.save(held, "counts", "alive_at")
    if not dues:
        act.record(events.RunWorked(), office=HOUSE_WIDE, about=run)
    return len(found)


def _offices(dues: Sequence[Due]) -> dict[Any, str]:
    """Return the code of the office of each case and person, by key."""
    cases = Case.objects.filter(key__in=[one.case_key for one in dues if one.case_key])
    persons = Person.objects.filter(key__in=[one.person_key for one in dues if one.person_key])
    return dict([*persons.values_list("key", "office__code"), *cases.values_list("key", "office__code")])


def _added(so_far: dict[str, Any], dues: Sequence[Due], gone: Gone) -> dict[str, Any]:
    """Add the numbers of a batch to those of the run."""
    told = gone.told()
    total: dict[str, Any] = {}
    for name in ("rows", "emptied"):
        total[name] = dict(Counter(so_far.get(name, {})) + Counter(told[name]))
    for name in ("files", "lines", "keys"):
        total[name] = so_far.get(name, 0) + told[name]
    by_rule = Counter(so_far.get("rules", {}))
    for due in dues:
        by_rule.update({one.split("=")[1] for one in due.rules})
    return {**total, "rules": dict(by_rule), "units": so_far.get("units", 0) + len(dues)}


@action(RUN)
def end_run(act: Act, run: Run) -> Run:
    """Sign what a run did, and close it.

    The record has the numbers by rule and by table, the rules as they stood, and the digest of the record
    before; of whom and of what, nothing.
    """
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.ended_at:
        raise problems.NotUnderWay()
    last = Run.objects.exclude(ended_at=None).order_by("ended_at", "pk").last()
    versions = {code: current_library().of(KIND)[code].version for code in rules()}
    held.record, held.signature = proof.sign(
        {
            "run": str(held.key),
            "day": held.day.isoformat(),
            "begun_at": held.begun_at.isoformat(),
            "ended_at": act.at.isoformat(),
            "begun_by": str(held.begun_by.key) if held.begun_by else "the house",
            "went": held.counts,
            "rules": versions,
            "before": proof.digest(last.record) if last else proof.FIRST,
        }
    )
    held.ended_at = act.at
    act.save(held, "record", "signature", "ended_at")
    act.record(events.RunEnded(), office=HOUSE_WIDE, about=held)
    return held
