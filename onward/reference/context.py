"""What every template finds in its context: the collector of footnotes of this page."""

from typing import Any
from weakref import WeakKeyDictionary

from django.http import HttpRequest
from django.template import Context

from onward.reference.countries import Footnotes, open_document

KEY = "footnotes"

_by_request: WeakKeyDictionary[HttpRequest, Footnotes] = WeakKeyDictionary()


def footnotes(request: HttpRequest) -> dict[str, Any]:
    """Context processor: one collector a request, shared by the page and the pieces it is made of."""
    return {KEY: notes_of(request)}


def notes_of(request: HttpRequest) -> Footnotes:
    """Return the collector of the page that answers a request."""
    return _by_request.setdefault(request, Footnotes())


def collector(context: Context) -> Footnotes:
    """Return the collector of the document being rendered.

    A template that is included with `only`, or by an inclusion tag, does not inherit its includer's context
    but has its request. Without a request it is the document that is open, or else one of its own, kept at
    the bottom of its context.
    """
    found = context.get(KEY)
    if isinstance(found, Footnotes):
        return found
    request = getattr(context, "request", None) or context.get("request")
    if isinstance(request, HttpRequest):
        return notes_of(request)
    document = open_document()
    if document is None:
        document = context.dicts[0][KEY] = Footnotes()
    return document
