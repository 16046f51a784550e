"""Every page of a journey tells the day on which it left, as it is known now, and what stood before."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases.tests.factories import a_person
from onward.delivery.movements import actions, pages, queries
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    a_niece_alone,
    passenger_of,
)
from onward.delivery.movements.tests.test_correcting import LATER, departed
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.records.people import actions as people
from onward.records.people.models import Person
from tests.cast import Cast, make_cast
from tests.sequences.told import cases, journeys
from tests.sequences.told.log import read_log

pytestmark = pytest.mark.django_db
DAY_OF_A_LIST = re.compile(r'<h2 id="day-([0-9-]+)"')
CORRECTED = "Corrected: departed on 3 June 2021, not on 1 June 2021"
THIRD = date(2021, 6, 3)


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases and journeys with the standing events when a test is over."""
    yield
    log = read_log()
    cases.check(log)
    journeys.check(log)


def read(user: User, name: str, *args: object, **query: str) -> str:
    """Return the text of a page, in one line, as somebody reads it five days later."""
    client = Client()
    client.force_login(user)
    with clock.at(LATER):
        answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def days(user: User, **query: str) -> list[str]:
    """Return the days of the list of journeys."""
    return DAY_OF_A_LIST.findall(read(user, "movements:list", **query))


def correct(cast: Cast, movement: Movement, day: date | None, who: Person | None = None) -> None:
    """Give a departure another day, or take it back, five days after it was recorded."""
    with clock.at(LATER):
        one = passenger_of(movement, who)
        actions.correct_departure(cast.omar, one, "wrong-day" if day else "told-wrongly", on=day)


def test_the_list_has_a_journey_under_its_booked_day_and_says_when_they_left_and_that_it_was_corrected() -> (
    None
):
    cast = make_cast()
    movement = departed(cast)
    assert days(cast.omar, when="past") == ["2021-06-01"]
    correct(cast, movement, THIRD)
    page = read(cast.omar, "movements:list", when="past")
    assert DAY_OF_A_LIST.findall(page) == ["2021-06-01"]
    assert CORRECTED in page
    assert "left on 3 June 2021" in page
    assert "11:30" not in page, "the time of the day that was booked"
    assert days(cast.omar, when="past", **{"from": "2021-06-01"}) == ["2021-06-01"]
    assert days(cast.omar, when="past", **{"from": "2021-06-02"}) == []


def test_a_list_of_what_is_past_begins_on_the_day_that_was_asked_for() -> None:
    cast = make_cast()
    for later in (0, 2):
        case = a_cleared_case(cast, a_person(cast.be, f"Traveller {later}"))
        a_journey(cast, case, departs_on=NOON.date() + timedelta(days=later))
    with clock.at(NOON + timedelta(days=30)):
        for when in ("past", "all"):
            assert days(cast.omar, when=when) == ["2021-06-03", "2021-06-01"], "the latest first"
            assert days(cast.omar, when=when, **{"from": "2021-05-01"}) == ["2021-06-01", "2021-06-03"]


def test_no_filter_no_order_and_no_address_tells_the_day_on_which_somebody_hidden_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("onward.delivery.movements.queries.journeys.ROWS", 1)
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.nora)
    with_niece = a_journey(cast, case)
    other = a_journey(cast, a_cleared_case(cast, a_person(cast.be, "Suad Mahdi")))
    with clock.at(NOON + timedelta(days=2)):
        actions.depart(cast.omar, with_niece)
        actions.depart(cast.omar, other)
    asked = [{"when": "all"}, {"when": "past"}]
    asked += [{"when": "all", "from": f"2021-{day}"} for day in ("05-31", "06-01", "06-02", "06-04")]
    asked += [
        {"when": "all", way: f"2021-06-{day}.{pk}"}
        for way in ("after", "before")
        for day in ("01", "03")
        for pk in (other.pk, with_niece.pk)
    ]

    def pages_of_lies() -> list[str]:
        return [read(cast.lies, "movements:list", **one).partition("<main")[2] for one in asked]

    before = pages_of_lies()
    for day in (date(2021, 6, 2), date(2021, 6, 1)):
        correct(cast, with_niece, day, niece)
        assert pages_of_lies() == before


def test_who_left_before_the_booked_day_stands_among_what_is_past() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast), departs_on=NOON.date() + timedelta(days=9))
    with clock.at(NOON + timedelta(days=9)):
        actions.depart(cast.omar, movement)
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=THIRD)
    assert days(cast.omar, when="past") == ["2021-06-10"]
    assert days(cast.omar, when="ahead") == []


