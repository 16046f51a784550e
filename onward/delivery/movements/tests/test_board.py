"""A row of the board names who is on a journey in the state that it says, and others in their own words."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions, pages, queries
from onward.delivery.movements.pages.board import BoardRow
from onward.delivery.movements.tests.factories import NOON, a_journey, passenger_of
from onward.delivery.movements.tests.test_company import a_father_and_son
from onward.kernel import clock
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def row_of(user: User) -> BoardRow:
    board = pages.board(user, queries.BoardFilters(when="all"), "", "")
    [(_day, [row])] = board.days
    return row


def told(row: BoardRow) -> tuple[str, str, list[str]]:
    return str(row.state), row.names, [one.said for one in row.others]


def test_who_was_cancelled_or_did_not_come_does_not_stand_as_booked() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    assert told(row_of(cast.omar)) == ("booked", "Hassan Zubaidi, Ali Zubaidi", [])
    actions.cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, son)])
    assert told(row_of(cast.omar)) == ("booked", "Hassan Zubaidi", ["cancelled: Ali Zubaidi"])
    actions.no_show(cast.omar, passenger_of(movement, father))
    assert told(row_of(cast.omar)) == ("did not come", "Hassan Zubaidi", ["cancelled: Ali Zubaidi"])


def test_who_left_the_pathway_is_no_passenger_who_waits() -> None:
    cast = make_cast()
    case, _father, son = a_father_and_son(cast)
    a_journey(cast, case)
    casework.leave(cast.lies, traveller_of(case, son), "withdrawn")
    assert told(row_of(cast.omar)) == ("booked", "Hassan Zubaidi", ["left the pathway: Ali Zubaidi"])


def test_who_left_on_another_day_is_told_with_theirs() -> None:
    cast = make_cast()
    case, father, _son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    with clock.at(NOON.replace(day=4)):
        one = passenger_of(movement, father)
        right: dict[str, Any] = {"on": date(2021, 6, 3), "despite": True, "became": "With an aunt."}
        actions.correct_departure(cast.omar, one, "wrong-day", **right)
        row = row_of(cast.omar)
    assert told(row) == ("departed", "Ali Zubaidi", ["departed (3 June 2021): Hassan Zubaidi"])
    assert row.left is None


def test_a_journey_that_may_not_depart_yet_is_marked_to_whom_its_page_says_so(client: Client) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    assert not row_of(cast.omar).waits
    actions.no_show(cast.omar, passenger_of(movement, father))
    assert row_of(cast.omar).waits
    client.force_login(cast.omar)
    assert "not ready yet" in client.get("/journeys/").content.decode()
    protection.restrict(cast.sam, son, "medical")
    board = pages.board(cast.lies, queries.BoardFilters(when="all"), "", "")
    assert not any(row.waits for _day, rows in board.days for row in rows)
