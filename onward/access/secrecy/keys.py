"""The keys of persons and cases in their table: made when something is first told, destroyed with them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet

from onward.access.secrecy.sealing import Key, Wrapped, new_key, unwrap

AT_ONCE = 1_000
_OF = "SELECT key, subject, master, wrapped FROM access_subjectkey WHERE subject = %s FOR KEY SHARE"
_MAKE = """
    INSERT INTO access_subjectkey (key, subject, master, wrapped, made_at)
    VALUES (%s, %s, %s, %s, clock_timestamp())
    ON CONFLICT (subject) DO NOTHING RETURNING key
"""


def for_sealing(subject: UUID) -> Key:
    """Return the key of a person or a case, made now where there is none yet.

    It is held until the transaction ends: who destroys it waits for what is being sealed, and then takes it
    along. Whoever wraps it anew need not wait.

    Raises:
        MasterKeyMissing: its master key is not here.
        MasterKeyWrong: the master key of that name is another one.
    """
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_OF, [subject])
            if row := cursor.fetchone():
                return unwrap(_wrapped(row))
            key, made = new_key(uuid4(), subject)
            cursor.execute(_MAKE, [made.key, made.subject, made.master, made.wrapped])
            if cursor.fetchone():
                return key


def named(names: Collection[UUID]) -> Mapping[UUID, Wrapped]:
    """Return the keys of these names, as far as there still are any."""
    with connection.cursor() as cursor:
        asked = "SELECT key, subject, master, wrapped FROM access_subjectkey WHERE key = ANY(%s)"
        cursor.execute(asked, [list(names)])
        return {row[0]: _wrapped(row) for row in cursor.fetchall()}


def destroy(subjects: Iterable[UUID]) -> int:
    """Destroy the keys of persons, cases and referrals; return how many there were.

    From the end of the transaction on nobody reads what was sealed under them: in rows, in lines of the
    audit, in another process, in a copy of the rows. No process keeps a key from one reading to the next.
    What is told of the same subject afterwards gets a key of its own.
    """
    wanted, gone = sorted(set(subjects)), 0
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            cursor.execute("DELETE FROM access_subjectkey WHERE subject = ANY(%s)", [some])
            gone += cursor.rowcount
    return gone


def hold(subjects: Iterable[UUID]) -> set[UUID]:
    """Hold the keys of subjects until the transaction ends; return whose there are.

    Waits for who is sealing under one of them: what they wrote can be seen then, and nobody writes more. So
    whoever means to destroy a key asks after that whether anything still stands under it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject FROM access_subjectkey WHERE subject = ANY(%s) ORDER BY id FOR UPDATE",
            [sorted(set(subjects))],
        )
        return {subject for (subject,) in cursor.fetchall()}


def subjects_of(rows: QuerySet[Any]) -> set[UUID]:
    """Return under whose keys the sealed words of rows stand: persons', cases' or the rows' own."""
    from onward.access.secrecy.fields import sealed_fields

    found: set[UUID] = set()
    for of in {field.of for field in sealed_fields(rows.model)}:
        for row in rows.order_by().values_list(*of).iterator():
            found.update([key for key in row if key][:1])
    return found


def _wrapped(row: tuple[Any, ...]) -> Wrapped:
    key, subject, master, wrapped = row
    return Wrapped(key, subject, master, bytes(wrapped))
