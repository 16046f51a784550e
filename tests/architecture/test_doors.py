"""Only actions write, and only `visible_to` leads from a page to a row: read in the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

from onward.web.database import ROOT

WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "create_user",
}
NOT_ROWS = {"hashlib", "digest", "kept", "found", "session", "context", "fields", "values", "headers"}
ROOMS = ("access", "records", "casework", "delivery")

MAY_WRITE = {
    "onward/access/audit.py": "the audit itself: openings, searches and exports are lines of it",
    "onward/access/models.py": "the manager that allauth and the administrator's action make users with",
}
"""Files outside `actions` that write rows, and why."""

MAY_READ = {
    "onward/records/partners/pages.py: Organisation": "the row of the directory that a page goes on from",
    "onward/casework/protection/pages.py: Person": "names for assessments that came through `visible_to`",
}
"""Pages that read rows other than through `visible_to`, and why nothing hidden comes of it."""
OPEN_TABLES = {"Office", "User"}
"""Tables that hold no person whom the office assists: any user may read a colleague's or an office's name."""


def files(*names: str) -> Iterator[Path]:
    """Return the modules of the rooms with one of these names, or in a package so called."""
    for tier in ROOMS:
        for path in sorted((ROOT / "onward" / tier).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if not {"tests", "migrations"} & set(parts) and (path.stem in names or set(names) & set(parts)):
                yield path


def calls(path: Path) -> Iterator[ast.Call]:
    """Return every call in a module."""
    yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def words(node: ast.AST) -> str:
    """Return the source of a node."""
    return ast.unparse(node)


def manager_of(node: ast.AST) -> str:
    """Return the table whose manager stands at the beginning of a chain of calls, or nothing."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            return words(node.value)
        node = node.func if isinstance(node, ast.Call) else node.value
    return ""


def writes(path: Path) -> list[str]:
    """Return the calls of a module that write rows."""
    found = []
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES:
            where = words(call.func.value)
            harmless = call.func.attr in {"update", "delete"} or where in NOT_ROWS  # of a dictionary, say
            if manager_of(call.func) or not harmless:
                found.append(f"{path.relative_to(ROOT)}:{call.lineno}: {words(call.func)}")
    return found


def test_only_actions_write() -> None:
    found = []
    for tier in ROOMS:
        for path in sorted((ROOT / "onward" / tier).rglob("*.py")):
            place = path.relative_to(ROOT)
            if {"tests", "migrations", "actions"} & set(place.parts) or path.stem == "actions":
                continue
            if place.as_posix() not in MAY_WRITE:
                found += writes(path)
    assert not found, "\n".join(found)


def test_pages_reach_rows_by_visible_to_alone() -> None:
    found = []
    for path in files("views", "pages", "panels"):
        place = path.relative_to(ROOT).as_posix()
        source = ast.parse(path.read_text())
        inside = {id(node) for chain in ast.walk(source) if _goes_through(chain) for node in ast.walk(chain)}
        for node in ast.walk(source):
            table = words(node.value) if isinstance(node, ast.Attribute) and node.attr == "objects" else ""
            if not table or table in OPEN_TABLES or id(node) in inside:
                continue
            if f"{place}: {table}" not in MAY_READ:
                found.append(f"{place}:{node.lineno}: {table}.objects")  # type: ignore[attr-defined]
    assert not found, "\n".join(found)


def _goes_through(node: ast.AST) -> bool:
    """Say whether a chain of calls leads through `visible_to` or `reach`."""
    return isinstance(node, ast.Call) and (
        (isinstance(node.func, ast.Attribute) and node.func.attr == "visible_to")
        or (isinstance(node.func, ast.Name) and node.func.id == "reach")
    )


def test_every_view_asks_for_a_verb() -> None:
    """Every function of `urls.py` is a door with verbs, or says itself what it asks."""
    without = []
    for path in files("views"):
        tree = ast.parse(path.read_text())
        urls = path.parent / "urls.py" if path.stem == "views" else path.parents[1] / "urls.py"
        named = urls.read_text() if urls.exists() else ""
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and f"views.{node.name}," in named:
                doors = [words(one) for one in node.decorator_list]
                if not any(one.startswith(("door(", "login_required")) for one in doors):
                    without.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert not without


def test_what_is_excused_still_exists() -> None:
    for place in MAY_WRITE:
        assert writes(ROOT / place)
    for line in MAY_READ:
        place, _, table = line.partition(": ")
        assert f"{table}.objects" in (ROOT / place).read_text()
