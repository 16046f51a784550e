"""Projects: which of them pay for a programme and its services."""

from typing import cast

from onward.kernel.definitions import current_library
from onward.records.projects.definition import Project


def project(code: str) -> Project:
    """Return a project by code.

    Raises:
        UnknownDefinition: there is none.
    """
    return cast(Project, current_library().get("projects", code).body)


def codes_for(programme: str) -> list[str]:
    """Return the codes of the projects that pay for a programme."""
    return [
        code
        for code, item in current_library().of("projects").items()
        if programme in cast(Project, item.body).pays_for
    ]
