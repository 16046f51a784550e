from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onward.evidence.rules import SMALL, Period, Split, change, columns, few_of, leading, percent, untorn
from onward.kernel.definitions import check_all
from onward.kernel.definitions.in_force import definitions_root


def test_the_period_before_whole_months_is_as_many_whole_months() -> None:
    assert Period(date(2018, 9, 1), date(2018, 12, 31)).just_before() == Period(
        date(2018, 5, 1), date(2018, 8, 31)
    )
    assert Period(date(2020, 1, 1), date(2020, 12, 31)).just_before() == Period(
        date(2019, 1, 1), date(2019, 12, 31)
    )


def test_the_period_before_some_days_is_as_many_days() -> None:
    assert Period(date(2020, 3, 10), date(2020, 3, 12)).just_before() == Period(
        date(2020, 3, 7), date(2020, 3, 9)
    )


def test_a_period_as_long_as_whole_months_is_as_many_whole_months_from_the_first_of_one() -> None:
    year = Period(date(2020, 1, 1), date(2020, 12, 31))
    assert year.as_long_from(date(2020, 6, 1)) == Period(date(2020, 6, 1), date(2021, 5, 31))
    assert year.as_long_from(date(2018, 6, 2)) == Period(date(2018, 6, 2), date(2019, 6, 2))
    some_days = Period(date(2020, 3, 10), date(2020, 3, 12))
    assert some_days.as_long_from(date(2019, 3, 1)) == Period(date(2019, 3, 1), date(2019, 3, 3))


def test_a_year_before_the_end_of_february_is_the_end_of_february() -> None:
    assert Period(date(2020, 2, 1), date(2020, 2, 29)).year_before() == Period(
        date(2019, 2, 1), date(2019, 2, 28)
    )
    one_day = Period(date(2020, 2, 29), date(2020, 2, 29)).year_before()
    assert one_day == Period(date(2019, 2, 28), date(2019, 2, 28))


def test_a_period_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(ValueError, match="ends on its first day or later"):
        Period(date(2020, 3, 2), date(2020, 3, 1))


def test_half_a_percent_is_rounded_up_and_a_share_of_nothing_is_none() -> None:
    assert [percent(1, 8), percent(1, 200), percent(3, 200), percent(0, 0)] == [13, 1, 2, None]
    assert [change(1725, 2184), change(689, 594), change(1, 0)] == [-21, 16, None]


def test_a_ranking_keeps_whatever_ties_with_its_last() -> None:
    parts = {"BR": 9, "RO": 7, "UA": 5, "IQ": 5, "GE": 5, "AL": 1}
    top, rest = leading(parts, 3)
    assert [code for code, _ in top] == ["BR", "RO", "GE", "IQ", "UA"]
    assert rest == [("AL", 1)]


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 12)),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 12)),
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.booleans(),
)
def test_each_column_adds_up_to_its_total_and_no_number_in_it_is_small(
    now: dict[str, int], before: dict[str, int], wanted: list[str], protected: bool
) -> None:
    one, other = (Split(sum(parts.values()), parts) for parts in (now, before))
    found = columns(one, other, wanted, protected=protected)
    told = [number for _part, number, _before in found.rows] + [found.rest[0]]
    told_before = [number for _part, _now, number in found.rows if number is not None] + [found.rest[1]]
    assert (sum(told), sum(told_before)) == (one.total, other.total)
    for split, numbers in ((one, told), (other, told_before)):
        if protected and split.total >= SMALL:
            assert not [number for number in numbers if 0 < number < SMALL]


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 12)),
    st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 12)), min_size=2, max_size=4),
)
def test_whatever_a_year_is_compared_with_the_same_parts_of_it_are_never_told(
    year: dict[str, int], others: list[dict[str, int]]
) -> None:
    split = Split(sum(year.values()), year)
    few = few_of(split)
    assert len(few) != 1 or split.total < SMALL
    for parts in others:
        other = Split(sum(parts.values()), parts)
        as_now = columns(split, other, [*"abcdef"], protected=True).rows
        as_before = columns(other, split, [*"abcdef"], protected=True).rows
        assert few.isdisjoint(part for part, _now, _before in as_now)
        assert few.isdisjoint(part for part, _now, number in as_before if number)


def test_what_was_there_before_alone_has_its_place() -> None:
    now, before = Split(9, {"desk": 9}), Split(19, {"desk": 12, "ngo": 7})
    assert columns(now, before, ["desk"], protected=False).rest == (0, 7)
    assert columns(now, before, ["desk", "ngo"], protected=True).rows == (("desk", 9, 12), ("ngo", 0, 7))


def test_a_shelter_by_which_few_came_does_not_stand_apart() -> None:
    now = Split(60, {"desk": 40, "ngo": 16, "shelter": 4})
    assert few_of(now) == {"shelter", "ngo"}
    assert few_of(Split(56, {"desk": 40, "ngo": 16})) == frozenset()
    assert columns(Split(10, {"desk": 5, "ngo": 5}), now, ["desk", "ngo"], protected=True).rows == (
        ("desk", 5, 40),
        ("ngo", 5, None),
    )


def test_a_role_that_reads_files_and_figures_is_refused_since_they_could_be_subtracted(
    tmp_path: Path,
) -> None:
    root = tmp_path / "definitions"
    copytree(definitions_root(), root)
    file = root / "roles.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("figures.read: office", "figures.read: office\n    consents.read: office", 1)
    )
    [fault] = check_all(root)[1]
    assert "the role reads figures of everybody, and files with “consents.read”" in str(fault)


def test_a_part_that_is_not_told_stands_with_so_many_others_that_theirs_does_not_tell_it() -> None:
    now = Split(100, {"desk": 60, "hospital": 20, "ngo": 15, "shelter": 5})
    assert few_of(now, {"shelter"}) == {"shelter", "ngo"}
    assert few_of(Split(69, {"desk": 60, "ngo": 4, "shelter": 5}), {"shelter"}) == {"shelter", "ngo", "desk"}
    assert few_of(now, {"nobody"}) == frozenset()
    found = columns(
        now, now, ["desk", "hospital", "ngo", "shelter"], protected=True, beside=({"shelter"}, ())
    )
    assert found.rows == (("desk", 60, 60), ("hospital", 20, 20))
    assert found.rest == (20, 20)


def test_parts_that_tie_are_named_or_left_out_together() -> None:
    assert untorn({"AL": 14, "BR": 10, "BY": 8, "IQ": 6, "RS": 6, "UA": 6}, 5) == ["AL", "BR", "BY"]
    assert untorn({"AL": 14, "IQ": 6, "RS": 6}, 3) == ["AL", "IQ", "RS"]
    assert untorn({"AL": 6, "IQ": 6, "RS": 6}, 2) == ["AL", "IQ", "RS"]
    assert untorn({}, 5) == []
