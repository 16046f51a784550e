"""Answers that say by whom they are given: how the demo knows its own server from a stranger at the port."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

MARK_VARIABLE = "ONWARD_DEMO_MARK"
MARK_HEADER = "X-Onward-Demo"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def marked(application: Application, mark: str) -> Application:
    """Return a WSGI application that answers the same, with `mark` in a header."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, (MARK_HEADER, mark)], *rest)

        return application(environ, start)

    return answer
