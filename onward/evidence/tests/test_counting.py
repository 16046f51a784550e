from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from uuid import uuid4

import pytest

from onward.delivery.movements.events import Departed
from onward.evidence.queries import BEFORE, NOW, Question, count, years_with_returns
from onward.evidence.rules import Period, Split
from onward.evidence.tests.factories import correct, depart, retract, send_back
from onward.kernel.models import Event

pytestmark = pytest.mark.django_db
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
KNOWN = (date(2020, 6, 30), date(2020, 8, 1), date(2020, 12, 31))
Q = Question(period=YEAR, against=YEAR.year_before())


def number(figure: str, question: Question = Q, programme: str = "avrr-be", period: str = NOW) -> int:
    return split(figure, question, programme, period).total


def split(figure: str, question: Question = Q, programme: str = "avrr-be", period: str = NOW) -> Split:
    return count(question).get(programme, {}).get(period, {}).get(figure, Split())


def test_two_departures_of_one_person_are_two_returns_and_one_person() -> None:
    person = uuid4()
    depart(date(2020, 2, 1), person=person)
    depart(date(2020, 11, 1), person=person)
    assert (number("returns"), number("persons"), number("cases")) == (2, 1, 2)


def test_a_family_on_one_case_is_several_persons_and_one_case() -> None:
    case = uuid4()
    for age in (40, 38, 12, 9):
        depart(date(2020, 2, 1), case=case, age=age)
    assert (number("persons"), number("cases"), number("children")) == (4, 1, 2)


def test_the_first_and_the_last_day_belong_to_a_period_and_their_neighbours_do_not() -> None:
    for day in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)):
        depart(day)
    assert number("returns") == 2
    assert number("returns", period=BEFORE) == 1


def test_two_periods_end_to_end_give_the_returns_of_the_whole_and_no_person_twice() -> None:
    person = uuid4()
    depart(date(2020, 2, 1), person=person)
    depart(date(2020, 8, 1), person=person)
    depart(date(2020, 8, 2))
    spring = Question(period=Period(date(2020, 1, 1), date(2020, 6, 30)), against=YEAR.year_before())
    autumn = Question(period=Period(date(2020, 7, 1), date(2020, 12, 31)), against=YEAR.year_before())
    assert number("returns", spring) + number("returns", autumn) == number("returns") == 3
    assert (number("persons", spring), number("persons", autumn), number("persons")) == (1, 2, 2)


def test_a_correction_changes_the_figure_and_the_day_before_it_still_gives_the_old_number() -> None:
    event = depart(date(2020, 12, 30), destination="BR")
    depart(date(2020, 12, 30), destination="BR")
    correct(event, recorded=datetime(2021, 2, 3, 9, tzinfo=UTC), destination="UA")
    assert split("by-destination").parts == {"BR": 1, "UA": 1}
    before = Question(period=YEAR, against=YEAR.year_before(), known_on=date(2021, 2, 2))
    on_the_day = Question(period=YEAR, against=YEAR.year_before(), known_on=date(2021, 2, 3))
    assert split("by-destination", before).parts == {"BR": 2}
    assert split("by-destination", on_the_day).parts == {"BR": 1, "UA": 1}


def test_a_departure_moved_to_another_year_counts_there_and_once() -> None:
    event = depart(date(2020, 12, 31))
    correct(event, recorded=datetime(2021, 1, 5, tzinfo=UTC), on=date(2021, 1, 1))
    next_year = Question(period=Period(date(2021, 1, 1), date(2021, 12, 31)), against=YEAR)
    assert (number("returns"), number("returns", next_year)) == (0, 1)


def test_a_departure_that_was_taken_back_is_no_return_and_was_one_until_then() -> None:
    retract(depart(date(2020, 5, 1)), datetime(2020, 6, 1, 10, tzinfo=UTC))
    assert number("returns") == 0
    assert number("returns", Question(YEAR, YEAR.year_before(), known_on=date(2020, 5, 31))) == 1


def test_what_was_recorded_after_the_day_is_not_known_on_it() -> None:
    depart(date(2020, 5, 1), recorded=datetime(2020, 5, 31, 21, 59, tzinfo=UTC))
    depart(date(2020, 5, 1), recorded=datetime(2020, 5, 31, 22, 0, tzinfo=UTC))  # June in Brussels
    assert number("returns", Question(YEAR, YEAR.year_before(), known_on=date(2020, 5, 31))) == 1


def test_who_was_refused_entry_has_not_returned_until_they_leave_again() -> None:
    person, family = uuid4(), uuid4()
    refused = depart(date(2020, 5, 1), person=person)
    depart(date(2020, 5, 1), person=family, movement=refused.about_key)
    send_back(refused, date(2020, 5, 2))
    assert (number("returns"), number("persons")) == (1, 1)
    depart(date(2020, 6, 1), person=person)
    assert (number("returns"), number("persons")) == (2, 2)


