"""Any actions, by anybody, in any order, with sense and with nonsense: events and state agree throughout."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.models import Case, FunderApproval, Hold, Task, Traveller
from onward.casework.cases.tests.factories import a_case, a_household, a_person
from onward.delivery.movements import actions as movements
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import FUNDER, clear, to_erbil
from onward.kernel import clock
from onward.kernel.problems import Problem
from tests.cast import make_cast
from tests.sequences.state import check, fingerprint
from tests.support.counts import counts

M = TypeVar("M", bound=Model)
NONSENSE = ("", "\u202e", "two words", "a\x00b", "-1", "x" * 400, "DROP TABLE", "é", "None")
WHO = (*["sam"] * 5, *["lies"] * 3, *["omar"] * 3, "nora", "vera", "paul", "erbil", "rik", "ruth", "outsider")
OUTCOMES = ("depart", "depart", "arrive", "no_show", "cancel", "turned_back")
BIRTHS = (
    (date(1984, 5, 2), date(1984, 5, 2)),
    (date(2012, 1, 1), date(2012, 1, 1)),
    (date(2000, 1, 1), date(2012, 12, 31)),
    (None, None),
)


def words(*sense: str) -> st.SearchStrategy[str]:
    """Return mostly what the definitions offer, and sometimes nonsense."""
    likely = [st.sampled_from(sense)] * 4
    return st.one_of(*likely, st.sampled_from(NONSENSE))


who = st.sampled_from(WHO)
which = st.integers(0, 11)
several = st.lists(st.integers(0, 5), max_size=3)
days = st.one_of(st.none(), st.none(), st.integers(-60, 3).map(lambda n: clock.today() + timedelta(days=n)))
versions = st.one_of(st.none(), st.none(), st.integers(0, 4))
tokens = st.one_of(st.none(), st.sampled_from([UUID(int=n) for n in range(1, 4)]))
numbers = st.one_of(st.none(), st.integers(-5, 700))
money = st.sampled_from([Decimal(number) for number in ("50", "0", "-1", "NaN", "1e9", "0.001")])


class Casework(RuleBasedStateMachine):
    """An office at work, hastily."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()

    def teardown(self) -> None:
        """Undo the whole sequence."""
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def an_office(self) -> None:
        self.cast = make_cast()
        self.people = [
            a_person(self.cast.be, f"Person Number{number}", born_from=born[0], born_to=born[1])
            for number, born in enumerate(BIRTHS * 2)
        ]
        self.homes = [
            a_household(self.cast.be, *self.people[:4]),
            a_household(self.cast.be, *self.people[4:]),
        ]
        for user, members in ((self.cast.lies, self.people[:3]), (self.cast.sam, self.people[4:5])):
            a_case(user, *members, household=self.homes[members[0] != self.people[0]])

    def user(self, name: str) -> User:
        found: User = getattr(self.cast, name)
        return found

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do it; whatever is refused is refused with a problem that has words, and leaves no trace."""
        before, refused = fingerprint(), None
        try:
            with transaction.atomic():
                action()
        except Problem as problem:
            refused = problem
        if refused is not None:
            assert refused.say()
            assert refused.say_way_out()
            assert fingerprint() == before, refused
        return refused is None

    def pick(self, rows: QuerySet[M], number: int) -> M | None:
        """Return one of the rows, the newest first."""
        found = list(rows.order_by("-pk"))
        return found[number % len(found)] if found else None

    def case(self, number: int) -> Case | None:
        return self.pick(Case.objects.all(), number)

    def traveller(self, number: int) -> Traveller | None:
        return self.pick(Traveller.objects.select_related("person", "case"), number)

    @rule(
        who=who,
        home=st.integers(0, 1),
        people=st.lists(st.integers(0, 7), max_size=4),
        principals=st.sampled_from([1, 1, 1, 0, 2]),
        programme=words("avrr-be", "avrr-be", "avrr-lu"),
        channel=words("red-cross", "self"),
        destination=words("IQ", "AL", "XK"),
        on=days,
        once=tokens,
        office=st.sampled_from(["be", "be", "be", "lu"]),
        accompanied=st.sampled_from([None, True, False]),
    )
    def open_case(self, who: str, home: int, people: list[int], principals: int, **given: Any) -> None:
        accompanied, office, on = given.pop("accompanied"), given.pop("office"), given.pop("on")
        joining = [
            actions.Joining(self.people[number], place < principals, accompanied)
            for place, number in enumerate(people)
        ]
        self.attempt(
            lambda: actions.open_case(
                self.user(who),
                office=getattr(self.cast, office),
                household=self.homes[home],
                joining=joining,
                opened_on=on,
                **given,
            )
        )

    @rule(who=who, case=which, person=st.integers(0, 7), principal=st.booleans(), on=days, version=versions)
    def add_traveller(self, who: str, case: int, person: int, principal: bool, on: Any, version: Any) -> None:
        if found := self.case(case):
            joining = actions.Joining(self.people[person], principal)
            self.attempt(
                lambda: actions.add_traveller(self.user(who), found, joining, joined_on=on, version=version)
            )

    @rule(
        who=who,
        case=which,
        way=words("phone", "in-person"),
        language=words("ar", ""),
        minutes=numbers,
        topics=st.lists(words("information", "needs"), max_size=2),
        held_on=days,
        about=st.one_of(st.none(), which),
        once=tokens,
    )
    def hold_session(self, who: str, case: int, about: int | None, **given: Any) -> None:
        if found := self.case(case):
            one = self.traveller(about) if about is not None else None
            self.attempt(lambda: actions.hold_session(self.user(who), found, about=one, **given))

    @rule(
        who=who, case=which, text=words("Called", "Will come"), about=st.one_of(st.none(), which), once=tokens
    )
    def add_note(self, who: str, case: int, text: str, about: int | None, once: Any) -> None:
        if found := self.case(case):
            one = self.traveller(about) if about is not None else None
            self.attempt(lambda: actions.add_note(self.user(who), found, text, about=one, once=once))

    @rule(who=who, case=which, kind=words("other", "call"), text=words("Call"), to=st.one_of(st.none(), who))
    def set_task(self, who: str, case: int, kind: str, text: str, to: str | None) -> None:
        if found := self.case(case):
            self.attempt(
                lambda: actions.set_task(
                    self.user(who),
                    found,
                    due_on=clock.today(),
                    kind=kind,
                    words=text,
                    assigned_to=self.user(to) if to else None,
                )
            )

    @rule(number=which, who=who, on=days, version=versions)
    def finish_task(self, number: int, who: str, on: Any, version: Any) -> None:
        if task := self.pick(Task.objects.all(), number):
            self.attempt(lambda: actions.finish_task(self.user(who), task, done_on=on, version=version))

    @rule(
        who=who,
        one=which,
        category=words("trafficking", "elderly", "pregnant"),
        severity=words("mild", "severe"),
        on=days,
        ends=st.booleans(),
    )
    def vulnerability(self, who: str, one: int, category: str, severity: str, on: Any, ends: bool) -> None:
        if found := self.traveller(one):
            if ends:
                self.attempt(lambda: actions.end_vulnerability(self.user(who), found, category, ended_on=on))
            else:
                self.attempt(
                    lambda: actions.find_vulnerability(self.user(who), found, category, severity, found_on=on)
                )

    @rule(who=who, one=which, level=words("none", "mild", "severe"), accompanied=st.booleans(), on=days)
    def needs(self, who: str, one: int, level: str, accompanied: bool, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(lambda: actions.record_medical_needs(self.user(who), found, level, on=on))
            self.attempt(lambda: actions.record_accompaniment(self.user(who), found, accompanied, on=on))

    @rule(who=who, one=which, by=words("self", "parent", "guardian"), on=days)
    def sign(self, who: str, one: int, by: str, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(lambda: actions.sign_declaration(self.user(who), found, by, signed_on=on))

    @rule(who=who, one=which, on=days)
    def withdraw(self, who: str, one: int, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(lambda: actions.withdraw_declaration(self.user(who), found, withdrawn_on=on))

    @rule(who=who, case=which, project=words(FUNDER, "immigration-directorate-avrr-lu"), on=days)
    def ask_approval(self, who: str, case: int, project: str, on: Any) -> None:
        if found := self.case(case):
            self.attempt(lambda: actions.ask_approval(self.user(who), found, project, asked_on=on))

    @rule(number=which, who=who, approved=st.booleans(), on=days, by=st.integers(-3, 90))
    def decide_approval(self, number: int, who: str, approved: bool, on: Any, by: int) -> None:
        if found := self.pick(FunderApproval.objects.all(), number):
            deadline = clock.today() + timedelta(days=by)
            self.attempt(
                lambda: actions.decide_approval(
                    self.user(who), found, approved, decided_on=on, depart_by=deadline
                )
            )

    @rule(who=who, one=which, amount=money, currency=words("EUR"), on=days)
    def give_cash(self, who: str, one: int, amount: Decimal, currency: str, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(
                lambda: actions.give_cash(
                    self.user(who), found, amount, currency, FUNDER, None, given_on=on, once=uuid4()
                )
            )

    @rule(
        who=who,
        one=which,
        stage=words("counselled", "cleared", "reintegrating", "closed", "booked"),
        on=days,
        version=versions,
    )
    def advance(self, who: str, one: int, stage: str, on: Any, version: Any) -> None:
        if found := self.traveller(one):
            self.attempt(lambda: actions.advance(self.user(who), found, stage, on=on, version=version))

    @rule(
        who=who,
        one=which,
        exit=words("withdrawn", "lost-contact", "not-eligible", "no-show"),
        reason=st.one_of(st.none(), words("family")),
        on=days,
    )
    def leave(self, who: str, one: int, exit: str, reason: str | None, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(lambda: actions.leave(self.user(who), found, exit, reason=reason, on=on))

    @rule(who=who, one=which)
    def come_back(self, who: str, one: int) -> None:
        if found := self.traveller(one):
            self.attempt(lambda: actions.undo_exit(self.user(who), found))

    @rule(
        who=who,
        case=which,
        going=several,
        principal=st.integers(0, 5),
        version=versions,
        reason=words("travels-later", "separation"),
    )
    def part(self, who: str, case: int, going: list[int], principal: int, version: Any, reason: str) -> None:
        if found := self.case(case):
            members = list(found.travellers.order_by("-pk"))
            chosen = [members[number % len(members)] for number in going]
            head = (chosen or members)[principal % len(chosen or members)]
            self.attempt(
                lambda: actions.part_travellers(self.user(who), found, chosen, head, reason, version=version)
            )

    @rule(who=who, case=which, destination=words("AL", "IQ"), place=words("Erbil"), version=versions)
    def change_destination(self, who: str, case: int, destination: str, place: str, version: Any) -> None:
        if found := self.case(case):
            self.attempt(
                lambda: actions.change_destination(self.user(who), found, destination, place, version=version)
            )

    @rule(who=who, case=which, to=who, version=versions)
    def assign(self, who: str, case: int, to: str, version: Any) -> None:
        if found := self.case(case):
            self.attempt(
                lambda: actions.assign_counsellor(self.user(who), found, self.user(to), version=version)
            )

    @rule(who=who, case=which, reason=words("arrived", "left", "other"), on=days)
    def close(self, who: str, case: int, reason: str, on: Any) -> None:
        if found := self.case(case):
            self.attempt(lambda: actions.close_case(self.user(who), found, reason, closed_on=on))

    @rule(
        who=who,
        destination=words("", "AL"),
        reason=words("pandemic"),
        precautions=st.lists(words("masks", "test"), max_size=2),
    )
    def place_hold(self, who: str, destination: str, reason: str, precautions: list[str]) -> None:
        self.attempt(
            lambda: actions.place_hold(
                self.user(who),
                self.cast.be,
                from_on=clock.today(),
                destination=destination,
                reason=reason,
                precautions=precautions,
            )
        )

    @rule(
        number=which,
        who=who,
        case=which,
        ticked=st.lists(words("masks", "test"), max_size=3),
        lift=st.booleans(),
    )
    def release(self, number: int, who: str, case: int, ticked: list[str], lift: bool) -> None:
        hold, found = self.pick(Hold.objects.all(), number), self.case(case)
        if hold and lift:
            self.attempt(lambda: actions.lift_hold(self.user(who), hold))
        elif hold and found:
            self.attempt(lambda: actions.release_from_hold(self.user(who), found, hold, ticked))

    @rule(who=who, case=which)
    def hand_over(self, who: str, case: int) -> None:
        if found := self.case(case):
            self.attempt(lambda: actions.hand_over(self.user(who), found, self.cast.iraq))

    @rule(case=which)
    def work_hard(self, case: int) -> None:
        """Do everything that a departure asks for, as far as it goes, so that some do depart."""
        found = self.case(case)
        if found is None:
            return
        self.attempt(lambda: actions.hold_session(self.cast.sam, found, way="phone"))
        for one in found.travellers.select_related("person", "case"):
            self.attempt(partial(actions.record_accompaniment, self.cast.sam, one, True))
            self.attempt(partial(clear, self.cast.sam, one))
        self.attempt(lambda: actions.ask_approval(self.cast.sam, found, FUNDER))
        for asked in found.approvals.filter(outcome="asked"):
            self.attempt(partial(actions.decide_approval, self.cast.sam, asked, True))

    @rule(who=who, case=which, seats=several, ahead=st.integers(-1, 2))
    def book(self, who: str, case: int, seats: list[int], ahead: int) -> None:
        if found := self.case(case):
            members = list(found.travellers.select_related("person", "case"))
            chosen = [
                movements.Seat(members[number % len(members)]) for number in seats or range(len(members))
            ]
            day = clock.today() + timedelta(days=ahead)
            self.attempt(lambda: movements.book(self.user(who), found, chosen, to_erbil(day), departs_on=day))

    @rule(number=which, who=who, what=st.sampled_from(OUTCOMES))
    def travel(self, number: int, who: str, what: str) -> None:
        movement = self.pick(Movement.objects.all(), number)
        if movement is None:
            return
        user = self.user(who)
        one = self.pick(movement.passengers.all(), number)
        assert one is not None
        doings: dict[str, Callable[[], object]] = {
            "depart": lambda: movements.depart(user, movement),
            "arrive": lambda: movements.arrive(user, movement),
            "no_show": lambda: movements.no_show(user, one),
            "turned_back": lambda: movements.turned_back(user, one),
            "cancel": lambda: movements.cancel(user, movement, "other"),
        }
        self.attempt(doings[what])

    @invariant()
    def events_and_state_agree(self) -> None:
        if hasattr(self, "cast"):
            check()


@pytest.mark.django_db
@pytest.mark.long
def test_whatever_anybody_does_in_any_order_events_and_state_agree() -> None:
    run_state_machine_as_test(
        Casework,
        settings=settings(
            max_examples=counts(4, 500),
            stateful_step_count=counts(20, 50),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
