"""A step that was taken by mistake is taken back, with what it set, and the log keeps both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from onward.casework.cases import actions, problems
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person, page_of, traveller_of
from onward.casework.cases.tests.test_tasks_by_rule import the_tasks_are
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, travellers_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Refused
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast
from tests.sequences.told import cases
from tests.sequences.told.log import read_log

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Any:
    yield
    cases.check(read_log())


def counselled(cast: Cast, *names: str) -> Case:
    """Return a case whose travellers were taken to the second stage two days after it was opened."""
    case = a_case(
        cast.lies,
        *(a_person(cast.be, name) for name in names or ("Hassan Zubaidi",)),
        opened_on=clock.today() - timedelta(days=5),
        counsellor=cast.lies,
    )
    actions.hold_session(cast.lies, case, way="phone")
    for one in travellers_of(case):
        actions.advance(cast.lies, one, "counselled", on=clock.today() - timedelta(days=3))
    return case


def test_a_mistaken_step_is_taken_back_with_the_task_that_it_set(tmp_path: Any) -> None:
    with the_tasks_are("tasks:\n  - {kind: other, at: counselled, within: 7d}\n", tmp_path):
        cast = make_cast()
        case = counselled(cast)
        one = traveller_of(case)
        assert case.tasks.get(kind="other").done_on is None
        actions.undo_step(cast.lies, one, steps_of(one)[-1], "not-yet")
        one.refresh_from_db()
        assert (one.stage, one.stage_since) == ("registered", case.opened_on)
        assert not case.tasks.filter(kind="other").exists()
        happened = page_of(cast.lies, case).happened
        assert any(
            line.words == "Taken back: Reached the stage Counselled (It had not come to that yet)"
            for line in happened
        )
        assert actions.advance(cast.lies, one, "counselled").stage == "counselled"
        task = case.tasks.get(kind="other")
        actions.finish_task(cast.lies, task)
        actions.undo_step(cast.lies, one, steps_of(one)[-1], "not-yet")
        assert case.tasks.filter(kind="other").exists(), "what was done stays"


def test_only_the_last_step_is_taken_back_and_by_whoever_may_take_it() -> None:
    cast = make_cast()
    one = traveller_of(counselled(cast))
    first, last = steps_of(one)
    with pytest.raises(problems.NotTheLastStep):
        actions.undo_step(cast.lies, one, first, "not-yet")
    with pytest.raises(NoSuchChoice):
        actions.undo_step(cast.lies, one, last, "changed-mind")
    for who in (cast.ruth, cast.outsider):
        with pytest.raises(Refused):
            actions.undo_step(who, one, last, "not-yet")
    actions.undo_step(cast.lies, one, last, "not-yet")
    with pytest.raises(problems.NotTheLastStep):
        actions.undo_step(cast.lies, one, last, "not-yet")
    with pytest.raises(problems.StepOfAJourney):
        actions.undo_step(cast.lies, one, first, "not-yet")
    actions.leave(cast.lies, one, "withdrawn")
    with pytest.raises(problems.LeftThePathway):
        actions.undo_step(cast.lies, one, first, "not-yet")


def test_a_step_that_a_journey_brought_is_taken_back_on_its_own_page() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    journey, one = a_journey(cast, case), traveller_of(case)
    for happens in (
        lambda: None,
        lambda: movements.depart(cast.omar, journey),
        lambda: movements.arrive(cast.omar, journey),
    ):
        happens()
        with pytest.raises(problems.StepOfAJourney):
            actions.undo_step(cast.sam, one, steps_of(one)[-1], "told-wrongly")
    one.refresh_from_db()
    actions.advance(cast.sam, one, "reintegrating")
    assert actions.undo_step(cast.sam, one, steps_of(one)[-1], "told-wrongly").stage == "arrived"


def test_no_step_is_taken_before_the_one_that_it_follows() -> None:
    cast = make_cast()
    case = counselled(cast)
    one = traveller_of(case)
    actions.sign_declaration(cast.lies, one, "self")
    one.refresh_from_db()
    with pytest.raises(Invalid):
        actions.advance(cast.lies, one, "cleared", on=one.stage_since - timedelta(days=1))


def test_the_page_takes_back_the_steps_that_are_ticked(client: Client) -> None:
    cast = make_cast()
    case = counselled(cast, "Hassan Zubaidi", "Noor Zubaidi", "Suad Zubaidi")
    page, form = f"/cases/{case.reference}/", f"/cases/{case.reference}/do/step-back/"
    client.force_login(cast.lies)
    assert form in client.get(page).content.decode()
    shown = client.get(form)
    offered = [pk for pk, _words in shown.context["form"].fields["steps"].choices]
    assert len(offered) == 3
    assert "Noor Zubaidi: “Counselled” since" in shown.content.decode()
    assert client.post(form, {"steps": offered[:2]}).status_code == 422
    assert client.post(form, {"steps": offered[:2], "reason": "wrong-case"}).status_code == 302
    assert sorted(one.stage for one in travellers_of(case)) == ["counselled", "registered", "registered"]
    again = client.post(form, {"steps": offered[:2], "reason": "wrong-case"})
    assert "A colleague changed this meanwhile" in again.content.decode()
    assert client.post(form, {"steps": offered[2:], "reason": "wrong-case"}).status_code == 302
    assert "There is no step to take back here" in client.get(form).content.decode()
    assert form not in client.get(page).content.decode()
    assert Event.objects.filter(type="cases.stage_entered", retracts=True).count() == 3


def test_a_step_taken_before_a_parting_is_taken_back_in_the_case_of_who_parted(client: Client) -> None:
    cast = make_cast()
    case = a_case(
        cast.lies,
        *(a_person(cast.be, name) for name in ("Hassan Zubaidi", "Noor Zubaidi")),
        opened_on=clock.today() - timedelta(days=5),
    )
    actions.hold_session(cast.lies, case, way="phone")
    for one in travellers_of(case):
        actions.advance(cast.lies, one, "counselled", on=clock.today() - timedelta(days=3))
        actions.sign_declaration(cast.lies, one, "self")
    goes = travellers_of(case)[1]
    actions.advance(cast.lies, goes, "cleared")
    goes.refresh_from_db()
    new = actions.part_travellers(cast.lies, case, [goes], goes, "separation")
    form = f"/cases/{new.reference}/do/step-back/"
    client.force_login(cast.lies)
    for before, since in (("counselled", clock.today() - timedelta(days=3)), ("registered", case.opened_on)):
        [(step, words)] = client.get(form).context["form"].fields["steps"].choices
        assert "taken in the case that they parted from" in words
        assert client.post(form, {"steps": [step], "reason": "not-yet"}).status_code == 302
        one = traveller_of(new)
        assert (one.stage, one.stage_since) == (before, since)
    told = [line.words for line in page_of(cast.lies, new).happened if not line.corrected]
    assert "Reached the stage Registered (corrected: It had not come to that yet)" in told
    assert "There is no step to take back here" in client.get(form).content.decode()
    assert actions.advance(cast.lies, traveller_of(new), "counselled").stage == "counselled"
    arrived = a_cleared_case(cast, a_person(cast.be, "Ali Zubaidi"), a_person(cast.be, "Suad Zubaidi"))
    movements.depart(cast.omar, journey := a_journey(cast, arrived))
    movements.arrive(cast.omar, journey)
    one = travellers_of(arrived)[1]
    with pytest.raises(problems.StepOfAJourney):
        actions.undo_step(cast.sam, one, steps_of(one)[-1], "not-yet")
