"""The table of keys as a file: kept apart from the backups, and put in the place of an older one afterwards.

Of what was sealed under a key that was destroyed since the backup, nothing can be read again then. The file
holds wrapped keys alone: without a master key it opens nothing.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from onward.access.secrecy.sealing import Wrapped, unwrap

VERSION = 1
_AT = "SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database()"
"""The moment from which a key may have been made that the file does not show: its transaction was open."""


class BadKeys(ValueError):
    """A file is not what was written by `lines`; its words say in which line."""


class Carried(NamedTuple):
    """What putting a file in place did: how many keys are there now, came, and went."""

    keys: int
    came: int
    went: int


def lines() -> Iterator[str]:
    """Give the table of keys as lines of text: a head, each key, and at last how many there were."""
    count = 0
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_AT)
        [at] = cursor.fetchone()
        yield json.dumps({"onward": "keys", "version": VERSION, "at": at.isoformat()})
        cursor.execute("SELECT key, subject, master, wrapped, made_at FROM access_subjectkey ORDER BY id")
        for key, subject, master, wrapped, made_at in cursor:
            count += 1
            yield json.dumps([key.hex, subject.hex, master, bytes(wrapped).hex(), made_at.isoformat()])
    yield json.dumps({"keys": count})


def put_in_place(text: Iterable[str]) -> Carried:
    """Make the table of keys what a file says, all of it or nothing; each key is opened first.

    Keys that the file does not have were destroyed before it was written, and are destroyed here too: that is
    what it is for. Keys that were made after it are left as they are.

    Raises:
        BadKeys: it is no such file, or ends before its end.
        MasterKeyMissing: a key is under a master key that the house was started without.
        MasterKeyWrong: a key is not under the master key whose name it bears.
    """
    at, found = _read(text)
    for one, _made in found:
        unwrap(one)
    names = {one.key for one, _made in found}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE access_subjectkey IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT key, made_at FROM access_subjectkey")
        before = dict(cursor.fetchall())
        gone = [key for key, made in before.items() if key not in names and made <= at]
        cursor.execute("DELETE FROM access_subjectkey WHERE key = ANY(%s)", [gone])
        cursor.executemany(_PUT, [(*one, made) for one, made in found])
    return Carried(len(found), len(names - before.keys()), len(gone))


_PUT = """
    INSERT INTO access_subjectkey (key, subject, master, wrapped, made_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET master = excluded.master, wrapped = excluded.wrapped
"""


def _read(text: Iterable[str]) -> tuple[datetime, list[tuple[Wrapped, datetime]]]:
    head, *rows = [line for line in text if line.strip()] or [""]
    try:
        said = json.loads(head)
        if (said["onward"], said["version"]) != ("keys", VERSION):
            raise ValueError
        at = datetime.fromisoformat(said["at"])
    except (ValueError, TypeError, KeyError):
        raise BadKeys("This is no file of keys of this version: its first line says otherwise.") from None
    end = f'{{"keys": {len(rows) - 1}}}'
    if not rows or rows.pop().strip() != end:
        raise BadKeys("The file ends before its end, or has other keys than it says: nothing was changed.")
    found = []
    for number, row in enumerate(rows, 2):
        try:
            key, subject, master, wrapped, made = json.loads(row)
            one = Wrapped(UUID(key), UUID(subject), str(master), bytes.fromhex(wrapped))
            found.append((one, datetime.fromisoformat(made)))
        except (ValueError, TypeError, AttributeError):
            raise BadKeys(f"Line {number} is no key: nothing was changed.") from None
    return at, found
