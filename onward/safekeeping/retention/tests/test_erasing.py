"""What was planted in every field that can hold it is found nowhere once its time is over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as house
from django.db import IntegrityError, connection, transaction

from onward.access.holdings import Left, holdings
from onward.access.models import AuditEntry, SubjectKey
from onward.access.pages import entries_in_words
from onward.access.secrecy import is_sealed, sealed_fields
from onward.casework.cases.models import Note
from onward.casework.cases.tests.factories import a_case
from onward.kernel import clock
from onward.safekeeping.retention.erasing import pointing_at
from onward.safekeeping.retention.models import Due, Run
from onward.safekeeping.retention.tests.planted import plant
from onward.safekeeping.retention.working import work
from tests.cast import Cast, make_cast

SEALED: list[Any] = [table for table in apps.get_models() if sealed_fields(table)]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def found_in_tables(words: list[str]) -> dict[str, list[str]]:
    """Return in which tables which words stand, whatever the table and the column."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(one)::text FROM "{table}" one')  # nosec B608
            text = "\n".join(row[0] for row in cursor.fetchall())
            here = [word for word in words if word.lower() in text.lower()]
            if here:
                found[table] = here
    return found


def told_in_confidence() -> set[str]:
    """Return the words that stand sealed in rows of any table, as they were told."""
    rows = (row for table in SEALED for row in table._base_manager.all())
    told = {getattr(row, one.attname) for row in rows for one in sealed_fields(type(row))}
    return told - {""}


def found_in_files(words: list[str]) -> list[str]:
    """Return which words stand in which files of the house's folders."""
    found = []
    for folder in (Path(house.ONWARD_FILES), Path(house.ONWARD_FACTS)):
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                found += [f"{path.name}: {word}" for word in words if word.encode() in content]
    return found


def test_what_was_told_is_nowhere_once_its_time_is_over(
    cast: Cast, caplog: Any, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ONWARD_FILES = tmp_path
    planted = plant(cast)
    words = list(planted.marks)
    before = found_in_tables(words)
    fields = {planted.marks[word] for here in before.values() for word in here}
    everywhere = {where for where in planted.marks.values() if not where.startswith("the file")}
    sealed = {f"{table._meta.label}.{one.name}" for table in SEALED for one in sealed_fields(table)}
    assert everywhere - sealed == fields
    assert {planted.marks[word] for word in told_in_confidence() & planted.marks.keys()} == sealed
    assert len(found_in_files(words)) == len(planted.files) > 0
    assert "access_auditentry" in before
    keys = SubjectKey.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        run = work(clock.today())
    assert run.ended_at is not None
    connection.check_constraints()
    left = {
        table: [f"{word}: {planted.marks[word]}" for word in words]
        for table, words in found_in_tables(words).items()
    }
    assert left == {}
    assert found_in_tables(["1931-01-17"]) == {}
    assert found_in_files(words) == []
    assert told_in_confidence() == set()
    assert SubjectKey.objects.count() == 0
    assert run.counts["keys"] == keys > 0
    assert not any(word in caplog.text for word in words)


def test_nothing_must_point_at_a_row_that_goes_whole() -> None:
    for name, held in holdings().items():
        if held.left is Left.NOTHING:
            assert all(one.null for one in pointing_at(held.table)), name


def test_the_audit_keeps_who_changed_what_and_when(cast: Cast) -> None:
    plant(cast)
    lines = list(AuditEntry.objects.order_by("pk").values_list("pk", "at", "table", "row", "kind"))
    work(clock.today())
    assert (
        list(AuditEntry.objects.order_by("pk").values_list("pk", "at", "table", "row", "kind"))[: len(lines)]
        == lines
    )
    named = AuditEntry.objects.filter(table="people_person", kind="insert").get()
    assert (named.after or {})["name"] == {"gone": True}


def test_of_a_row_that_somebody_deleted_before_the_audit_tells_nothing_any_more(cast: Cast) -> None:
    planted = plant(cast)
    note = Note.objects.create(case=planted.case, text="He was held near the border.")
    number = note.pk
    note.delete()
    lines = list(AuditEntry.objects.filter(table="cases_note", row=number))
    assert all(is_sealed((line.before or line.after or {})["text"]) for line in lines)
    work(clock.today())
    told = [pair.was or pair.now for line in entries_in_words(lines) for pair in line.pairs]
    assert told.count("erased") == len(lines) == 2
    assert not any("border" in (one or "") for one in told)


def test_who_has_a_case_that_goes_on_keeps_their_key(cast: Cast) -> None:
    planted = plant(cast)
    going_on = a_case(cast.sam, planted.person, household=planted.case.household)
    about = Note.objects.create(case=going_on, person_key=planted.person.key, text="She will come back.")
    work(clock.today())
    assert set(SubjectKey.objects.values_list("subject", flat=True)) >= {planted.person.key}
    assert not SubjectKey.objects.filter(subject=planted.case.key).exists()
    assert Note.objects.get(pk=about.pk).text == "She will come back."
    about.delete()
    Due.objects.filter(person_key=planted.person.key).delete()
    work(clock.today())
    assert SubjectKey.objects.filter(subject=planted.person.key).exists(), "their other case was never due"


def test_nothing_goes_twice_and_the_second_night_has_nothing_to_do(cast: Cast) -> None:
    plant(cast)
    first, second = work(clock.today()), work(clock.today())
    assert first.counts["units"] > 0
    assert second.counts.get("units", 0) == 0
    assert Due.objects.filter(run=second).count() == 0


def test_a_case_that_is_open_keeps_everything(cast: Cast) -> None:
    planted = plant(cast)
    words = list(planted.marks)
    type(planted.case).objects.filter(pk=planted.case.pk).update(closed_on=None)
    Due.objects.all().delete()
    before = found_in_tables(words)
    work(clock.today())
    after = found_in_tables(words)
    alone = {"referrals_referral", "referrals_referredperson", "access_auditentry"}
    assert {table: here for table, here in after.items() if table not in alone} == {
        table: here for table, here in before.items() if table not in alone
    }


def test_the_database_takes_one_open_run_and_no_second(cast: Cast) -> None:
    Run.objects.create(day=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(day=clock.today())
