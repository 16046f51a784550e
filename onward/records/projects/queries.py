"""Projects: which of them pay for a programme and its services; and the initiatives of the offices."""

from typing import cast

from onward.kernel.definitions import current_library
from onward.records.projects.definition import Initiative, Project


def project(code: str) -> Project:
    """Return a project by code.

    Raises:
        UnknownDefinition: there is none.
    """
    return cast(Project, current_library().get("projects", code).body)


def name(code: str) -> str:
    """Return what a project is called, or its code where it is no longer declared."""
    item = current_library().of("projects").get(code)
    return str(cast(Project, item.body).name) if item else code


def codes_for(programme: str, service: str | None = None) -> list[str]:
    """Return the codes of the projects that pay for a programme, or for one service of it."""
    paid = {
        code: cast(Project, item.body).pays_for.get(programme)
        for code, item in current_library().of("projects").items()
    }
    return [
        code
        for code, services in paid.items()
        if services is not None and (service is None or service in services)
    ]


def initiatives() -> dict[str, Initiative]:
    """Return the initiatives by code."""
    return {code: cast(Initiative, item.body) for code, item in current_library().of("initiatives").items()}
