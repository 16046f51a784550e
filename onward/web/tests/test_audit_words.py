"""The audit is said in words: each column, each coded value, each row and each page that it speaks of."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

import onward
from onward.access.models import AuditEntry
from onward.access.pages import entries_in_words
from onward.web.audited import COLUMNS, PAGES
from onward.web.audited.rows import KINDS
from onward.web.audited.values import CODES, WHOLE
from tests.architecture.world import addresses, make_world

WRITERS = {"opened", "told", "exported", "checked", "searched"}
NOT_SHOWN = {"id", "version", "key"}
RAW = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[a-z]_[a-z]|[{[]")
"""Keys, names of columns, and JSON."""


def audited() -> Iterator[tuple[type[models.Model], set[str]]]:
    """Yield each table that has an audit, with the columns of which it keeps nothing."""
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", ()):
            if trigger.name == "audited":
                hidden = re.search(r"ARRAY\[(.*?)\]::text", trigger.func)
                yield model, set(re.findall(r"'(\w+)'", hidden[1] if hidden else ""))


def columns() -> Iterator[tuple[type[models.Model], "models.Field[Any, Any]"]]:
    """Yield each column that a line of the audit can show."""
    for model, hidden in audited():
        for field in model._meta.concrete_fields:
            if field.attname not in hidden | NOT_SHOWN:
                yield model, field


def test_every_column_of_the_audit_has_its_word() -> None:
    silent = {
        f"{model._meta.db_table}.{field.attname}"
        for model, field in columns()
        if field.attname.removesuffix("_id") not in COLUMNS
    }
    assert silent == set()


def test_every_row_that_the_audit_points_at_has_a_name() -> None:
    named = {kind.model for kind in KINDS}
    pointed = {field.related_model for _model, field in columns() if field.related_model}
    assert pointed == named & pointed
    assert len(pointed) > 10


def test_every_word_of_the_audit_is_of_something_that_exists() -> None:
    attached = {field.attname.removesuffix("_id") for _model, field in columns()}
    exact = {f"{model._meta.db_table}.{field.attname}" for model, field in columns()}
    taken_out = {
        "rows",
        "filters",
        "found",
        "edition",
        "as",
        "copy",
        "known_on",
        "group",
        "against",
        "against_first",
    }
    assert set(COLUMNS) - attached <= taken_out
    assert {name for name in (*CODES, *WHOLE) if "." in name} <= exact


def pages() -> Iterator[str]:
    """Yield each name under which some page of the code writes into the audit."""
    for path in Path(onward.__file__).parent.rglob("*.py"):
        if "tests" not in path.parts and "audit." in (source := path.read_text()):
            yield from _pages(ast.parse(source), path)


def _pages(tree: ast.Module, path: Path) -> Iterator[str]:
    """Yield those of a module: given at the call, or to a function of the module that hands its `page` on."""
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    writing = [one for one in functions if "page=page" in ast.unparse(one)]
    hands_on = {one.name: [each.arg for each in one.args.args] for one in writing}
    for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
        name = ast.unparse(call.func)
        given: ast.expr | None = None
        if name in {f"audit.{writer}" for writer in WRITERS}:
            given = next(one.value for one in call.keywords if one.arg in ("page", "what"))
            if ast.unparse(given) == "act.name":  # an action, told by its verb
                continue
        elif "page" in hands_on.get(name, ()):
            place = hands_on[name].index("page")
            given = call.args[place] if place < len(call.args) else None
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value
        else:
            assert given is None or ast.unparse(given) == "page", f"{path}:{call.lineno}: which page?"


def test_every_page_that_writes_an_opening_has_its_word() -> None:
    named = set(pages())
    assert named <= set(PAGES)
    by_address = {name.replace(":", ".") for name in addresses()}  # `tests/architecture/test_access.py`
    assert set(PAGES) - named <= by_address


@pytest.mark.django_db
def test_what_the_house_wrote_of_a_whole_world_is_said_in_words_with_two_questions_more(
    django_assert_max_num_queries: Any,
) -> None:
    make_world()
    lines = list(AuditEntry.objects.order_by("pk"))
    assert len({line.table for line in lines}) > 25
    with translation.override("fr"), django_assert_max_num_queries(5):  # rows, and keys
        told = entries_in_words(lines)
    said = [
        (pair.column, text) for line in told for pair in line.pairs for text in (pair.was, pair.now) if text
    ]
    assert [one for one in said if RAW.search(f"{one[0]} {one[1]}")] == []
    assert [line.action for line in told if RAW.search(line.action) or "." in line.action] == []
    assert ("programme", "Retour volontaire depuis la Belgique") in said
    assert any(column == "envoyé par" and "Rik" in text for column, text in said)
