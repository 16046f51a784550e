"""The one door: permit, lock, change, event, in one transaction; two clicks at once give one change."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import close_old_connections, connections, transaction

from onward.casework.cases import actions as casework
from onward.casework.cases import problems
from onward.casework.cases.models import Case, Declaration, Note, Traveller
from onward.casework.cases.tests.factories import a_case, a_household, a_person, traveller_of
from onward.kernel import actions, clock
from onward.kernel.actions import Act, action
from onward.kernel.counters import out_of_order
from onward.kernel.events import EventType
from onward.kernel.models import Counter, Event, Sending
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Missing, NotSignedIn, Problem, Refused
from tests.cast import make_cast


class Touched(EventType, type="test.touched"):
    """Somebody touched a case."""


@action("cases.write")
def touch(act: Act, case: Case, *, version: int | None = None) -> Case:
    """Count the version up, and say so."""
    case = act.lock(case, version=version)
    act.save(case)
    act.record(Touched(), office="be", case=case)
    return case


@action("cases.write")
def touch_silently(act: Act, case: Case) -> None:
    """Change something, and forget the event."""
    act.save(act.lock(case))


@action("cases.write")
def touch_twice(act: Act, case: Case) -> None:
    """Call another action within this one."""
    touch.within(act, case)
    touch.within(act, case)


@action("cases.write")
def touch_and_place_a_hold(act: Act, case: Case) -> None:
    """Call an action whose verb a counsellor does not have."""
    touch.within(act, case)
    casework.place_hold.within(act, case.office, from_on=act.today, reason="pandemic")


@action("cases.write")
def touch_and_fall(act: Act, case: Case) -> None:
    """Fail after the event was written."""
    touch.within(act, case)
    raise problems.NoTravellers()


@action("cases.write")
def take_back(act: Act, case: Case, event: Event) -> Event:
    """Take an event back."""
    act.lock(case)
    return act.retract(event, "a-slip")


@action("cases.write")
def tell_anew(act: Act, case: Case, event: Event) -> Event:
    """Correct an event."""
    act.lock(case)
    return act.correct(event, Touched())


@pytest.fixture
def _no_gatekeeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_gatekeeper", None)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at the same moment, each on a connection of its own; what they raise comes back."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        close_old_connections()
        start.wait(10)
        try:
            return call()
        except Exception as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def clashes(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, Exception)]


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_gatekeeper")
def test_where_nobody_judges_nothing_is_allowed() -> None:
    with pytest.raises(Refused):
        casework.add_note(make_cast().lies, Case(), "A word")


@pytest.mark.django_db
def test_an_action_that_forgets_its_event_changes_nothing() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with pytest.raises(RuntimeError, match="without an event"):
        touch_silently(cast.lies, case)
    case.refresh_from_db()
    assert case.version == 1


@pytest.mark.django_db
def test_an_action_that_fails_late_takes_its_events_with_it() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with pytest.raises(problems.NoTravellers):
        touch_and_fall(cast.lies, case)
    case.refresh_from_db()
    assert (case.version, Event.objects.filter(type="test.touched").count()) == (1, 0)


@pytest.mark.django_db
def test_actions_within_one_another_share_transaction_and_actor() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    touch_twice(cast.lies, case)
    case.refresh_from_db()
    assert case.version == 3
    assert set(Event.objects.filter(type="test.touched").values_list("actor_key", flat=True)) == {
        cast.lies.key
    }


@pytest.mark.django_db
def test_an_action_within_another_asks_for_its_own_verb() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with pytest.raises(Refused) as refusal:
        touch_and_place_a_hold(cast.lies, case)
    assert refusal.value.reason == "no-role-with:holds.place"
    assert not Event.objects.filter(type="test.touched").exists()


@pytest.mark.django_db
def test_a_verb_that_the_role_lacks_is_refused_with_its_reason() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    for who in (cast.outsider, cast.ruth, cast.rik, cast.dirk, cast.anna):
        with pytest.raises(Refused) as refusal:
            touch(who, case)
        assert refusal.value.reason == "no-role-with:cases.write"


@pytest.mark.django_db
def test_who_was_put_out_of_service_does_nothing_any_more() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    cast.lies.is_active = False
    with pytest.raises(NotSignedIn):
        touch(cast.lies, case)


@pytest.mark.django_db
def test_what_may_not_be_seen_is_missing_and_not_forbidden() -> None:
    cast = make_cast()
    with pytest.raises(Missing):
        touch(cast.paul, a_case(cast.lies))


@pytest.mark.django_db
def test_an_old_version_of_a_form_changes_nothing() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    touch(cast.lies, case, version=1)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        touch(cast.lies, case, version=1)
    assert meanwhile.value.now == 2
    assert touch(cast.lies, case, version=2).version == 3


@pytest.mark.django_db
def test_a_form_counts_once() -> None:
    cast, token = make_cast(), uuid4()
    case = a_case(cast.lies)
    casework.add_note(cast.lies, case, "Called", once=token)
    with pytest.raises(AlreadySent):
        casework.add_note(cast.lies, case, "Called", once=token)
    assert (Note.objects.count(), Sending.objects.filter(token=token).count()) == (1, 1)


@pytest.mark.django_db
def test_a_form_that_was_refused_may_be_sent_again() -> None:
    cast, token = make_cast(), uuid4()
    case = a_case(cast.lies)
    with pytest.raises(Problem):
        casework.add_note(cast.lies, case, "  ", once=token)
    casework.add_note(cast.lies, case, "Called", once=token)
    assert Note.objects.count() == 1


@pytest.mark.django_db
def test_what_is_taken_back_stands_no_more_and_cannot_be_taken_back_twice() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    touch(cast.lies, case)
    event = Event.objects.get(type="test.touched")
    retraction = take_back(cast.lies, case, event)
    assert (retraction.supersedes_id, retraction.retracts) == (event.pk, True)
    assert not Event.objects.filter(type="test.touched").standing().exists()


@pytest.mark.django_db
def test_who_follows_what_is_recorded_follows_corrections_and_what_is_taken_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    touch(cast.lies, case)
    heard: list[Event] = []
    monkeypatch.setattr(actions, "_followers", [lambda _act, event: heard.append(event)])
    first = Event.objects.get(type="test.touched")
    right = tell_anew(cast.lies, case, first)
    retraction = take_back(cast.lies, case, right)
    assert heard == [right, retraction]
    assert (right.supersedes_id, right.occurred_on) == (first.pk, first.occurred_on)
    assert (retraction.payload, retraction.fact()) == ({"reason": "a-slip"}, None)


@pytest.mark.django_db
def test_events_and_audit_know_who_acted_and_when() -> None:
    from datetime import UTC, datetime

    from onward.access.models import AuditEntry

    cast = make_cast()
    case = a_case(cast.lies)
    with clock.at(datetime(2030, 5, 4, 22, 30, tzinfo=UTC)):
        touch(cast.lies, case)
    event = Event.objects.get(type="test.touched")
    assert event.occurred_on.isoformat() == "2030-05-05", "the calendar on the wall in Brussels"
    line = AuditEntry.objects.latest("id")
    assert (line.actor_key, line.table, line.kind) == (cast.lies.key, "cases_case", "update")
    assert line.action.endswith(".touch")


def test_two_at_once_on_one_row_give_one_change_and_one_clear_problem(committed_db: str) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    results = at_once(lambda: touch(cast.lies, case, version=1), lambda: touch(cast.nora, case, version=1))
    assert [type(one) for one in clashes(results)] == [ChangedMeanwhile]
    assert Event.objects.filter(type="test.touched").count() == 1


def test_a_double_click_in_the_same_instant_counts_once(committed_db: str) -> None:
    cast, token = make_cast(), uuid4()
    case = a_case(cast.lies)
    results = at_once(
        *[lambda: casework.add_note(cast.lies, case, "Called", once=token) for _click in range(4)]
    )
    assert [type(one) for one in clashes(results)] == [AlreadySent] * 3
    assert Note.objects.count() == 1


def test_two_declarations_at_once_are_one(committed_db: str) -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    results = at_once(
        *[lambda who=who: casework.sign_declaration(who, one, "self") for who in (cast.lies, cast.nora)]
    )
    assert [type(fault) for fault in clashes(results)] == [problems.AlreadyRecorded]
    assert Declaration.objects.count() == 1


def test_two_steps_at_once_are_one_step(committed_db: str) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    casework.hold_session(cast.lies, case, way="phone")
    one = traveller_of(case)
    results = at_once(*[lambda: casework.advance(cast.lies, one, "counselled") for _click in range(3)])
    assert [type(fault) for fault in clashes(results)] == [problems.AlreadyThere] * 2
    assert Event.objects.filter(type="cases.stage_entered", payload__stage="counselled").count() == 1


def test_two_colleagues_who_open_a_case_for_one_person_at_once_open_one(committed_db: str) -> None:
    cast = make_cast()
    person = a_person(cast.be)
    home = a_household(cast.be, person)
    a_case(cast.lies)  # the version of the programme is kept by now
    results = at_once(*[lambda: a_case(cast.lies, person, household=home) for _colleague in range(2)])
    assert [type(fault) for fault in clashes(results)] == [problems.AlreadyInProgramme]
    assert Traveller.objects.filter(person=person).count() == 1


def test_the_row_behind_the_references_has_no_gap_however_many_open_cases_at_once(committed_db: str) -> None:
    cast = make_cast()
    people = [a_person(cast.be, f"Person {letter}") for letter in "ABCDEF"]

    def open_or_fail(number: int) -> Any:
        if number % 3:
            return a_case(cast.lies, people[number])
        with transaction.atomic():
            a_case(cast.lies, people[number])
            raise problems.NoTravellers()

    results = at_once(*[lambda number=number: open_or_fail(number) for number in range(6)])
    assert {type(fault) for fault in clashes(results)} == {problems.NoTravellers}
    [row] = Counter.objects.filter(name__startswith="cases:")
    given = sorted(one.reference.rpartition("-")[2] for one in Case.objects.all())
    assert given == sorted(out_of_order(place, row.salt) for place in (1, 2, 3, 4))
