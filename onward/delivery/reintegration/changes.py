"""What a colleague changed of a request for help, in words: for whoever wrote of it meanwhile."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from onward.access.changes import changes_since
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel.problems import what_differs
from onward.kernel.text import day_in_words
from onward.records.projects import queries as projects
from onward.reference.choices import label
from onward.reference.countries import said_country


def changes_of(request: ReintegrationRequest, version: int) -> list[tuple[str, str, str]]:
    """Return what changed after `version` of the row: (label, what it was, what it is now).

    They go by the labels of its forms.
    """
    found = changes_since(request, version, person=request.person_key)
    told = [(column, *said) for column, said in _SAID.items() if column in found]
    was, now = (
        {str(name): say(found[column][side]) if found[column][side] else "" for column, name, say in told}
        for side in (0, 1)
    )
    return what_differs(was, now)


def _day(value: str) -> str:
    return day_in_words(date.fromisoformat(value), "j F Y")


_SAID: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "state": (_("State"), lambda code: str(ReintegrationRequest.State(code).label)),
    "kind": (_("Kind"), lambda code: label("reintegration-kinds", code)),
    "plan": (_("Plan"), str),
    "asked_on": (_("Asked on"), _day),
    "destination": (_("Country"), said_country),
    "project": (_("Charged to"), projects.name),
    "answered_on": (_("Answered on"), _day),
    "drawn_on": (_("Drawn on"), _day),
}
"""Columns that a reader knows, in the order in which they are told; others are told by none."""
