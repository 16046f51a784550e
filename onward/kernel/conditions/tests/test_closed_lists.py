"""A text that a name can never have is refused, wherever in a condition the two meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onward.kernel.conditions import ConditionError, ConditionErrors, Name, Vocabulary, compile_condition
from onward.kernel.conditions.tree import literal_text

MENU = ("soup", "fish", "pie")

KITCHEN = Vocabulary(
    {
        "meal.dish": Name("text", "What is served.", values=lambda: MENU),
        "meal.dishes": Name("list[text]", "What may be served.", values=lambda: MENU),
        "meal.note": Name("text", "What the cook says."),
        "meal.size": Name("int", "For how many."),
        "meal.nothing": Name("text", "A list that holds nothing yet.", values=lambda: ()),
    }
)


def errors(source: str) -> list[ConditionError]:
    try:
        compile_condition(source, KITCHEN)
    except ConditionErrors as refused:
        return refused.errors
    return []


@pytest.mark.parametrize(
    "source",
    [
        "meal.dish == 'fsh'",
        "'fsh' != meal.dish",
        "meal.dish in ['soup', 'fsh']",
        "'fsh' in meal.dishes",
        "meal.dishes.exists(one, one == 'fsh')",
        "meal.dishes.all(one, meal.size > 1 || one in ['pie', 'fsh'])",
        "['soup', 'fsh'].exists(one, one in meal.dishes)",
        "['soup', 'fsh'].exists(one, meal.dishes.exists(other, other == one))",
        "meal.dish == (meal.size > 1 ? 'fsh' : 'pie')",
        "(meal.size > 1 ? meal.dish : 'pie') == 'fsh'",
        "meal.size > 1 &&\n  !(meal.dish == 'fsh')",
    ],
)
def test_a_text_that_is_not_on_the_list_is_refused_where_it_stands(source: str) -> None:
    (error,) = errors(source)
    assert source.splitlines()[error.line - 1][error.column - 1 :].startswith("'fsh'")
    assert (error.given, error.known, error.suggestion) == ("fsh", frozenset(MENU), "'fish'")
    assert error.message in {
        "‘fsh’ is none of the values of meal.dish.",
        "‘fsh’ is none of the values of meal.dishes.",
        "‘fsh’ is none of the values of meal.size > 1 ? meal.dish : 'pie'.",
    }


@pytest.mark.parametrize(
    "source",
    [
        "meal.dish == 'fish' || 'pie' in meal.dishes",
        "meal.note == 'fsh'",
        "meal.nothing == 'fsh'",
        "(meal.size > 1 ? meal.dish : meal.note) == 'fsh'",
        "(meal.size > 1 ? meal.dish : 'nothing') == 'nothing'",
        "meal.dish == meal.note",
        "meal.dish in meal.dishes",
        "has(meal.dish) && size(meal.dish) > 2",
        "'fsh' == 'fsh'",
    ],
)
def test_what_can_be_met_is_no_fault(source: str) -> None:
    assert errors(source) == []


def test_a_value_without_quotes_is_told_to_be_written_in_them() -> None:
    (error,) = errors("meal.dish != pie")
    assert (error.suggestion, "quotes" in error.message) == ("'pie'", True)


def test_a_text_far_from_every_value_has_no_suggestion() -> None:
    (error,) = errors("meal.dish == 'zzz'")
    assert (error.suggestion, str(error)) == ("", "‘zzz’ is none of the values of meal.dish.")


def test_only_texts_come_from_a_closed_list() -> None:
    with pytest.raises(ValueError, match="closed list"):
        Name("int", "", values=lambda: ("1",))


WORDS = st.one_of(st.sampled_from(MENU), st.text(max_size=5))


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_a_written_list_is_refused_at_each_text_that_is_not_on_the_list_and_at_no_other(
    words: list[str],
) -> None:
    written = ", ".join(literal_text(word) for word in words)
    strangers = [word for word in words if word not in MENU]
    assert [error.given for error in errors(f"meal.dish in [{written}]")] == strangers
    assert errors(f"meal.note in [{written}]") == []
