"""Taking facts out of the log: a range of events, as one part of the table in a Parquet file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from ibis.backends.duckdb import Backend

from onward.evidence.engine import quoted, write_ordered
from onward.evidence.facts.columns import OF_EVERY_FACT, FactColumn
from onward.kernel.events import event_types

_FORM: Final = "auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"'"
_LOG: Final = {
    "position": "event.position", "written_by": "event.written_by::text", "type": "event.type",
    "office": "event.office", "occurred_on": "event.occurred_on",
    "recorded_at": "event.recorded_at AT TIME ZONE 'UTC'", "supersedes": "event.supersedes_id",
    "retracts": "event.retracts", "case_key": "event.case_key", "person_key": "event.person_key",
    "about_key": "event.about_key",
}  # fmt: skip
_ENGINE_TYPES: Final = {
    "int64": "BIGINT", "string": "VARCHAR", "date": "DATE", "timestamp(6)": "TIMESTAMP",
    "boolean": "BOOLEAN", "decimal(30, 6)": "DECIMAL(30, 6)",
}  # fmt: skip


def write_part(
    engine: Backend, target: Path, columns: Mapping[str, FactColumn], wheres: Sequence[str]
) -> int:
    """Write the facts of some events to a Parquet file, ordered by type and day; return how many.

    Args:
        engine: does the work on columns; what does not fit its memory it puts beside the target.
        target: the file; complete when this returns, and not to be read before.
        columns: of the definitions.
        wheres: which events (`event`), in SQL. Several are read side by side, each by a connection of its
            own, which sees only what is committed; one alone is read by the connection at hand.
    """
    raws = [target.with_suffix(f".{number}.csv") for number in range(len(wheres))]
    statements = [f"COPY ({_select(columns, where)}) TO STDOUT (FORMAT csv)" for where in wheres]
    try:
        if len(statements) == 1:
            _copy(connection, statements[0], raws[0])
        else:
            with ThreadPoolExecutor(len(statements)) as side_by_side:
                list(side_by_side.map(_copy_apart, statements, raws))
        return _convert(engine, raws, target, columns)
    except BaseException:
        target.unlink(missing_ok=True)  # half of it would be read as the whole
        raise
    finally:
        for raw in raws:
            raw.unlink(missing_ok=True)


def _copy_apart(statement: str, raw: Path) -> None:
    """Copy by a connection of its own: those of Django belong to their thread."""
    apart = connections.create_connection("default")
    try:
        _copy(apart, statement, raw)
    finally:
        apart.close()


def _copy(by: BaseDatabaseWrapper, statement: str, raw: Path) -> None:
    with raw.open("wb") as out, by.cursor() as cursor, cursor.copy(statement) as rows:
        for block in rows:
            out.write(block)


def _select(columns: Mapping[str, FactColumn], where: str) -> str:
    """Return the statement that reads events as rows of facts, each value as text."""
    openings = sorted({one.of_case for one in columns.values() if one.of_case})
    named = {event: f"opened_{number}" for number, event in enumerate(openings)}
    told = [*_LOG.values(), *(_told(one, named) for one in columns.values())]
    joins = "".join(
        f" LEFT JOIN kernel_event {alias} ON {alias}.case_key = event.case_key AND {alias}.type = '{event}'"
        f" AND NOT {alias}.retracts AND {alias}.supersedes_id IS NULL"
        for event, alias in named.items()
    )
    return f"SELECT {', '.join(told)} FROM kernel_event event{joins} WHERE {where}"  # noqa: S608 - our own names


def _told(column: FactColumn, openings: Mapping[str, str]) -> str:
    """Return what an event says of a column, in SQL."""
    own = any(column.code in one.model_fields for one in event_types().values())
    told = _field("event", column.code) if own else "NULL"
    if column.takes:
        cases = " ".join(
            f"WHEN '{event}' THEN {_field('event', field)}" for event, field in column.takes.items()
        )
        told = f"CASE event.type {cases} ELSE {told} END"
    if column.of_case:
        field = column.takes.get(column.of_case, column.code)
        told = f"COALESCE({told}, {_field(openings[column.of_case], field)})"
    return told


def _field(alias: str, field: str) -> str:
    """Return a field as text; a list as JSON writes it, taken apart by the engine, which does it faster."""
    return f"{alias}.payload->>'{field}'"


def _convert(engine: Backend, raws: Sequence[Path], target: Path, columns: Mapping[str, FactColumn]) -> int:
    """Turn rows of text into typed columns; return how many rows there are."""
    types = {**OF_EVERY_FACT, **{code: one.column_type for code, one in columns.items()}}
    names = ", ".join(f"'{name}': 'VARCHAR'" for name in types)
    typed = ", ".join(f"{_typed(name, type_)} AS {name}" for name, type_ in types.items())
    read = f"read_csv([{', '.join(map(quoted, raws))}], {_FORM}, columns = {{{names}}})"
    write_ordered(engine, f"(SELECT {typed} FROM {read})", target)  # noqa: S608 - names of our own
    counted = f"SELECT count(*), count(DISTINCT position) FROM read_parquet({quoted(target)})"  # noqa: S608
    rows, events = engine.raw_sql(counted).fetchone()
    if rows != events:
        raise TwiceOpened(rows - events)
    return int(rows)


class TwiceOpened(ValueError):
    """An event would stand twice among the facts: its case was opened twice."""


def _typed(name: str, type_: str) -> str:
    if type_ == "binary":
        return f"unhex(replace({name}, '-', ''))"
    if type_ == "boolean":
        return f"{name} IN ('t', 'true')" if name == "retracts" else f"{name} = 'true'"
    if type_ == "array<string>":
        return f"COALESCE(from_json({name}, '[\"VARCHAR\"]'), [])"
    return f"CAST({name} AS {_ENGINE_TYPES[type_]})"
