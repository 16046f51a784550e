"""Facts asked by DuckDB in this process: expressions are turned into SQL once, and asked with other values.

To turn an expression into SQL takes longer than to answer it. So what is asked for (days, moments, codes)
stands in it as variables of the connection, and the SQL of a question is kept by this process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import ibis

from onward.evidence.engine import Table, connect
from onward.evidence.facts.store import FactStore, current_store
from onward.evidence.facts.tables import SAME_PERSON, AsOf, Facts, Given, Rows

_MOST: Final = 2_000
"""So many questions are kept in SQL; each is a few kilobytes."""
_HELD_IN_MEMORY: Final = 500_000
"""So many facts at most are read into memory; of more, each question reads what it needs."""
_sql: dict[tuple[str, Hashable], tuple[str, ibis.Schema]] = {}
_here = threading.local()


@ibis.udf.scalar.builtin(name="getvariable")
def _day(which: str) -> date: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="getvariable")
def _moment(which: str) -> datetime: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="getvariable")
def _number(which: str) -> int: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="getvariable")
def _text(which: str) -> str: ...  # type: ignore[empty-body]


_VARIABLES: Final[dict[type, Callable[[str], Any]]] = {
    date: _day,
    datetime: _moment,
    int: _number,
    str: _text,
}


class LocalFacts(Facts):
    """Facts in files, of one connection of DuckDB.

    Args:
        paths: the files; there is one at least.
        shape: a word for their columns.
    """

    def __init__(self, paths: Sequence[str], shape: str) -> None:
        self._shape = shape
        self.engine = connect(memory_limit="2GB")
        files = self.engine.read_parquet(list(paths), table_name="in_files")
        kept = "TABLE" if files.count().to_pyarrow().as_py() <= _HELD_IN_MEMORY else "VIEW"
        self.engine.raw_sql(f"CREATE {kept} facts AS FROM in_files")
        super().__init__(self.engine.table("facts"))
        self.engine.raw_sql("CREATE TEMP TABLE same_person (other BLOB, one BLOB)")
        self._aliases = ibis.table(SAME_PERSON, name="same_person")
        self._aliases_as_of: AsOf | None = None

    def given(self, name: str, value: Given) -> Any:
        """Return a variable of the connection; `rows` gives it its value."""
        return _VARIABLES[type(value)](name)

    def rows(self, question: Hashable, table: Callable[[], Table], values: Mapping[str, Given]) -> Rows:
        """Return the rows of a table, by the SQL that is kept of this question."""
        sql, shown = self._asked(question, table, values)
        return [dict(zip(shown, row, strict=True)) for row in self.engine.con.execute(sql).fetchall()]

    def held(
        self, name: str, question: Hashable, table: Callable[[], Table], values: Mapping[str, Given]
    ) -> Table:
        """Return the rows of a table as one of the connection's own."""
        sql, shown = self._asked(question, table, values)
        self.engine.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
        return ibis.table(shown, name=name)

    def _asked(
        self, question: Hashable, table: Callable[[], Table], values: Mapping[str, Given]
    ) -> tuple[str, ibis.Schema]:
        """Return the SQL of a question and its columns, with its values set."""
        kept = (self._shape, question)
        if kept not in _sql:
            if len(_sql) >= _MOST:
                _sql.clear()
            made = table()
            _sql[kept] = str(ibis.to_sql(made, dialect="duckdb")), made.schema()
        for name, value in values.items():
            self.engine.con.execute(f"SET VARIABLE {name} = ?", [value])
        return _sql[kept]

    def aliases(self, as_of: AsOf) -> Table:
        """Return the table of who was found to be the same person; `know_persons` fills it."""
        return self._aliases

    def know_persons(self, as_of: AsOf) -> None:
        """Fill the table of who was found to be the same person, as known then, unless it is that already."""
        if as_of == self._aliases_as_of:
            return
        rows = [list(pair) for pair in self.same_persons(as_of).items()]
        self.engine.con.execute("DELETE FROM same_person")
        if rows:
            self.engine.con.executemany("INSERT INTO same_person VALUES (?, ?)", rows)
        self._aliases_as_of = as_of


def open_facts(store: FactStore | None = None) -> LocalFacts:
    """Return the facts as they are now, with all that can be seen at this moment.

    Each thread keeps its connection for as long as the same files count. One that was opened before them can
    be asked as long as somebody holds it, and closes with the last who does: a page that opens facts twice
    must not lose the first when a colleague saves in between.
    """
    store = store or current_store()
    paths = store.files()
    kept: tuple[list[str], LocalFacts] | None = getattr(_here, "facts", None)
    if kept is None or kept[0] != paths:
        kept = _here.facts = (paths, LocalFacts(paths, store.shape))
    return kept[1]
