"""Where other rooms hang what they know on the page of a person, which imports none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from onward.access.models import User
from onward.records.people.models import Person


@dataclass(frozen=True)
class Panel:
    """A sheet on the page of a person.

    Attributes:
        template: what draws it, with `panel.context` and the person's own page in its context.
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
