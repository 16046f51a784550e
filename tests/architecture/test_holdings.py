"""What each table holds of persons is declared, field by field."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models

from onward.access.holdings import Holding, Left, categories, holdings, nobodys, repeating
from onward.access.models import GlassBreak, Office
from onward.access.secrecy import sealed_fields
from onward.web.database import ROOT

HELD = holdings()
OURS = [
    model
    for config in apps.get_app_configs()
    for model in config.get_models()
    if str(config.path).startswith(str(ROOT / "onward"))
]


def test_every_table_says_what_it_holds_of_persons() -> None:
    said = {*HELD, *nobodys(), *repeating()}
    assert {model._meta.label for model in OURS} <= said
    assert said <= {model._meta.label for model in apps.get_models()}


def test_what_holds_nothing_of_persons_says_why() -> None:
    for name, why in {**nobodys(), **repeating()}.items():
        assert len(why.split()) > 1, name


def test_categories_are_those_of_the_definitions_and_each_is_held_somewhere() -> None:
    held = {category for one in HELD.values() for category in one.categories}
    assert held == set(categories())


@pytest.mark.parametrize("holding", HELD.values(), ids=HELD)
def test_whose_a_row_is_can_be_asked(holding: Holding) -> None:
    for path in filter(None, (*holding.whose, holding.case)):
        field = holding.table._default_manager.values(path).query.annotation_select or True
        try:
            str(holding.table._base_manager.values_list(path).query)
        except FieldError:
            pytest.fail(f"{path} leads nowhere")
        assert field


def test_a_text_that_somebody_types_is_told_and_never_coded() -> None:
    """A code fits into few letters, or is one of some; whatever else is text could be a name."""
    for name, holding in HELD.items():
        for field in holding.coded:
            column = holding.table._meta.get_field(field)
            assert not isinstance(column, models.TextField), f"{name}.{field}"
            if isinstance(column, models.CharField) and not column.choices:
                assert (column.max_length or 0) <= 40, f"{name}.{field}"


def test_what_is_told_of_a_sealed_category_stands_sealed_and_nothing_else_does() -> None:
    """Narratives, health and protection: each field is sealed, or its holding says why it is not."""
    sealed = {code for code, one in categories().items() if one.sealed}
    assert sealed
    assert all(categories()[code].special for code in sealed)
    wanted = {
        (name, field)
        for name, holding in HELD.items()
        for field, category in holding.told.items()
        if category in sealed and field not in holding.unsealed
    }
    found = {(model._meta.label, field.name) for model in OURS for field in sealed_fields(model)}
    assert found == wanted
    assert all(len(why.split()) > 3 for one in HELD.values() for why in one.unsealed.values())


def test_a_sealed_field_is_under_the_key_of_whom_its_row_tells_of() -> None:
    """What a row is erased with is what its words are under: the person, the case, or the row itself."""
    for model in OURS:
        for field in sealed_fields(model):
            holding = HELD[model._meta.label]
            assert set(field.of) <= {*holding.whose, holding.case, "key"}, f"{model} {field}"


def test_the_database_takes_no_plain_words_into_a_sealed_field() -> None:
    for model in OURS:
        names = {one.name for one in model._meta.constraints}
        for field in sealed_fields(model):
            assert f"{model._meta.db_table}_{field.column}_is_sealed" in names


def test_of_a_row_that_stays_all_that_is_told_can_be_emptied() -> None:
    for name, holding in HELD.items():
        if holding.left is Left.ROW:
            assert holding.told.keys() <= holding.emptied.keys(), name


def test_a_declaration_that_forgets_doubles_or_makes_up_a_field_is_refused() -> None:
    given: dict[str, Any] = {"whose": ("person_key",), "plain": ("actor", "until", "seen_at", "seen_by")}
    whole: dict[str, Any] = {
        "told": {"reason": "protection"},
        "coded": {"person_key": "protection", "opened_at": "protection"},
    }
    Holding(GlassBreak, **given, **whole)
    for wrong, said in (
        ({**whole, "told": {}}, "does not say what ['reason']"),
        ({**whole, "told": {"reason": "protection", "until": "protection"}}, "declares twice: ['until']"),
        ({**whole, "told": {"reason": "protection", "words": "protection"}}, "no field ['words']"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            Holding(GlassBreak, **given, **wrong)
    with pytest.raises(ValueError, match="neither whose it is"):
        Holding(GlassBreak, **whole, plain=given["plain"])
    with pytest.raises(ValueError, match="does not say"):
        Holding(Office, whose=("key",))
