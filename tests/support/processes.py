"""Work that pages hand to processes of their own: none is started under a test, unless it asks for that.

A process of its own sees only what is committed, in the database that its environment names.
"""

from __future__ import annotations

import pytest
from django.conf import settings

from onward.kernel.files.working import WorkFolder
from onward.web import database
from tests.support.database import CLUSTER

_begin = WorkFolder.begin


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> list[WorkFolder]:
    """Return the work for which a process would have been started; a test does it itself, when it likes."""
    asked: list[WorkFolder] = []
    monkeypatch.setattr(WorkFolder, "begin", lambda work, _command: asked.append(work))
    return asked


@pytest.fixture
def own_processes(begun: list[WorkFolder], committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start real processes, on the test's own database."""
    monkeypatch.setattr(WorkFolder, "begin", _begin)
    monkeypatch.delenv("PYTEST_VERSION")  # the process is no test
    for name, value in {
        "DATABASE_URL": CLUSTER.url(committed_db, database.APPLICATION),
        "ONWARD_DEMO": "1",
        "ONWARD_FILES": str(settings.ONWARD_FILES),
        "ONWARD_FACTS": str(settings.ONWARD_FACTS),
        "DJANGO_SETTINGS_MODULE": "onward.web.settings",
    }.items():
        monkeypatch.setenv(name, value)
