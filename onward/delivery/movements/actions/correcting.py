"""What was recorded wrongly of a journey, told rightly: on another day, or not at all.

The log keeps both: a correction supersedes the event, a retraction takes it back. What followed from the
mistake by itself goes along (the step on the line, the tasks that it set or ended); what somebody recorded on
its own (cash against a receipt, a note) stays until it is mended for itself.

No gate holds it: a gate guards a decision, and a correction tells what happened whether it was right or not.
Where a departure is moved to a day on which what it rests on was not there (a declaration, an approval), that
is said, and whoever corrects it says that it left all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy

from onward.casework.cases.actions import correct_step, take_step_back
from onward.casework.cases.actions.household import WHO_IS_IN_IT, household_of
from onward.casework.cases.actions.needs import needs_on, one_story
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.events import (
    AccompanimentRecorded,
    CaseOpened,
    MedicalNeedsRecorded,
    VulnerabilityEnded,
    VulnerabilityFound,
)
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.problems import CaseIsClosed, LeftThePathway, WentOnApart
from onward.casework.cases.queries import first_opened_on
from onward.casework.programmes.definition import Programme
from onward.delivery.movements import events, problems, queries, rules
from onward.delivery.movements.actions.booking import STANDING
from onward.delivery.movements.actions.company import bring_company_back
from onward.delivery.movements.actions.left_alone import children_asked_about
from onward.delivery.movements.actions.opening import open_with
from onward.delivery.movements.actions.resting import check_nothing_rests
from onward.delivery.movements.actions.steps import (
    ADVANCE,
    held_back,
    lock_passengers,
    not_there_by,
    programme_of,
    set_travel_day,
)
from onward.delivery.movements.changes import changes_of
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel.actions import Act, action
from onward.kernel.events.log import first_told
from onward.kernel.models import Event, EventQuerySet
from onward.kernel.problems import ChangedMeanwhile, Invalid
from onward.records.people.models import Person
from onward.reference.choices import check

BOOKED, DEPARTED, ARRIVED = events.JourneyBooked.type, events.Departed.type, events.Arrived.type
NOT_DEPARTED, REFUSED = events.DidNotDepart.type, events.EntryRefused.type
NEEDS_TOLD = (VulnerabilityFound.type, VulnerabilityEnded.type, MedicalNeedsRecorded.type)
SAME_DAY = gettext_lazy("This day stands already.")
State = Passenger.State
BROUGHT_BACK = (State.NO_SHOW, State.TURNED_BACK, State.REFUSED_ENTRY)
"""Outcomes that take a traveller back on the line, for the reason that the step names."""


@dataclass(frozen=True)
class Told:
    """A passenger, held, with the standing events of their journey by type."""

    passenger: Passenger
    traveller: Traveller
    movement: Movement
    events: dict[str, Event]

    @property
    def follows(self) -> Event | None:
        """What followed the departure, if anything did."""
        return self.events.get(ARRIVED) or self.events.get(REFUSED)


@action("movements.depart")
def correct_departure(
    act: Act,
    passenger: Passenger,
    reason: str,
    *,
    on: date | None = None,
    despite: bool = False,
    along: Sequence[Passenger] = (),
    became: str = "",
    version: int | None = None,
    once: UUID | None = None,
) -> Passenger:
    """Give a departure, a no-show or a turning back before boarding its right day; without one, take it back.

    A departure is moved to a day on which something that it rests on was not there with `despite` alone. The
    same is done for others of the journey who go `along`, each as they were read: all of them, or nobody.
    Where by that a child has departed with nobody of age beside them, it asks what `became` of the child.

    Raises:
        NothingToCorrect, SomethingFollowed, SomethingRests: see `problems`.
        NotThatDay, AlreadyBooked, NotThereYet: see `problems`.
        ChildStaysAlone: see `problems`.
        CaseIsClosed, LeftThePathway, WentOnApart, TravelledSince: see those of the cases.
        ChangedMeanwhile: a colleague recorded or corrected something after `version`.
    """
    act.once(once)
    right = Right((NOT_DEPARTED, DEPARTED), reason, on, despite)
    return _correct(act, [passenger, *along], right, became, version)


@action("movements.arrive")
def correct_arrival(
    act: Act,
    passenger: Passenger,
    reason: str,
    *,
    on: date | None = None,
    along: Sequence[Passenger] = (),
    became: str = "",
    version: int | None = None,
    once: UUID | None = None,
) -> Passenger:
    """Give an arrival or a refused entry its right day; without one, take it back: they are under way again.

    Raises:
        As `correct_departure`.
    """
    act.once(once)
    return _correct(act, [passenger, *along], Right((ARRIVED, REFUSED), reason, on), became, version)


@dataclass(frozen=True)
class Right:
    """What is right in the place of what stands: of which types, why, on which day, and `despite` what."""

    types: tuple[str, ...]
    reason: str
    on: date | None
    despite: bool = True


def _correct(
    act: Act, passengers: Sequence[Passenger], right: Right, became: str, version: int | None
) -> Passenger:
    """Correct the same of some passengers of a journey; the `version` is that of the first."""
    check("reason", right.reason, rules.reasons_to_correct())
    movement = act.lock(passengers[0].movement)
    if any(one.movement_id != movement.pk for one in passengers):
        raise problems.NobodyTravels("passengers")
    first, *along = passengers
    with children_asked_about(act, movement, passengers, became, retold=DEPARTED in right.types):
        corrected = _correct_one(act, first, right, version)
        for one in along:
            _correct_one(act, one, right, one.version)
    return corrected


def _correct_one(act: Act, passenger: Passenger, right: Right, version: int | None) -> Passenger:
    told = hold_told(act, passenger, version)
    event = next((told.events[one] for one in right.types if one in told.events), None)
    if event is None:
        raise problems.NothingToCorrect(state=str(told.passenger.get_state_display()))
    check_nothing_rests(act, told.traveller, event, right.on)
    if right.on is None:
        _take_back(act, told, event, right.reason)
    else:
        if event.type == DEPARTED and not right.despite:
            _check_rests(act, told, event, right.on)
        _move_day(act, told, event, right.reason, right.on)
    return told.passenger


def hold_told(act: Act, passenger: Passenger, version: int | None) -> Told:
    """Return the passenger and all that a correction looks at, held, in a case that is open."""
    movement = act.lock(passenger.movement)
    [passenger] = lock_passengers(act, movement, [passenger])
    if version is not None and version != passenger.version:
        raise ChangedMeanwhile(changes_of(passenger, version), now=passenger.version)
    traveller = act.lock(passenger.traveller, verb=ADVANCE)
    if traveller.case.closed_on:
        raise CaseIsClosed()
    if traveller.left_case_on:
        raise WentOnApart()
    return Told(passenger, traveller, movement, queries.outcomes_of(passenger))


def _take_back(act: Act, told: Told, event: Event, reason: str) -> None:
    """Let a passenger stand where they stood before the event."""
    passenger, traveller = told.passenger, told.traveller
    if event.type == DEPARTED and told.follows:
        raise problems.SomethingFollowed(
            who=traveller.person.name, state=str(passenger.get_state_display()), on=told.follows.occurred_on
        )
    if traveller.exit:
        raise LeftThePathway()
    if Passenger.objects.filter(traveller=traveller, state__in=STANDING).exclude(pk=passenger.pk).exists():
        raise problems.AlreadyBooked()
    under_way = event.type in (ARRIVED, REFUSED)
    before = told.events.get(DEPARTED if under_way else BOOKED)
    act.retract(event, reason)
    passenger.state = State.DEPARTED if under_way else State.BOOKED
    passenger.state_on = before.occurred_on if before else passenger.state_on
    act.save(passenger, "state", "state_on")
    left_on = before.occurred_on if under_way and before else told.movement.departs_on
    traveller = set_travel_day(act, traveller, left_on)
    if step := _step_of(told, event):
        take_step_back.within(act, traveller, step)
        _line_up(act, traveller)
    if event.type == DEPARTED:
        bring_company_back(act, told.movement)


def _check_rests(act: Act, told: Told, event: Event, day: date) -> None:
    """Refuse a day of departure on which something was missing that was there on the day that stands.

    Where the case opens with the departure, what is on record from its beginning goes along to any day.
    """
    traveller, was = told.traveller, event.occurred_on
    if queries.opens_with(traveller.case, event):
        return
    first, last = queries.possible_days(told.passenger, told.events, event)
    if day == was or not first <= day <= last:
        return  # refused for that
    gone = not_there_by(traveller, day, was)
    if gone:
        held = held_back(act, [(traveller, gone)])
        raise problems.NotThereYet("on", on=day, missing=held.params["missing"])


def _move_day(act: Act, told: Told, event: Event, reason: str, day: date) -> None:
    """Give an event, and the step that it brought, another day."""
    passenger, traveller = told.passenger, told.traveller
    after = told.follows if event.type == DEPARTED else None
    first, last = queries.possible_days(passenger, told.events, event)
    if not first <= day <= last:
        raise problems.NotThatDay("on", first=first, last=last)
    if day == event.occurred_on:
        raise Invalid("on", message=SAME_DAY)
    step = _step_of(told, event)
    traveller = open_with(act, traveller, event, day, reason)
    fact = event.fact()
    if isinstance(fact, events.Departed):
        fact = retold(fact, traveller, day)
    if fact:
        act.correct(event, fact.model_copy(update={"corrected": reason}), occurred_on=day)
    if after is None:
        passenger.state_on = day
    act.save(passenger, "state_on")
    if event.type == DEPARTED and passenger.state != State.REFUSED_ENTRY:
        traveller = set_travel_day(act, traveller, day)
    if step:
        correct_step.within(act, traveller, step, day)
    _line_up(act, traveller)


def _line_up(act: Act, traveller: Traveller) -> None:
    """Let every step stand on the day on which it was taken, as far as the journeys beside it leave that day.

    What came before a departure was taken by then, though it was written down later; what followed an arrival
    was not taken before it. Where the journey moves on, or is taken back, they stand on their own day again.
    """
    programme, steps, opened_on = programme_of(traveller.case), steps_of(traveller), traveller.case.opened_on
    outcomes = [(place, one.occurred_on) for place, one in enumerate(steps) if _of_an_outcome(programme, one)]
    fixed = {place for place, _day in outcomes}
    told = first_told(steps)
    for place, one in enumerate(steps):
        first = max((day for other, day in outcomes if other < place), default=date.min)
        last = min((day for other, day in outcomes if other > place), default=date.max)
        own = one if place == 0 and one.occurred_on == opened_on else told[one.position]
        day = min(max(own.occurred_on, first), last)
        if place not in fixed and day != one.occurred_on:
            correct_step.within(act, traveller, one, day)


def _of_an_outcome(programme: Programme, step: Event) -> bool:
    """Say whether a step has its day from an outcome of a journey, and from nobody who took it for itself."""
    because, stage = step.payload.get("because"), step.payload["stage"]
    return because in BROUGHT_BACK or (
        not because and stage in (programme.at("departure"), programme.at("arrival"))
    )


def _step_of(told: Told, event: Event) -> Event | None:
    """Return the step on the line that an event brought about: of its kind, the one recorded next to it."""
    programme, outcome = programme_of(told.traveller.case), event.payload.get("outcome")
    stage = {DEPARTED: programme.at("departure"), ARRIVED: programme.at("arrival")}.get(event.type)
    because = State.REFUSED_ENTRY.value if event.type == REFUSED else outcome
    steps = [
        one
        for one in steps_of(told.traveller)
        if one.payload.get("because") == because and stage in (None, one.payload["stage"])
    ]
    first = first_told([event, *steps])
    place = first[event.position].position
    return min(steps, key=lambda one: abs(first[one.position].position - place), default=None)


def retold(fact: events.Departed, traveller: Traveller, day: date) -> events.Departed:
    """Return a departure with what the records say today of the person, and of their age and needs on a day.

    And of how many their household was then, except in a case from the files of before, which told that.
    What was true of the case when they left (destination, channel) stays; the channel is put right for itself
    (`retell_with_channel`). An order of codes is no difference.
    """
    person, accompanied = traveller.person, traveller.accompanied
    if fact.child == "accompanied" and (accompanied is None or _lost_since(traveller)):
        accompanied = True  # no longer known of a journey to come, and still known of this one
    needed = needs_on(traveller, day)
    same = needed.categories == tuple(sorted(fact.vulnerabilities))
    categories = fact.vulnerabilities if same else needed.categories
    case = traveller.case
    size = fact.household_size if case.brought_in else household_of(case).told_on(day)
    return fact.model_copy(
        update={
            "sex": person.sex,
            **rules.age_on_departure(person.born_from, person.born_to, day),
            "nationality": person.nationalities[0] if person.nationalities else None,
            "child": rules.child_status(
                born_from=person.born_from,
                born_to=person.born_to,
                on=day,
                opened_on=first_opened_on(case),
                accompanied=accompanied,
                categories=categories,
            ),
            "vulnerabilities": categories,
            "medical": needed.medical or None,
            "household_size": size,
        }
    )


def _lost_since(traveller: Traveller) -> bool:
    """Say whether no was recorded after it had not been known: how they left before that is not touched."""
    if traveller.accompanied is not False:
        return False
    told = Event.objects.filter(
        type=AccompanimentRecorded.type, case_key=traveller.case.key, person_key=traveller.person.key
    )
    words = [one.payload.get("accompanied") for one in told.standing().order_by("-position")[:2]]
    return words == [False, None]


def retell_with_company(act: Act, event: Event) -> None:
    """Follow an event: whether a child was with a parent or guardian reaches the departures that count it."""
    if event.type == AccompanimentRecorded.type and not event.retracts:
        retell_departures(act, Person.objects.get(key=str(event.person_key)))


def retell_with_needs(act: Act, event: Event) -> None:
    """Follow an event: what was found, or had ended, by the day of a departure counts with it.

    Also where it is written down later, told of another day, or taken back: figures go by what was so on the
    day of departure. What is, and was, of a later day changes nothing about it.
    """
    if event.type not in NEEDS_TOLD:
        return
    after = Event.objects.filter(occurred_on__gte=min(event.days()))
    _retell(act, after, Person.objects.get(key=str(event.person_key)), rules.NEEDS, of=event.case_key)


def retell_with_channel(act: Act, event: Event) -> None:
    """Follow an event: the channel that was put right in the opening of a case reaches its departures."""
    if event.type != CaseOpened.type or event.retracts or not event.supersedes_id:
        return
    told = Event.objects.filter(case_key=event.case_key, type=DEPARTED).standing()
    for departure in told.order_by("position"):
        fact, right = departure.fact(), event.payload["channel"]
        if isinstance(fact, events.Departed) and fact.channel != right:
            act.correct(departure, fact.model_copy(update={"channel": right, "corrected": rules.CHANNEL}))


def retell_with_household(act: Act, event: Event) -> None:
    """Follow an event: of how many a household was on a day reaches the departures of that day.

    Also where it is written down later, or taken back: figures of families go by who had joined by the day of
    a departure, and had not left before it. A correction that tells nothing else bears no reason, and no
    timeline has it (`cases.queries.tells_of_the_household_alone`): it would tell of somebody hidden.
    """
    if event.type not in WHO_IS_IN_IT or event.case_key is None:
        return
    told = Event.objects.filter(case_key=event.case_key, type=DEPARTED).standing().order_by("position")
    case = Case.objects.get(key=event.case_key) if told else None
    if case is None or case.brought_in:
        return
    household = household_of(case)
    for departure in told:
        fact, size = departure.fact(), household.told_on(departure.occurred_on)
        if isinstance(fact, events.Departed) and fact.household_size != size:
            act.correct(departure, fact.model_copy(update={"household_size": size}))


def retell_departures(act: Act, person: Person) -> None:
    """Supersede the departures of a person whose particulars were mended, where they count otherwise now.

    Called within the action that mends them, of open and closed cases alike: a figure as known today counts
    who really left, and one as known earlier what was known then.
    """
    _retell(act, Event.objects.all(), person)


def _retell(
    act: Act, rows: EventQuerySet, person: Person, reason: str = rules.PARTICULARS, of: UUID | None = None
) -> None:
    """Supersede those of some departures of a person that count otherwise now.

    With a case `of` which something was told, only those of the way of which that case is a part.
    """
    for event in rows.filter(person_key=person.key, type=DEPARTED).standing().order_by("position"):
        fact, of_case = event.fact(), event.case_key
        if not isinstance(fact, events.Departed) or of_case is None:
            continue
        travels = Traveller.objects.filter(person=person, case__key=of_case).select_related("case")
        traveller = travels.first()
        if traveller is None or (of and of not in one_story(traveller)):
            continue
        traveller.person = person
        right = retold(fact, traveller, event.occurred_on)
        if right != fact:
            act.correct(event, right.model_copy(update={"corrected": reason}))
