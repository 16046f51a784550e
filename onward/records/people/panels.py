"""Where other rooms hang what they know on the page of a person and below what a search found, and are
imported by neither.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from onward.access.models import User
from onward.records.people.models import Person


@dataclass(frozen=True)
class Panel:
    """A sheet on the page of a person, or of the search.

    Attributes:
        template: what draws it, with `panel.context` and the page in its context.
        context: what it shows.
        order: lower stands higher; the room's own sheets use 10 (papers), 20 (household).
        aside: whether it stands in the narrow column.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50
    aside: bool = False


PersonPanel = Callable[[User, Person], Panel | None]

_panels: list[PersonPanel] = []


def register_panel(panel: PersonPanel) -> PersonPanel:
    """Hang a sheet on the page of every person; called when the house starts."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def panels_of(user: User, person: Person) -> list[Panel]:
    """Return the sheets of a person's page, in their order."""
    found = [panel(user, person) for panel in _panels]
    return sorted((panel for panel in found if panel), key=lambda panel: panel.order)


FoundPanel = Callable[[User, str], Panel | None]
"""Told who asks and what was typed, it answers with what else is found: few rows, and none that the user may
not see. It must answer fast where there are none."""

_found: list[FoundPanel] = []


def register_found(panel: FoundPanel) -> FoundPanel:
    """Hang a sheet below the persons whom a search finds; called when the house starts."""
    if panel not in _found:
        _found.append(panel)
    return panel


def also_found(user: User, typed: str) -> list[Panel]:
    """Return the sheets of what else a typed text finds, in their order."""
    found = [panel(user, typed) for panel in _found if typed]
    return sorted((panel for panel in found if panel), key=lambda panel: panel.order)