def test_the_page_of_a_journey_tells_the_right_day_from_what_when_by_whom_and_why() -> None:
    cast = make_cast()
    movement = departed(cast)
    correct(cast, movement, THIRD)
    for who in (cast.omar, cast.lies):
        page = read(who, "movements:movement", movement.key)
        assert "<b>Thursday 3 June 2021</b>" in page
        assert "booked for 1 June 2021" in page
        assert "They are those of the booking for 1 June 2021." in page
        assert "<dt>Departed</dt><dd>3 June 2021</dd>" in page
        assert CORRECTED in page
        told = ("recorded on 6 June 2021", cast.omar.name, "Another day was typed")
        assert " · ".join(f"<bdi>{one}</bdi>" for one in told) in page


def test_a_departure_that_did_not_happen_is_told_of_as_taken_back() -> None:
    cast = make_cast()
    movement = departed(cast)
    correct(cast, movement, THIRD)
    correct(cast, movement, None)
    page = read(cast.omar, "movements:movement", movement.key)
    assert "<b>Tuesday 1 June 2021</b>" in page
    assert "Taken back: departed on 3 June 2021" in page
    assert "<dt>Departed</dt>" not in page
    listed = read(cast.omar, "movements:list", when="all")
    assert DAY_OF_A_LIST.findall(listed) == ["2021-06-01"]
    assert "Taken back: departed on 3 June 2021" in listed


@pytest.mark.parametrize("outcome", ["no_show", "turned_back"])
def test_the_right_day_of_who_did_not_go_stands_on_their_card(outcome: str) -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    getattr(actions, outcome)(cast.omar, passenger_of(movement))
    correct(cast, movement, THIRD)
    page = read(cast.omar, "movements:movement", movement.key)
    assert re.search(r"<dt>(Did not come|Turned back)</dt><dd>3 June 2021</dd>", page)
    assert re.search(r"Corrected: (did not come|turned back) on 3 June 2021, not on 1 June 2021", page)
    assert days(cast.omar, when="past") == ["2021-06-01"], "the journey itself was booked for that day"


@pytest.mark.parametrize("refused", [False, True])
def test_the_right_day_of_an_arrival_or_a_refused_entry_stands_on_the_card(refused: bool) -> None:
    cast = make_cast()
    movement = departed(cast)
    if refused:
        actions.refuse_entry(cast.omar, passenger_of(movement), "IST")
    else:
        actions.arrive(cast.omar, movement)
    with clock.at(LATER):
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=THIRD)
    page = read(cast.omar, "movements:movement", movement.key)
    word = "Refused entry" if refused else "Arrived"
    assert f"<dt>Departed</dt><dd>1 June 2021</dd><dt>{word}</dt><dd>3 June 2021</dd>" in page
    assert f"Corrected: {word.lower()} on 3 June 2021, not on 1 June 2021" in page


def test_mended_particulars_are_no_correction_of_a_day() -> None:
    cast = make_cast()
    movement = departed(cast)
    correct(cast, movement, THIRD)
    with clock.at(LATER + timedelta(days=1)):
        one = passenger_of(movement)
        people.mend_person(cast.lies, one.traveller.person, sex="female")
    page = read(cast.omar, "movements:movement", movement.key)
    assert page.count("Corrected:") == 1
    assert "<dt>Departed</dt><dd>3 June 2021</dd>" in page


def test_the_case_the_worklist_and_the_form_name_the_right_day() -> None:
    cast = make_cast()
    movement = departed(cast)
    correct(cast, movement, date(2021, 6, 6))
    page = read(cast.lies, "cases:case", movement.case.reference)
    assert ">6 June 2021</a><small>BRU – IST – EBL · booked for 1 June 2021</small>" in page
    address = (movement.key, told_as(passenger_of(movement)), "correct-departure")
    assert ">Journey of 6 June 2021</a>" in read(cast.omar, "movements:passenger", *address)


def test_the_sheet_of_the_family_names_the_right_day_and_no_time_of_another_one() -> None:
    cast = make_cast()
    movement = departed(cast)
    before = read(cast.omar, "movements:sheet", movement.key, **{"in": "en"})
    assert "11:30" in before
    assert "the times of" not in before
    correct(cast, movement, THIRD)
    sheet = read(cast.omar, "movements:sheet", movement.key, **{"in": "en"})
    assert "<b>Thursday 3 June 2021</b>" in sheet
    assert "the times of 3 June 2021: those on record are of the booking for 1 June 2021" in sheet
    assert "data-print" not in sheet
    paper = sheet[sheet.index("<article") : sheet.index("</article>")]
    assert "11:30" not in paper
    assert "1 June" not in paper
    assert "Corrected" not in sheet


def test_nobody_is_drawn_at_a_stop_by_the_times_of_another_day() -> None:
    cast = make_cast()
    movement = departed(cast)

    def here() -> list[str]:
        with clock.at(LATER):
            page = pages.movement_page(cast.omar, queries.movement(cast.omar, movement.key))
        return [str(one.label) for one in page.line.stations if one.state == "here"]

    assert here() == ["Istanbul IST"]
    correct(cast, movement, date(2021, 6, 6))
    assert here() == [], "they have left, and nobody knows how far they came"


