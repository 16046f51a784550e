"""The case is held first: what a decision looks at stays so until it is taken, and nobody waits in a ring."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from onward.casework.cases import actions as cases
from onward.casework.cases import choices, problems
from onward.casework.cases.actions import by_rule, opening, steps
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, traveller_of
from onward.casework.cases.tests.test_tasks_by_rule import the_tasks_are
from onward.casework.programmes import queries as programmes
from onward.casework.protection import actions as protection
from onward.casework.protection import rules as protecting
from onward.casework.protection.tests.factories import a_child_alone
from onward.delivery.movements import actions as movements
from onward.delivery.movements.models import Passenger
from onward.delivery.movements.problems import BrokenItinerary
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, to_erbil, travellers_of
from onward.delivery.reintegration import actions as help_after
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Problem
from onward.records.consents import actions as consents
from onward.records.people import actions as people
from onward.records.people.actions import households
from onward.records.people.actions.papers import Paper
from onward.records.people.models import TravelDocument
from onward.records.people.rules import Born
from tests.cast import RED_CROSS, Cast, make_cast

HELD = re.compile(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE')
Deed = Callable[[], object]


def a_travelling_family(cast: Cast) -> dict[str, Deed]:
    """Return what can be done to a family of two that is to travel, by words."""
    case = a_cleared_case(cast, a_person(cast.be))
    one, sam = travellers_of(case)[0], cast.sam
    task = cases.set_task(sam, case, due_on=clock.today(), words="Call")
    approval = case.approvals.get()
    journey = a_journey(cast, case)
    seat: Passenger = journey.passengers.get()
    paper = TravelDocument.objects.get(person=one.person)
    witness = consents.Evidence(witness="Lies Adam")
    agreed = consents.give_consent(sam, one.person.key, cast.be, "share-with-partner", RED_CROSS, witness)
    handed = handed_over(case, cast.iraq)
    asked = protection.ask_assessment(sam, one, "risk-assessment")
    wish = ReintegrationRequest.objects.create(
        case=case, person_key=one.person.key, service="reintegration-grant", kind="housing",
        asked_on=clock.today(),
    )  # fmt: skip
    as_it_stands = help_after.RightHelp("housing", clock.today(), "", "")
    cases.find_vulnerability(sam, one, "disability", "mild")
    ended = cases.end_vulnerability(sam, one, "disability", "passed")
    return {
        "hand over": lambda: cases.hand_over(sam, case, cast.iraq),
        "decide on an assessment": lambda: protection.decide_assessment(
            sam, asked, "positive", author="A", reasons="B"
        ),
        "decline help": lambda: help_after.answer(sam, wish, False),
        "draw help": lambda: help_after.draw(sam, wish),
        "correct what was asked": lambda: help_after.correct_asking(sam, wish, as_it_stands, "wrong-kind"),
        "take back that it was asked": lambda: help_after.take_back_asking(sam, wish, "not-yet"),
        "depart": lambda: movements.depart(cast.omar, journey),
        "correct an escort": lambda: movements.correct_escort(
            cast.omar, seat, "social", "Griet", "wrong-escort"
        ),
        "correct the end of a vulnerability": lambda: cases.correct_vulnerability_end(
            sam, ended, "of-age", "wrong-reason", ended_on=clock.today()
        ),
        "take back the end of a vulnerability": lambda: cases.take_back_vulnerability_end(
            sam, ended, "wrong-reason"
        ),
        "change assistance": lambda: movements.change_assistance(cast.omar, seat, []),
        "record a no-show": lambda: movements.no_show(cast.omar, seat),
        "withdraw a declaration": lambda: cases.withdraw_declaration(sam, one),
        "find a vulnerability": lambda: cases.find_vulnerability(sam, one, "elderly", "mild"),
        "say who accompanies": lambda: cases.record_accompaniment(sam, one, True),
        "tick a task off": lambda: cases.finish_task(sam, task),
        "change the destination": lambda: cases.change_destination(sam, case, "IQ", "Basra"),
        "assign an escort": lambda: movements.assign_escort(cast.omar, seat, "social", "Griet"),
        "record a doctor's word": lambda: movements.record_fitness(
            sam, one, "fit", doctor="Dr Claes", checked_at=clock.now()
        ),
        "move a booking": lambda: movements.rebook(
            cast.omar, journey, to_erbil(clock.today()), departs_on=clock.today()
        ),
        "ask for help": lambda: help_after.ask(sam, one, "reintegration-grant", "housing"),
        "ask for an assessment": lambda: protection.ask_assessment(sam, one, "family-assessment"),
        "restrict a person": lambda: protection.restrict(sam, one.person, "medical"),
        "answer a hand-over": lambda: cases.answer_hand_over(cast.erbil, handed, True),
        "mend a birth date": lambda: people.mend_person(
            sam, one.person, born=Born.in_year(1983), version=one.person.version
        ),
        "mend a paper": lambda: people.update_document(sam, paper, Paper("passport", "returned")),
        "withdraw a consent": lambda: consents.withdraw_consent(sam, agreed),
        "cancel a journey": lambda: movements.cancel(cast.omar, journey, "other"),
        "record a no": lambda: cases.ask_approval(sam, case, approval.project),
        "leave the pathway": lambda: cases.leave(sam, one, "withdrawn"),
        "come back": lambda: cases.undo_exit(sam, one),
    }


def held_by(deed: Deed) -> list[str]:
    """Return the tables whose rows a deed held, in its order."""
    with CaptureQueriesContext(connection) as asked, suppress(Problem):
        deed()
    found = [HELD.search(one["sql"]) for one in asked.captured_queries]
    return [match[1] for match in found if match]


@pytest.mark.django_db
def test_whatever_is_done_to_a_case_or_somebody_in_it_holds_the_case_before_anything_else() -> None:
    deeds = a_travelling_family(make_cast())
    order = {words: held_by(deed) for words, deed in deeds.items()}
    assert {words: held[0] for words, held in order.items()} == dict.fromkeys(order, "cases_case")


ALLOWED_WHEN_CLOSED = {
    "tick a task off",  # it is on somebody's desk still
    "mend a birth date",
    "mend a paper",
    "withdraw a consent",
}
"""What concerns the person, or ends what waits."""


@pytest.mark.django_db
def test_no_action_changes_a_closed_case() -> None:
    cast = make_cast()
    deeds = a_travelling_family(cast)
    del deeds["restrict a person"]  # which hides them, and their case, from whoever comes after
    Case.objects.update(closed_on=clock.today())
    changed = set()
    for words, deed in deeds.items():
        try:
            deed()
        except problems.CaseIsClosed:
            continue
        changed.add(words)
    assert changed == ALLOWED_WHEN_CLOSED


@pytest.mark.django_db
def test_a_guardian_s_agreement_waits_for_the_case_in_which_the_child_goes_on() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.lies)
    guardian = protection.name_guardian(cast.sam, niece, "Griet")
    apart = cases.part_travellers(cast.sam, case, [niece], niece, "separation")
    with CaptureQueriesContext(connection) as asked:
        protection.record_guardian_agreement(cast.sam, guardian)
    first = next(one["sql"] for one in asked.captured_queries if "FOR NO KEY UPDATE" in one["sql"])
    assert '"cases_case"' in first
    with connection.cursor() as cursor:
        cursor.execute(first)
        assert {row[0] for row in cursor.fetchall()} == {case.pk, apart.pk}


class Pause:
    """The first call of a function stops before it runs (or before it returns), until it is told to go on."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, *, after: bool = False
    ) -> None:
        self.reached, self.go = threading.Event(), threading.Event()
        real = getattr(module, name)

        def stop(*args: Any, **kwargs: Any) -> Any:
            answer = real(*args, **kwargs) if after else None
            if not self.reached.is_set():
                self.reached.set()
                self.go.wait(20)
            return answer if after else real(*args, **kwargs)

        monkeypatch.setattr(module, name, stop)


