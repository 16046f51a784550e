"""Facts: the log as a table, kept up by its mark, asked as of any moment."""

import resource
import threading
import weakref
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from onward.casework.cases.events import CaseOpened, SessionHeld
from onward.evidence.engine import Table
from onward.evidence.events import QuantityReported
from onward.evidence.facts import AsOf, Facts, FactStore, current_store, known, known_now, open_facts
from onward.evidence.facts import store as facts_store
from onward.evidence.facts.reading import TwiceOpened
from onward.evidence.problems import FactsNotKept, LogIsBusy
from onward.evidence.tests.factories import correct, depart, held_open, retract
from onward.kernel.events import EventType
from onward.kernel.events.log import mark, row
from onward.kernel.models import Event
from onward.records.people.events import PersonsMerged

DEPARTED = "movements.departed"
MARCH = date(2020, 3, 2)
NOW = AsOf()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


def write(
    fact: EventType, *, person: UUID | None = None, on: date = MARCH, at: datetime | None = None
) -> Event:
    event = row(
        fact,
        office="be",
        occurred_on=on,
        recorded_at=at or datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        actor_key=None,
        person=person,
        about=None if person else uuid4(),
    )
    event.save(force_insert=True)
    return event


def days(facts: Facts, as_of: AsOf = NOW) -> list[date]:
    def standing() -> Table:
        return facts.standing([DEPARTED], as_of).select("occurred_on")

    return sorted(row["occurred_on"] for row in facts.rows(("days", as_of.limits), standing, as_of.values))


@pytest.mark.django_db
def test_facts_that_somebody_holds_are_asked_after_others_were_opened_and_then_go() -> None:
    """A page that opens facts twice, with a colleague's saving in between; and nothing is kept for ever."""
    depart(MARCH)
    held = open_facts()
    depart(date(2020, 4, 1))
    assert len(days(open_facts())) == 2
    assert days(held) == [MARCH]
    engine = weakref.ref(held.engine)
    del held
    assert engine() is None


@pytest.mark.django_db
class TestWhatAFactSays:
    def test_every_coded_field_of_a_departure_has_its_column(self) -> None:
        person = uuid4()
        event = depart(
            MARCH,
            person=person,
            vulnerabilities=("trafficking", "health"),
            age=17,
            child="umc",
            medical="severe",
        )
        facts = open_facts()
        (told,) = facts.table.to_pyarrow().to_pylist()
        assert told["position"] == event.pk
        assert told["person_key"] == person.bytes
        assert told["occurred_on"] == MARCH
        assert told["recorded_at"].replace(tzinfo=UTC) == datetime(2020, 3, 2, 12, tzinfo=UTC)
        assert (told["programme"], told["destination"], told["sex"], told["age"], told["child"]) == (
            "avrr-be", "BR", "male", 17, "umc",
        )  # fmt: skip
        assert told["vulnerabilities"] == ["trafficking", "health"]
        assert told["supersedes"] is None
        assert not told["retracts"]

    def test_a_list_that_nobody_filled_is_empty_and_another_field_is_unknown(self) -> None:
        depart(MARCH, age=None)
        facts = open_facts()
        (told,) = facts.table.to_pyarrow().to_pylist()
        assert told["vulnerabilities"] == []
        assert told["age"] is None

    def test_a_quantity_without_a_file_is_a_fact(self) -> None:
        write(QuantityReported(kind="reached", quantity=18250, programme="avrr-be"))
        facts = open_facts()
        (told,) = facts.table.select("kind", "quantity", "person_key").to_pyarrow().to_pylist()
        assert told == {"kind": "reached", "quantity": 18250, "person_key": None}

    def test_what_an_event_does_not_say_is_that_of_its_case(self) -> None:
        case, household = uuid4(), uuid4()
        opened = CaseOpened(
            programme="avrr-lu", version=1, channel="ngo", household=household, destination="BR",
            departure_country="LU", travellers=1,
        )  # fmt: skip
        for fact in (opened, SessionHeld(session=uuid4(), way="online")):
            row(
                fact, office="lu", occurred_on=MARCH, recorded_at=datetime(2020, 3, 2, tzinfo=UTC),
                actor_key=None, case=case,
            ).save(force_insert=True)  # fmt: skip
        facts = open_facts()
        session = facts.table.filter(facts.table.type == "cases.session_held")
        (told,) = session.select("programme", "channel", "household", "destination").to_pyarrow().to_pylist()
        assert told == {
            "programme": "avrr-lu", "channel": "ngo", "household": household.bytes, "destination": None
        }  # fmt: skip

    def test_of_a_case_that_was_opened_twice_no_fact_is_taken_for_two(self) -> None:
        case = uuid4()
        for destination in ("BR", "GE"):
            opened = CaseOpened(
                programme="avrr-lu", version=1, channel="ngo", household=uuid4(), destination=destination,
                departure_country="LU", travellers=1,
            )  # fmt: skip
            row(
                opened, office="lu", occurred_on=MARCH, recorded_at=datetime(2020, 3, 2, tzinfo=UTC),
                actor_key=None, case=case,
            ).save(force_insert=True)  # fmt: skip
        with pytest.raises(TwiceOpened):
            open_facts()


