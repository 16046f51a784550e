"""The engine that computes figures: DuckDB, in the process that asks."""

from __future__ import annotations

from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.types.relations import Table as Table  # type: ignore[attr-defined]  # it is public there


def connect(**settings: object) -> Backend:
    """Return a connection of one's own, in memory; tables of facts are read by it where they lie.

    Args:
        settings: of DuckDB, such as `memory_limit="2GB"`.
    """
    engine: Backend = ibis.duckdb.connect(**settings)
    # Ibis writes lambdas with an arrow, which DuckDB 2 reads only when told to.
    engine.raw_sql("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
    return engine


def quoted(file: Path) -> str:
    """Return the name of a file as SQL writes a text."""
    return "'" + str(file).replace("'", "''") + "'"


def write_ordered(engine: Backend, rows: str, target: Path) -> None:
    """Write the facts that SQL gives to a Parquet file, ordered so that a figure skips most of it.

    A hundred thousand rows share their least and greatest values: whoever asks for departures of one year
    reads no group of another kind or year.
    """
    engine.raw_sql(
        f"COPY (SELECT * FROM {rows} ORDER BY type, occurred_on, position)"  # noqa: S608 - names of our own
        f" TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100_000)"
    )
