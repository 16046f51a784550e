import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from onward.access.models import AuditEntry, User
from onward.evidence.documents.cells import safe
from onward.evidence.events import QuantityReported
from onward.evidence.tests.factories import depart, make_cast
from onward.kernel import clock
from onward.kernel.events.log import row
from tests.cast import Cast

PAGE, COPY = "/trends/", "/trends/export.csv"
YEAR = {"first": "2020-01-01", "last": "2020-12-31"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def read(client: Client, who: Any, address: str = PAGE, **asked: str) -> str:
    client.force_login(who)
    answer = client.get(address, {**YEAR, **asked})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))))


def test_the_reporting_officer_reads_returns_and_destinations(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    depart(date(2020, 3, 1), destination="UA")
    depart(date(2019, 3, 1))
    depart(date(2018, 3, 1))
    page = read(client, cast.ruth)
    assert "returns to 2 destinations" in page
    assert "A rise of 100 % from 1 (2019)" in page


def test_a_series_that_changed_its_meaning_says_so_where_both_years_are_compared(
    client: Client, cast: Cast
) -> None:
    depart(date(2020, 3, 1), programme="avrr-lu")
    assert "From 1 August 2019 on: returns to the Western Balkans by bus" in read(client, cast.ruth)
    assert "Voluntary return from Luxembourg: From 1 August 2019 on" in read(client, cast.ruth, COPY)
    depart(date(2020, 3, 1), programme="avrr-be")
    belgium = read(client, cast.ruth, programme="avrr-be")
    assert "From 1 August 2019 on" not in belgium


def test_filters_that_are_not_for_the_reader_are_said_to_be_left_out(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    asked = {"destination": "UA", "group": "children", "known_on": "2020-06-30", "office": "lu"}
    said = "the figures stand without them: Destination, Office, Of whom, As known at the end of"
    cast.ruth.roles = ["programme-manager"]
    cast.ruth.save()
    assert said in read(client, cast.ruth, **asked)
    assert "the figures stand without them" not in read(client, cast.ruth, destination="")
    cast.ruth.roles = ["reporting-officer"]
    cast.ruth.save()
    assert "the figures stand without them" not in read(client, cast.ruth, destination="UA")


def test_kosovo_never_stands_without_its_note(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), destination="XK")
    for address in (PAGE, COPY):
        text = read(client, cast.ruth, address)
        assert "Kosovo¹" in text
        assert "1244" in text


def test_names_of_countries_are_those_of_the_days_that_are_told(client: Client, cast: Cast) -> None:
    """As everywhere: the explorer and the reports of the same days name them so too."""
    depart(date(2018, 3, 1), destination="MK")
    depart(date(2020, 3, 1), destination="MK")
    spring = lines_of(read(client, cast.ruth, COPY, first="2018-01-01", last="2018-06-30"))
    assert "North Macedonia" not in spring
    assert "acedonia" in spring
    assert "North Macedonia" in lines_of(read(client, cast.ruth, COPY, **YEAR))


def lines_of(text: str) -> str:
    return "\n".join("|".join(line) for line in lines(text))


def test_what_limits_the_numbers_is_said_beside_them(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), age=8, child="accompanied", destination="XK")
    asked = {"programme": "avrr-be", "destination": "XK", "office": "be", "group": "children"}
    for address in (PAGE, COPY):
        text = read(client, cast.ruth, address, **asked)
        for words in (
            "Programme: Voluntary return from Belgium",
            "Destination: Kosovo¹",
            "Of whom: Children",
        ):
            assert words in text, (address, words)
        assert f"Office: {cast.be}" in text
        assert "Of whom: " not in read(client, cast.ruth, address)


def names_of_columns(page: str) -> list[str]:
    return [one.strip() for one in re.findall(r"columns-name..([^<]+)", page)]