@pytest.mark.django_db
class TestAsOf:
    def test_a_correction_counts_from_the_moment_at_which_it_was_recorded(self) -> None:
        event = depart(MARCH)
        correct(event, recorded=datetime(2021, 1, 5, 9, tzinfo=UTC), on=date(2020, 4, 1))
        facts = open_facts()
        assert days(facts) == [date(2020, 4, 1)]
        assert days(facts, AsOf(before=datetime(2021, 1, 5, 9, tzinfo=UTC))) == [MARCH]
        assert days(facts, AsOf(before=datetime(2020, 3, 2, 11, tzinfo=UTC))) == []

    def test_what_is_taken_back_stood_until_then(self) -> None:
        event = depart(MARCH)
        retract(event, datetime(2020, 6, 1, tzinfo=UTC))
        facts = open_facts()
        assert days(facts) == []
        assert days(facts, AsOf(before=datetime(2020, 6, 1, tzinfo=UTC))) == [MARCH]

    def test_a_moment_without_a_zone_names_none(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            AsOf(before=datetime(2020, 1, 1))  # noqa: DTZ001 - this is what is refused


@pytest.mark.django_db
class TestTheSamePerson:
    def test_a_merge_is_resolved_from_when_it_was_recorded_and_until_it_is_undone(self) -> None:
        first, second, third = uuid4(), uuid4(), uuid4()
        for person in (first, second, third):
            depart(MARCH, person=person)
        write(PersonsMerged(kept=second), person=first, at=datetime(2020, 5, 1, tzinfo=UTC))
        undone = write(PersonsMerged(kept=third), person=second, at=datetime(2020, 6, 1, tzinfo=UTC))
        retract(undone, datetime(2020, 7, 1, tzinfo=UTC))

        def persons(as_of: AsOf) -> int:
            def found() -> Table:
                return facts.resolved(facts.standing([DEPARTED], as_of), as_of).select("person_key")

            facts.know_persons(as_of)
            rows = facts.rows(("persons", as_of.limits), found, as_of.values)
            return len({row["person_key"] for row in rows})

        facts = open_facts()
        assert persons(AsOf(before=datetime(2020, 4, 1, tzinfo=UTC))) == 3
        assert persons(AsOf(before=datetime(2020, 5, 2, tzinfo=UTC))) == 2
        assert persons(AsOf(before=datetime(2020, 6, 2, tzinfo=UTC))) == 1
        assert persons(AsOf()) == 2
        kept = facts.same_persons(AsOf(before=datetime(2020, 6, 2, tzinfo=UTC)))
        assert kept == {first.bytes: third.bytes, second.bytes: third.bytes}

    def test_files_that_name_each_other_in_a_ring_are_one_person(self) -> None:
        first, second = uuid4(), uuid4()
        for person, kept in ((first, second), (second, first)):
            write(PersonsMerged(kept=kept), person=person)
        facts = open_facts()
        assert facts.same_persons(AsOf()) == {first.bytes: second.bytes}


class TestTheMark:
    """Several connections: what is committed late is neither lost nor let in behind a mark."""

    def test_what_is_committed_late_is_found_and_stays_behind_no_mark(self, committed_db: str) -> None:
        depart(MARCH)
        with held_open() as finish:
            late = depart(date(2020, 3, 9))  # written and committed while an older transaction is still open
            frozen = mark()
            assert days(open_facts()) == [MARCH, late.occurred_on]
            assert late.occurred_on not in days(open_facts(), AsOf(mark=frozen))
            finish()
        facts = open_facts()
        assert days(facts) == [MARCH, date(2020, 3, 5), late.occurred_on]
        assert not {date(2020, 3, 5), late.occurred_on} & {*days(facts, AsOf(mark=frozen))}

    def test_who_freezes_waits_for_a_transaction_that_holds_back_what_others_committed_since(
        self, committed_db: str
    ) -> None:
        depart(MARCH)
        with held_open() as finish:
            late = depart(date(2020, 3, 9))
            ended = threading.Timer(0.3, finish)
            ended.start()
            frozen = known_now()
            ended.join()
        assert days(open_facts(), frozen) == [MARCH, date(2020, 3, 5), late.occurred_on]
        assert frozen.upto == Event.objects.latest("position").pk

    def test_who_freezes_gives_up_where_it_does_not_end_and_waits_for_nothing_where_nobody_else_wrote(
        self, committed_db: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(known, "PATIENCE", 0.2)
        depart(MARCH)
        with held_open() as finish:
            frozen = known_now()
            depart(date(2020, 3, 9))
            with pytest.raises(LogIsBusy):
                known_now()
            finish()
        assert days(open_facts(), frozen) == [MARCH]
        assert days(open_facts(), known_now()) == [MARCH, date(2020, 3, 5), date(2020, 3, 9)]

    def test_parts_hold_nothing_from_beyond_the_mark(self, committed_db: str) -> None:
        with held_open() as finish:
            depart(date(2020, 3, 9))
            store = current_store()
            state = store.refresh()
            assert sum(part.rows for part in state.parts) == 0
            finish()

    def test_a_new_event_is_a_part_of_its_own_and_many_parts_become_one(self, committed_db: str) -> None:
        store = current_store()
        for number in range(20):
            depart(date(2020, 3, 1 + number))
            state = store.refresh()
        assert len(state.parts) < 15
        facts = open_facts(store)
        assert len(days(facts)) == 20

    def test_a_long_log_is_read_in_slices_side_by_side_with_each_event_once(
        self, committed_db: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told = [depart(date(2020, 3, 1 + number)).occurred_on for number in range(20)]
        monkeypatch.setattr(facts_store, "_LARGE", 1)
        monkeypatch.setattr("os.cpu_count", lambda: 3)
        with held_open() as finish:
            slices = facts_store._slices()
            each = [Event.objects.extra(where=[one.replace("event.", "")]).count() for one in slices]  # nosec B610 -- our own conditions
            assert len(slices) == 3
            assert all(each)
            store = current_store()
            assert sum(part.rows for part in store.rebuild().parts) == sum(each) == Event.objects.count()
            assert days(open_facts(store)) == told
            finish()
        assert not [*store.folder.glob("*.csv")]

    def test_who_asks_without_news_writes_nothing(self, committed_db: str) -> None:
        depart(MARCH)
        store = current_store()
        store.refresh()
        before = sorted(one.name for one in store.folder.iterdir())
        store.refresh()
        assert sorted(one.name for one in store.folder.iterdir()) == before

    def test_a_database_that_counts_from_anew_is_read_again(self, committed_db: str, tmp_path: Path) -> None:
        depart(MARCH)
        store = FactStore(tmp_path / "one")
        state = store.refresh()
        manifest = store.folder / "manifest.json"
        manifest.write_text(
            manifest.read_text().replace(f'"mark": {state.mark}', f'"mark": {state.mark + 10**6}')
        )
        again = store.refresh()
        assert again.mark < state.mark + 10**6
        facts = open_facts(store)
        assert days(facts) == [MARCH]

    def test_a_mark_that_falls_takes_nothing_out_and_reads_nothing_again(
        self, committed_db: str, second_connection: psycopg.Connection[tuple[object, ...]], tmp_path: Path
    ) -> None:
        depart(MARCH)
        store = FactStore(tmp_path / "one")
        state = store.refresh()
        [running] = second_connection.execute("SELECT pg_current_xact_id()::text").fetchone() or ()
        known = int(str(running)) + 1  # it was known to work elsewhere, and is not told apart any more
        depart(date(2020, 3, 9))
        manifest = store.folder / "manifest.json"
        manifest.write_text(manifest.read_text().replace(f'"mark": {state.mark}', f'"mark": {known}'))
        assert mark() < known
        before = sorted(one.name for one in store.folder.iterdir())
        with CaptureQueriesContext(connection) as asked:
            assert store.refresh().mark == known
        assert not [one for one in asked if "pg_advisory_lock" in one["sql"]], "there is nothing to take in"
        store._taken_in()  # as whoever waited for the lock, while another took it in
        assert sorted(one.name for one in store.folder.iterdir()) == before

    def test_two_who_refresh_at_once_take_each_event_in_once(self, committed_db: str) -> None:
        for number in range(9):
            depart(date(2020, 3, 1 + number))
        store = current_store()
        failures: list[BaseException] = []

        def refresh() -> None:
            try:
                store.refresh()
            except BaseException as failure:
                failures.append(failure)
            finally:
                connection.close()

        threads = [threading.Thread(target=refresh) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        facts = open_facts(store)
        assert len(days(facts)) == 9


@pytest.mark.django_db
@pytest.mark.parametrize("room", [100, 1_000], ids=["not even to copy", "to copy, not to convert"])
def test_a_disk_that_is_full_is_said_in_words_and_spoils_nothing(tmp_path: Path, room: int) -> None:
    depart(MARCH)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(FactsNotKept):
            open_facts()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not [one for one in tmp_path.iterdir() if one.suffix in (".parquet", ".csv")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,), "the next who takes facts in would wait for ever"
    assert days(open_facts()) == [MARCH]
