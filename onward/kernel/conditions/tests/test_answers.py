from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import pytest

from onward.kernel.conditions import UNKNOWN, ConditionValueError, Interval, KnownSoFar, Truth

from .office import answer

MOMENT = datetime(2019, 1, 1, tzinfo=UTC)
ALONE = "traveller.age < 18 && !traveller.accompanied"


class Needs(StrEnum):
    NONE = "none"


def test_a_child_alone_meets_the_condition_for_children_alone() -> None:
    told = answer(ALONE, traveller__age=16, traveller__accompanied=False)
    assert told.truth is Truth.TRUE
    assert told.read == {"traveller.age": 16, "traveller.accompanied": False}
    assert told.decided_by == ALONE
    assert told.missing == ()


def test_the_answer_names_the_part_that_decided_it() -> None:
    told = answer(ALONE, traveller__age=30, traveller__accompanied=False)
    assert (told.truth, told.decided_by) == (Truth.FALSE, "traveller.age < 18")
    assert told.read == {"traveller.age": 30}


def test_a_negation_decides_by_its_own_text_when_all_of_it_was_needed() -> None:
    told = answer("!traveller.accompanied", traveller__accompanied=True)
    assert told.decided_by == "!traveller.accompanied"
    told = answer(f"!({ALONE})", traveller__age=30)
    assert (told.truth, told.decided_by) == (Truth.TRUE, "traveller.age < 18")


def test_one_false_side_decides_although_the_other_is_unknown() -> None:
    told = answer(ALONE, traveller__accompanied=True)
    assert (told.truth, told.missing) == (Truth.FALSE, ())
    assert told.decided_by == "!traveller.accompanied"


def test_one_true_side_decides_although_the_other_is_unknown() -> None:
    told = answer("traveller.age < 18 || traveller.accompanied", traveller__accompanied=True)
    assert (told.truth, told.decided_by) == (Truth.TRUE, "traveller.accompanied")


@pytest.mark.parametrize("nothing", [None, UNKNOWN])
def test_an_unknown_fact_is_named_and_leaves_the_answer_open(nothing: object) -> None:
    told = answer(ALONE, traveller__age=nothing, traveller__accompanied=False)
    assert (told.truth, told.missing) == (Truth.UNKNOWN, ("traveller.age",))
    assert told.decided_by == "traveller.age < 18"


def test_facts_that_can_no_longer_matter_are_not_asked_for() -> None:
    condition = "traveller.age < 18 && (traveller.accompanied || case.destination == 'AL')"
    told = answer(condition, traveller__accompanied=True)
    assert told.missing == ("traveller.age",)


def test_an_approximate_birth_date_decides_where_the_whole_interval_does() -> None:
    assert answer("traveller.age < 18", traveller__age=Interval(15, 17)).truth is Truth.TRUE
    assert answer("traveller.age < 18", traveller__age=Interval(18, None)).truth is Truth.FALSE


def test_an_approximate_birth_date_on_both_sides_of_the_line_asks_for_the_fact() -> None:
    told = answer("traveller.age < 18", traveller__age=Interval(17, 18))
    assert (told.truth, told.missing) == (Truth.UNKNOWN, ("traveller.age",))
    assert told.read == {"traveller.age": Interval(17, 18)}


def test_an_interval_of_one_value_is_that_value() -> None:
    assert answer("traveller.age == 17", traveller__age=Interval(17, 17)).truth is Truth.TRUE


def test_an_interval_of_dates_goes_through_sums() -> None:
    condition = "case.departs_on - traveller.birth_date < days(6574)"
    born = Interval(date(2010, 1, 1), date(2010, 12, 31))
    told = answer(condition, case__departs_on=date(2020, 3, 17), traveller__birth_date=born)
    assert told.truth is Truth.TRUE


def test_a_sum_with_an_open_date_does_not_fall_off_the_calendar() -> None:
    told = answer("case.opened_on + days(400) > date('2020-01-01')", case__opened_on=Interval(date.max, None))
    assert told.truth is Truth.UNKNOWN


def test_a_list_still_growing_is_sure_of_what_it_holds_and_of_nothing_else() -> None:
    known = KnownSoFar(["medical"])
    assert (
        answer("'medical' in traveller.vulnerabilities", traveller__vulnerabilities=known).truth is Truth.TRUE
    )
    told = answer("'trafficking' in traveller.vulnerabilities", traveller__vulnerabilities=known)
    assert (told.truth, told.missing) == (Truth.UNKNOWN, ("traveller.vulnerabilities",))
    assert (
        answer("size(traveller.vulnerabilities) >= 1", traveller__vulnerabilities=known).truth is Truth.TRUE
    )


def test_a_group_of_countries_is_known_beforehand_and_may_be_given_anew() -> None:
    condition = "case.destination in groups.without_visa"
    told = answer(condition, case__destination="AL")
    assert told.truth is Truth.TRUE
    assert told.read["groups.without_visa"] == frozenset({"AL", "RS"})
    assert answer(condition, case__destination="AL", groups__without_visa=["XK"]).truth is Truth.FALSE


def test_has_tells_what_is_recorded_as_nothing_from_what_nobody_looked_up() -> None:
    assert answer("has(case.departs_on)", case__departs_on=date(2020, 3, 17)).truth is Truth.TRUE
    assert answer("has(case.departs_on)", case__departs_on=None).truth is Truth.FALSE
    told = answer("has(case.departs_on)")
    assert (told.truth, told.missing) == (Truth.UNKNOWN, ("case.departs_on",))


