"""Quantities that come in are those that a figure adds up, and whole where people or things are counted."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from onward.evidence.counting import Quantities
from onward.history.tests.filled import book
from onward.history.tests.test_workbooks import reasons
from onward.kernel.definitions import load_all
from onward.kernel.definitions.in_force import definitions_root, using

ROW = {
    "programme": "burkina-faso",
    "what": "people-reached",
    "place": "BF",
    "day": "2018-12-31",
    "quantity": 12,
}


def found(folder: Path, **cells: Any) -> dict[tuple[int, str], str]:
    return reasons(book(folder / "a.xlsx", [], [{**ROW, **cells}]))


@pytest.mark.parametrize("quantity", ["1,5", 12.5, "0.25"])
def test_what_is_counted_whole_has_no_parts(tmp_path: Path, quantity: object) -> None:
    told = found(tmp_path, quantity=quantity)
    assert set(told) == {(2, "quantity")}
    assert "whole number" in told[2, "quantity"]


@pytest.mark.parametrize("quantity", [0, 12, 12.0, "18 250"])
def test_whole_numbers_come_in(tmp_path: Path, quantity: object) -> None:
    assert found(tmp_path, quantity=quantity) == {}


def test_a_figure_may_say_that_what_it_adds_up_has_parts(tmp_path: Path) -> None:
    root = tmp_path / "definitions"
    shutil.copytree(definitions_root(), root)
    file = root / "figures" / "people-reached.yaml"
    file.write_text(file.read_text() + "in_parts: true\n")
    with using(load_all(root)):
        assert found(tmp_path, quantity="1,5") == {}
        assert set(found(tmp_path, what="people-trained", quantity="1,5")) == {(2, "quantity")}


def test_a_misspelt_kind_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    told = found(tmp_path, what="people-reachd")
    assert set(told) == {(2, "what")}
    assert "people-reached" in told[2, "what"]


def test_a_kind_that_no_figure_counts_is_refused_with_those_that_are(tmp_path: Path) -> None:
    told = found(tmp_path, what="zebras")
    assert "toolboxes" in told[2, "what"]
    assert "campaigns" in told[2, "what"]


def test_every_kind_that_a_figure_names_is_counted() -> None:
    known = Quantities.now()
    assert {"people-reached", "campaigns", "toolboxes"} <= set(known.kinds)
    for kind in known.kinds:
        assert known.counting({"kind": kind, "initiative": "u-care"}), kind
