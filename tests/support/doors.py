"""While a page is asked for, nothing but an action writes to a table that the audit keeps.

What the source shows of it, `tests/architecture/test_doors.py` reads; this sees the rest, in every test that
asks for a page: a row saved by a helper, a `delete()` at the end of a chain, raw SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.core.handlers.base import BaseHandler
from django.db import connection

from onward.kernel.actions import Action

WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|COPY)\s+"?(\w+)"?', re.IGNORECASE)
MAY_WRITE = {
    "access_user": re.compile(r"/accounts/"),
    "programmes_programmeversion": re.compile(r"/cases/[^/]+/do/version/"),
}
"""Table → the pages that write it by themselves.

Signing in notes the moment, and keeps a new password. Whoever first moves a case on after a change of its
programme keeps the version that is in force.
"""

_acting: ContextVar[bool] = ContextVar("acting", default=False)


@cache
def audited_tables() -> frozenset[str]:
    """Return the tables on which the audit's trigger stands."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models()
        if any(one.name == "audited" for one in getattr(model._meta, "triggers", ()))
    )


@contextmanager
def by_somebody_else() -> Iterator[None]:
    """Let a test write in the middle of a page what somebody else would at that moment."""
    token = _acting.set(True)
    try:
        yield
    finally:
        _acting.reset(token)


@contextmanager
def watched(page: str) -> Iterator[None]:
    """Fail where the block, in answer to `page`, writes to an audited table outside an action."""
    found: list[str] = []

    def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        written = None if _acting.get() else WRITE.match(sql)
        table = written[1] if written else ""
        if table in audited_tables() and not (table in MAY_WRITE and MAY_WRITE[table].match(page)):
            found.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield
    assert not found, f"{page} writes outside an action: {found}"


@pytest.fixture(scope="session", autouse=True)
def only_actions_write() -> Iterator[None]:
    """Watch every page that a test asks for, in this process."""
    run, answer = Action._run, BaseHandler.get_response

    def acting(self: Any, *args: Any, **kwargs: Any) -> Any:
        token = _acting.set(True)
        try:
            return run(self, *args, **kwargs)
        finally:
            _acting.reset(token)

    def answering(self: Any, request: Any) -> Any:
        with watched(request.path):
            return answer(self, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Action, "_run", acting)
        patch.setattr(BaseHandler, "get_response", answering)
        yield
