"""The engine that computes figures: DuckDB, in the process that asks."""

from __future__ import annotations

import ibis
from ibis.backends.duckdb import Backend


def connect(**settings: object) -> Backend:
    """Return a connection of one's own, in memory; tables of facts are read by it where they lie.

    Args:
        settings: of DuckDB, such as `memory_limit="2GB"`.
    """
    engine: Backend = ibis.duckdb.connect(**settings)
    # Ibis writes lambdas with an arrow, which DuckDB 2 reads only when told to.
    engine.raw_sql("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
    return engine