def test_months_of_two_years_say_which_and_no_two_are_alike(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    page = read(client, cast.ruth, first="2019-11-01", last="2020-04-30")
    assert names_of_columns(page) == ["Nov 2019", "Dec", "Jan 2020", "Feb", "Mar", "Apr"]
    depart(date(2020, 6, 1))
    User.objects.filter(pk=cast.ruth.pk).update(language="fr")
    page = read(client, User.objects.get(pk=cast.ruth.pk), first="2020-05-01", last="2020-08-31")
    assert names_of_columns(page) == ["mai", "juin", "juil.", "août"]


@pytest.mark.parametrize("name", ["rik", "erbil", "dirk", "anna", "outsider"])
def test_nobody_else_reads_figures(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get(PAGE).status_code == client.get(COPY).status_code == 403


def test_a_counsellor_reads_the_figures_of_her_office(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    depart(date(2020, 3, 1), programme="avrr-lu", office="lu")
    assert "Luxembourg" not in read(client, cast.lies, COPY, office="lu")


def test_a_counsellor_sees_no_small_number_of_a_group_of_few(client: Client, cast: Cast) -> None:
    for _ in range(3):
        depart(date(2020, 3, 1), age=17, child="umc", sex="female", vulnerabilities=("umc",))
        depart(date(2020, 3, 1))
    told = {line[1]: line[6] for line in lines(read(client, cast.lies, COPY)) if line[2:3] == ["in all"]}
    assert told["Unaccompanied children"] == told["Vulnerabilities"] == "not shown"
    # Of so few who are vulnerable it is not told either of which kind there is nobody.
    assert told["Victims of trafficking"] == "not shown"
    exact = {line[1]: line[6] for line in lines(read(client, cast.ruth, COPY)) if line[2:3] == ["in all"]}
    assert exact["Unaccompanied children"] == exact["Vulnerabilities"] == "3"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"last": "2020-12-30"}, "Your role reads one calendar year at a time"),
        ({"first": "2017-01-01"}, "Several years together could be subtracted"),
        ({"first": "2020-03-01", "last": "2020-03-01"}, "one calendar year at a time"),
        ({"against": "chosen", "against_first": "2018-02-01"}, "one calendar year beside another"),
    ],
)
def test_a_counsellor_cannot_subtract_one_period_from_another(
    client: Client, cast: Cast, asked: dict[str, str], said: str
) -> None:
    client.force_login(cast.lies)
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        answer = client.get(PAGE, {**YEAR, **asked})
        assert (answer.status_code, client.get(COPY, {**YEAR, **asked}).status_code) == (422, 422)
        assert said in answer.content.decode()
        client.force_login(cast.ruth)
        assert client.get(PAGE, {**YEAR, **asked}).status_code == 200


@pytest.mark.parametrize(
    ("year", "said"),
    [(2021, "comes after the one asked for."), (2020, "The two periods overlap"), (2018, "(chosen, and as")],
)
def test_a_counsellor_compares_with_an_earlier_year_alone(
    client: Client, cast: Cast, year: int, said: str
) -> None:
    client.force_login(cast.lies)
    answer = client.get(PAGE, {**YEAR, "against": "chosen", "against_first": f"{year}-01-01"})
    assert (answer.status_code == 200, said in answer.content.decode()) == (year == 2018, True)


def test_a_period_that_ends_the_day_before_is_before(client: Client, cast: Cast) -> None:
    march = {"first": "2020-03-11", "last": "2020-03-20", "against": "chosen"}
    assert "1 March 2020 to 10 March 2020" in read(client, cast.ruth, **march, against_first="2020-03-01")


def test_a_counsellor_does_not_choose_a_destination(client: Client, cast: Cast) -> None:
    for number in range(18):  # 3 to Ukraine stand with 6 to Romania: who learns the 6 learns the 3
        depart(date(2020, 3, 1), destination="UA" if number < 3 else "RO" if number < 9 else "BR")
    told = cells(read(client, cast.lies, COPY))
    assert cells(read(client, cast.lies, COPY, destination="RO")) == told
    assert told["Leading destinations", "2 other destinations"] == "9"
    assert 'name="destination"' not in read(client, cast.lies)
    assert cells(read(client, cast.ruth, COPY, destination="RO"))["Returns", ""] == "6"


def test_the_running_year_of_a_counsellor_stands_beside_a_whole_one(client: Client, cast: Cast) -> None:
    for day in (date(2025, 3, 1), date(2025, 12, 1), date(2026, 3, 1)):
        for _ in range(6):
            depart(day)
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        page = read(client, cast.lies, first="2026-01-01", last="2026-12-31")
        assert "1 January 2026 to 31 October 2026" in page
        assert "Before: 12 (2025, the whole year)" in page
        assert "A fall of" not in page
        copy = lines_of(read(client, cast.lies, COPY, first="2026-01-01", last="2026-12-31"))
        assert "and compared with a whole year" in copy


