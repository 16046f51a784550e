"""What is understood of a cell, and what is said where it is not."""

from datetime import date
from decimal import Decimal

import pytest

from onward.history.workbook.cells import (
    BadCell,
    Unreadable,
    Value,
    Vocabulary,
    born_of,
    country_of,
    day_of,
    quantity_of,
    text_of,
)
from onward.history.workbook.columns import channel_options

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    "text", ["2018-12-31", "31/12/2018", "12/31/2018", "31.12.2018", "2018/12/31", "2018-12-31 00:00:00"]
)
def test_a_day_as_text_is_understood_where_it_has_one_reading(text: str) -> None:
    assert day_of(text, TODAY) == date(2018, 12, 31)


def test_a_day_with_two_readings_is_refused_and_both_are_named() -> None:
    with pytest.raises(BadCell) as bad:
        day_of("03/04/2018", TODAY)
    for part in ("3 April 2018", "4 March 2018", "2018-04-03", "2018-03-04"):
        assert part in str(bad.value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("31/12/18", "is no day"),
        ("31/13/2018", "is no day"),
        ("soon", "is no day"),
        (43465, "is a number"),
        (date(2027, 1, 1), "in the future"),
        (date(1018, 1, 1), "too long ago"),
        (Unreadable("formula", "=TODAY()"), "=TODAY()"),
        (Unreadable("error", "#REF!"), "#REF!"),
        (Unreadable("merged"), "merged"),
    ],
)
def test_what_is_no_day_is_said(value: Value, said: str) -> None:
    with pytest.raises(BadCell, match=said.replace("(", r"\(").replace(")", r"\)")):
        day_of(value, TODAY)


def test_a_birth_is_a_day_or_a_year() -> None:
    assert born_of("1985", TODAY) == born_of(1985, TODAY) == born_of(1985.0, TODAY)
    assert born_of(1985, TODAY).latest == date(1985, 12, 31)
    assert born_of(2026, TODAY).latest == TODAY
    assert born_of("1985-03-02", TODAY).earliest == date(1985, 3, 2)
    assert born_of(None, TODAY).earliest is None
    for value in (2027, "1850", 85):
        with pytest.raises(BadCell):
            born_of(value, TODAY)


def test_a_country_is_a_code_or_a_name_and_what_fits_several_is_refused_with_all_of_them() -> None:
    assert [country_of(one) for one in ("AL", "Albanie", "Roemenië", None)] == ["AL", "AL", "RO", ""]
    with pytest.raises(BadCell, match=r"CD .*CG .*Write the code"):
        country_of("Congolese")
    with pytest.raises(BadCell, match=r"Is it AL \(Albania\)"):
        country_of("Albanja")
    with pytest.raises(BadCell, match="two letters"):
        country_of("Atlantis-under-the-sea")
    assert country_of("stateless", nationality=True) == "stateless"
    with pytest.raises(BadCell):
        country_of("stateless")


def test_a_coded_value_is_understood_in_three_languages_and_the_closest_is_named() -> None:
    channels = Vocabulary(channel_options())
    assert {channels.code(one) for one in ("red-cross", "Croix-Rouge", "rode kruis")} == {"red-cross"}
    with pytest.raises(BadCell, match="Is it “hospital”"):
        channels.code("hospitl")
    with pytest.raises(BadCell, match="one of: return-desk"):
        channels.code("xyzzy")
    assert channels.codes("ngo; hospital;ngo;") == ("ngo", "hospital")


def test_a_quantity_says_its_two_readings_where_it_has_two() -> None:
    assert quantity_of("18 250") == quantity_of(18250) == Decimal(18250)
    assert quantity_of("2,5") == Decimal("2.5")
    with pytest.raises(BadCell, match=r"18250 or 18\.25"):
        quantity_of("18.250")
    for value in (-1, "many", "NaN", 10**13, "1E-400000", "0.0000001"):
        with pytest.raises(BadCell):
            quantity_of(value)


def test_a_text_that_is_too_long_is_not_cut() -> None:
    with pytest.raises(BadCell, match="longer than 60"):
        text_of("x" * 61, 60)
