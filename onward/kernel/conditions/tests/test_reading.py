from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from onward.kernel.conditions import ConditionError, ConditionErrors, compile_condition, to_text
from onward.kernel.conditions.tree import And, Compare, Fact, Literal, Member, Not, walk

from .office import OFFICE


def errors(source: str) -> list[ConditionError]:
    with pytest.raises(ConditionErrors) as refused:
        compile_condition(source, OFFICE)
    return refused.value.errors


def only(source: str) -> ConditionError:
    (error,) = errors(source)
    return error


def test_a_condition_is_read_into_a_tree_that_can_be_walked() -> None:
    condition = compile_condition("traveller.age < 18 && !traveller.accompanied", OFFICE)
    age = Fact("traveller.age", type="int")
    accompanied = Fact("traveller.accompanied", type="bool")
    below = Compare("<", age, Literal(18, type="int"), type="bool")
    assert condition.tree == And((below, Not(accompanied, type="bool")), type="bool")
    assert condition.names == {"traveller.age", "traveller.accompanied"}
    assert [type(node).__name__ for node in walk(condition.tree)] == [
        "And", "Compare", "Fact", "Literal", "Not", "Fact",
    ]  # fmt: skip


def test_every_part_knows_where_it_stands() -> None:
    source = "traveller.age < 18\n  && !( 'a' in traveller.vulnerabilities )"
    tree = compile_condition(source, OFFICE).tree
    texts = [source[slice(*node.span)] for node in walk(tree) if isinstance(node, Compare | Member | Not)]
    assert texts == [
        "traveller.age < 18",
        "!( 'a' in traveller.vulnerabilities )",
        "'a' in traveller.vulnerabilities",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.10", Decimal("1.10")),
        ("-5", -5),
        ("0x1F", 31),
        ("- 5", -5),
        ("date('2020-03-17')", date(2020, 3, 17)),
        ("days(90)", timedelta(days=90)),
        (r"'it\'s \u00e9'", "it's é"),
        (r'"a\tb"', "a\tb"),
        (r"r'a\tb'", r"a\tb"),
        ("'''two\nlines'''", "two\nlines"),
    ],
)
def test_written_values_are_read_exactly(text: str, value: object) -> None:
    tree = compile_condition(f"{text} == {text}", OFFICE).tree
    assert isinstance(tree, Compare)
    assert isinstance(tree.left, Literal)
    assert (type(tree.left.value), tree.left.value) == (type(value), value)


def test_comments_and_lines_do_not_disturb() -> None:
    condition = compile_condition("traveller.age < 18 // a child\n && traveller.accompanied", OFFICE)
    assert to_text(condition.tree) == "traveller.age < 18 && traveller.accompanied"


def test_brackets_stand_only_where_they_are_needed() -> None:
    text = "((traveller.age) < (18)) && ((traveller.accompanied) || (case.cost - (case.cost - 1) > 0))"
    tree = compile_condition(text, OFFICE).tree
    assert to_text(tree) == "traveller.age < 18 && (traveller.accompanied || case.cost - (case.cost - 1) > 0)"


def test_invisible_signs_are_written_by_their_number() -> None:
    tree = compile_condition("case.destination == 'a\u200fb\u202e'", OFFICE).tree
    assert to_text(tree) == r"case.destination == 'a\u200fb\u202e'"


def test_all_errors_are_told_at_once_in_the_order_of_the_text() -> None:
    source = "traveler.age < 18\n && case.opened_on == '2020-01-01' && traveller.age < 'x' && foo"
    found = errors(source)
    assert [(error.line, error.column) for error in found] == [(1, 1), (2, 5), (2, 39), (2, 62)]
    assert found[0].suggestion == "traveller.age"
    assert found[1].suggestion == "case.opened_on == date('2020-01-01')"


def test_an_unknown_name_proposes_the_closest_one() -> None:
    error = only("traveller.acompanied")
    assert "traveller.acompanied" in error.message
    assert error.suggestion == "traveller.accompanied"
    assert only("foo").suggestion == ""
    assert only("has(case.costs)").suggestion == "case.cost"


