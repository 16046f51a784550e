"""Booking journeys, and what becomes of each traveller."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.rules import certainly_adult, has_departed
from onward.casework.programmes import queries as programmes
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.tests.factories import FUNDER, to_erbil
from onward.kernel import clock
from onward.records.people.actions import Paper, add_document
from tests.sequences.office import Office
from tests.sequences.words import countries, days, several, tokens, versions, which, who, words

OUTCOMES = (
    "depart",
    "depart",
    "arrive",
    "no_show",
    "cancel",
    "turned_back",
    "refuse_entry",
    "escort",
    "no_escort",
    "assist",
)


class JourneysDoing(Office):
    """Movement officers book, and record who left and who did not."""

    @rule(case=which, arrives=st.booleans())
    def a_whole_journey(self, case: int, arrives: bool) -> None:
        """Bring a case to its departure, and perhaps home."""
        self.work_hard(case)
        found = self.case(case)
        if found is None:
            return
        seats = [actions.Seat(one) for one in found.travellers.select_related("person", "case")]
        legs, day = to_erbil(clock.today()), clock.today()
        booked = self.attempt("omar", lambda me: actions.book(me, found, seats, legs, departs_on=day))
        movement = found.movements.order_by("pk").last()
        if booked and movement:
            self.attempt("omar", lambda me: actions.depart(me, movement))
            check_company(movement, set())
            if arrives:
                self.attempt("omar", lambda me: actions.arrive(me, movement))

    @rule(case=which, what=words("depart", "cancel", "no_show"), ahead=st.integers(0, 5))
    def move_the_others(self, case: int, what: str, ahead: int) -> None:
        """Book a case, let it end for one of them, and move the others to a plan of their own."""
        self.work_hard(case)
        found = self.case(case)
        if found is None:
            return
        seats = [actions.Seat(one) for one in found.travellers.select_related("person", "case")]
        day = clock.today()
        self.attempt("omar", lambda me: actions.book(me, found, seats, to_erbil(day), departs_on=day))
        movement = found.movements.order_by("pk").last()
        one = movement.passengers.order_by("pk").first() if movement else None
        if movement is None or one is None:
            return
        doings: dict[str, Callable[[User], object]] = {
            "depart": lambda me: actions.depart(me, movement, [one]),
            "cancel": lambda me: actions.cancel(me, movement, "other", passengers=[one]),
            "no_show": lambda me: actions.no_show(me, one),
        }
        self.attempt("omar", doings.get(what, doings["cancel"]))
        before, later = plans_of(movement), day + timedelta(days=ahead)
        if self.attempt("omar", lambda me: actions.rebook(me, movement, to_erbil(later), departs_on=later)):
            check_who_stays(before)

    @rule(case=which)
    def work_hard(self, case: int) -> None:
        """Do everything that a departure asks for, as far as it goes, so that some do depart."""
        found = self.case(case)
        if found is None:
            return
        self.attempt("sam", lambda me: casework.hold_session(me, found, way="phone"))
        for one in found.travellers.select_related("person", "case"):
            self.attempt("sam", partial(casework.record_accompaniment, traveller=one, accompanied=True))
            self.attempt("sam", partial(casework.advance, traveller=one, stage="counselled"))
            self.attempt("sam", partial(casework.sign_declaration, traveller=one, signed_by="self"))
            self.attempt("sam", partial(casework.sign_declaration, traveller=one, signed_by="parent"))
            ends = clock.today() + timedelta(days=900)
            paper = Paper("passport", "received", number=f"P{one.pk}", issuer="IQ", expires_on=ends)
            self.attempt("sam", partial(add_document, person=one.person, paper=paper))
            self.attempt("sam", partial(casework.record_medical_needs, traveller=one, level="none"))
            self.attempt("sam", partial(casework.advance, traveller=one, stage="cleared"))
        self.attempt("sam", lambda me: casework.ask_approval(me, found, FUNDER))
        for asked in found.approvals.filter(outcome="asked"):
            self.attempt("sam", partial(casework.decide_approval, approval=asked, approved=True))

    @rule(who=who, case=which, seats=several, ahead=st.integers(-1, 2), once=tokens, help=words("wheelchair"))
    def book(self, who: str, case: int, seats: list[int], ahead: int, once: Any, help: str) -> None:
        if found := self.case(case):
            members = list(found.travellers.select_related("person", "case"))
            chosen = [
                actions.Seat(members[number % len(members)], [help] if number > 3 else [])
                for number in seats or range(len(members))
            ]
            day = clock.today() + timedelta(days=ahead)
            self.attempt(
                who, lambda me: actions.book(me, found, chosen, to_erbil(day), departs_on=day, once=once)
            )

    @rule(who=who, number=which, ahead=st.integers(-1, 9), version=versions)
    def rebook(self, who: str, number: int, ahead: int, version: int | None) -> None:
        if movement := self.pick(Movement.objects.all(), number):
            day = clock.today() + timedelta(days=ahead)
            before = plans_of(movement)
            if self.attempt(
                who, lambda me: actions.rebook(me, movement, to_erbil(day), departs_on=day, version=version)
            ):
                check_who_stays(before)

    @rule(
        number=which,
        who=who,
        what=st.sampled_from(OUTCOMES),
        at=words("EBL"),
        some=st.booleans(),
        once=tokens,
    )
    def travel(self, number: int, who: str, what: str, at: str, some: bool, once: Any) -> None:
        movement = self.pick(Movement.objects.all(), number)
        if movement is None:
            return
        one = self.pick(movement.passengers.all(), number)
        assert one is not None
        who_of_them, kind = [one] if some else None, "social" if number % 2 else "operational"
        alone = number % 3 == 0
        doings: dict[str, Callable[[User], object]] = {
            "depart": lambda me: actions.depart(me, movement, who_of_them, alone=alone, once=once),
            "arrive": lambda me: actions.arrive(me, movement, who_of_them, once=once),
            "no_show": lambda me: actions.no_show(me, one),
            "turned_back": lambda me: actions.turned_back(me, one),
            "refuse_entry": lambda me: actions.refuse_entry(me, one, at),
            "cancel": lambda me: actions.cancel(me, movement, "other", passengers=who_of_them),
            "escort": lambda me: actions.assign_escort(me, one, kind, "Ines Peeters"),
            "no_escort": lambda me: actions.assign_escort(me, one, "", ""),
            "assist": lambda me: actions.change_assistance(me, one, ["wheelchair"]),
        }
        gone = set(movement.passengers.exclude(state="booked").values_list("pk", flat=True))
        if self.attempt(who, doings[what]) and what == "depart":
            check_company(movement, gone)
            check_left_behind(movement, gone, alone)

    @rule(
        who=who,
        one=which,
        outcome=words("fit", "conditions", "deferred"),
        doctor=words("Dr Claes"),
        conditions=words("with oxygen"),
        hours=st.sampled_from([1, 70, 80, -1]),
        once=tokens,
    )
    def see_a_doctor(self, who: str, one: int, outcome: str, hours: int, **given: Any) -> None:
        """Record what a doctor said some hours ago, and sometimes what none has said yet."""
        if found := self.traveller(one):
            at = clock.now() - timedelta(hours=hours)
            self.attempt(who, lambda me: actions.record_fitness(me, found, outcome, checked_at=at, **given))

    @rule(
        number=which,
        who=who,
        left=st.booleans(),
        reason=words("wrong-day", "told-wrongly", "needs"),
        on=days,
        version=versions,
    )
    def correct(self, number: int, who: str, left: bool, reason: str, on: Any, version: Any) -> None:
        """Give what was recorded of a journey another day, or take it back."""
        one = self.pick(Passenger.objects.select_related("movement", "traveller"), number)
        if one is None:
            return
        given = {"on": on, "version": version}
        if left:
            self.attempt(who, lambda me: actions.correct_departure(me, one, reason, despite=True, **given))
        else:
            self.attempt(who, lambda me: actions.correct_arrival(me, one, reason, **given))

    @rule(
        number=which,
        who=who,
        country=countries,
        reason=words("wrong-country", "told-wrongly", "wrong-day"),
        place=words("Tirana", ""),
        all_of_them=st.booleans(),
        version=versions,
    )
    def correct_the_country(
        self, number: int, who: str, country: str, reason: str, all_of_them: bool, **given: Any
    ) -> None:
        """Say that somebody departed to another country, alone or with all who travelled with them."""
        one = self.pick(Passenger.objects.select_related("movement", "traveller"), number)
        if one is None:
            return
        along = list(one.movement.passengers.exclude(pk=one.pk)) if all_of_them else []
        self.attempt(
            who, lambda me: actions.correct_destination(me, one, country, reason, along=along, **given)
        )

    @rule(
        number=which,
        who=who,
        kind=words("medical", "social", ""),
        reason=words("wrong-escort", "told-wrongly", "wrong-day"),
        became=words("", "With an aunt."),
        version=versions,
        once=tokens,
    )
    def correct_the_escort(self, number: int, who: str, kind: str, reason: str, **given: Any) -> None:
        """Say that somebody else travelled along with who has departed, or nobody."""
        one = self.pick(Passenger.objects.select_related("movement", "traveller"), number)
        if one is not None:
            name = "Griet Maes" if kind else ""
            self.attempt(who, lambda me: actions.correct_escort(me, one, kind, name, reason, **given))

    @rule(number=which, who=who, reason=words("wrong-day", "told-wrongly"), on=days, version=versions)
    def correct_the_opening(self, number: int, who: str, reason: str, on: Any, version: Any) -> None:
        """Give a case another day of opening by way of a journey."""
        one = self.pick(Passenger.objects.select_related("movement", "traveller"), number)
        if one is not None:
            day = on or clock.today() - timedelta(days=400)
            self.attempt(who, lambda me: actions.correct_opening(me, one, reason, day, version=version))


def plans_of(movement: Movement) -> dict[int, tuple[Any, ...]]:
    """Return, by primary key, how each on a journey stands, and the plan that they travel by."""
    rows = movement.passengers.select_related("movement")
    return {one.pk: (one.state, _plan_of(one.movement)) for one in rows}


def _plan_of(movement: Movement) -> tuple[Any, ...]:
    """Return all that is kept of a journey, its legs included."""
    own = Movement.objects.filter(pk=movement.pk).values_list(
        "pk", "key", "version", "departs_on", "booked_at"
    )
    return (*own.get(), *movement.legs.order_by("number").values_list())


def check_who_stays(before: dict[int, tuple[Any, ...]]) -> None:
    """See that a booking was moved for who waits to depart alone, each on one new journey with the others."""
    now = Passenger.objects.select_related("movement").in_bulk(before)
    moved = {pk for pk, (state, _plan) in before.items() if state == "booked"}
    for pk, (state, plan) in before.items():
        if pk not in moved:
            assert (now[pk].state, _plan_of(now[pk].movement)) == (state, plan)
    [own] = {now[pk].movement for pk in moved}
    assert {one.pk for one in own.passengers.all()} == moved
    assert own.key not in {plan[1] for _state, plan in before.values()}


def check_company(movement: Movement, gone_before: set[int]) -> None:
    """See that no child said to be accompanied has just left with nobody of age, nor an escort for it."""
    states, day = ("departed", "arrived"), clock.today()
    gone = list(movement.passengers.filter(state__in=states).select_related("traveller__person"))
    grown = [one for one in gone if certainly_adult(one.traveller.person.born_to, day)]
    if any(one.traveller.travels_on == day for one in grown):
        return
    for one in gone:
        if one not in grown and one.pk not in gone_before and one.traveller.accompanied:
            assert one.escort_kind == "social", one.pk


def check_left_behind(movement: Movement, gone_before: set[int], alone: bool) -> None:
    """See that, where the last adult has just left, no child who stays is said to be accompanied still.

    Save who has a seat on the journey and may have left as well, and who has an escort.
    """
    day = clock.today()
    left = movement.passengers.filter(state="departed").exclude(pk__in=gone_before)
    if not any(certainly_adult(one.traveller.person.born_to, day) for one in left):
        return
    rows = movement.case.travellers.filter(exit="", left_case_on=None).select_related("person")
    programme = programmes.rules_of(movement.case.version_of_programme).definition
    staying = [one for one in rows if not has_departed(programme, one.stage)]
    if any(certainly_adult(one.person.born_to, day) for one in staying):
        return
    for one in staying:
        seats = Passenger.objects.filter(traveller=one, state="booked")
        waits = not alone and seats.filter(movement=movement).exists()
        assert not one.accompanied or waits or seats.filter(escort_kind="social").exists(), one.pk
