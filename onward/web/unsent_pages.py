"""The page that offers what was sent too late: each form by itself, with all that it would send."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onward.kernel.forms import LOOK_FIRST
from onward.web.unsent import AT_MOST, WHICH, Unsent, all_kept
from onward.web.unsent_words import fields_in_words, is_offered, page_in_words


def show_unsent(request: HttpRequest, late: list[Unsent], status: int = 200) -> HttpResponse:
    """Show what was sent in vain, each with a button that sends it now, and one that shows its form first."""
    context = {
        "offers": [_offer(one) for one in late],
        "which": WHICH,
        "full": len(all_kept(request)) >= AT_MOST,
        "at_most": AT_MOST,
    }
    return render(request, "unsent.html", context, status=status)


def _offer(late: Unsent) -> dict[str, Any]:
    """Return what the page tells of one form; without fields where it is not offered for sending."""
    offered = is_offered(late["path"])
    names = {name for name, _value in late["fields"]}
    told = fields_in_words(late["path"], late["fields"]) if offered else []
    return {
        **late,
        "offered": offered,
        "words": page_in_words(late["path"]),
        "told": [one for one in told if one.value],
        "empty": [one.label for one in told if not one.value],
        "look_first": LOOK_FIRST if {"once", "version"} <= names else "",
    }
