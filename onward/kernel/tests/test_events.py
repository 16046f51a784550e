"""Events: written once, never changed, corrected by new ones, and holding nothing that names anybody."""

import time
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from pydantic import ValidationError

from onward.kernel.events import Code, Codes, EventType
from onward.kernel.events.log import first_told, mark, row, stories
from onward.kernel.events.types import event_type, event_types
from onward.kernel.models import Event
from onward.web.owner import as_owner
from tests.support.database import CLUSTER


class Seen(EventType, type="test.seen"):
    """Something was seen."""

    what: Code = "a-bird"
    times: int | None = None


CASE = UUID("00000000-0000-4000-8000-00000000ca5e")
FORBIDDEN = [
    "UPDATE kernel_event SET office = 'lu'",
    "UPDATE kernel_event SET payload = '{}' WHERE false OR true",
    "DELETE FROM kernel_event",
    "TRUNCATE kernel_event CASCADE",
    "UPDATE access_auditentry SET action = ''",
    "DELETE FROM access_auditentry",
    "TRUNCATE access_auditentry CASCADE",
]


def standing_of_case() -> list[Event]:
    """Return the standing events of the case, oldest first."""
    return list(Event.objects.filter(case_key=CASE).standing().order_by("occurred_on", "position"))


def an_event(supersedes: int | None = None, **fields: object) -> Event:
    """Return a saved event of a made-up case."""
    event = row(
        Seen(**fields),
        office="be",
        occurred_on=date(2021, 6, 1),
        recorded_at=datetime(2021, 6, 1, tzinfo=UTC),
        actor_key=None,
        case=CASE,
        supersedes=supersedes,
    )
    event.save(force_insert=True)
    return event


def an_audit_line() -> None:
    from onward.access.models import AuditEntry

    AuditEntry.objects.create(kind="open")


def wait_for_mark_above(event: Event) -> None:
    """Wait while a transaction of another database ends: for a moment, nobody sees whose it was."""
    event.refresh_from_db()
    until = time.monotonic() + 10
    while mark() <= event.written_by:
        assert time.monotonic() < until, "a transaction elsewhere holds the mark back"
        time.sleep(0.01)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_refuses_the_application_to_change_what_was_written(
    committed_db: str, statement: str
) -> None:
    an_event()
    an_audit_line()
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_refuses_the_owner_of_the_tables_too(committed_db: str, statement: str) -> None:
    an_event()
    an_audit_line()
    with as_owner(), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE kernel_event DISABLE TRIGGER ALL",
        "DROP TABLE kernel_event CASCADE",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_application_cannot_take_the_lock_off_the_door(committed_db: str, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement)


