"""That somebody joined a case after its opening, told rightly: on another day, or not at all."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.by_rule import take_back_tasks
from onward.casework.cases.actions.going import forget_company
from onward.casework.cases.actions.locking import check_open, check_travels, last_told, told_by
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.models import Case, HandOver, HoldRelease, Traveller
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.events import EventType
from onward.kernel.events.log import first_told
from onward.kernel.models import Event, EventQuerySet
from onward.kernel.problems import ChangedMeanwhile, Invalid
from onward.kernel.text import after_one_another, day_in_words

REASONS = "joining-corrections"
"""The list of `choices.yaml` with why it was recorded wrongly that somebody joined."""
SAME_DAY = _("This day stands already.")
AFTER_WHAT_FOLLOWED = pgettext_lazy(
    "one person", "What is recorded of them in this case lies before this day."
)
_JOINED, _STEP = events.TravellerAdded.type, events.StageEntered.type
_OF_THE_ROW = (events.AccompanimentRecorded.type, events.MedicalNeedsRecorded.type)
"""What is told of a traveller's own row: it goes where the row goes."""
_EXITS = (events.ExitTaken.type, events.ExitUndone.type)
"""Of whoever is on the pathway each exit was undone: nothing rests on it."""
_STAYS = (events.NoteAdded.type, events.DocumentAdded.type, events.TaskSet.type, events.TaskDone.type)
"""What may be written of anybody of the household, whether they travel or not."""


