"""What a form was sent with, so that the same form with other words is told from a second click."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import QueryDict
from django.utils.crypto import salted_hmac

_ANEW = "csrfmiddlewaretoken"
"""What each drawing of a form has anew."""

_content: ContextVar[str] = ContextVar("content", default="")


@contextmanager
def sending(data: Any, files: Any = None) -> Iterator[None]:
    """Let actions within know what a form was sent with."""
    token = _content.set(_digest(data, files))
    try:
        yield
    finally:
        _content.reset(token)


def content_sent() -> str:
    """Return the digest of what the form under way was sent with; empty where no form is known."""
    return _content.get()


def _digest(data: Any, files: Any) -> str:
    """Return a keyed digest of every field: nobody reads from it what was typed, nor tries a guess."""
    if not isinstance(data, QueryDict):
        return ""
    typed = sorted((name, values) for name, values in data.lists() if name != _ANEW)
    handed_in = sorted((name, one.name, one.size) for name, one in (files or {}).items())
    return salted_hmac("kernel.sending", repr((typed, handed_in)), algorithm="sha256").hexdigest()
