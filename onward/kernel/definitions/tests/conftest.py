"""A kitchen: kinds of definition that have nothing to do with any office."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from onward.kernel.definitions import (
    Code,
    ConditionText,
    Definition,
    Item,
    Library,
    Report,
    Text,
    TimeSpan,
    register_kind,
    registered_kinds,
)


class Step(Definition):
    code: Code
    name: Text
    lasts: TimeSpan | None = None


class Recipe(Definition):
    code: Code
    name: Text
    course: Literal["starter", "main", "dessert"]
    since: date | None = None
    price: Decimal | None = None
    servings: int = 1
    steps: tuple[Step, ...] = Field(min_length=1)
    needs: dict[str, int] = {}
    when: ConditionText | None = None


class Spice(Definition):
    code: Code
    name: Text


def spices_exist(item: Item, library: Library, report: Report) -> None:
    assert isinstance(item.body, Recipe)
    for spice in item.body.needs:
        if not library.knows("spices", spice):
            report.unknown(item, ("needs", spice), "spice", spice, library.codes("spices"), key=True)


def draws_on(item: Item, library: Library) -> list[Item]:
    assert isinstance(item.body, Recipe)
    return [library.get("spices", spice) for spice in item.body.needs if spice in library.of("spices")]


@pytest.fixture
def kitchen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kitchen:
    monkeypatch.setattr("onward.kernel.definitions.kinds._kinds", {})
    monkeypatch.setattr("onward.kernel.definitions.kinds._added", {})
    register_kind("recipes", Recipe, [spices_exist], draws_on=draws_on)
    register_kind("spices", Spice, one_file=True)
    assert list(registered_kinds()) == ["recipes", "spices"]
    kitchen = Kitchen(tmp_path / "definitions")
    kitchen.write("spices.yaml", "salt:\n  name: {en: Salt, fr: Sel, nl: Zout}\n")
    return kitchen


SOUP = """\
code: soup
name: {en: Soup, fr: Soupe, nl: Soep}
course: starter
since: 2021-05-31
price: 4.50
steps:
  - code: boil
    name: {en: Boil, fr: Cuire, nl: Koken}
    lasts: 72h
needs:
  salt: 2
"""


class Kitchen:
    """A folder of definitions to spoil."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")

    def soup(self, change: Callable[[str], str] = lambda text: text) -> None:
        self.write("recipes/soup.yaml", change(SOUP))
