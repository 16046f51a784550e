"""Only actions write, and only `visible_to` leads from a page to a row: read in the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from onward.access.models import Office
from onward.access.policy import _scopes
from onward.records.people.models import Membership
from onward.web.database import ROOT
from tests.cast import make_cast

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
ASYNC = {f"a{one}" for one in WRITES}
NOT_ROWS = {"hashlib", "digest", "kept", "found", "session", "context", "fields", "values", "headers"}
ROOMS = ("access", "records", "casework", "delivery", "evidence", "history")
"""Tiers with rooms: what they show, they show by `visible_to`."""

MAY_WRITE = {
    "onward/access/audit.py": "the audit itself: openings, searches and exports are lines of it",
    "onward/access/models.py": "the manager that allauth and the administrator's action make users with",
    "onward/web/form_owner.py": "a session of the browser, no row of the office",
    "onward/web/signed_in.py": "sessions of browsers that are long over",
    "onward/web/management/commands/administrator.py": "the first user, before anybody can act",
}
"""Files outside `actions` that write rows, and why."""

MAY_READ = {
    "onward/casework/protection/pages.py: Person": "names for assessments that came through `visible_to`",
    "onward/casework/cases/forms/declaring.py: Declaration": "of travellers that came through `visible_to`",
    "onward/casework/cases/forms/recording.py: Vulnerability": "of travellers that came through `visible_to`",
    "onward/casework/referrals/views.py: travellers": "whom this form accepted: known to who accepts",
    "onward/delivery/movements/pages/board.py: passengers": "the board prefetches them through `visible_to`",
    "onward/evidence/forms/exploring.py: notes": "words beside a chart, no rows",
    "onward/evidence/views/editions.py: cases": "numbers on a page, no rows",
    "onward/records/people/views/households.py: memberships": "of a person who came through `visible_to`",
}
"""Pages and forms that read rows other than through `visible_to`, and why nothing hidden comes of it.

By table, or by the name under which a row has its rows of that table.
"""
NO_VERB = {
    "/": "leads to signing in, or to the first page that one's roles open",
    "/unsent/": "one's own forms, which were sent after the session had ended; each asks at its own door",
    "/language/": "the language of the browser, or of one's own account",
    "/accounts/email/": "is not there for anybody",
    "/accounts/password/reset/": "before signing in: a letter, or whom to ask for a link",
    "/accounts/oidc/<str:provider_id>/login/": "signing in itself",
    "/protection/sealed/": "is not there for who may not break the glass: a refusal would tell that it is",
    "/protection/sealed/<slug:reference>/": "the same page that is not there, sealed or not",
}
"""Addresses that ask for no verb at the door, and why."""
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


def writes(path: Path, root: Path = ROOT) -> list[str]:
    """Return the calls of a module that write rows."""
    found = []
    for call in calls(path):
        named = isinstance(call.func, ast.Attribute) and call.func.attr in WRITES | ASYNC
        if named and (manager_of(call.func) or not _harmless(call)):
            found.append(f"{path.relative_to(root)}:{call.lineno}: {words(call.func)}")
    return found


def _harmless(call: ast.Call) -> bool:
    """Say whether a call of such a name need not write rows.

    Rows are changed by `update(name=value)` and taken out by `delete()`; a dictionary takes another one, and
    a store is told what to take out.
    """
    assert isinstance(call.func, ast.Attribute)
    if words(call.func.value) in NOT_ROWS:
        return True
    named = [one for one in call.keywords if one.arg]
    return {"update": not named, "delete": bool(call.args or named)}.get(
        call.func.attr.removeprefix("a"), False
    )


def test_only_actions_write() -> None:
    found = []
    for path in sorted((ROOT / "onward").rglob("*.py")):
        place = path.relative_to(ROOT)
        if {"tests", "migrations", "actions"} & set(place.parts) or path.stem == "actions":
            continue
        if place.as_posix() not in MAY_WRITE:
            found += writes(path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "writes_rows"),
    [
        ("task.delete()", True),
        ("case.travellers.update(stage='x')", True),
        ("case.travellers.filter(exit='').delete()", True),
        ("rows.update(**{name: 1}, state='x')", True),
        ("Case.objects.filter(pk=1).update(**given)", True),
        ("await task.asave()", True),
        ("shown.update(more)", False),
        ("storage.delete(name)", False),
    ],
)
def test_a_write_is_known_by_its_form(tmp_path: Path, source: str, writes_rows: bool) -> None:
    file = tmp_path / "pages.py"
    file.write_text(f"async def page():\n    {source}\n")
    assert bool(writes(file, tmp_path)) == writes_rows


@pytest.mark.django_db
def test_a_page_that_writes_by_itself_fails_the_test_that_asks_for_it() -> None:
    cast = make_cast()

    def chain(request: HttpRequest) -> HttpResponse:
        Office.objects.filter(pk=cast.be.pk).update(name="Elsewhere")
        return HttpResponse()

    handler = BaseHandler()
    handler._middleware_chain = chain  # type: ignore[attr-defined]
    with pytest.raises(AssertionError, match="/work/ writes outside an action"):
        handler.get_response(RequestFactory().get("/work/"))


def veiled() -> frozenset[str]:
    """Return the names under which rows have theirs of a table with a veil, as a case has its travellers.

    A household's memberships lead to persons and have no scopes of their own.
    """
    tables: list[type[Model]] = [
        Membership,
        *(model for model, (_read, _filters, veil) in _scopes.items() if veil),
    ]
    names = (
        field.remote_field.get_accessor_name()
        for model in tables
        for field in model._meta.concrete_fields
        if field.remote_field
    )
    return frozenset(name for name in names if name and name != "+")


def reads(path: Path, root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Return where a module reads rows other than through `visible_to`: what is excused, and the line."""
    source, names = ast.parse(path.read_text()), veiled()
    inside = {id(node) for chain in ast.walk(source) if _goes_through(chain) for node in ast.walk(chain)}
    for node in ast.walk(source):
        if not isinstance(node, ast.Attribute) or id(node) in inside:
            continue
        table = words(node.value) if node.attr == "objects" else ""
        if isinstance(node.value, ast.Attribute) and node.value.attr in names:
            table = node.value.attr
        if table and table not in OPEN_TABLES:
            place = path.relative_to(root).as_posix()
            yield f"{place}: {table}", f"{place}:{node.lineno}: {words(node)}"


