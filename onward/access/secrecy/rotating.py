"""A new master key in the place of an old one: every key is wrapped anew, batch by batch."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from onward.access.secrecy import masters
from onward.access.secrecy.sealing import Wrapped, secret_of, wrap

BATCH = 1_000
"""Keys that are wrapped anew in one transaction."""

_SOME = """
    SELECT id, key, subject, master, wrapped FROM access_subjectkey
    WHERE master = %s AND id > %s ORDER BY id LIMIT %s FOR NO KEY UPDATE
"""
_ANEW = "UPDATE access_subjectkey SET master = %s, wrapped = %s WHERE id = %s"


@dataclass(frozen=True)
class Standing:
    """How a master key stands.

    Attributes:
        name: what it is called.
        keys: how many keys are wrapped under it.
        known: whether the house was started with it.
        first: whether it is the one that new keys are wrapped under.
    """

    name: str
    keys: int
    known: bool
    first: bool

    @property
    def may_go(self) -> bool:
        """Whether it may be taken away from the house: nothing in this database needs it any more."""
        return self.known and not self.first and not self.keys


def standing() -> list[Standing]:
    """Return every master key that the house has, in their order, and then those that it lacks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT master, count(*) FROM access_subjectkey GROUP BY master ORDER BY master")
        under: dict[str, int] = dict(cursor.fetchall())
    known = list(masters.known())
    names = [*known, *(name for name in under if name not in known)]
    return [Standing(name, under.get(name, 0), name in known, [name] == known[:1]) for name in names]


def rewrap(told: Callable[[int], None] = lambda _done: None, *, batch: int = BATCH) -> int:
    """Wrap every key under the first master key; return how many were not before.

    Each batch is a transaction of its own. Interrupted at any moment, it leaves each key under the one master
    key or the other, and goes on when it is run again; two at once wait for one another.

    Args:
        told: called after each batch with how many are done.
        batch: keys in one transaction.

    Raises:
        MasterKeyMissing: there is none, or some key is under one that the house was started without.
        MasterKeyWrong: some key is not under the one whose name it bears.
    """
    name, _cipher = masters.first()
    done = 0
    for old in (one.name for one in standing() if one.name != name):
        last: int | None = 0
        while last is not None:
            count, last = _batch(old, last, batch)
            done += count
            told(done)
    return done


def _batch(master: str, after: int, batch: int) -> tuple[int, int | None]:
    """Wrap some keys of a master key anew; return how many, and the last number where more may follow."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SOME, [master, after, batch])
        rows = cursor.fetchall()
        for number, key, subject, under, wrapped in rows:
            anew = wrap(key, subject, secret_of(Wrapped(key, subject, under, bytes(wrapped))))
            cursor.execute(_ANEW, [anew.master, anew.wrapped, number])
    return len(rows), rows[-1][0] if len(rows) == batch else None
