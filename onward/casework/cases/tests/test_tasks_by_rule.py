"""Tasks that the programme's file sets, and that end by themselves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.models import Task
from onward.casework.cases.queries import tasks_due
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.kernel import clock
from onward.kernel.definitions import load_all
from onward.kernel.definitions.in_force import definitions_root, using
from onward.kernel.models import Event
from onward.records.consents.actions import Evidence, give_consent
from onward.records.people.actions import Paper, add_document
from tests.cast import RED_CROSS, make_cast

pytestmark = pytest.mark.django_db

DECLARED = """tasks:
  - {kind: document, at: counselled, within: 7d, until: declaration-of-voluntary-return}
"""


@contextmanager
def the_tasks_are(block: str, folder: Path) -> Iterator[None]:
    """Put a Belgian programme with other tasks in force."""
    shutil.copytree(definitions_root(), folder / "definitions")
    file = folder / "definitions" / "programmes" / "avrr-be.yaml"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("\ntasks:\n") + 1, text.index("\nservices:\n") + 1
    file.write_text(text[:start] + block + text[end:], encoding="utf-8")
    with using(load_all(folder / "definitions")):
        yield


def test_a_new_case_comes_with_the_task_of_the_first_session() -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    task = case.tasks.get()
    assert (task.kind, task.assigned_to, task.due_on) == (
        "first-session",
        cast.lies,
        clock.today() + timedelta(days=14),
    )
    assert Event.objects.get(type="cases.task_set").payload["kind"] == "first-session"


def test_the_first_session_ends_the_task_on_its_own_day() -> None:
    cast = make_cast()
    case = a_case(cast.lies, opened_on=clock.today() - timedelta(days=9))
    held_on = clock.today() - timedelta(days=2)
    actions.hold_session(cast.sam, case, way="phone", held_on=held_on)
    task = case.tasks.get()
    assert (task.done_on, task.done_by) == (held_on, cast.sam)
    assert Event.objects.get(type="cases.task_done").occurred_on == held_on
    actions.hold_session(cast.lies, case, way="phone")
    assert Event.objects.filter(type="cases.task_done").count() == 1


def test_a_session_ends_no_other_task() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    call = actions.set_task(cast.lies, case, due_on=clock.today(), kind="call-back")
    actions.hold_session(cast.lies, case, way="phone")
    call.refresh_from_db()
    assert call.done_on is None


def test_a_task_of_each_traveller_waits_for_the_last_of_them(tmp_path: Path) -> None:
    cast = make_cast()
    with the_tasks_are(DECLARED, tmp_path):
        one, other = a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Suad Mahdi")
        case = a_case(cast.lies, one, other)
        assert not case.tasks.exists()
        actions.hold_session(cast.lies, case, way="phone")
        for person in (one, other):
            actions.advance(cast.lies, traveller_of(case, person), "counselled")
        assert case.tasks.get().kind == "document", "set once, however many enter the stage"

        actions.sign_declaration(cast.lies, traveller_of(case, one), "self")
        assert case.tasks.get().done_on is None
        actions.sign_declaration(cast.lies, traveller_of(case, other), "self")
        assert case.tasks.get().done_on == clock.today()


def test_a_case_keeps_the_tasks_of_its_version(tmp_path: Path) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with the_tasks_are("", tmp_path):
        assert not a_case(cast.lies).tasks.exists()
        actions.hold_session(cast.lies, case, way="phone")
    assert Task.objects.get().done_on == clock.today()


def test_a_task_without_an_end_is_ticked_off_by_somebody(tmp_path: Path) -> None:
    cast = make_cast()
    with the_tasks_are("tasks:\n  - {kind: first-session, at: registered, within: 3d}\n", tmp_path):
        case = a_case(cast.lies)
        actions.hold_session(cast.lies, case, way="phone")
        task = case.tasks.get()
        assert (task.due_on, task.done_on) == (clock.today() + timedelta(days=3), None)


def test_the_task_leaves_the_worklist_when_the_session_is_recorded_on_its_page(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    client.force_login(cast.lies)
    assert case.reference in client.get("/work/").content.decode()
    sent = {"way": "phone", "held_on": clock.today().isoformat(), "about": "", "language": "", "place": ""}
    assert client.post(f"/cases/{case.reference}/do/session/", sent).status_code == 302
    assert case.reference not in client.get("/work/").content.decode()


def test_a_person_s_papers_and_consents_end_the_tasks_that_wait_for_them(tmp_path: Path) -> None:
    block = """tasks:
  - {kind: document, at: registered, within: 7d, until: travel-document}
  - {kind: call-back, at: registered, within: 7d, until: consent-to-share}
"""
    cast = make_cast()
    with the_tasks_are(block, tmp_path):
        case = a_case(cast.lies)
        person = traveller_of(case).person
        waiting = {one.kind: one for one in case.tasks.all()}
        add_document(cast.lies, person, Paper("passport", "asked", issuer="IQ"))
        assert not case.tasks.exclude(done_on=None).exists(), "asked for is not held"

        ends = clock.today() + timedelta(days=900)
        add_document(
            cast.sam, person, Paper("passport", "received", number="P1", issuer="IQ", expires_on=ends)
        )
        waiting["document"].refresh_from_db()
        assert (waiting["document"].done_on, waiting["document"].done_by) == (clock.today(), cast.sam)
        assert case.tasks.get(kind="call-back").done_on is None

        heard = Evidence(witness="Lies Vermaele")
        give_consent(cast.lies, person.key, cast.be, "share-with-partner", RED_CROSS, heard)
        assert case.tasks.get(kind="call-back").done_on is None, "that is another consent"
        give_consent(cast.lies, person.key, cast.be, "share-with-mission", cast.iraq.key, heard)
        assert case.tasks.get(kind="call-back").done_on == clock.today()
        done = Event.objects.filter(type="cases.task_done", case_key=case.key)
        assert sorted(event.payload["kind"] for event in done) == ["call-back", "document"]


def test_a_task_stays_while_the_step_of_another_wants_it_and_goes_with_the_last(tmp_path: Path) -> None:
    cast = make_cast()
    with the_tasks_are(DECLARED, tmp_path):
        people = [a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Suad Mahdi")]
        case = a_case(cast.lies, *people)
        actions.hold_session(cast.lies, case, way="phone")
        for person in people:
            actions.advance(cast.lies, traveller_of(case, person), "counselled")
        for person, left in zip(people, (1, 0), strict=True):
            one = traveller_of(case, person)
            actions.undo_step(cast.lies, one, steps_of(one)[-1], "not-yet")
            assert case.tasks.count() == left


def test_no_task_is_lost_or_told_twice_where_a_page_breaks_within_a_day() -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    Task.objects.all().delete()
    for words in ("Call", "Write", "Ask"):
        actions.set_task(cast.lies, case, due_on=clock.today(), words=words)
    first = tasks_due(cast.lies, None, size=2).rows
    second = tasks_due(cast.lies, (first[-1].due_on, first[-1].pk), size=2).rows
    assert [one.words for one in [*first, *second]] == ["Call", "Write", "Ask"]
