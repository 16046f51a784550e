"""The tests' databases: one template a set of migrations, one clone a worker, one more for tests that commit.

Tests connect as the application's role, so what its grants refuse is refused in every test. The template
is made once as the owner, by running all migrations, and kept for the next start; its name carries a hash
of everything that shaped it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from onward.web import database
from onward.web.words import compile_catalogues

CLUSTER = database.throw_away_cluster()
BUILDING = CLUSTER.home.with_name(CLUSTER.home.name + ".building")
TEMPLATE = "onward_template_"
CLONE = re.compile(r"^test_(\d+)_")
KEPT_TEMPLATES = 3


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once a run, in the process that the workers come from; stop it with the last run."""
    if not hasattr(config, "workerinput"):
        compile_catalogues([database.ROOT / "onward" / "locale"])
        running = ExitStack()
        running.enter_context(CLUSTER.in_use())
        config.add_cleanup(running.close)
        os.environ["ONWARD_TEST_RUN"] = str(os.getpid())


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker: str) -> Iterator[None]:
    """Give this worker a database of its own, cloned from the template; pytest-django asks for it by name."""
    with django_db_blocker.unblock():
        template = template_database()
        name = f"test_{os.environ['ONWARD_TEST_RUN']}_{worker}"
        with clone(template, name):
            yield


@pytest.fixture(scope="session", autouse=True)
def facts_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the facts and files of this worker's databases in folders of their own, which go with the run."""
    facts, files = tmp_path_factory.mktemp("facts"), tmp_path_factory.mktemp("files")
    os.environ.update(ONWARD_FACTS=str(facts), ONWARD_FILES=str(files))  # for servers that a test starts
    with override_settings(ONWARD_FACTS=facts, ONWARD_FILES=files):
        yield


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this worker among the parallel ones; `main` where there is one only."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def committed_db(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker: str, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A fresh database for a test whose changes are really committed; yields its name.

    For threads, live servers, triggers that fire at commit, and connections that are cut. Takes the place
    of the `django_db` mark.
    """
    if request.node.get_closest_marker("django_db"):
        pytest.fail("committed_db takes the place of the django_db mark: leave the mark away")
    template = TEMPLATE + fingerprint()
    name = f"test_{os.environ['ONWARD_TEST_RUN']}_{worker}_c"
    with django_db_blocker.unblock(), clone(template, name):
        yield name


@contextmanager
def clone(template: str, name: str) -> Iterator[str]:
    """Clone `template` to `name` and point Django at it; drop it afterwards and point Django back."""
    with database.locked(BUILDING, shared=True):
        CLUSTER.drop_database(name)
        CLUSTER.clone_database(template, name)
    settings = connections["default"].settings_dict
    before = dict(settings)
    connections.close_all()
    settings.update(database.parse_url(CLUSTER.url(name, database.APPLICATION)))
    try:
        yield name
    finally:
        connections.close_all()
        settings.update(before)
        CLUSTER.drop_database(name)


def template_database() -> str:
    """Return the name of the template for the present migrations, made now if there is none yet."""
    name = TEMPLATE + fingerprint()
    with database.locked(BUILDING):
        if not CLUSTER.has_database(name):
            _sweep()
            _build(name)
    return name


def _build(name: str) -> None:
    half_made = f"{name}_half_made"
    CLUSTER.drop_database(half_made)
    CLUSTER.create_database(half_made)
    settings = connections["default"].settings_dict
    before = dict(settings)
    connections.close_all()
    settings.update(database.parse_url(CLUSTER.url(half_made, database.APPLICATION)))
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connections.close_all()
        settings.update(before)
    with CLUSTER.connect() as connection:
        connection.execute(f'ALTER DATABASE "{half_made}" RENAME TO "{name}"'.encode())


def _sweep() -> None:
    """Drop what earlier runs left behind: clones of runs that are gone, all but the newest templates."""
    with CLUSTER.connect() as connection:
        rows = connection.execute("SELECT datname FROM pg_database ORDER BY oid DESC").fetchall()
    names = [row[0] for row in rows]
    templates = [name for name in names if name.startswith(TEMPLATE)]
    left = [name for name in names if (match := CLONE.match(name)) and not _alive(int(match[1]))]
    for name in left + templates[KEPT_TEMPLATES - 1 :]:
        CLUSTER.drop_database(name)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def fingerprint() -> str:
    """Hash of everything that shapes a freshly migrated database."""
    digest = hashlib.sha256()
    for package in ("django", "django-allauth", "django-pgtrigger"):
        digest.update(f"{package} {version(package)}\n".encode())
    digest.update(database.SETUP_SQL.read_bytes())
    for config in sorted(apps.get_app_configs(), key=lambda each: each.label):
        if not config.name.startswith("onward."):
            continue
        for file in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.label} {file.name}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
