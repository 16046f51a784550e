"""What is read keeps its types, its words and its version."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from onward.kernel.definitions import current, load_all, reload_definitions, span_text, using
from onward.kernel.definitions.faults import DefinitionFaults, UnknownDefinition
from onward.kernel.definitions.kinds import register_kind, registered_kinds
from onward.kernel.definitions.library import Library, revive
from onward.kernel.definitions.reading import read_text
from onward.kernel.definitions.schemas import schema_of, stale_schemas, write_schemas
from onward.kernel.definitions.tests.conftest import SOUP, Kitchen, Recipe, Spice


@pytest.fixture
def library(kitchen: Kitchen) -> Library:
    kitchen.soup()
    return load_all(kitchen.root)


def soup(library: Library) -> Recipe:
    body = library.get("recipes", "soup").body
    assert isinstance(body, Recipe)
    return body


def test_dates_amounts_and_spans_have_their_types(library: Library) -> None:
    assert soup(library).since == date(2021, 5, 31)
    assert soup(library).price == Decimal("4.50")
    assert soup(library).steps[0].lasts == timedelta(hours=72)


def test_norway_stays_norway_and_a_time_stays_text() -> None:
    assert read_text("[NO, no, yes, on, 12:30, 010, true, ~]", "x").data == [
        "NO",
        "no",
        "yes",
        "on",
        "12:30",
        "010",
        True,
        None,
    ]


def test_a_text_speaks_the_active_language(library: Library) -> None:
    said = []
    for language in ("en", "fr-be", "nl", "de"):
        with translation.override(language):
            said.append(str(soup(library).name))
    assert said == ["Soup", "Soupe", "Soep", "Soup"]


def test_a_span_is_said_in_days_where_it_is_whole_days() -> None:
    assert span_text(timedelta(hours=72)) == "3 days"
    assert span_text(timedelta(hours=30)) == "30 hours"
    assert span_text(timedelta(days=1)) == "1 day"


def test_the_hash_does_not_mind_order_comments_or_quotes(kitchen: Kitchen, library: Library) -> None:
    lines = SOUP.splitlines()
    kitchen.write(
        "recipes/soup.yaml",
        "\n".join(["# a soup", *lines[1:3], lines[0].replace("soup", "'soup'"), *lines[3:]]),
    )
    assert load_all(kitchen.root).get("recipes", "soup").hash == library.get("recipes", "soup").hash


def test_the_hash_changes_with_the_definition_and_with_what_it_draws_on(
    kitchen: Kitchen, library: Library
) -> None:
    first = library.get("recipes", "soup")
    kitchen.soup(lambda text: text.replace("72h", "71h"))
    second = load_all(kitchen.root).get("recipes", "soup")
    kitchen.soup()
    kitchen.write("spices.yaml", "salt:\n  name: {en: Sea salt, fr: Sel, nl: Zout}\n")
    third = load_all(kitchen.root).get("recipes", "soup")
    assert len({first.hash, second.hash, third.hash}) == 3
    assert first.version == first.hash[:12]


def test_a_snapshot_brings_back_the_version_with_all_it_draws_on(kitchen: Kitchen, library: Library) -> None:
    item = library.get("recipes", "soup")
    kept = library.snapshot(item)
    kitchen.write("spices.yaml", "salt:\n  name: {en: Sea salt, fr: Sel, nl: Zout}\n")
    again, small = revive(kept)
    assert again.hash == item.hash
    assert again.body == item.body
    spice = small.get("spices", "salt").body
    assert isinstance(spice, Spice)
    assert spice.name.en == "Salt"
    assert small.snapshot(again) == kept


def test_an_unknown_definition_is_a_problem_with_a_name(library: Library) -> None:
    with using(library), pytest.raises(UnknownDefinition) as caught:
        current("recipes", "cake")
    assert "cake" in caught.value.say()


def test_a_reload_with_faults_leaves_the_old_definitions_in_force(
    kitchen: Kitchen, library: Library, settings: object
) -> None:
    settings.DEFINITIONS_ROOT = kitchen.root  # type: ignore[attr-defined]  # pytest-django's wrapper is dynamic
    with using(library):
        kitchen.soup(lambda text: text.replace("servings", "x").replace("72h", "never"))
        with pytest.raises(DefinitionFaults):
            reload_definitions()
        assert current("recipes", "soup").body == soup(library)
        kitchen.soup(lambda text: text.replace("72h", "71h"))
        reload_definitions()
        assert current("recipes", "soup").hash != library.get("recipes", "soup").hash


def test_a_kind_registered_twice_differently_is_refused(kitchen: Kitchen) -> None:
    register_kind("spices", Spice, one_file=True)
    with pytest.raises(TypeError):
        register_kind("spices", Recipe)


def test_the_schema_for_editors_knows_keys_values_and_languages(kitchen: Kitchen) -> None:
    recipes = schema_of(registered_kinds()["recipes"])
    assert recipes["properties"]["course"]["enum"] == ["starter", "main", "dessert"]
    assert recipes["$defs"]["Text"]["required"] == ["en", "fr", "nl"]
    assert recipes["additionalProperties"] is False
    assert "pattern" in recipes["$defs"]["Step"]["properties"]["lasts"]["anyOf"][0]
    spices = schema_of(registered_kinds()["spices"])
    assert "code" not in spices["additionalProperties"]["required"]


def test_schemas_are_written_once_and_found_stale_when_a_model_moves(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    assert [file.name for file in write_schemas(tmp_path)] == ["recipes.json", "spices.json"]
    assert stale_schemas(tmp_path) == []
    (tmp_path / "recipes.json").write_text("{}")
    (tmp_path / "pans.json").write_text("{}")
    assert [file.name for file in stale_schemas(tmp_path)] == ["recipes.json", "pans.json"]
    write_schemas(tmp_path)
    assert stale_schemas(tmp_path) == []
