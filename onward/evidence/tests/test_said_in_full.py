"""What a reader would take for complete, or for nought, is said for what it is."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from onward.evidence.tests.factories import correct, depart, make_cast, something_else
from onward.evidence.tests.test_key_trends_page import COPY, PAGE, lines
from onward.evidence.tests.test_not_over import drawn
from onward.evidence.tests.test_since import read
from onward.kernel import clock
from tests.cast import Cast

UNKNOWN = "Not known whether alone"
CHAPTER = r'aria-labelledby="(avrr-..)">'


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def copied(client: Client, who: Any, figure: str, **asked: str) -> dict[str, tuple[str, str]]:
    """Return the numbers of a figure in a copy, now and before, by part."""
    told = lines(read(client, who, COPY, **asked))
    return {line[-1]: (line[6], line[11]) for line in told if line[-2:-1] == [figure]}


def test_a_child_of_unknown_company_has_a_row_where_there_is_one(client: Client, cast: Cast) -> None:
    for _ in range(8):
        depart(date(2020, 3, 1), age=16, child="umc")
    depart(date(2020, 3, 1), age=16, child="accompanied")
    assert UNKNOWN not in read(client, cast.ruth)
    depart(date(2020, 3, 1), age=16, sex="female")
    assert UNKNOWN in read(client, cast.ruth)
    assert copied(client, cast.ruth, "company-unknown")[""] == ("1", "")
    assert copied(client, cast.ruth, "umc")[""] == ("8", "")
    assert copied(client, cast.ruth, "returns", group="company-unknown")[""][0] == "1"


def test_how_many_are_of_unknown_company_is_told_to_nobody_without_small_numbers(
    client: Client, cast: Cast
) -> None:
    for number in range(24):  # 24 children, 12 alone, 9 unknown: three are left, who came with somebody
        depart(
            date(2020, 3, 1), age=9, child="umc" if number < 12 else None if number < 21 else "accompanied"
        )
    assert UNKNOWN in read(client, cast.lies)
    assert {now for now, _before in copied(client, cast.lies, "company-unknown").values()} == {"not shown"}


@pytest.mark.parametrize("few", [2020, 2019])
def test_a_total_below_five_names_no_part_to_who_reads_no_small_numbers(
    client: Client, cast: Cast, few: int
) -> None:
    for _ in range(3):
        depart(date(few, 3, 1), vulnerabilities=("single-parent",))
    for _ in range(12):
        depart(date(2020, 3, 1))
        depart(date(2019, 3, 1))
    found = copied(client, cast.lies, "vulnerabilities")
    assert set(found) == {""}
    assert "not shown" in found[""]
    assert "Single parent" not in read(client, cast.lies)
    assert set(copied(client, cast.ruth, "vulnerabilities")) == {"", "single-parent"}


def test_parts_of_a_large_total_are_not_nought_beside_a_small_one(client: Client, cast: Cast) -> None:
    for _ in range(12):
        depart(date(2019, 3, 1), vulnerabilities=("homeless",))
        depart(date(2020, 3, 1))
    for _ in range(3):
        depart(date(2020, 3, 1), vulnerabilities=("single-parent",))
    assert copied(client, cast.lies, "vulnerabilities") == {
        "": ("not shown", "12"),
        "homeless": ("not shown", "12"),
    }


def test_none_before_is_told_apart_from_nothing_on_record(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    page = read(client, cast.ruth)
    assert "Nothing is on record from the period before (2019)." in page
    assert 'before: <span class="quiet" title="nothing on record">' in page
    assert not re.search(r"before:\s*0|class=\"num quiet\">\s*0", page)
    assert "There were none" not in page
    copy = read(client, cast.ruth, COPY)
    assert "Nothing is on record" in copy
    head, *rows = [row for row in lines(copy) if len(row) > 1]
    assert {row[head.index("number then")] for row in rows} == {""}
    assert "Nothing is on record" in read(client, cast.ruth, destination="BR")
    depart(date(2019, 3, 1), programme="avrr-lu", office="lu")
    page = read(client, cast.ruth)
    assert "Nothing is on record from the period before (2019)." in page, "that is another programme"
    assert "before: 0" not in page
    something_else(date(2019, 3, 1), "avrr-be")
    page = read(client, cast.ruth)
    assert "from the period before (2019), and nothing at all from some of its months." in page
    assert "nothing at all from some of their months" in read(client, cast.ruth, COPY)
    for month in range(1, 13):
        something_else(date(2019, month, 2), "avrr-be")
    page = read(client, cast.ruth)
    assert "There were none in the period before (2019)." in page
    assert "before: 0" in page
    assert "Nothing is on record" not in read(client, cast.ruth, office="be")
    assert "Nothing is on record" not in read(client, cast.ruth, COPY)


def test_a_programme_of_which_nothing_is_on_record_is_no_fall_to_nought(client: Client, cast: Cast) -> None:
    depart(date(2019, 3, 1), programme="avrr-lu", office="lu")
    depart(date(2020, 3, 1))
    said = "Nothing at all is on record of these days for: Voluntary return from Luxembourg."
    page = read(client, cast.ruth)
    assert said in page
    assert re.findall(CHAPTER, page) == ["avrr-be"]
    copy = read(client, cast.ruth, COPY)
    assert said in copy
    assert "avrr-lu" not in copy
    assert said in read(client, cast.ruth, programme="avrr-lu")
    for month in range(1, 13):
        something_else(date(2020, month, 1), "avrr-lu")
    for address in (PAGE, COPY):
        assert "Nothing at all" not in read(client, cast.ruth, address)
    assert re.findall(CHAPTER, read(client, cast.ruth)) == ["avrr-be", "avrr-lu"]


def test_a_comparison_goes_by_the_first_return_of_its_own_programme(client: Client, cast: Cast) -> None:
    for day in (date(2018, 3, 1), date(2019, 3, 1), date(2020, 3, 1), date(2020, 4, 1)):
        depart(day)
    for day in (date(2019, 11, 5), date(2020, 3, 1), date(2020, 4, 1)):
        depart(day, programme="avrr-lu", office="lu")
    [_head, belgium, luxembourg] = re.split(r'aria-labelledby="avrr-..">', read(client, cast.ruth))
    assert "A rise of 100" in belgium
    assert "A rise of" not in luxembourg
    assert "No return is on record from before November 2019" in luxembourg
    assert "Luxembourg: No return is on record" in read(client, cast.ruth, COPY)


def test_days_that_are_on_record_in_part_are_no_base_of_a_change(client: Client, cast: Cast) -> None:
    for day in (date(2019, 11, 5), date(2020, 3, 1), date(2020, 4, 1)):
        depart(day)
    page = read(client, cast.ruth)
    assert "Before: 1 (2019)." in page
    assert (
        "No return is on record from before November 2019: the days compared with are told in part." in page
    )
    assert "A rise of" not in page
    copy = read(client, cast.ruth, COPY)
    assert "No return is on record from before November 2019" in copy
    depart(date(2018, 12, 1))
    page = read(client, cast.ruth)
    assert "A rise of 100 % from 1 (2019)" in page
    assert "No return is on record" not in page


LATER = datetime(2021, 2, 1, 12, tzinfo=UTC)


def test_what_is_known_of_a_programme_by_now_and_was_not_then_is_called_so(
    client: Client, cast: Cast
) -> None:
    depart(date(2020, 3, 1))
    depart(date(2019, 4, 1), programme="avrr-lu", office="lu")
    depart(date(2020, 4, 1), programme="avrr-lu", office="lu", recorded=LATER)
    said = (
        "Not recorded then: all that is known of these days for Voluntary return from Luxembourg was recorded"
        " after 1 January 2021"
    )
    for asked in ({}, {"programme": "avrr-lu"}):
        for address in (PAGE, COPY):
            then = read(client, cast.ruth, address, known_on="2021-01-01", **asked)
            assert said in then
            assert "Nothing at all" not in then
        assert said not in read(client, cast.ruth, known_on="2021-03-01", **asked)
    early = read(client, cast.ruth, known_on="2021-01-01", programme="eu-return-lu")
    assert "Nothing at all is on record of these days for: " in early


def test_days_compared_with_and_months_that_were_not_recorded_then_are_called_so(
    client: Client, cast: Cast
) -> None:
    depart(date(2020, 3, 1))
    depart(date(2019, 3, 1), recorded=LATER)
    depart(date(2020, 5, 1), recorded=LATER)
    then = read(client, cast.ruth, known_on="2021-01-01")
    assert 'before: <span class="quiet" title="not recorded then">' in then
    assert "Not recorded then: all that is known of the period before (2019) came later." in then
    assert drawn(then)["May"] == ("–", "not recorded then")
    assert drawn(then)["Jun"] == ("–", "nothing on record")
    copy = read(client, cast.ruth, COPY, known_on="2021-01-01")
    assert "Not recorded then: the days compared with, so their numbers are left empty." in copy
    assert "2020-05 (not recorded then)" in copy
    assert "2020-06 (nothing on record)" in copy
    assert "recorded then" not in read(client, cast.ruth)


def test_returns_that_were_not_recorded_then_leave_no_gap(client: Client, cast: Cast) -> None:
    """Something else was on record of some months then, so that not all came later."""
    something_else(date(2020, 3, 1), "avrr-be")
    months = [date(2020, month, 1) for month in (1, 2, *range(4, 13))]
    assert "No return is on record of these days, and nothing at all of 1 January" in read(
        client, cast.ruth, known_on="2021-01-01"
    )
    for day in months:
        depart(day, recorded=LATER)
    said = (
        "No return was on record of these days then: all that is known of 1 January 2020 to 29 February 2020"
    )
    then = read(client, cast.ruth, known_on="2021-01-01")
    assert said in then
    assert "was recorded after 1 January 2021" in then


def test_a_year_of_which_nothing_is_on_record_is_no_nought_among_years(client: Client, cast: Cast) -> None:
    depart(date(2016, 11, 5))
    depart(date(2020, 3, 1))
    asked = {"first": "2015-01-01", "last": "2020-12-31"}
    told = {row[-1]: row for row in lines(read(client, cast.ruth, COPY, **asked)) if "by-year" in row}
    words = {code: " ".join(row) for code, row in told.items()}
    assert [code for code, one in words.items() if "nothing on record" in one] == [
        "2015",
        "2017",
        "2018",
        "2019",
    ]
    assert {told[code][6] for code in ("2015", "2017", "2018", "2019")} == {""}
    page = read(client, cast.ruth, **asked)
    assert page.count("nothing on record") >= 4
    assert page.count('<li class=" is-part"><span>–</span>') == 4


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "2019 (the same days a year before)"),
        ({"last": "2021-01-01"}, "(as long, just before: it is longer than a year"),
        ({"last": "2020-03-31", "against": "previous"}, "(as long, just before)"),
        ({"against": "chosen", "against_first": "2018-01-01"}, "2018 (chosen, and as long)"),
    ],
)
def test_it_is_said_why_these_days_are_compared(
    client: Client, cast: Cast, asked: dict[str, str], why: str
) -> None:
    depart(date(2020, 3, 1))
    assert why in re.sub(r"\s+", " ", read(client, cast.ruth, **asked))
    assert why.strip("()").split("(")[-1] in read(client, cast.ruth, COPY, **asked)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (
            "2020-02-10",
            "2020-02-29",
            "10 February 2019 to 28 February 2019 (the same days a year before, to 28",
        ),
        (
            "2020-02-01",
            "2020-02-29",
            "February 2019 (the same days a year before, to 28",
        ),
        (
            "2020-02-29",
            "2020-03-31",
            "March 2019 (the same days a year before, from 1 March",
        ),
        (
            "2020-02-29",
            "2020-02-29",
            "28 February 2019 (the last day of February a year before, which had no 29 February)",
        ),
        (
            "2021-02-01",
            "2021-02-28",
            "February 2020 (the same months a year before, 29",
        ),
        ("2021-02-10", "2021-02-28", "10 February 2020 to 28 February 2020 (the same days a year before)"),
        ("2020-02-10", "2020-03-10", "10 February 2019 to 10 March 2019 (the same days a year before)"),
    ],
)
def test_a_29_february_that_the_year_before_had_not_is_said(
    client: Client, cast: Cast, first: str, last: str, told: str
) -> None:
    assert f"compared with {told}" in re.sub(r"\s+", " ", read(client, cast.ruth, first=first, last=last))


def test_a_running_year_is_not_said_to_be_compared_with_as_many_days(client: Client, cast: Cast) -> None:
    depart(date(2028, 1, 3))
    with clock.at(datetime(2028, 2, 29, 12, tzinfo=UTC)):
        asked = {"first": "2028-01-01", "last": "2028-12-31"}
        page, copy = read(client, cast.ruth, **asked), read(client, cast.ruth, COPY, **asked)
    for text in (page, copy):
        assert "not over yet: counted up to the last day given" in text
        assert "as many days" not in text
        assert "to 28 February: that year had no 29 February" in text


def words_of(page: str) -> str:
    """Return the words of a page, as one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def test_a_copy_warns_of_all_that_the_page_warns_of(client: Client, cast: Cast) -> None:
    later = datetime(2021, 2, 3, 9, tzinfo=UTC)
    for month in (3, 3, 3, 3, 3, 3, 4):
        depart(date(2020, month, 1), vulnerabilities=("homeless", "elderly"))
    correct(depart(date(2020, 3, 1)), recorded=later, sex="female", destination="UA")
    said = {
        "ruth": [
            "Differs from what was known on 31 December 2020: see what changed",
            "the rows overlap and are not to be added up",
            "Departures that were corrected count as corrected",
            "Restricted persons are part of all figures.",
        ],
        "lies": [
            "the figures stand without them: Destination",
            "Months and parts with fewer than five returns are not shown to your role",
            "Numbers from 1 to 4 in small groups are not shown",
        ],
    }
    for who, sentences in said.items():
        asked = {"destination": "UA"} if who == "lies" else {}
        page, copy = (read(client, getattr(cast, who), address, **asked) for address in (PAGE, COPY))
        for sentence in sentences:
            assert sentence in words_of(page), sentence
            assert sentence in copy, sentence
    [line] = [one for one in read(client, cast.ruth, COPY).splitlines() if "see what changed" in one]
    address = re.search(r"http://testserver(/trends/\?[^\s\"]*)#since", line)
    assert address, "a file leads nowhere without an address"
    assert 'id="since"' in client.get(address[1]).content.decode()


def test_a_copy_says_of_what_changed_what_the_page_says(client: Client, cast: Cast) -> None:
    later = datetime(2021, 2, 3, 9, tzinfo=UTC)
    correct(depart(date(2020, 3, 1)), recorded=later, sex="female", destination="UA")
    depart(date(2020, 3, 1), programme="avrr-lu", office="lu")
    for who, sentences in {
        "ruth": ["one return may differ in several", "Nothing that is counted here changed."],
        "lies": ["How many changed in all is not shown beside files"],
    }.items():
        page, copy = (
            read(client, getattr(cast, who), address, since="2020-12-31") for address in (PAGE, COPY)
        )
        for sentence in sentences:
            assert sentence in words_of(page), sentence
            assert sentence in copy, sentence
    lonely = read(client, cast.ruth, COPY, first="2018-01-01", last="2018-12-31")
    assert "No return is on record of these days, and nothing at all of 2018" in lonely