@pytest.mark.django_db
def test_the_applications_role_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND pg_get_userbyid(c.relowner) = current_user"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.django_db
def test_an_event_is_corrected_once() -> None:
    first = an_event()
    an_event(supersedes=first.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_event(supersedes=first.pk)


@pytest.mark.django_db
def test_only_the_last_correction_stands() -> None:
    first = an_event(times=1)
    second = an_event(supersedes=first.pk, times=2)
    third = an_event(supersedes=second.pk, times=3)
    other = an_event(times=9)
    assert standing_of_case() == [third, other]


@pytest.mark.django_db
def test_a_retraction_takes_back_and_does_not_stand_itself() -> None:
    first = an_event()
    Event.objects.create(
        type=first.type,
        case_key=CASE,
        office="be",
        occurred_on=first.occurred_on,
        recorded_at=first.recorded_at,
        supersedes=first,
        retracts=True,
    )
    assert standing_of_case() == []
    assert Event.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"case_key": None},  # no subject at all
        {"case_key": CASE, "retracts": True},  # takes back, but what?
    ],
)
def test_an_event_without_a_subject_and_a_retraction_of_nothing_are_refused(
    fields: dict[str, object],
) -> None:
    values = {
        "type": "test.seen",
        "office": "be",
        "occurred_on": date(2021, 1, 1),
        "recorded_at": datetime(2021, 1, 1, tzinfo=UTC),
        **fields,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(**values)


def test_free_text_in_an_event_is_refused_when_it_is_declared() -> None:
    for annotation in (str, str | None, list[str], dict[str, int], tuple[str, ...], object):
        with pytest.raises(TypeError, match="codes, dates, numbers and keys only"):
            type(
                "Loose",
                (EventType,),
                {"__annotations__": {"words": annotation}, "__module__": __name__},
                type="test.loose",
            )
    assert event_type("test.loose") is None


def test_two_events_do_not_share_a_type() -> None:
    with pytest.raises(TypeError, match="declared twice"):
        type("Again", (EventType,), {"__module__": __name__}, type="test.seen")


@pytest.mark.parametrize("code", ["two words", "", " leading", "Zoë", "a\nb", "a" * 65, "x'; --"])
def test_a_coded_field_takes_no_sentence(code: str) -> None:
    with pytest.raises(ValidationError):
        Seen(what=code)


def test_a_fact_takes_no_field_that_it_does_not_declare_and_does_not_change() -> None:
    with pytest.raises(ValidationError):
        Seen.model_validate({"what": "a-bird", "name": "Amina"})
    with pytest.raises(ValidationError):
        setattr(Seen(), "what", "a-cat")  # noqa: B010  # wrong on purpose, and mypy knows it


def test_every_room_declares_facts_that_hold_nothing_but_codes_days_numbers_and_keys() -> None:
    names = {"name", "note", "text", "words", "summary", "phone", "email"}
    for code, declared in event_types().items():
        loose = {
            field
            for field in declared.model_fields
            if field in names and declared.model_fields[field].annotation is str
        }
        assert not loose, code


@pytest.mark.django_db
def test_a_fact_comes_back_as_it_was_written_and_an_unknown_type_is_none() -> None:
    event = Event.objects.get(pk=an_event(what="two/birds", times=2).pk)
    assert event.fact() == Seen(what="two/birds", times=2)
    event.type = "test.forgotten"
    assert event.fact() is None


def test_a_late_commit_never_slips_in_below_a_frozen_mark(
    committed_db: str, second_connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    first = an_event()
    wait_for_mark_above(first)
    second_connection.execute(
        "INSERT INTO kernel_event (type, case_key, office, occurred_on, recorded_at, payload, retracts)"
        " VALUES ('test.seen', %s, 'be', '2021-06-01', now(), '{}', false)",
        [CASE],
    )
    an_event()  # begins later than the open transaction, and commits before it
    frozen = mark()
    known = set(Event.objects.filter(written_by__lt=frozen).values_list("pk", flat=True))
    assert known == {first.pk}, "what was written after the open transaction began waits for it"
    second_connection.commit()
    assert set(Event.objects.filter(written_by__lt=frozen).values_list("pk", flat=True)) == known
    wait_for_mark_above(Event.objects.latest("written_by"))
    assert Event.objects.filter(written_by__lt=mark()).count() == 3


def test_what_is_written_in_another_database_of_the_server_holds_no_mark_back(committed_db: str) -> None:
    with CLUSTER.connect("postgres") as elsewhere, elsewhere.transaction():
        elsewhere.execute("CREATE TEMPORARY TABLE of_others (number int)")
        event = an_event()
        event.refresh_from_db()
        wait_for_mark_above(event)
        with transaction.atomic():
            own = an_event()
            own.refresh_from_db()
            assert mark() <= own.written_by, "what this transaction writes is not over"


def test_a_mark_falls_below_none_of_before_unless_the_log_counts_from_anew(
    committed_db: str, second_connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    second_connection.execute("SELECT pg_current_xact_id()")
    last = an_event()
    last.refresh_from_db()
    held = mark()
    assert held < last.written_by
    assert mark(last.written_by) == last.written_by
    assert mark(last.written_by + 10**6) < last.written_by


def test_a_mark_that_nobody_holds_back_shows_everything(committed_db: str) -> None:
    events = [an_event() for _number in range(3)]
    wait_for_mark_above(events[-1])
    known = Event.objects.filter(written_by__lt=mark()).order_by("position")
    assert list(known) == events


@pytest.mark.django_db
def test_a_story_begins_where_it_was_told_first_however_often_it_was_corrected(
    django_assert_num_queries: Any,
) -> None:
    story = [an_event()]
    other = an_event()
    for _number in range(5):
        story.append(an_event(supersedes=story[-1].position))
    again = an_event(supersedes=other.position)
    with django_assert_num_queries(1):
        found = stories([story[-1], again, story[0]])
    places = [one.position for one in story]
    assert [told.position for told in found[places[-1]]] == places
    assert [told.position for told in found[again.position]] == [other.position, again.position]
    assert found[places[0]] == [(places[0], date(2021, 6, 1))]
    assert first_told(story) == dict.fromkeys(places, (places[0], date(2021, 6, 1)))
    with django_assert_num_queries(0):
        assert first_told([other])[other.position].position == other.position


def test_codes_keep_their_order() -> None:
    class Several(EventType, type="test.several"):
        which: Codes = ()

    assert Several(which=("b", "a")).payload() == {"which": ["b", "a"]}
    assert uuid4() != CASE