@pytest.mark.parametrize("who", ["lies", "ruth"])
@pytest.mark.parametrize("figure", ["by-destination", "by-sex", "by-channel"])
def test_the_column_before_adds_up_to_its_total(client: Client, cast: Cast, who: str, figure: str) -> None:
    for _ in range(6):
        depart(date(2020, 3, 1))
        for channel, destination in (("return-desk", "BR"), ("city", "UA"), ("ngo", "RO")):
            depart(date(2019, 3, 1), channel=channel, destination=destination, sex="female")
    for _ in range(2):
        depart(date(2019, 3, 1), channel="hospital", destination="IQ")
    copy = [line for line in lines(read(client, getattr(cast, who), COPY)) if len(line) > 12]
    assert [line[11] for line in copy if line[-2] == "returns"] == ["20"]
    column = [line for line in copy if line[-2] == figure]
    assert sum(int(line[11]) for line in column if line[11] != "not shown") == 20
    assert sum(int(line[6]) for line in column) == 6


def test_a_counsellor_does_not_ask_what_was_known_on_a_day(client: Client, cast: Cast) -> None:
    for day in range(1, 8):
        depart(date(2020, 3, day))
    assert "the end of 1 June 2020" not in read(client, cast.lies, known_on="2020-06-01")
    assert "the end of 1 June 2020" in read(client, cast.ruth, known_on="2020-06-01")


def test_no_total_and_no_part_below_five_is_told_to_a_counsellor(client: Client, cast: Cast) -> None:
    depart(date(2018, 3, 1))
    for _ in range(3):
        depart(date(2019, 3, 1), destination="UA", sex="female")
    few = cells(read(client, cast.lies, COPY, first="2019-01-01", last="2019-12-31"))
    assert few["Returns", ""] == few["Persons who returned", ""] == "not shown"
    assert {name for name, _part in few} == {
        "Returns",
        "Persons who returned",
        "Cases with a departure",
        "Destinations",
        "Children (under 18)",
    }
    for number in range(11):
        depart(date(2020, 3 + number % 2, 1), destination="UA" if number < 2 else "BR")
    for _ in range(7):
        depart(date(2020, 3, 1), destination="RO")
    told = cells(read(client, cast.lies, COPY))
    assert (told["Returns", ""], told["Destinations", ""]) == ("18", "3")
    assert ("Leading destinations", "Ukraine") not in told
    assert (
        told["Leading destinations", "Brazil"] == told["Leading destinations", "2 other destinations"] == "9"
    )
    assert {line[11] for line in lines(read(client, cast.lies, COPY)) if line[1:2] == ["Returns"]} == {
        "not shown"
    }
    page = read(client, cast.lies)
    assert "How many there were before (2019) is not shown." in page
    assert "A rise of 500 % from 3 (2019)" in read(client, cast.ruth)


def test_months_with_few_returns_are_left_out_for_a_counsellor(client: Client, cast: Cast) -> None:
    for _ in range(9):
        depart(date(2020, 3, 1))
    assert "Returns by month" in read(client, cast.lies)
    depart(date(2020, 4, 1))
    assert "Returns by month" not in read(client, cast.lies)
    assert "Returns by month" in read(client, cast.ruth)


def test_a_table_that_would_say_others_and_nothing_else_is_left_out_for_a_counsellor(
    client: Client, cast: Cast
) -> None:
    for destination in ("BR", "UA", "RO", "IQ", "GE", "AM"):
        depart(date(2020, 3, 1), destination=destination)
    assert "Leading destinations" not in read(client, cast.lies)
    assert "fewer than five returns are not shown to your role" in read(client, cast.lies)
    assert "Leading destinations" in read(client, cast.ruth)


def cells(text: str) -> dict[tuple[str, str], str]:
    """Return the numbers of a copy, by the words of their figure and part."""
    return {(line[1], line[2]): line[6] for line in lines(text)[1:] if len(line) > 6}


def test_a_counsellor_cannot_watch_a_year_grow(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), age=17, child="umc")
    with clock.at(datetime(2020, 12, 31, 12, tzinfo=UTC)):
        assert "Unaccompanied children" not in read(client, cast.lies)


def test_a_counsellor_cannot_ask_for_one_group(client: Client, cast: Cast) -> None:
    for _ in range(6):
        depart(date(2020, 3, 1), vulnerabilities=("trafficking",))
        depart(date(2020, 3, 1))
    returns = [
        line for line in lines(read(client, cast.lies, COPY, group="trafficking")) if line[1:2] == ["Returns"]
    ]
    assert returns[0][6] == "12"