def test_a_choice_whose_two_sides_agree_needs_no_choosing() -> None:
    condition = "(traveller.accompanied ? traveller.age < 18 : traveller.age < 16) || case.cost > 10.0"
    told = answer(condition, traveller__age=30, case__cost=Decimal("5.00"))
    assert told.truth is Truth.FALSE


def test_every_item_of_a_list_may_be_asked() -> None:
    condition = "traveller.vulnerabilities.exists(v, v in ['trafficking', 'medical'])"
    assert answer(condition, traveller__vulnerabilities=["elderly", "medical"]).truth is Truth.TRUE
    assert answer(condition, traveller__vulnerabilities=["elderly"]).truth is Truth.FALSE
    assert answer(condition, traveller__vulnerabilities=KnownSoFar(["elderly"])).truth is Truth.UNKNOWN


def test_decimals_are_exact() -> None:
    condition = "case.cost + 0.1 == 0.3"
    assert answer(condition, case__cost=Decimal("0.2")).truth is Truth.TRUE
    many = Decimal("1234567890123456789012345678901234567890.01")
    assert answer("case.cost - 0.01 < case.cost", case__cost=many).truth is Truth.TRUE


def test_texts_are_compared_letter_by_letter() -> None:
    assert answer("case.destination == 'al'", case__destination="AL").truth is Truth.FALSE
    assert answer("case.destination == 'e\u0301'", case__destination="é").truth is Truth.FALSE


def test_a_member_of_an_enumeration_counts_as_its_text() -> None:
    assert (
        answer("traveller.medical_needs != 'none'", traveller__medical_needs=Needs.NONE).truth is Truth.FALSE
    )


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ("case.cost > 1", {"case__cost": 1.5}),
        ("case.cost > 1", {"case__cost": Decimal("NaN")}),
        ("traveller.age < 18", {"traveller__age": True}),
        ("traveller.age < 18", {"traveller__age": "17"}),
        ("traveller.age < 18", {"traveller__age": Interval(Decimal("1.5"), None)}),
        ("traveller.accompanied", {"traveller__accompanied": 1}),
        ("case.opened_on < date('2020-01-01')", {"case__opened_on": MOMENT}),
        ("'x' in traveller.vulnerabilities", {"traveller__vulnerabilities": "xyz"}),
        ("'x' in traveller.vulnerabilities", {"traveller__vulnerabilities": [None]}),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_without_being_repeated(
    condition: str, values: dict[str, object]
) -> None:
    with pytest.raises(ConditionValueError) as refused:
        answer(condition, **values)
    (name,) = values
    assert name.replace("__", ".") in str(refused.value)
    assert "xyz" not in str(refused.value)


def test_an_answer_is_never_taken_for_a_yes_or_a_no() -> None:
    told = answer("traveller.accompanied")
    with pytest.raises(TypeError, match="three values"):
        bool(told)
    with pytest.raises(TypeError, match="three values"):
        bool(told.truth)


def test_an_interval_has_ends_of_one_kind_in_their_order() -> None:
    for low, high in (
        (3, 2),
        (1, date(2020, 1, 1)),
        (MOMENT, None),
        (Decimal("Infinity"), None),
    ):
        with pytest.raises(ValueError, match="interval"):
            Interval(low, high)
    assert Interval(timedelta(days=1), None).high is None


def test_of_items_still_to_come_only_what_matters_is_asked() -> None:
    condition = "traveller.vulnerabilities.exists(v, v == 'medical' && traveller.accompanied)"
    told = answer(condition)
    assert told.missing == ("traveller.vulnerabilities", "traveller.accompanied")
    assert answer(condition, traveller__accompanied=False).truth is Truth.FALSE


def test_a_written_true_or_false_has_its_place_too() -> None:
    assert (
        answer("traveller.accompanied == true && case.cost > 1", case__cost=0).decided_by == "case.cost > 1"
    )
    told = answer("traveller.accompanied == true && case.cost > 1", traveller__accompanied=False)
    assert told.decided_by == "traveller.accompanied == true"


def test_a_written_list_counts_what_is_written_twice_twice() -> None:
    assert answer("size(['a', 'a']) == 2").truth is Truth.TRUE


def test_an_unknown_item_may_be_among_items_still_to_come() -> None:
    told = answer("case.destination in traveller.vulnerabilities", traveller__vulnerabilities=KnownSoFar([]))
    assert told.missing == ("case.destination", "traveller.vulnerabilities")


def test_a_minus_turns_an_interval_around() -> None:
    assert answer("-traveller.age < -17", traveller__age=Interval(18, None)).truth is Truth.TRUE
    assert answer("-traveller.age < -17", traveller__age=Interval(16, None)).truth is Truth.UNKNOWN


def test_an_unknown_list_may_be_empty() -> None:
    none_or_all = {
        "exists": (Truth.UNKNOWN, Truth.FALSE),
        "all": (Truth.TRUE, Truth.UNKNOWN),
    }
    for kind, expected in none_or_all.items():
        condition = f"traveller.vulnerabilities.{kind}(v, traveller.accompanied)"
        told = tuple(answer(condition, traveller__accompanied=value).truth for value in (True, False))
        assert told == expected


def test_a_choice_that_is_open_asks_for_all_that_it_may_need() -> None:
    told = answer("traveller.accompanied ? traveller.age < 18 : case.cost > 1")
    assert told.missing == ("traveller.accompanied", "traveller.age", "case.cost")
    told = answer("(traveller.accompanied ? traveller.age : 3) < 18", traveller__age=40)
    assert told.missing == ("traveller.accompanied",)
    told = answer("(traveller.accompanied ? traveller.age : 3) < 18", traveller__age=17)
    assert told.truth is Truth.TRUE
