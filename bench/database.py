"""The database of a million persons: made once, by COPY, and used again while its recipe stays the same."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from bench import batches, filling, made_up
from onward.web.database import APPLICATION, DURABLE, OWNER, ROOT, Cluster, _home

NAME = "onward_bench"
MEMORY = {"shared_buffers": "1GB", "effective_cache_size": "6GB", "work_mem": "32MB", "max_connections": "60"}
SERVING = {**DURABLE, **MEMORY}
"""As an office runs it: what is saved is on the disk before the answer goes out."""
LOADING = {
    **SERVING,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_wal_size": "16GB",
    "maintenance_work_mem": "768MB",
    "max_parallel_maintenance_workers": "2",
}
"""For the load alone: a crash in the middle throws the database away."""


SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "onward.web.settings",
    "ONWARD_MASTER_KEYS": "bench:bWFkZS11cCBwZW9wbGUgb25seSwgbmV2ZXIgcmVhbCE=",
}
"""What the processes that fill the database need of Onward: how it seals."""


def cluster(options: dict[str, str] = SERVING) -> Cluster:
    """Return the cluster of the measurements: its own folder, beside the demo's and the tests'."""
    return Cluster(_home("bench-postgres"), options)


def recipe(persons: int) -> str:
    """Return the hash of what makes the rows: scale, and the code that draws them. Migrations run later."""
    code = b"".join(Path(str(one.__file__)).read_bytes() for one in (batches, filling, made_up))
    return hashlib.sha256(f"{persons} ".encode() + code).hexdigest()[:16]


def database_of(persons: int) -> str:
    """Return the name of the database for a scale."""
    return NAME if persons == 1_000_000 else f"{NAME}_{persons}"


def environment(persons: int) -> dict[str, str]:
    """Return the variables under which Onward runs on this database, over plain loopback."""
    where = cluster()
    return {
        **os.environ,
        "DATABASE_URL": where.url(database_of(persons), APPLICATION),
        "DATABASE_OWNER_URL": where.url(database_of(persons), OWNER),
        **SETTINGS,
        "ONWARD_SECRET_KEY": "known to everybody: the measurements hold made-up people only",
        "ONWARD_HOSTS": "127.0.0.1,testserver",
        "ONWARD_HTTPS_REDIRECT": "0",
        "ONWARD_REQUIRE_MFA": "0",
        "ONWARD_SYNTHETIC": "1",
    }


@contextmanager
def ready(persons: int, *, again: bool = False) -> Iterator[dict[str, Any]]:
    """Have the database there and served for the block; yields what was noted when it was made."""
    note = cluster().home / f"{database_of(persons)}.json"
    wanted = recipe(persons)
    found = json.loads(note.read_text()) if note.exists() else {}
    if again or found.get("recipe") != wanted:
        cluster().stop()
        found = {"recipe": wanted, **_make(persons)}
        note.write_text(json.dumps(found))
    cluster().start()
    try:
        yield found
    finally:
        cluster().stop()


def _make(persons: int) -> dict[str, Any]:
    loading, name, began = cluster(LOADING), database_of(persons), time.monotonic()
    loading.start()
    loading.drop_database(name)
    loading.create_database(name)
    run = [sys.executable, "-m", "bench.preparing", str(persons)]
    made = subprocess.run(run, env=environment(persons), check=True, capture_output=True, text=True, cwd=ROOT)
    plan = _plan(json.loads(made.stdout.splitlines()[-1]))
    steps = {"migrate": time.monotonic() - began}
    with loading.connect(name) as connection:
        later = _put_aside(connection)
    mark = time.monotonic()
    _fill(plan, name)
    steps["copy"] = time.monotonic() - mark
    mark = time.monotonic()
    with loading.connect(name) as connection:
        _put_back(connection, later)
    steps["indexes"] = time.monotonic() - mark
    mark = time.monotonic()
    with loading.connect(name) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        counts = {
            table: _rows(connection, table) for table in ("people_person", "cases_case", "kernel_event")
        }
    steps["analyze"] = time.monotonic() - mark
    loading.stop()
    print({step: round(seconds) for step, seconds in steps.items()}, flush=True)
    return {"seconds": steps, "rows": counts, "bytes": size[0] if size else 0, "plan": _plain(plan)}


def _rows(connection: psycopg.Connection[Any], table: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return int(found[0]) if found else 0


def _plan(data: dict[str, Any]) -> batches.Plan:
    return batches.Plan(
        cases=data["cases"],
        today=date.fromisoformat(data["today"]),
        offices=tuple((pk, code) for pk, code in data["offices"]),
        counsellors=tuple(tuple(one) for one in data["counsellors"]),
        versions=data["versions"],
    )


def _plain(plan: batches.Plan) -> dict[str, Any]:
    return {**asdict(plan), "today": str(plan.today)}


def _put_aside(connection: psycopg.Connection[Any]) -> list[str]:
    """Drop indexes and constraints of the filled tables, primary keys aside; return what makes them again."""
    tables = list(batches.tables())
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('u', 'x', 'f') ORDER BY contype <> 'f'",
        [tables],
    ).fetchall()
    again = []
    for table, name, definition in constraints:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
        again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    again.reverse()  # unique ones before the foreign keys that lean on them
    indexes = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary",
        [tables],
    ).fetchall()
    for name, definition in indexes:
        connection.execute(f"DROP INDEX {name}".encode())
        again.insert(0, definition)
    return again


def _put_back(connection: psycopg.Connection[Any], statements: list[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())
    for table in ("people_household", "people_person", "cases_case", "cases_traveller", "movements_movement"):
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))".encode()
        )


def _fill(plan: batches.Plan, name: str) -> None:
    """Fill from two processes, half of the cases each, in whole batches."""
    middle = plan.cases // 2 // filling.BATCH * filling.BATCH
    context = multiprocessing.get_context("spawn")
    halves = [(0, middle), (middle, plan.cases)]
    workers = [context.Process(target=_fill_part, args=(plan, name, *half)) for half in halves]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise RuntimeError("A process that filled the database failed; its words stand above.")


def _fill_part(plan: batches.Plan, name: str, first: int, last: int) -> None:
    os.environ.update(SETTINGS)
    with cluster(LOADING).connect(name) as connection:
        # Only the superuser may say so: no trigger fires, those of audit and foreign keys included.
        connection.execute("SET session_replication_role = replica")
        connection.autocommit = False
        filling.fill(plan, first, last, connection)