def test_the_copy_says_share_and_base_and_is_written_down(client: Client, cast: Cast) -> None:
    for sex in ("male", "male", "female"):
        depart(date(2020, 3, 1), sex=sex)
    found = [line for line in lines(read(client, cast.ruth, COPY)) if line[1:2] == ["By sex"]]
    assert [(line[2], line[6], line[7], line[8]) for line in found] == [
        ("Male", "2", "67", "3"),
        ("Female", "1", "33", "3"),
    ]
    entry = AuditEntry.objects.get(kind="export")
    assert (entry.actor_key, entry.action) == (cast.ruth.key, "evidence.key-trends")
    assert entry.after
    assert entry.after["filters"]["first"] == "2020-01-01"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert str(safe(cell)).startswith("'")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"last": "2019-01-01"}, "The period ends before it begins."),
        ({"known_on": "2999-01-01"}, "Nobody knows that day yet."),
        ({"known_on": "2019-06-30"}, "Nothing of this period was known then."),
        ({"against": "chosen"}, "Give the first day of the period to compare with."),
        ({"first": "9999-01-01", "last": "9999-12-31"}, "Nobody knows that day yet."),
        ({"against": "chosen", "against_first": "9999-12-31"}, "comes after the one asked for."),
        ({"against": "chosen", "against_first": "2021-01-01"}, "comes after the one asked for."),
        ({"against": "chosen", "against_first": "2020-12-31"}, "The two periods overlap"),
        ({"against": "chosen", "against_first": "2020-01-01"}, "The two periods overlap"),
        ({"against": "chosen", "against_first": "2019-02-01"}, "The two periods overlap"),
        ({"first": "yesterday"}, "Enter a valid date."),
    ],
)
def test_filters_that_do_not_fit_are_told_at_their_fields(
    client: Client, cast: Cast, asked: dict[str, str], said: str
) -> None:
    client.force_login(cast.ruth)
    answer = client.get(PAGE, {**YEAR, **asked})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert client.get(COPY, {**YEAR, **asked}).status_code == 422


def test_without_a_question_the_last_year_with_a_departure_is_shown(client: Client, cast: Cast) -> None:
    depart(date(2018, 3, 1))
    client.force_login(cast.ruth)
    page = client.get(PAGE)
    assert page.context["page"].period == "2018"


def test_a_year_that_is_not_over_is_compared_with_as_many_days(client: Client, cast: Cast) -> None:
    depart(date(2024, 3, 1))
    depart(date(2025, 3, 1))
    depart(date(2025, 12, 1))
    depart(date(2026, 3, 1))
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        year = {"first": "2026-01-01", "last": "2026-12-31"}
        page = read(client, cast.ruth, **year)
        assert "About as many as before: 1 (1 January 2025 to 22 November 2025)" in page
        assert "not over yet: counted up to the last day given" in page
        assert "not over yet" in lines_of(read(client, cast.ruth, COPY, **year))
        then = read(client, cast.ruth, **year, known_on="2026-06-30")
        assert "1 January 2026 to 30 June 2026" in then
        small = read(client, cast.lies, **year)
        assert "1 January 2026 to 31 October 2026" in small


def test_what_it_is_compared_with_stands_in_the_form_and_never_changes_by_itself(
    client: Client, cast: Cast
) -> None:
    depart(date(2020, 3, 1))
    chosen = '<option value="{}" selected>'
    assert chosen.format("year") in read(client, cast.ruth)
    assert chosen.format("previous") in read(client, cast.ruth, first="2017-01-01")
    client.force_login(cast.ruth)
    answer = client.get(PAGE, {**YEAR, "first": "2017-01-01", "against": "year"})
    assert answer.status_code == 422
    assert "Compare with another period." in answer.content.decode()


def test_one_is_one_return_to_one_destination(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), age=8)
    page = re.sub(r"\s+", " ", read(client, cast.ruth))
    assert "return to 1 destination." in page
    assert "100 % of 1 person" in page
    assert "Shares are of 1 return;" in page


def test_none_before_is_said_of_those_who_are_counted(client: Client, cast: Cast) -> None:
    depart(date(2019, 3, 1), destination="UA")
    depart(date(2020, 3, 1))
    assert "None of those counted here left in the period before" in read(client, cast.ruth, destination="BR")
    assert "Nobody who fits these filters departed" in read(client, cast.ruth, destination="RO")