def test_a_departure_counts_as_known_until_it_is_learnt_that_entry_was_refused_and_again_if_it_was_not() -> (
    None
):
    back = send_back(
        depart(date(2020, 5, 1)), date(2020, 5, 2), recorded=datetime(2020, 7, 10, 10, tzinfo=UTC)
    )
    retract(back, datetime(2020, 9, 1, 10, tzinfo=UTC))
    told = {day: number("returns", replace(Q, known_on=day)) for day in KNOWN}
    assert told == dict(zip(KNOWN, (1, 0, 1), strict=True))
    assert number("returns") == 1


def test_only_years_in_which_somebody_returned_are_offered() -> None:
    depart(date(2017, 5, 1))
    depart(date(2018, 5, 1), office="lu")
    send_back(depart(date(2019, 5, 1)), date(2019, 5, 2))
    retract(depart(date(2020, 12, 1)), datetime(2020, 12, 2, tzinfo=UTC))
    offered = partial(years_with_returns, latest=2021, earliest=1951, most=5)
    assert (offered(None), offered("be")) == ([2018, 2017], [2017])


def test_the_statement_counts_what_the_kernel_calls_standing() -> None:
    for number_of in range(12):
        event = depart(date(2020, 1 + number_of, 3))
        if number_of % 3 == 0:
            event = correct(event, recorded=datetime(2021, 1, 1, tzinfo=UTC), sex="female")
        if number_of % 4 == 0:
            retract(event, datetime(2021, 1, 2, tzinfo=UTC))
    standing = Event.objects.standing().filter(type=Departed.type, occurred_on__year=2020)
    assert number("returns") == standing.count() == 9


def test_programmes_stand_side_by_side_and_no_number_adds_them_up() -> None:
    depart(date(2020, 3, 1))
    depart(date(2020, 3, 1), programme="avrr-lu", office="lu")
    assert set(count(Q)) == {"avrr-be", "avrr-lu"}
    assert number("returns") == number("returns", programme="avrr-lu") == 1


def test_an_office_counts_its_own_departures_only() -> None:
    depart(date(2020, 3, 1))
    depart(date(2020, 3, 1), programme="avrr-lu", office="lu")
    assert set(count(Question(YEAR, YEAR.year_before(), office="lu"))) == {"avrr-lu"}


def test_a_person_vulnerable_in_two_ways_stands_in_both_rows_and_once_in_the_total() -> None:
    depart(date(2020, 3, 1), vulnerabilities=("health", "trafficking"))
    depart(date(2020, 3, 1), vulnerabilities=("health",))
    depart(date(2020, 3, 1))
    found = split("vulnerabilities")
    assert found.parts == {"health": 2, "trafficking": 1}
    assert found.total == 2


def test_a_child_alone_who_came_of_age_is_counted_as_such_among_vulnerabilities_too() -> None:
    depart(date(2020, 3, 1), age=17, child="umc", vulnerabilities=("umc", "health"))
    depart(date(2020, 3, 1), age=18, child="aged-out", vulnerabilities=("umc",))
    depart(date(2020, 3, 1), age=16, child="umc")
    found = split("vulnerabilities")
    assert found.parts == {"umc": 2, "aged-out-umc": 1, "health": 1}
    assert (found.parts["umc"], found.parts["aged-out-umc"]) == (number("umc"), number("aged-out"))
    assert found.total == 3


def test_children_alone_and_those_of_age_by_now_are_counted_apart() -> None:
    depart(date(2020, 3, 1), age=17, child="umc", sex="female")
    depart(date(2020, 3, 1), age=18, child="aged-out")
    depart(date(2020, 3, 1), age=8, child="accompanied")
    assert (number("umc"), number("aged-out"), number("children")) == (1, 1, 2)
    assert split("umc").parts == {"female": 1}


def test_a_child_of_no_single_age_is_a_child_all_the_same() -> None:
    depart(date(2020, 3, 1), age=None, child="accompanied")
    depart(date(2020, 3, 1), age=None, child="umc")
    depart(date(2020, 3, 1), age=None)
    assert number("children") == 2
    assert number("returns", Question(YEAR, YEAR.year_before(), group="children")) == 2


def test_a_group_narrows_every_figure() -> None:
    depart(date(2020, 3, 1), age=17, child="umc", destination="AL")
    depart(date(2020, 3, 1), age=18, child="aged-out", destination="RW")
    depart(date(2020, 3, 1), destination="BR")
    both = Question(YEAR, YEAR.year_before(), group="umc-or-aged-out")
    assert split("by-destination", both).parts == {"AL": 1, "RW": 1}


def test_periods_that_overlap_are_each_counted_whole() -> None:
    depart(date(2020, 3, 1))
    question = Question(YEAR, Period(date(2019, 6, 1), date(2020, 5, 31)))
    assert number("returns", question) == number("returns", question, period=BEFORE) == 1


def test_every_field_that_is_counted_is_a_field_of_the_event() -> None:
    counted = {"programme", "destination", "channel", "sex", "age", "child", "medical", "vulnerabilities"}
    assert counted <= set(Departed.model_fields)