def test_a_family_that_is_half_corrected_is_told_by_its_first_departure() -> None:
    cast = make_cast()
    stayed = a_person(cast.be, "Suad Mahdi")
    movement = a_journey(cast, a_cleared_case(cast, a_person(cast.be), stayed))
    actions.depart(cast.omar, movement)
    correct(cast, movement, THIRD, stayed)
    assert days(cast.omar, when="past") == ["2021-06-01"]
    page = read(cast.omar, "movements:movement", movement.key)
    assert page.count("<dt>Departed</dt><dd>1 June 2021</dd>") == 1
    assert page.count("<dt>Departed</dt><dd>3 June 2021</dd>") == 1
    correct(cast, movement, None, stayed)
    assert days(cast.omar, when="all") == ["2021-06-01"], "she waits for that day"


def test_who_does_not_see_a_traveller_is_not_told_their_day() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.nora)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    [uncle] = movement.passengers.exclude(traveller__person=niece)
    with clock.at(LATER):
        actions.correct_departure(cast.omar, uncle, "wrong-day", on=THIRD)
    assert "left on" not in read(cast.omar, "movements:list", when="past"), "the niece left on the booked day"
    assert "left on 3 June 2021" in read(cast.lies, "movements:list", when="past")
    for reader, name, args in (
        (cast.lies, "movements:movement", (movement.key,)),
        (cast.lies, "cases:case", (case.reference,)),
    ):
        told = read(reader, name, *args)
        assert "booked for 1 June 2021" in told
        assert niece.name not in told


def test_who_left_later_than_booked_is_told_of_on_that_day_without_any_correction() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    with clock.at(NOON + timedelta(days=2)):
        actions.depart(cast.omar, movement)
    page = read(cast.omar, "movements:list", when="past")
    assert DAY_OF_A_LIST.findall(page) == ["2021-06-01"]
    assert "left on 3 June 2021" in page
    assert "Corrected" not in page


@pytest.mark.parametrize("outcome", ["cancel", "no_show"])
def test_a_family_is_told_of_on_the_day_of_who_left_once_nobody_waits_any_more(outcome: str) -> None:
    cast = make_cast()
    waiting = a_person(cast.be, "Suad Mahdi")
    movement = a_journey(cast, a_cleared_case(cast, a_person(cast.be), waiting))
    one = passenger_of(movement, waiting)
    [other] = movement.passengers.exclude(pk=one.pk)
    with clock.at(NOON + timedelta(days=2)):
        actions.depart(cast.omar, movement, [other])
        waits = read(cast.omar, "movements:list", when="all")
        assert "left on" not in waits, "one of them waits for the booked day"
        if outcome == "cancel":
            actions.cancel(cast.omar, movement, "carrier", passengers=[one])
        else:
            actions.no_show(cast.omar, one)
    told = read(cast.omar, "movements:list", when="all")
    assert "left on 3 June 2021" in told
    assert DAY_OF_A_LIST.findall(told) == ["2021-06-01"], "lists go by the booked day"


def test_one_traveller_s_corrected_day_is_said_to_be_theirs_and_not_the_household_s(client: Client) -> None:
    cast = make_cast()
    family = [a_person(cast.be, name) for name in ("Hassan Zubaidi", "Suad Mahdi")]
    movement = a_journey(cast, a_cleared_case(cast, *family))
    actions.depart(cast.omar, movement)
    client.force_login(cast.omar)
    with clock.at(NOON + timedelta(days=5)):
        other = passenger_of(movement, family[1])
        actions.correct_departure(cast.omar, other, "wrong-day", on=date(2021, 6, 3))
        key, told = movement.key, told_as(passenger_of(movement, family[0]))
        journey = client.get(reverse("movements:movement", args=[key])).content.decode()
        sheet = client.get(reverse("movements:sheet", args=[key])).content.decode()
        case = client.get(reverse("cases:case", args=[movement.case.reference])).content.decode()
        forms = [
            client.get(reverse("movements:passenger", args=[key, one, "correct-departure"])).content.decode()
            for one in (told, told_as(other))
        ]
    for page in (journey, sheet):
        assert re.search(r"1 June 2021</b>\s*(<bdi>)?Hassan Zubaidi", page)
        assert re.search(r"3 June 2021</b>\s*(<bdi>)?Suad Mahdi", page)
    assert "1 June 2021: Hassan Zubaidi" in case
    assert "3 June 2021: Suad Mahdi" in case
    assert ["Journey of 1 June 2021" in forms[0], "Journey of 3 June 2021" in forms[1]] == [True, True]
