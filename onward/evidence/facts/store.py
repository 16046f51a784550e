"""Where facts are kept: parts in Parquet files, and a manifest of those that count, up to a mark.

A part is written aside and counts from when a manifest names it, so a reader sees a whole state or the one
before. Facts are taken by the mark of the log: nothing that is committed late can be passed over,
since the mark stands below it until it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection, transaction
from duckdb import IOException
from ibis.backends.duckdb import Backend

from onward.evidence.engine import connect, quoted, write_ordered
from onward.evidence.facts.columns import columns, schema
from onward.evidence.facts.reading import write_part
from onward.evidence.problems import FactsNotKept
from onward.kernel.definitions import Library, current_library
from onward.kernel.events.log import mark

_MANIFEST: Final = "manifest.json"
_SMALL_PARTS: Final = 12
"""So many small parts at most; beyond, they are made into one."""
_SMALL: Final = 50_000
_KEPT_FOR: Final = 600
"""Seconds for which a part that counts no more stays: a reader may be at it."""
_LARGE: Final = 1_000_000
"""From so many events on, the whole log is read in slices side by side."""
_MOST_SLICES: Final = 4
_MEMORY: Final = "2GB"
"""Of whoever writes a part: what is sorted beyond it lies beside the part meanwhile."""
_LOCK: Final = 0x0FAC75
"""Number of the lock that whoever takes facts in holds, in PostgreSQL."""


@dataclass(frozen=True)
class Part:
    """One file of facts."""

    file: str
    rows: int


@dataclass(frozen=True)
class State:
    """Which parts count.

    Attributes:
        shape: of which columns the parts are made; others are read anew.
        mark: events that transactions below this number wrote are in, and no others.
        parts: the files.
    """

    shape: str
    mark: int
    parts: tuple[Part, ...]


class FactStore:
    """The facts of one database, in a folder of its own.

    Args:
        folder: where the parts lie; made when there is none.
        library: whose columns they have: those in force, unless others are given (those of an edition).
    """

    def __init__(self, folder: Path, library: Library | None = None) -> None:
        self.folder = folder
        self._library = library

    @property
    def library(self) -> Library:
        """Whose columns the facts have."""
        return self._library or current_library()

    @property
    def shape(self) -> str:
        """A word for the columns: parts of another shape are of no use."""
        return shape(self.library)

    def refresh(self) -> State:
        """Take in what the log holds below its mark, and return what counts now.

        Whoever asks next finds at least this. Where the columns have changed, or the log counts from anew
        (a database that was brought back from a copy), everything is read again.

        Raises:
            FactsNotKept: they cannot be written here.
        """
        return self._look()[0]

    def files(self) -> list[str]:
        """Return the files that hold every event that can be seen at this moment.

        That is what is taken in, and what was written beyond the mark: by the transaction at hand, or by one
        that has ended while an older one goes on. It may be asked, and no mark covers it yet.

        Raises:
            FactsNotKept: they cannot be written here.
        """
        state, beyond = self._look()
        if not beyond.count:
            return self.paths(state)
        own = f"beyond-{os.getpid()}-{threading.get_ident()}-"  # no other thread writes it or takes it away
        name = f"{own}{state.mark}-{beyond.count}-{beyond.last}-{state.shape}.parquet"
        if not (self.folder / name).exists():
            for file in self.folder.glob(f"{own}*"):
                file.unlink()
            with _written():
                write_part(self._engine(), self.folder / name, columns(self.library), [_from(state.mark)])
        return [*self.paths(state), str(self.folder / name)]

    def _look(self) -> tuple[State, Beyond]:
        """Return what counts, brought up to the mark, and what was written beyond it."""
        for _attempt in range(2):
            state = self._state()
            if state is not None and state.shape == self.shape:
                upto, beyond = _beyond(state.mark)
                if state.mark <= upto and not beyond.settled:
                    return state, beyond
            self._taken_in()
        state = self._state()
        assert state is not None, "it has just been written"
        return state, _beyond(state.mark)[1]

    def _taken_in(self) -> None:
        with _alone(), _written():
            state = self._state()  # another may have taken it in, while this one waited
            upto = mark(state.mark if state else 0)
            if state is None or state.shape != self.shape or upto < state.mark:
                self._rebuild(upto)
            elif _beyond(state.mark)[1].settled:
                self._take_in(state, upto)

    def rebuild(self) -> State:
        """Read the whole log again, whatever lies here."""
        with _alone(), _written():
            return self._rebuild(mark())

    def paths(self, state: State) -> list[str]:
        """Return the files of a state."""
        return [str(self.folder / part.file) for part in state.parts]

    def _state(self) -> State | None:
        try:
            kept = json.loads((self.folder / _MANIFEST).read_text())
        except FileNotFoundError:
            return None
        return State(kept["shape"], kept["mark"], tuple(Part(**part) for part in kept["parts"]))

    def _rebuild(self, upto: int) -> State:
        return self._keep(State(self.shape, upto, (self._part(0, upto, _slices()),)))

    def _take_in(self, state: State, upto: int) -> State:
        parts = (*state.parts, self._part(state.mark, upto))
        small = [one for one in parts if one.rows < _SMALL]
        if len(small) > _SMALL_PARTS:
            parts = (*(one for one in parts if one not in small), self._as_one(small))
        return self._keep(State(state.shape, upto, parts))

    def _part(self, begins: int, ends: int, slices: Sequence[str] = ("TRUE",)) -> Part:
        target = self._new_file()
        where = f"{_from(begins)} AND event.written_by < '{ends:d}'::xid8"
        wheres = [f"{where} AND {one}" for one in slices]
        rows = write_part(self._engine(), target, columns(self.library), wheres)
        return Part(target.name, rows)

    def _engine(self) -> Backend:
        return connect(memory_limit=_MEMORY, temp_directory=str(self.folder / "aside"))

    def _as_one(self, parts: list[Part]) -> Part:
        target = self._new_file()
        files = ", ".join(quoted(self.folder / part.file) for part in parts)
        write_ordered(self._engine(), f"read_parquet([{files}])", target)
        return Part(target.name, sum(part.rows for part in parts))

    def _new_file(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder / f"facts-{uuid4().hex}.parquet"

    def _keep(self, state: State) -> State:
        """Make a state the one that counts, and take away what has not counted for a while."""
        aside = self.folder / f"{_MANIFEST}.{uuid4().hex}"
        parts = [{"file": part.file, "rows": part.rows} for part in state.parts]
        with aside.open("w") as out:
            json.dump({"shape": state.shape, "mark": state.mark, "parts": parts}, out)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(self.folder / _MANIFEST)
        counting = {part.file for part in state.parts}
        for file in (*self.folder.glob("*.parquet"), *self.folder.glob("*.csv")):
            if file.name not in counting and time.time() - file.stat().st_mtime > _KEPT_FOR:
                file.unlink(missing_ok=True)
        return state


_names: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


def current_store(library: Library | None = None) -> FactStore:
    """Return the facts of the database that is in use; each database has its own.

    Args:
        library: whose columns they have, where these may be others than those in force. They then lie beside.
    """
    connection.ensure_connection()
    name = _names.get(connection.connection)
    if name is None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT system_identifier, oid FROM pg_control_system(), pg_database"
                " WHERE datname = current_database()"
            )
            name = _names[connection.connection] = "-".join(map(str, cursor.fetchone()))
    if library is not None and shape(library) != shape():
        return FactStore(Path(settings.ONWARD_FACTS) / f"{name}-{shape(library)}", library)
    return FactStore(Path(settings.ONWARD_FACTS) / name)


def shape(library: Library | None = None) -> str:
    """Return a word for the columns and for where each comes from."""
    known = columns(library)
    told = {code: one.model_dump(mode="json", exclude={"name", "values"}) for code, one in known.items()}
    text = json.dumps([schema(library), told], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _slices() -> list[str]:
    """Return into which slices the whole log is cut to be read side by side, in SQL: by positions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(min(position), 0), COALESCE(max(position), 0) FROM kernel_event")
        first, last = cursor.fetchone()
    many = min(os.cpu_count() or 1, _MOST_SLICES) if last - first >= _LARGE else 1
    cuts = [first + (last - first) * number // many for number in range(1, many)]
    lows = ["TRUE", *(f"event.position >= {cut:d}" for cut in cuts)]
    highs = [*(f"event.position < {cut:d}" for cut in cuts), "TRUE"]
    return [f"{low} AND {high}" for low, high in zip(lows, highs, strict=True)]


def _from(begins: int) -> str:
    """Return the test that an event was written by this transaction or a later one, in SQL."""
    return f"event.written_by >= '{begins:d}'::xid8"


@dataclass(frozen=True)
class Beyond:
    """Events beyond a mark that can be seen.

    Attributes:
        count: how many.
        last: the position of the last. Positions are given once, so other events have another count or last.
        settled: how many of them are below the mark of the log by now.
    """

    count: int
    last: int | None
    settled: int


def _beyond(begins: int) -> tuple[int, Beyond]:
    """Return the mark of the log, and what stands from another mark on."""
    upto = mark(begins)  # asked first: what is below it was there before what is counted here
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(position), count(*) FILTER (WHERE written_by < %s::text::xid8)"
            " FROM kernel_event WHERE written_by >= %s::text::xid8",
            [str(upto), str(begins)],
        )
        count, last, settled = cursor.fetchone()
    return upto, Beyond(count, last, settled)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time take facts in; the others wait, and find them taken in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def _written() -> Iterator[None]:
    """Say in words that there is no room for facts, and leave the transaction at hand as good as it was."""
    try:
        # A copy that ends half way breaks off the transaction, and with it the giving back of the lock.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            yield
    except (OSError, IOException) as why:
        raise FactsNotKept from why
