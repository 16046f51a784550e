"""Onward as an office runs it: a server of its own processes, which a test may kill without a warning."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from onward.access.models import User
from onward.web import database
from onward.web.sign_in import SessionStore
from tests.support.database import CLUSTER

PATIENCE = 60.0
"""Seconds after which a server that does not come, or a connection that does not go, fails the test."""
CSRF = "k" * 32


class Killed(Exception):
    """The server was gone before it had answered."""


@dataclass(frozen=True)
class Server:
    """A running server: `port` on this machine, `process` the first of its processes."""

    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End every process of the server at once, as a lack of memory or of power would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def send(self, session: str, address: str, fields: dict[str, object]) -> int:
        """Post a form in somebody's session and return the status of the answer.

        Raises:
            Killed: no answer came.
        """
        headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": CSRF,
        }
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request("POST", address, urlencode(fields, doseq=True), headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException) as gone:
            raise Killed from gone
        finally:
            line.close()


@contextmanager
def serving(name: str) -> Iterator[Server]:
    """Serve the database `name` for the block; whatever is left of the server at its end is killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "2", "--no-ws"]
    command += ["--log-level", "error", "onward.web.wsgi:application"]
    started = subprocess.Popen(command, cwd=settings.ROOT, env=surroundings(name), start_new_session=True)
    server = Server(port, started)
    try:
        _wait_for(server)
        yield server
    finally:
        with suppress(ProcessLookupError):
            server.kill()


def surroundings(name: str) -> dict[str, str]:
    """Return the environment of a server that is not itself under test, on the test's own database."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return given | {
        "DJANGO_SETTINGS_MODULE": "onward.web.settings",
        "DATABASE_URL": CLUSTER.url(name, database.APPLICATION),
        "ONWARD_SECRET_KEY": settings.SECRET_KEY,
        "ONWARD_MASTER_KEYS": settings.MASTER_KEYS,
        "ONWARD_HOSTS": "127.0.0.1",
        "ONWARD_DEBUG": "1",  # no certificate here: cookies travel without one
        "ONWARD_REQUIRE_MFA": "0",
    }


def _wait_for(server: Server) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("The server did not come up.")


def session_of(user: User) -> str:
    """Return the key of a session in which `user` is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@contextmanager
def held_up(name: str, table: str) -> Iterator[None]:
    """Let nobody write to a table of the database while the block runs: who wants to, waits in the middle."""
    with psycopg.connect(dbname=name, user=database.SUPERUSER, host=str(CLUSTER.socket_folder)) as holder:
        holder.execute(f"LOCK TABLE {table} IN SHARE MODE".encode())
        yield
        holder.rollback()


def somebody_waits(name: str) -> bool:
    """Wait until a transaction of the application is held up; say whether it had changed something."""
    return all(changed for changed, waits in _watch(name, lambda rows: any(one[1] for one in rows)) if waits)


def wait_until_nobody_is_left(name: str) -> None:
    """Wait until PostgreSQL has noticed that the killed server is gone."""
    _watch(name, lambda rows: not rows)


def _watch(name: str, enough: Callable[[list[tuple[bool, bool]]], bool]) -> list[tuple[bool, bool]]:
    """Look at the application's other connections: has each changed something, does it wait for a lock?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    until = time.monotonic() + PATIENCE
    with CLUSTER.connect() as superuser:
        while time.monotonic() < until:
            rows = superuser.execute(
                "SELECT backend_xid IS NOT NULL, coalesce(wait_event_type = 'Lock', false)"
                " FROM pg_stat_activity WHERE datname = %s AND usename = %s AND pid <> %s",
                [name, database.APPLICATION, own],
            ).fetchall()
            if enough(rows):
                return rows
            time.sleep(0.02)
    raise AssertionError("Nothing came of the waiting.")
