from __future__ import annotations

import pytest

from onward.kernel.conditions import Name, Vocabulary

from .office import OFFICE


def test_the_vocabulary_describes_itself_for_the_documentation() -> None:
    rows = list(OFFICE.describe())
    assert [row.name for row in rows] == sorted(OFFICE.names)
    assert (rows[-1].name, rows[-1].type) == ("traveller.vulnerabilities", "list[text]")
    assert all(row.doc for row in rows)


def test_a_vocabulary_grows_without_changing_the_first() -> None:
    more = OFFICE.with_names({"groups.islands": Name("list[text]", "Islands.", frozenset({"MT"}))})
    assert "groups.islands" in more.names
    assert "groups.islands" not in OFFICE.names


@pytest.mark.parametrize("type_", ["float", "list[list[text]]", "datetime", ""])
def test_a_type_that_conditions_cannot_weigh_is_refused(type_: str) -> None:
    with pytest.raises(ValueError, match="type of the vocabulary"):
        Name(type_, "")


def test_only_a_list_is_fixed_beforehand() -> None:
    with pytest.raises(ValueError, match="list"):
        Name("int", "", frozenset({1}))


@pytest.mark.parametrize(
    "name", ["Traveller.age", "traveller..age", "traveller.", "1st", "traveller age", ""]
)
def test_a_name_is_made_of_lower_case_words_with_dots(name: str) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        Vocabulary({name: Name("int", "")})


def test_a_name_is_not_the_beginning_of_another() -> None:
    with pytest.raises(ValueError, match="beginning"):
        Vocabulary({"case": Name("text", ""), "case.cost": Name("decimal", "")})
