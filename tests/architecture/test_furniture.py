"""Every room has the same furniture, and nothing else at that level."""

from pathlib import Path

import pytest
from django.apps import apps

from onward.web.database import ROOT

USUAL = {
    "__init__.py",
    "apps.py",
    "models.py",
    "rules.py",
    "actions.py",
    "queries.py",
    "events.py",
    "policy.py",
    "problems.py",
    "pages.py",
    "views.py",
    "urls.py",
    "forms.py",
    "panels.py",  # what a room hangs on the pages of another, or lets others hang on its own
    "requirements.py",  # what a room can bring to the gates of a programme
    "hooks.py",  # where a room asks others without importing them
    "personal.py",  # what its tables hold of persons, field by field
    "changes.py",  # a colleague's change, told at the field
}
PACKAGES = {one.removesuffix(".py") for one in USUAL} | {"migrations", "templates", "templatetags", "tests"}
OWN: dict[str, set[str]] = {
    "access": {
        "audit.py",
        "doors.py",
        "holdings",
        "house.py",
        "paging.py",
        "restrictions.py",
        "roles.py",
        "roles_definition.py",
        "secrecy",
        "subjects.py",
        "telling.py",
        "verbs.py",
    },
    "people": {"finders.py", "mrz.py"},
    "projects": {"definition.py", "reporting.py"},
    "programmes": {
        "answers.py",
        "checks",
        "closed_lists.py",
        "definition.py",
        "elsewhere.py",
        "gates.py",
        "versions.py",
        "vocabulary.py",
    },
    "protection": {"checks.py"},
    "evidence": {
        "counting",
        "disclosure",
        "documents",
        "editions",
        "engine.py",
        "exports.py",
        "facts",
        "judging",
        "translating.py",
    },
    "history": {"loading.py", "uploads", "workbook"},
    "retention": {
        "choices.py",
        "definition.py",
        "erasing.py",
        "forgetting.py",
        "planning.py",
        "proof.py",
        "working.py",
    },
    "rights": {"choices.py", "definition.py", "gathering.py"},
    "cases": {"bringing.py", "choices.py", "doings", "gates"},
}
"""What a room has beyond that, because it is that room."""
WITHOUT = {"kernel", "reference", "web", "sample"}
"""Not rooms: the kernel and the reference shelves are libraries, `web` is the house around the rooms."""
ROOMS = [
    (config.label, Path(config.path))
    for config in apps.get_app_configs()
    if Path(config.path).is_relative_to(ROOT / "onward") and config.label not in WITHOUT
]


@pytest.mark.parametrize(("label", "folder"), ROOMS, ids=[label for label, _folder in ROOMS])
def test_a_room_holds_its_furniture_and_nothing_else(label: str, folder: Path) -> None:
    found = {one.name for one in folder.iterdir() if one.name != "__pycache__"}
    assert found <= USUAL | PACKAGES | OWN.get(label, set()), sorted(
        found - USUAL - PACKAGES - OWN.get(label, set())
    )


@pytest.mark.parametrize(("label", "folder"), ROOMS, ids=[label for label, _folder in ROOMS])
def test_a_room_has_tests(label: str, folder: Path) -> None:
    assert list((folder / "tests").glob("test_*.py"))


def test_what_is_allowed_is_there() -> None:
    folders = dict(ROOMS)
    gone = [
        f"{label}/{name}"
        for label, names in OWN.items()
        for name in names
        if not (folders[label] / name).exists()
    ]
    assert not gone


def test_there_is_no_second_door() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert not list((ROOT / "onward").rglob("admin.py"))
