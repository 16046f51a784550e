"""What every template finds in its context: the collector of footnotes of this page."""

from typing import Any
from weakref import WeakKeyDictionary

from django.http import HttpRequest
from django.template import Context

from onward.reference.countries import Footnotes

KEY = "footnotes"

_by_request: WeakKeyDictionary[HttpRequest, Footnotes] = WeakKeyDictionary()


def footnotes(request: HttpRequest) -> dict[str, Any]:
    """Context processor: one collector a request, shared by the page and the pieces it is made of."""
    return {KEY: _by_request.setdefault(request, Footnotes())}


def collector(context: Context) -> Footnotes:
    """Return the collector of the document being rendered.

    A template that is included with `only`, or by an inclusion tag, does not inherit its includer's context
    but has its request; a document rendered without a request gets a collector at the bottom of its
    own context.
    """
    found = context.get(KEY)
    if isinstance(found, Footnotes):
        return found
    request = getattr(context, "request", None) or context.get("request")
    if isinstance(request, HttpRequest):
        return _by_request.setdefault(request, Footnotes())
    fresh = Footnotes()
    context.dicts[0][KEY] = fresh
    return fresh