def test_pages_and_forms_reach_rows_by_visible_to_alone() -> None:
    found = [one for path in files("views", "pages", "panels", "forms") for one in reads(path)]
    assert not [line for excuse, line in found if excuse not in MAY_READ]
    assert set(MAY_READ) == {excuse for excuse, _line in found} & set(MAY_READ), "excused, and read no more"


@pytest.mark.parametrize(
    ("source", "reads_rows"),
    [
        ("list(case.travellers.all())", True),
        ("self.case.approvals.exists()", True),
        ("home.memberships.filter(person=one)", True),
        ("Person.objects.get(pk=1)", True),
        ("Person.objects.filter(pk=1).visible_to(user)", False),
        ("Traveller.objects.visible_to(user).filter(case=case)", False),
        ("[one.person for one in page.travellers]", False),
    ],
)
def test_a_page_that_reads_past_visible_to_is_known_by_its_form(
    tmp_path: Path, source: str, reads_rows: bool
) -> None:
    file = tmp_path / "forms.py"
    file.write_text(source)
    assert bool(list(reads(file, tmp_path))) == reads_rows


def _goes_through(node: ast.AST) -> bool:
    """Say whether a chain of calls leads through `visible_to` or `reach`."""
    return isinstance(node, ast.Call) and (
        (isinstance(node.func, ast.Attribute) and node.func.attr == "visible_to")
        or (isinstance(node.func, ast.Name) and node.func.id == "reach")
    )


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    """Return every address of this house with the view behind it; those of libraries are theirs."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, f"{before}{one.pattern}")
        elif one.callback.__module__.startswith("onward."):
            yield f"/{before}{one.pattern}", one.callback


def test_every_view_asks_for_a_verb() -> None:
    """Every address is a door with verbs, or one of those that ask for none, and why."""
    found = {address for address, view in addresses(get_resolver()) if not getattr(view, "verbs", ())}
    assert found == set(NO_VERB)


def test_what_records_a_journey_alone_takes_travellers_where_journeys_lead() -> None:
    """Whatever else asks for such a stage is answered by `advance`: that the journey brings it."""
    mine = {"onward/casework/cases/actions/__init__.py", "onward/casework/cases/actions/steps.py"}
    named = {
        path.relative_to(ROOT).as_posix()
        for tree in ("onward", "sample", "bench")
        for path in (ROOT / tree).rglob("*.py")
        if "follow_journey" in path.read_text()
    }
    assert named - mine == {"onward/delivery/movements/actions/steps.py"}


def test_what_is_excused_still_exists() -> None:
    for place in MAY_WRITE:
        assert writes(ROOT / place)
