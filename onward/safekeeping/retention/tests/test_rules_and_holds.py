"""Which rule decides, what stops it, and what a stopped run leaves for the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from onward.casework.cases.models import Case, Note, Traveller
from onward.casework.cases.tests.factories import a_case, a_person
from onward.kernel import clock
from onward.kernel.problems import Missing, Refused
from onward.records.people.models import Person
from onward.safekeeping.retention import actions, problems, proof
from onward.safekeeping.retention.definition import fields, rules
from onward.safekeeping.retention.models import Due, Run
from onward.safekeeping.retention.planning import ahead, first_that_fits
from onward.safekeeping.retention.working import work
from tests.cast import Cast, make_cast

TODAY = date(2026, 6, 1)
REASON = "Proceedings before the labour court of Brussels, number 26/112"


def fixed(day: date) -> AbstractContextManager[None]:
    """Let it be nine in the morning of a day."""
    return clock.at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with fixed(TODAY):
        yield make_cast()


def closed(cast: Cast, on: date, *people: Person, exit_: str = "", **given: Any) -> Case:
    """Return a case that was closed on a day, with a note on it."""
    case = a_case(cast.lies, *people, **given)
    Note.objects.create(case=case, text="Was told something.", author=cast.lies)
    Case.objects.filter(pk=case.pk).update(closed_on=on, opened_on=on - timedelta(days=90))
    Traveller.objects.filter(case=case).update(exit=exit_)
    Person.objects.update(made_at=clock.now() - timedelta(days=10))
    return case


def notes(case: Case) -> int:
    return Note.objects.filter(case=case).count()


def test_the_first_rule_that_fits_decides() -> None:
    names = {"narrative"}
    for outcome, code in (
        ("withdrawn", "told-without-departure"),
        ("arrived", "told"),
        ("taken-back", "came-in-wrongly"),
    ):
        rule = first_that_fits("cases", "avrr-be", outcome, names)
        assert rule is not None
        assert rule.code == code
    alone = first_that_fits("referrals-without-case", "", "", names)
    assert alone is not None
    assert alone.code == "never-a-case"


def test_what_is_told_goes_on_its_day_and_not_a_day_before(cast: Cast) -> None:
    case = closed(cast, date(2023, 6, 1), exit_="")
    Traveller.objects.filter(case=case).update(stage="arrived")
    work(TODAY - timedelta(days=1))
    assert notes(case) == 1
    work(TODAY)
    assert notes(case) == 0
    assert Person.objects.get(travels__case=case).name != ""


def test_what_is_of_the_household_stays_while_it_is_not_due_of_somebody(cast: Cast) -> None:
    stays, goes = a_person(cast.be, "Who Arrived"), a_person(cast.be, "Who Withdrew")
    case = closed(cast, date(2024, 3, 1), stays, goes)
    Note.objects.create(case=case, text="Of one of them.", author=cast.lies, person_key=goes.key)
    Traveller.objects.filter(person=goes).update(exit="withdrawn")
    Traveller.objects.filter(person=stays).update(stage="arrived")
    work(TODAY)
    assert list(Note.objects.filter(case=case).values_list("person_key", flat=True)) == [None]


def test_somebody_with_another_case_that_is_open_keeps_the_name_and_loses_what_the_old_one_told(
    cast: Cast,
) -> None:
    person = a_person(cast.be, "Comes Again")
    old = closed(cast, date(2012, 1, 1), person)
    a_case(cast.lies, person, household=old.household)
    work(TODAY)
    person.refresh_from_db()
    assert (person.name, notes(old)) == ("Comes Again", 0)


@pytest.mark.parametrize("of", ["person", "case"])
def test_a_legal_hold_keeps_everything_until_it_is_lifted(cast: Cast, of: str) -> None:
    person = a_person(cast.be, "Is Asked About")
    case = closed(cast, date(2012, 1, 1), person)
    of_whom, of_which = (person.key, None) if of == "person" else (None, case.key)
    hold = actions.place_hold(cast.dirk, person=of_whom, case=of_which, ground="court", reason=REASON)
    work(TODAY)
    person.refresh_from_db()
    assert (person.name, notes(case)) == ("Is Asked About", 1)
    actions.lift_hold(cast.dirk, hold)
    work(TODAY)
    person.refresh_from_db()
    assert (person.name, notes(case)) == ("–", 0)


@pytest.mark.parametrize("of", ["person", "case"])
def test_a_hold_that_is_placed_when_all_was_written_down_already_keeps_it_as_well(
    cast: Cast, of: str
) -> None:
    person = a_person(cast.be, "Is Asked About")
    case = closed(cast, date(2012, 1, 1), person)
    other = closed(cast, date(2012, 1, 1), a_person(cast.be, "Is Not"))
    run = actions.begin_run(cast.dirk, TODAY)
    of_whom, of_which = (person.key, None) if of == "person" else (None, case.key)
    actions.place_hold(cast.dirk, person=of_whom, case=of_which, ground="court", reason=REASON)
    while actions.clear_batch(cast.dirk, run, 2):
        pass
    person.refresh_from_db()
    assert (person.name, notes(case), notes(other)) == ("Is Asked About", 1, 0)


def test_a_hold_ends_after_its_last_day(cast: Cast) -> None:
    case = closed(cast, date(2012, 1, 1))
    actions.place_hold(cast.dirk, case=case.key, ground="court", reason=REASON, until=TODAY)
    work(TODAY)
    assert notes(case) == 1
    with fixed(TODAY + timedelta(days=1)):
        work(TODAY + timedelta(days=1))
    assert notes(case) == 0


def test_holds_are_placed_once_by_who_may_on_what_there_is(cast: Cast) -> None:
    case = closed(cast, date(2012, 1, 1))
    actions.place_hold(cast.dirk, case=case.key, ground="court", reason=REASON)
    with pytest.raises(problems.HeldAlready):
        actions.place_hold(cast.dirk, case=case.key, ground="court", reason=REASON)
    with pytest.raises(problems.HoldIsOver):
        actions.place_hold(cast.dirk, case=case.key, ground="court", reason=REASON, until=date(2026, 5, 1))
    with pytest.raises(Missing):
        actions.place_hold(cast.dirk, person=uuid4(), ground="court", reason=REASON)
    for who in (cast.lies, cast.ruth, cast.outsider, cast.rik):
        with pytest.raises(Refused):
            actions.place_hold(who, case=case.key, ground="court", reason=REASON)


def test_a_run_that_was_stopped_goes_on_with_the_rest_and_ends_in_one_record(cast: Cast) -> None:
    cases = [closed(cast, date(2012, 1, 1), a_person(cast.be, f"Person {number}")) for number in range(3)]
    run = actions.begin_run(cast.dirk, TODAY)
    assert actions.clear_batch(cast.dirk, run, 2) == 2
    actions.stop_run(cast.dirk, run)
    with pytest.raises(problems.RunUnderWay):
        work(TODAY)
    Run.objects.update(alive_at=clock.now() - timedelta(hours=1))
    ended = work(TODAY)
    assert (ended.pk, sum(notes(case) for case in cases)) == (run.pk, 0)
    assert ended.counts["units"] == Due.objects.filter(run=run).exclude(done_at=None).count()
    assert not Due.objects.filter(done_at=None).exists()


def test_a_run_that_leaves_off_says_so_and_the_next_one_begins_at_once(cast: Cast) -> None:
    for number in range(3):
        closed(cast, date(2012, 1, 1), a_person(cast.be, f"Person {number}"))

    def break_off(_units: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(TODAY, batch=1, progress=break_off)
    assert Due.objects.exclude(done_at=None).count() == 1

    def ask_to_stop(_units: int) -> None:
        actions.stop_run(cast.dirk, Run.objects.get())

    assert work(TODAY, batch=1, progress=ask_to_stop).ended_at is None
    assert work(TODAY).ended_at is not None
    assert Note.objects.count() == 0


def test_each_batch_is_kept_whole_or_not_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = closed(cast, date(2012, 1, 1))
    run = actions.begin_run(cast.dirk, TODAY)

    def breaks(*_args: Any) -> None:
        raise DatabaseError("cut off")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_added", breaks)
        with pytest.raises(DatabaseError), transaction.atomic():
            actions.clear_batch(cast.dirk, run, 100)
    assert notes(case) == 1
    assert Due.objects.filter(run=run).exclude(done_at=None).count() == 0


def test_records_are_signed_and_follow_one_another(cast: Cast) -> None:
    closed(cast, date(2012, 1, 1))
    first, second = work(TODAY), work(TODAY)
    assert [one.state for one in proof.check([first, second])] == ["sound", "sound"]
    assert [one.state for one in proof.check([second])] == ["broken"]
    first.record = first.record.replace('"files":0', '"files":1')
    assert [one.state for one in proof.check([first, second])] == ["forged", "broken"]


def test_a_record_says_how_much_went_under_which_rule_and_never_what(cast: Cast) -> None:
    person = a_person(cast.be, "Somebody Unmistakable")
    case = closed(cast, date(2012, 1, 1), person)
    run = work(TODAY)
    assert '"cases.Note":1' in run.record
    assert "everything-else" in run.record
    for told in ("Unmistakable", str(person.key), str(case.key), case.reference):
        assert told not in run.record


def test_without_a_key_nothing_goes(cast: Cast, settings: Any) -> None:
    case = closed(cast, date(2012, 1, 1))
    settings.ONWARD_SIGNING_KEY = ""
    with pytest.raises(problems.NoSigningKey):
        work(TODAY)
    assert notes(case) == 1


def test_the_application_cannot_make_the_audit_forget_what_a_row_still_tells(cast: Cast) -> None:
    person = a_person(cast.be, "Still Here")
    for statement in (
        f"SELECT access_forget('people_person', ARRAY[{person.pk}]::bigint[], ARRAY['name'])",
        "UPDATE access_auditentry SET before = NULL",
        "SELECT set_config('onward.forgets', 'yes', true); UPDATE access_auditentry SET before = NULL",
        "DELETE FROM access_auditentry",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_preview_says_what_a_run_does(cast: Cast) -> None:
    closed(cast, date(2012, 1, 1))
    told = {one.rule: one.cases for one in ahead(TODAY)}
    assert Due.objects.count() == 0
    run = work(TODAY)
    assert told.keys() == run.counts["rules"].keys()
    assert ahead(TODAY) == []


def test_every_field_has_a_rule_wherever_it_is_held() -> None:
    for name, category in fields().items():
        for of in ("cases", "persons-without-case", "referrals-without-case"):
            assert first_that_fits(of, "avrr-be", "arrived", {category}), name
    assert rules()


def test_pages_of_what_was_erased_still_open(cast: Cast, client: Client) -> None:
    person = a_person(cast.be, "Gone Entirely")
    case = closed(cast, date(2012, 1, 1), person)
    work(TODAY)
    client.force_login(cast.lies)
    for address in (
        f"/cases/{case.reference}/",
        f"/people/{person.key}/",
        "/cases/?closed=1",
        "/people/?q=Gone",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Entirely" not in answer.content.decode()
    client.force_login(cast.dirk)
    for address in (f"/audit/person/{person.key}/", f"/audit/case/{case.key}/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Entirely" not in answer.content.decode()
