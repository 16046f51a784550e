"""What is told in confidence is kept sealed, opens where it was told, and nowhere once its key is gone."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import override_settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from onward.access.models import AuditEntry, GlassBreak
from onward.access.problems import MasterKeyMissing, MasterKeyWrong, SealedOtherwise
from onward.access.secrecy import Erased, Opened, destroy, is_sealed, masters, subjects_of
from onward.access.secrecy.sealing import BUCKET, new_key, unwrap
from onward.casework.cases.models import Note, Session, Task
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.kernel import clock
from onward.kernel.copying import copy_rows
from tests.cast import make_cast

pytestmark = pytest.mark.django_db

WORDS = "He was held for nine days near the border."
PLACE = "cases_note.text"


def stored(table: str, column: str, row: Any) -> str:
    with connection.cursor() as cursor:
        asked = sql.SQL("SELECT {} FROM {} WHERE id = %s")
        cursor.execute(asked.format(sql.Identifier(column), sql.Identifier(table)), [row.pk])
        return str(cursor.fetchone()[0])


def run(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def a_note(text: str = WORDS, **given: Any) -> Note:
    case = given.pop("case", None) or a_case(make_cast().lies)
    return Note.objects.create(case=case, text=text, **given)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_whatever_is_typed_comes_out_as_it_went_in(words: str) -> None:
    key, wrapped = new_key(uuid4(), uuid4())
    value = key.seal(PLACE, words)
    assert is_sealed(value)
    assert unwrap(wrapped).open(PLACE, value) == words


def test_the_length_of_what_is_sealed_tells_little() -> None:
    key, _wrapped = new_key(uuid4(), uuid4())
    lengths = {len(key.seal(PLACE, "x" * number)) for number in range(BUCKET - 4)}
    assert len(lengths) == 1
    assert key.seal(PLACE, "same") != key.seal(PLACE, "same")


def test_a_value_opens_for_no_other_person_and_in_no_other_column() -> None:
    subject, name = uuid4(), uuid4()
    key, wrapped = new_key(name, subject)
    value = key.seal(PLACE, WORDS)
    with pytest.raises(SealedOtherwise):
        unwrap(wrapped).open("cases_session.summary", value)
    with pytest.raises(MasterKeyWrong):  # the row of the key was given to somebody else
        unwrap(wrapped._replace(subject=uuid4()))
    with pytest.raises(SealedOtherwise):
        unwrap(wrapped).open(PLACE, value[:-6] + "AAAA==")


def test_a_note_stands_sealed_and_is_read_as_it_was_written() -> None:
    note = a_note()
    assert is_sealed(stored("cases_note", "text", note))
    assert Note.objects.get(pk=note.pk).text == WORDS
    assert Note.objects.values_list("text", flat=True).get(pk=note.pk) == WORDS
    assert not is_sealed(stored("cases_note", "text", a_note("", case=note.case)))


def test_a_person_and_a_case_have_a_key_each_and_one_alone() -> None:
    case = a_case(make_cast().lies)
    person = traveller_of(case).person
    notes = [a_note(case=case), a_note(case=case), a_note(case=case, person_key=person.key)]
    assert subjects_of(Note.objects.filter(case=case)) == {case.key, person.key}
    names = {stored("cases_note", "text", note)[:36] for note in notes}
    assert len(names) == 2


def test_a_list_of_notes_takes_one_query(django_assert_num_queries: Any) -> None:
    note = a_note()
    for _number in range(5):
        a_note(case=note.case)
    with django_assert_num_queries(1):
        assert {one.text for one in Note.objects.filter(case=note.case)} == {WORDS}


def test_a_row_that_is_saved_as_it_was_keeps_its_seal_and_writes_no_change_of_its_words() -> None:
    case = a_case(make_cast().lies)
    task = Task.objects.create(case=case, words="Call the clinic.", due_on=clock.today())
    before = stored("cases_task", "words", task)
    again = Task.objects.get(pk=task.pk)
    assert isinstance(again.words, Opened)
    again.done_on = clock.today()
    again.save()
    assert stored("cases_task", "words", task) == before
    line = AuditEntry.objects.filter(table="cases_task", row=task.pk, kind="update").get()
    assert "words" not in (line.after or {})


def test_words_that_are_taken_over_into_another_row_are_sealed_for_it() -> None:
    note = Note.objects.get(pk=a_note().pk)
    session = Session.objects.create(case=note.case, held_on=clock.today(), way="phone", summary=note.text)
    assert stored("cases_session", "summary", session) != stored("cases_note", "text", note)
    assert Session.objects.get(pk=session.pk).summary == WORDS


def test_a_text_longer_than_its_column_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="takes 300 letters"):
        Task.objects.create(case=a_case(make_cast().lies), words="x" * 301, due_on=clock.today())


def test_a_value_moved_to_another_persons_row_is_not_shown_there() -> None:
    case = a_case(make_cast().lies, a_person(make_cast().be), a_person(make_cast().be, "Ali Zubaidi"))
    one, other = (traveller.person for traveller in case.travellers.order_by("pk"))
    first, second = (a_note(case=case, person_key=person.key) for person in (one, other))
    value = stored("cases_note", "text", first)
    run("UPDATE cases_note SET text = %s WHERE id = %s", value, second.pk)
    with pytest.raises(SealedOtherwise):
        Note.objects.get(pk=second.pk)


def test_a_value_moved_to_another_column_is_not_shown_there() -> None:
    note = a_note()
    session = Session.objects.create(case=note.case, held_on=clock.today(), way="phone")
    value = stored("cases_note", "text", note)
    run("UPDATE cases_session SET summary = %s WHERE id = %s", value, session.pk)
    with pytest.raises(SealedOtherwise):
        Session.objects.get(pk=session.pk)


def test_nobody_writes_plain_words_by_update() -> None:
    note = a_note()
    with pytest.raises(FieldError, match="sealed row by row"), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(text=WORDS)
    Note.objects.filter(pk=note.pk).update(text="")
    assert Note.objects.get(pk=note.pk).text == ""


@pytest.mark.parametrize("words", [WORDS, "s1.", "s1." + "0" * 32 + ".not sealed at all " + "x" * 120])
def test_the_database_takes_no_plain_words(words: str) -> None:
    note = a_note()
    with pytest.raises(IntegrityError, match="cases_note_text_is_sealed"):
        run("UPDATE cases_note SET text = %s WHERE id = %s", words, note.pk)


def test_the_database_takes_no_plain_words_by_copy() -> None:
    case = a_case(make_cast().lies)
    row = Note(pk=1, case=case, text=WORDS)
    with pytest.raises(IntegrityError, match="cases_note_text_is_sealed"), transaction.atomic():
        copy_rows(Note, [row])


@pytest.mark.parametrize("asked", [{"text": WORDS}, {"text__contains": "border"}, {"text__in": [WORDS]}])
def test_nothing_is_looked_for_by_its_words(asked: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match="they are sealed"):
        list(Note.objects.filter(**asked))
    assert list(Note.objects.filter(text="")) == []


def test_what_was_erased_reads_so_in_the_readers_language_and_stays_so() -> None:
    note = a_note()
    assert destroy([note.case.key]) == 1
    assert destroy([note.case.key]) == 0
    gone = Note.objects.get(pk=note.pk)
    assert isinstance(gone.text, Erased)
    assert gone.text == "[erased]"
    before = stored("cases_note", "text", note)
    gone.save()
    assert stored("cases_note", "text", note) == before
    with translation.override("nl"):
        assert Note.objects.get(pk=note.pk).text


def test_what_is_told_after_an_erasure_gets_another_key_and_brings_nothing_back() -> None:
    note = a_note()
    destroy([note.case.key])
    later = a_note("Told later.", case=note.case)
    assert Note.objects.get(pk=later.pk).text == "Told later."
    assert Note.objects.get(pk=note.pk).text == "[erased]"


def test_the_audit_repeats_only_what_is_sealed() -> None:
    note = a_note()
    [line] = AuditEntry.objects.filter(table="cases_note", row=note.pk)
    assert is_sealed((line.after or {})["text"])


def test_a_key_is_given_to_nobody_else() -> None:
    note = a_note()
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("UPDATE access_subjectkey SET subject = %s WHERE subject = %s", uuid4(), note.case.key)


def test_an_emergencys_reason_is_of_the_person_who_was_opened() -> None:
    cast = make_cast()
    person = a_person(cast.be)
    opening = GlassBreak.objects.create(
        actor=cast.duty, person_key=person.key, reason=WORDS, until=clock.now() + timedelta(hours=1)
    )
    destroy(subjects_of(GlassBreak.objects.filter(pk=opening.pk)))
    assert GlassBreak.objects.get(pk=opening.pk).reason == "[erased]"


def test_a_master_key_that_is_missing_or_wrong_is_told_to_whoever_reads() -> None:
    note = a_note()
    with override_settings(MASTER_KEYS=masters.made("other")), pytest.raises(MasterKeyMissing) as missing:
        Note.objects.get(pk=note.pk)
    assert "(tests)" in missing.value.say()
    assert "ONWARD_MASTER_KEYS" in missing.value.say_way_out()
    with override_settings(MASTER_KEYS=masters.made("tests")), pytest.raises(MasterKeyWrong):
        Note.objects.get(pk=note.pk)
    with override_settings(MASTER_KEYS=""), pytest.raises(MasterKeyMissing):
        a_note()


def test_a_row_that_names_nobody_cannot_keep_anything() -> None:
    field: Any = Note._meta.get_field("text")
    with pytest.raises(ValueError, match="neither whose it is"):
        field.subject(Note(person_key=None))
    assert field.subject(Note(person_key=UUID(int=7))) == UUID(int=7)
