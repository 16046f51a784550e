"""Pure decisions about persons."""

import re
from datetime import date

import pytest

from onward.records.people.rules import (
    Born,
    GivenName,
    a_letter_off,
    ages_on,
    fold,
    is_near,
    is_whole_year,
    number_of,
    phone_number,
    shown_name,
    skeletons,
    years_between,
)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2003, 12, 3), date(2021, 12, 2), 17),
        (date(2003, 12, 3), date(2021, 12, 3), 18),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
    ],
)
def test_an_age_turns_on_the_birthday(born: date, on: date, age: int) -> None:
    assert years_between(born, on) == age


def test_an_approximate_birth_gives_two_ages() -> None:
    assert ages_on(date(2003, 1, 1), date(2003, 12, 31), date(2021, 6, 1)) == (17, 18)
    assert ages_on(None, None, date(2021, 6, 1)) is None


def test_a_whole_year_is_told_from_a_span() -> None:
    today = date(2021, 6, 1)
    assert is_whole_year(date(1990, 1, 1), date(1990, 12, 31), today)
    assert is_whole_year(date(2021, 1, 1), today, today)
    assert not is_whole_year(date(1990, 1, 1), date(1990, 12, 30), today)
    assert not is_whole_year(date(1990, 1, 1), date(1991, 12, 31), today)


def test_one_end_of_a_span_stands_for_both() -> None:
    assert Born(date(1990, 1, 1), None).checked(date(2021, 1, 1)) == Born.on(date(1990, 1, 1))


def test_the_name_of_a_document_is_shown_in_latin_letters() -> None:
    shown = shown_name([GivenName(full="نور"), GivenName("document", "Noor", "Karim", "Noor Karim")])
    assert (shown.name, shown.name_native, shown.script) == ("Noor Karim", "نور", "Arab")


def test_folding_leaves_letters_only() -> None:
    assert fold("Al-Zubaïdi, O'Neill") == "al zubaidi oneill"


def test_names_meet_without_their_vowels() -> None:
    assert skeletons("hassan") == skeletons("hsn") == ["~hsn"]
    assert skeletons("ali") == []


def test_numbers_are_compared_in_capitals_without_spaces() -> None:
    assert number_of(" lp 12\u202f345 ") == "LP12345"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0470 12 34 56", "+32470123456"), ("+964 770 123 4567", "+9647701234567"), ("x", ""), ("1", "")],
)
def test_telephone_numbers_are_read_as_dialled_in_the_country(typed: str, read: str) -> None:
    assert phone_number(typed, "BE") == read


@pytest.mark.parametrize("word", ["omar", "souza", "gabriel", "zubaidi"])
def test_a_word_a_letter_off_holds_a_part_that_is_asked_for_and_meets_the_pattern(word: str) -> None:
    parts, pattern = a_letter_off(word)
    wrong = [f"{word[:at]}x{word[at + 1 :]}" for at in range(len(word))]
    left_out = [f"{word[:at]}{word[at + 1 :]}" for at in range(len(word))]
    extra = [f"{word[:at]}x{word[at:]}" for at in range(len(word) + 1)]
    turned = [f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)]
    for off in (word, *wrong, *left_out, *extra, *turned):
        text = f"| ali {off} |"
        assert any(part in text for part in parts), off
        assert re.search(pattern, text), off
        assert is_near(text, ["ali", word]), off
    for far in (f"xx{word}", word[:-2], f"{word[1:]}xx"):
        assert not re.search(pattern, f"| ali {far} |"), far
