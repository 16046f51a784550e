"""Where the last adult of a booking does not come, desks are asked about the child; pages agree."""

import re
from datetime import date

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import a_case, a_person, page_of, traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions, pages, queries
from onward.delivery.movements.pages.board import BoardRow
from onward.delivery.movements.queries import BoardFilters
from onward.delivery.movements.tests.factories import a_journey, clear, passenger_of, travellers_of
from onward.delivery.movements.tests.test_company import a_father_and_son
from onward.delivery.movements.tests.test_left_alone import WORDS, tasks_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
SENTENCE = "nobody of age whom you see travels along"


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("what", [actions.no_show, actions.turned_back])
def test_it_is_recorded_and_the_desks_are_asked_what_becomes_of_the_child(what: object) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    assert callable(what)
    what(cast.omar, passenger_of(movement, father))
    assert passenger_of(movement, father).state in ("no-show", "turned-back")
    assert passenger_of(movement, son).state == "booked"
    assert traveller_of(case, son).accompanied is True
    assert {one.person_key for one in tasks_of(case)} == {son.key}


def test_where_somebody_of_age_or_an_escort_stays_beside_nothing_is_asked() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.assign_escort(cast.omar, passenger_of(movement, son), "social", "Ines Peeters")
    actions.no_show(cast.omar, passenger_of(movement, father))
    assert not tasks_of(case)


def test_a_child_that_does_not_come_asks_nothing() -> None:
    cast = make_cast()
    case, _father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.no_show(cast.omar, passenger_of(movement, son))
    assert not tasks_of(case)


def test_of_a_hidden_adult_who_did_not_come_the_file_of_the_child_says_nothing() -> None:
    cast = make_cast()
    case, mother, _son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    protection.restrict(cast.sam, mother, "trafficking")
    actions.no_show(cast.omar, passenger_of(movement, mother))
    assert {one.person_key for one in tasks_of(case)} == {mother.key}


def test_the_line_the_gates_the_card_and_the_step_say_the_same(client: Client) -> None:
    cast = make_cast()
    case, father, _son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.turned_back(cast.omar, passenger_of(movement, father))
    page = page_of(cast.lies, case)
    [station] = [one for one in page.line.stations if one.code == "departed"]
    assert station.signal is not None
    assert station.signal.kind == "missing"
    assert SENTENCE in str(station.signal.text)
    assert page.gates[0].state == "missing"
    assert page.gates[0].sentence == "Nobody of age whom you see travels along with Ali Zubaidi."
    assert [one.traveller.person.name for one in page.travellers if one.alone] == ["Ali Zubaidi"]
    assert any(SENTENCE in one.lacks and one.stopped for one in page.waits)
    client.force_login(cast.lies)
    told = words_of(client.get(f"/cases/{case.reference}/").content.decode())
    assert SENTENCE in told.partition("Travellers")[2]
    assert "Nobody of age whom you see travels along with Ali Zubaidi." in words_of(
        client.get("/cases/").content.decode()
    )


def test_the_journeys_of_a_case_stand_where_the_board_says() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    casework.leave(cast.sam, traveller_of(case, father), "lost-contact", became=WORDS)
    actions.arrive(cast.omar, movement, [passenger_of(movement, son)], became=WORDS)
    [line] = queries.journeys_of(cast.sam, case)
    rows: list[BoardRow] = [
        row for _day, each in pages.board(cast.sam, BoardFilters(when="all"), "", "").days for row in each
    ]
    assert [pages.state_of(line.states)[0]] == [row.state for row in rows] == ["arrived"]


def test_who_waits_for_a_journey_says_company_only_where_company_is_what_is_missing() -> None:
    cast = make_cast()
    father, son = a_person(cast.be), a_person(cast.be, "Ali Zubaidi", born=date(2015, 3, 1))
    joining = [casework.Joining(father, principal=True), casework.Joining(son, accompanied=True)]
    case = a_case(cast.sam, joining=joining)  # cleared, and no funder has approved
    casework.hold_session(cast.sam, case, way="in-person")
    for one in travellers_of(case):
        clear(cast.sam, one)
    [row] = pages.waiting_cases(cast.omar, [case])
    assert row.ready == 0
    assert not any(SENTENCE in str(one) for one in row.stopped)
    casework.leave(cast.sam, traveller_of(case, father), "withdrawn")
    casework.record_accompaniment(cast.sam, traveller_of(case, son), True)
    [row] = pages.waiting_cases(cast.omar, [case])
    assert any(SENTENCE in str(one) for one in row.stopped)