@pytest.mark.parametrize(
    ("source", "column", "suggestion"),
    [
        ("traveller.age < 18 and traveller.accompanied", 20, "&&"),
        ("traveller.age < 18 or traveller.accompanied", 20, "||"),
        ("not traveller.accompanied", 1, "!"),
        ("traveller.age = 18", 15, "=="),
        ("traveller.age <> 18", 15, "!="),
    ],
)
def test_a_habit_from_another_language_is_mended(source: str, column: int, suggestion: str) -> None:
    error = only(source)
    assert (error.column, error.suggestion) == (column, suggestion)


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("", 1),
        ("traveller.accompanied &&", 25),
        ("(traveller.accompanied", 23),
        ("'abc", 1),
        ("traveller.accompanied)", 22),
    ],
)
def test_a_broken_sentence_is_shown_at_its_place(source: str, column: int) -> None:
    assert only(source).column == column


@pytest.mark.parametrize(
    ("source", "column", "suggestion"),
    [
        ("traveller.age < '18'", 1, "traveller.age < 18"),
        ("traveller.age < 'x'", 1, ""),
        ("case.opened_on < 3", 1, ""),
        ("case.opened_on + 3 > case.opened_on", 1, "case.opened_on + days(3)"),
        ("traveller.vulnerabilities == 'medical'", 1, "'medical' in traveller.vulnerabilities"),
        ("traveller.vulnerabilities != 'medical'", 1, "!('medical' in traveller.vulnerabilities)"),
        ("case.destination in 'AL'", 1, "case.destination == 'AL'"),
        ("3 in traveller.vulnerabilities", 1, ""),
        ("12 < traveller.age < 18", 1, "12 < traveller.age && traveller.age < 18"),
        ("case.destination < 'B'", 1, ""),
        ("traveller.age", 1, ""),
        ("true && traveller.age", 9, ""),
        ("!traveller.age", 1, ""),
        ("-traveller.accompanied", 1, ""),
        ("traveller.age ? true : false", 1, ""),
        ("(true ? 1 : 'x') == 1", 2, ""),
        ("groups.without_visa == traveller.vulnerabilities", 1, ""),
        ("case.destination in ['AL', 1]", 21, ""),
        ("size(traveller.age) > 1", 1, ""),
        ("traveller.age.exists(v, true)", 1, ""),
        ("traveller.vulnerabilities.all(v, v < 3)", 34, ""),
    ],
)
def test_types_that_do_not_go_together_are_refused(source: str, column: int, suggestion: str) -> None:
    error = only(source)
    assert (error.column, error.suggestion) == (column, suggestion)


@pytest.mark.parametrize(
    ("source", "column", "suggestion"),
    [
        ("case.cost * 2 > 1", 1, ""),
        ("case.cost > 1e3", 13, "1000"),
        ("case.destination == null", 21, "has(…)"),
        ("traveller.age == 3u", 18, "3"),
        ("traveller.age == 99999999999999999999", 18, ""),
        ("case.destination == b'x'", 21, "'x'"),
        ("case.destination.startsWith('A')", 1, ""),
        ("traveller.vulnerabilities.size() > 1", 1, "size(…)"),
        ("case.opened_on > timestamp('2020-01-01T00:00:00Z')", 18, "date('2020-01-31')"),
        ("case.opened_on > date('2020-02-30')", 18, ""),
        ("case.opened_on > date('20200230')", 18, "date('2020-01-31')"),
        ("case.departs_on - case.opened_on > days(1.5)", 36, "days(90)"),
        ("traveller.vulnerabilities[0] == 'x'", 1, ""),
        ("{'a': 1} == 1", 1, ""),
        ("traveller{} == 1", 1, ""),
        (".traveller == 1", 1, ""),
        ("case.destination in []", 21, ""),
        ("case.destination in [case.destination]", 21, ""),
        ("has(traveller)", 1, ""),
        ("has(size(case.destination))", 1, ""),
        ("size() == 1", 1, ""),
        ("traveller.vulnerabilities.exists(v)", 1, "….exists(v, …)"),
        ("traveller.vulnerabilities.exists(case, true)", 34, ""),
        (r"case.destination == 'a\qb'", 21, "\\\\"),
        (r"case.destination == '\ud800'", 21, "\\\\"),
    ],
)
def test_what_conditions_do_not_know_is_refused_by_its_name(
    source: str, column: int, suggestion: str
) -> None:
    error = only(source)
    assert (error.column, error.suggestion) == (column, suggestion)


@pytest.mark.parametrize(
    "source", ["(" * 100 + "true" + ")" * 100, "!" * 3000 + "true", "true && " * 900 + "true"]
)
def test_a_monstrous_condition_gets_an_answer_and_no_crash(source: str) -> None:
    assert len(errors(source)) == 1


def test_an_error_tells_what_to_write_instead() -> None:
    assert str(only("traveller.age = 18")) == "‘=’ cannot stand here. Write == instead."