def test_the_copy_has_codes_and_calls_neither_few_none_nor_years_months(client: Client, cast: Cast) -> None:
    for _ in range(201):
        depart(date(2020, 3, 1))
    depart(date(2020, 4, 1), sex="other")
    copy = lines(read(client, cast.ruth, COPY, first="2015-01-01"))
    [other] = [line for line in copy if line[1:3] == ["By sex", "Other"]]
    assert (other[7], other[-3:]) == ("<1", ["avrr-be", "by-sex", "other"])
    assert {line[-2] for line in copy if line[1:2] == ["Returns by year"]} == {"by-year"}
    assert not [line for line in copy if line[1:2] == ["Returns by month"]]


def test_kosovo_has_its_note_where_it_can_be_chosen_and_at_the_foot_where_the_page_names_it(
    client: Client, cast: Cast
) -> None:
    depart(date(2020, 3, 1), destination="XK")
    depart(date(2018, 3, 1), destination="UA")
    for who, year, named in ((cast.ruth, 2020, True), (cast.ruth, 2018, False), (cast.lies, 2018, False)):
        asked = {"first": f"{year}-01-01", "last": f"{year}-12-31"}
        page, foot = read(client, who, **asked).split('<footer class="footnotes">')
        assert ("Kosovo¹" in page, "1244" in foot) == (named, named)
        form = page[
            page.index('<form class="filters"') : page.index("</form>", page.index('class="filters"'))
        ]
        offered = who == cast.ruth
        assert ('<option value="XK">Kosovo*</option>' in form, "1244" in form) == (offered, offered)
        copy = read(client, who, COPY, **asked)
        assert ("Kosovo¹" in copy, "1244" in copy) == (named, named)


def test_days_without_a_departure_say_so(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), destination="BR")
    assert "Nobody who fits these filters departed in these days" in read(client, cast.ruth, destination="XK")


def test_days_of_which_nothing_is_on_record_are_told_as_no_fall(client: Client, cast: Cast) -> None:
    """What stands still is told apart from what nobody wrote down: a closure in January makes no year."""
    for day in range(1, 9):
        depart(date(2021, 3, day))
    row(
        QuantityReported(programme="avrr-be", kind="campaigns", quantity=Decimal(1)),
        office="be",
        occurred_on=date(2022, 1, 9),
        recorded_at=datetime(2022, 1, 9, 12, tzinfo=UTC),
        actor_key=None,
        about=uuid4(),
    ).save(force_insert=True)
    said = "No return is on record of these days, and nothing at all of 1 February 2022 to 31 December 2022"
    for address in (PAGE, COPY):
        text = read(client, cast.ruth, address, first="2022-01-01", last="2022-12-31")
        assert said in text
        assert "A fall of" not in text
        assert "|0|" not in lines_of(text)


def test_a_month_of_which_nothing_is_on_record_says_so(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    page = read(client, cast.ruth, first="2020-01-01", last="2020-04-30")
    assert page.count("<small>nothing on record</small>") == 3


def test_the_page_asks_the_database_few_times(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for destination in ("BR", "UA", "RO", "XK"):
        depart(date(2020, 3, 1), destination=destination)
        depart(date(2020, 3, 1), destination=destination, programme="avrr-lu", office="lu")
    client.force_login(cast.ruth)
    with django_assert_max_num_queries(
        13
    ):  # one asks for published editions of these days, one for empty months
        client.get(PAGE, YEAR)


def test_a_channel_that_names_whoever_is_not_shown_stands_among_the_others(
    client: Client, cast: Cast
) -> None:
    for channel, many in (("return-desk", 40), ("hospital", 20), ("ngo", 9)):
        for _number in range(many):
            depart(date(2020, 3, 3), channel=channel)
    for number in range(5):
        sex = "male" if number < 2 else "female"
        depart(date(2020, 3, 3), sex=sex, vulnerabilities=("trafficking",), channel="shelter")
    for address in (PAGE, COPY):
        page = read(client, cast.lies, address)
        assert "Hospital" in page
        assert "Shelter for victims of trafficking" not in page
        assert "Shelter for victims of trafficking" in read(client, cast.ruth, address)
    for _number in range(30):
        depart(date(2020, 4, 3), vulnerabilities=("trafficking",), sex="male")
        depart(date(2020, 4, 3), vulnerabilities=("trafficking",), sex="female")
    assert "Shelter for victims of trafficking" in read(client, cast.lies), (
        "sixty-five are shown, and so is it"
    )