@action("cases.decide")
def correct_joining(
    act: Act,
    traveller: Traveller,
    on: date,
    reason: str,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> Traveller:
    """Give the joining of somebody who came into an open case after its opening its right day.

    Departures count anew of how many the household was: by who had joined by their day. It is also done of
    somebody who went on apart since, in the case that they joined.

    Args:
        act: the action under way.
        traveller: who joined.
        on: the right day; not before the case was opened, nor after what is recorded of them in it.
        reason: why it was wrong, of `joining-corrections`.
        version: place in the log of what the actor has seen last of joinings.
        once: the token of the form.

    Raises:
        Invalid: that day stands, or it cannot be.
        NoSuchChoice: the reason says that they did not join.
        NeverJoined: they have been in it since its opening, or came from a case that they parted from.
        CaseIsClosed: nothing of it is changed here any more.
        ChangedMeanwhile: a colleague corrected it, or took it back.
    """
    act.once(once)
    traveller, told = _held(act, traveller, version)
    check_open(traveller.case)
    choices.check("reason", reason, dict(choices.correcting(REASONS)))
    opened, was = traveller.case.opened_on, told.occurred_on
    day = day_of(act, "joined_on", on, first=opened, too_early=rules.BEFORE_IT_WAS_OPENED)
    if day == was:
        raise Invalid("joined_on", message=SAME_DAY)
    steps = steps_of(traveller)
    rest = _told_besides(traveller, steps).exclude(type__in=_STAYS)
    of_all = _told_of_all(traveller, events.SessionHeld, events.ApprovalAsked)
    days = [each.occurred_on for each in (*rest, *of_all)]
    days += [traveller.left_case_on] if traveller.left_case_on else []
    followed = min(days, default=None)
    if followed and day > max(followed, was):
        raise Invalid("joined_on", message=AFTER_WHAT_FOLLOWED)
    fact = told.fact()
    assert isinstance(fact, events.TravellerAdded)
    if steps and steps[0].occurred_on == was:
        for one in (traveller, *_since(act, traveller)):
            _stands_there_since(act, one, was, day)
    act.correct(told, fact.model_copy(update={"corrected": reason}), occurred_on=day)
    return traveller


@action("cases.decide")
def take_back_joining(
    act: Act, traveller: Traveller, reason: str, *, version: int | None = None, once: UUID | None = None
) -> Traveller:
    """Say that somebody did not join a case: no traveller is left of it, and no figure counts one.

    Where nobody of age stays with a child by that, it is no longer known who goes along. Notes, documents and
    tasks about them stay in the file, where nothing else rests on the joining. Sessions with the household
    count for the others alone, also where they join again.

    Raises:
        WentOnApart: they go on in a case of their own.
        JoiningRests: something else is recorded of them in the case, they were released from a hold, or
            somebody outside was told of them.
        NoSuchChoice: the reason says that it was on another day.
        As `correct_joining`.
    """
    act.once(once)
    traveller, told = _held(act, traveller, version)
    check_travels(traveller)
    choices.check("reason", reason, dict(choices.taking_back(REASONS)))
    case, steps = traveller.case, steps_of(traveller)
    besides = _told_besides(traveller, steps)
    if what := _what_rests(traveller, steps, besides):
        raise problems.JoiningRests(who=traveller.person.name, what=after_one_another(what))
    along = list(besides.filter(type__in=(*_OF_THE_ROW, *_EXITS)).order_by("-position"))
    key = traveller.pk
    traveller.vulnerabilities.all().delete()  # those that never were so: else something stands
    traveller.delete()
    traveller.pk = key
    for event in (*along, *steps):
        act.retract(event)
    act.retract(told, reason)
    for step in steps:
        take_back_tasks(act, case, step)
    _no_longer_counts_for(act, traveller)
    forget_company(act, case, [traveller], act.today)
    return traveller


def joinings_of(case: Case) -> dict[UUID | None, Event]:
    """Return what tells of each who joined a case after its opening, and did, by the key of the person.

    Whoever was in it from the beginning, or parted into it, was told of with the opening: as many as it says.
    """
    joined, people = _joined(case)
    return {one.person_key: one for one in joined.filter(person_key__in=people).standing()}


def for_whom(
    case: Case, keys: Sequence[UUID], day: date, *, by: int | None = None
) -> dict[str, tuple[UUID, ...] | None]:
    """Return for whom of some persons a session counts, and who joined later, as its event names them.

    Args:
        case: the case.
        keys: those of the persons whom its author saw.
        day: of the session: it counts for who was in it on that day, as far as is known by now.
        by: place in the log by which it had been told first that they joined; None for any.
    """
    joined, people = _joined(case)
    told = {one.person_key: one for one in joined.filter(person_key__in=people).standing()}
    first = first_told(list(told.values()))

    def was_in_it(key: UUID) -> bool:
        one = told.get(key)
        if one is None:
            return key not in people
        return one.occurred_on <= day and (by is None or first[one.position].position < by)

    there = tuple(key for key in keys if was_in_it(key))
    return {"travellers": there, "joined_later": tuple(key for key in keys if key not in there) or None}


def _joined(case: Case) -> tuple[EventQuerySet, list[UUID | None]]:
    """Return what was ever told of joinings of a case, and the keys of who was told to join it when open."""
    told = Event.objects.filter(case_key=case.key)
    opening = told.filter(type=events.CaseOpened.type).order_by("position").first()
    first = int(opening.payload["travellers"]) if opening else 0
    joined = told.filter(type=_JOINED)
    people = joined.filter(supersedes=None).order_by("position").values_list("person_key", flat=True)
    return joined, list(people[first:])


def _held(act: Act, traveller: Traveller, version: int | None) -> tuple[Traveller, Event]:
    """Return who joined, held after the case, with the event that tells of it."""
    if not Traveller.objects.filter(pk=traveller.pk).exists():
        raise ChangedMeanwhile()
    held = act.lock(traveller)
    told = joinings_of(held.case).get(held.person.key)
    if told is None:
        raise problems.NeverJoined(who=held.person.name)
    last = last_told(held.case, events.TravellerAdded, about=[held.person.key])
    if version is not None and last > version:
        before = told_by(told, version)
        was = day_in_words(before.occurred_on, "j F Y") if before else ""
        now = day_in_words(told.occurred_on, "j F Y")
        raise ChangedMeanwhile([(gettext("In the case since"), was, now)], now=last)
    return held, told


def _since(act: Act, traveller: Traveller) -> list[Traveller]:
    """Return as whom somebody who went on apart travels since, held, in open cases that the actor sees."""
    if traveller.left_case_on is None:
        return []
    rows = Traveller.objects.visible_to(act.actor, act.verb).filter(person=traveller.person_id)
    there = rows.filter(case__came_from__contains=[traveller.case.key], case__closed_on=None).order_by("pk")
    return act.lock_all(list(there)) if there else []


def _stands_there_since(act: Act, traveller: Traveller, was: date, day: date) -> None:
    """Let the first step of a held traveller go along with the joining, if it stands on its day.

    In a case of their own it is the one with which they came.
    """
    steps = steps_of(traveller)
    if not steps or steps[0].occurred_on != was or not (step := steps[0].fact()):
        return
    act.correct(steps[0], step, occurred_on=day)
    if len(steps) == 1:
        traveller.stage_since = day
        act.save(traveller, "stage_since")


def _told_besides(traveller: Traveller, steps: list[Event]) -> EventQuerySet:
    """Return what stands of a traveller in their case besides that they joined, and their first step."""
    rows = Event.objects.filter(case_key=traveller.case.key, person_key=traveller.person.key)
    first = Q(pk__in=[one.pk for one in steps[:1]])
    return rows.standing().exclude(first | Q(type=_JOINED))


def _told_of_all(traveller: Traveller, *types: type[EventType]) -> EventQuerySet:
    """Return what stands of some types that was told of the household and names a traveller of it."""
    rows = Event.objects.filter(
        case_key=traveller.case.key, person_key=None, type__in=[one.type for one in types]
    )
    return rows.filter(payload__travellers__contains=[str(traveller.person.key)]).standing()


def _what_rests(traveller: Traveller, steps: Sequence[Event], besides: EventQuerySet) -> list[str]:
    """Return in words what stands in the way of saying that a traveller did not join."""
    goes_along = (*_STAYS, *_OF_THE_ROW, *(() if traveller.exit else _EXITS))
    names_them = {"case": traveller.case, "travellers__contains": [traveller.person.key]}
    found = []
    if len(steps) > 1 or besides.exclude(type__in=goes_along).exists():
        found.append(pgettext("one person", "something else is recorded of them"))
    if HandOver.objects.filter(**names_them).exists():
        found.append(pgettext("one person", "a mission was told of them"))
    if HoldRelease.objects.filter(**names_them).exists():
        # It would count for them where they join again.
        found.append(gettext("they were released from a hold on departures"))
    if _told_of_all(traveller, events.ApprovalAsked).exists():
        found.append(gettext("the funder was asked to approve their return"))
    return found


def _no_longer_counts_for(act: Act, traveller: Traveller) -> None:
    """Tell the sessions with the household anew, as held with those who were in it.

    No timeline tells that (`queries.tells_of_the_household_alone`), so it bears no reason of before either.
    """
    gone = traveller.person.key
    for event in _told_of_all(traveller, events.SessionHeld).order_by("position"):
        fact = event.fact()
        assert isinstance(fact, events.SessionHeld)
        others = tuple(key for key in fact.travellers or () if key != gone)
        act.correct(event, fact.model_copy(update={"travellers": others, "corrected": None}))