def one_after_the_other(pause: Pause, first: Deed, second: Deed) -> tuple[object, object]:
    """Do the second while the first is stopped in its middle; return what each ended with."""

    def run(deed: Deed) -> object:
        try:
            return deed()
        except Exception as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(run, first)
        while not pause.reached.wait(0.05):
            assert not one.done(), one.result()
        other = pool.submit(run, second)
        until = time.monotonic() + 20
        while not other.done() and not _somebody_waits() and time.monotonic() < until:
            time.sleep(0.02)
        pause.go.set()
        return one.result(20), other.result(20)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_a_destination_does_not_change_while_a_gate_is_asked(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    case = a_case(cast.sam)
    cases.hold_session(cast.sam, case, way="phone")
    one = traveller_of(case)
    pause = Pause(monkeypatch, steps, "_check_gates", after=True)
    step, change = one_after_the_other(
        pause,
        lambda: cases.advance(cast.sam, one, "counselled"),
        lambda: cases.change_destination(cast.lies, case, "TR"),
    )
    assert not isinstance(step, Exception), step
    assert not isinstance(change, Exception), change
    types = ["cases.stage_entered", "cases.destination_changed"]
    last = Event.objects.filter(type__in=types).order_by("-position")[:2]
    assert [event.type for event in last] == ["cases.destination_changed", "cases.stage_entered"]


def test_a_journey_is_booked_to_where_the_household_goes_by_now(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    case = a_cleared_case(cast, a_person(cast.be))
    day = clock.today()
    seats = [movements.Seat(one) for one in travellers_of(case)]
    pause = Pause(monkeypatch, choices, "country")
    change, booking = one_after_the_other(
        pause,
        lambda: cases.change_destination(cast.sam, case, "TR"),
        lambda: movements.book(cast.omar, case, seats, to_erbil(day), departs_on=day),
    )
    assert not isinstance(change, Exception), change
    assert isinstance(booking, BrokenItinerary), booking


def test_two_who_reach_a_stage_at_once_are_set_its_task_once(
    committed_db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(programmes, "_rules", {})  # each such test has a database of its own, numbered anew
    with the_tasks_are(
        "tasks:\n  - {kind: document, at: counselled, within: 7d, until: declaration-of-voluntary-return}\n",
        tmp_path,
    ):
        cast = make_cast()
        case = a_case(cast.sam, a_person(cast.be), a_person(cast.be, "Suad Mahdi"))
        cases.hold_session(cast.sam, case, way="phone")
        one, other = case.travellers.order_by("pk")
        pause = Pause(monkeypatch, by_rule, "_is_met", after=True)
        answers = one_after_the_other(
            pause,
            lambda: cases.advance(cast.sam, one, "counselled"),
            lambda: cases.advance(cast.lies, other, "counselled"),
        )
        assert not [one for one in answers if isinstance(one, Exception)]
        assert case.tasks.filter(kind="document").count() == 1


def test_nobody_comes_back_into_a_case_that_is_being_closed(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    case = a_case(cast.sam)
    one = traveller_of(case)
    cases.leave(cast.sam, one, "withdrawn")
    pause = Pause(monkeypatch, opening, "day_of")
    closing, back = one_after_the_other(
        pause,
        lambda: cases.close_case(cast.sam, case, "left"),
        lambda: cases.undo_exit(cast.lies, one),
    )
    assert not isinstance(closing, Exception), closing
    assert isinstance(back, problems.CaseIsClosed), back


def test_a_case_is_not_closed_while_somebody_comes_back(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    case = a_case(cast.sam)
    one = traveller_of(case)
    cases.leave(cast.sam, one, "withdrawn")
    pause = Pause(monkeypatch, steps, "travels_elsewhere")
    back, closing = one_after_the_other(
        pause,
        lambda: cases.undo_exit(cast.sam, one),
        lambda: cases.close_case(cast.lies, case, "left"),
    )
    assert not isinstance(back, Exception), back
    assert isinstance(closing, problems.StillTravelling), closing


def test_a_child_whose_birth_date_is_mended_while_it_is_said_to_be_alone_is_protected(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    nephew = a_person(cast.be, "Karim Zubaidi")
    case = a_case(cast.sam, a_person(cast.be), nephew)
    one = traveller_of(case, nephew)
    cases.record_accompaniment(cast.sam, one, True)
    pause = Pause(monkeypatch, protecting, "may_be_child", after=True)
    answers = one_after_the_other(
        pause,
        lambda: people.mend_person(cast.lies, nephew, born=Born.in_year(clock.today().year - 12)),
        lambda: cases.record_accompaniment(cast.sam, one, False),
    )
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert Event.objects.filter(type="protection.restricted", person_key=nephew.key).exists()


def test_two_families_joined_in_opposite_orders_do_not_wait_for_one_another_for_ever(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    one, other = (a_person(cast.be, f"Person {letter}") for letter in "AB")
    for person in (one, other):
        a_case(cast.sam, person)
    for membership in [*one.memberships.all(), *other.memberships.all()]:
        people.leave_household(cast.sam, membership.household, membership.person)
    pause = Pause(monkeypatch, households, "_join")
    answers = one_after_the_other(
        pause,
        lambda: people.make_household(
            cast.sam, cast.be, [people.Member(one, "head"), people.Member(other, "sibling")]
        ),
        lambda: people.make_household(
            cast.lies, cast.be, [people.Member(other, "head"), people.Member(one, "sibling")]
        ),
    )
    refused = [one for one in answers if isinstance(one, Exception)]
    assert len(refused) == 1, answers
    assert isinstance(refused[0], Problem), refused
