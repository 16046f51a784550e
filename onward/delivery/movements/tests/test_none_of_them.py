"""Who is elsewhere is not asked about before a child is said to be with no parent or guardian."""

import pytest
from django.test import Client

from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import traveller_of
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import passenger_of
from onward.delivery.movements.tests.test_left_alone import WORDS, on_the_way
from onward.records.people.models import Person
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
ASKED = "Tick it if none of them is a parent"


def no_of(client: Client, case: Case, son: Person) -> str:
    """Return what the form answers to: no, without the tick."""
    typed = {"travellers": [str(traveller_of(case, son).key)], "accompanied": "no", "on": "2021-06-01"}
    return client.post(f"/cases/{case.reference}/do/accompaniment/", typed).content.decode()


def test_a_father_who_arrived_is_not_asked_about_where_the_son_came_back(client: Client) -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    client.force_login(cast.sam)
    assert ASKED in no_of(client, case, son)  # they are on the way together
    actions.arrive(cast.omar, movement, [passenger_of(movement, father)], became=WORDS)
    assert ASKED not in no_of(client, case, son)


def test_nor_is_one_who_departed_where_the_son_came_back(client: Client) -> None:
    cast = make_cast()
    case, movement, _father, son = on_the_way(cast)
    client.force_login(cast.sam)
    actions.refuse_entry(cast.omar, passenger_of(movement, son), "EBL", became=WORDS)
    assert ASKED not in no_of(client, case, son)


def test_who_came_back_as_the_son_did_is_asked_about(client: Client) -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    client.force_login(cast.sam)
    along = [passenger_of(movement, son)]
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL", along=along)
    assert ASKED in no_of(client, case, son)
