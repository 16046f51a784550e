"""What a page asks of the database: at most fifteen questions, however large the household."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
MOST = 15


def a_worked_case(cast: Cast, size: int) -> Case:
    """Return a case of `size` travellers on whom work was done, with a hold standing."""
    people = [a_person(cast.be, f"Person Number{number}") for number in range(size)]
    case = a_case(cast.lies, *people, counsellor=cast.lies)
    actions.hold_session(cast.lies, case, way="phone")
    for one in case.travellers.select_related("person", "case"):
        actions.sign_declaration(cast.lies, one, "self")
        actions.add_note(cast.lies, case, "A note", about=one)
        actions.set_task(cast.lies, case, due_on=clock.today(), words="Call", about=one)
        actions.find_vulnerability(cast.lies, one, "elderly", "mild")
    return case


def asked(client: Client, user: User, address: str) -> int:
    """Return how many queries a page takes once caches are warm."""
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("who", ["lies", "sam", "omar"])
def test_the_page_of_a_case_asks_no_more_for_a_large_household(client: Client, who: str) -> None:
    cast = make_cast()
    actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="pandemic")
    user = getattr(cast, who)
    counted = {
        size: asked(client, user, f"/cases/{a_worked_case(cast, size).reference}/") for size in (1, 4, 12)
    }
    assert len(set(counted.values())) == 1, counted
    assert max(counted.values()) <= MOST, counted


@pytest.mark.parametrize(
    "address",
    [
        "/cases/",
        "/cases/?held=1",
        "/cases/?late=1",
        "/cases/?stage=registered",
        "/work/",
        "/work/?list=mine",
        "/work/?list=blocked",
        "/work/?list=held",
        "/holds/",
    ],
)
def test_a_list_asks_no_more_for_many_large_households(client: Client, address: str) -> None:
    cast = make_cast()
    actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="pandemic")
    a_worked_case(cast, 1)
    few = asked(client, cast.lies, address)
    a_worked_case(cast, 4)
    a_worked_case(cast, 6)
    many = asked(client, cast.lies, address)
    assert many == few
    assert many <= MOST


@pytest.mark.parametrize("what", ["note", "session", "declaration", "part", "leave", "release", "assign"])
def test_a_form_asks_no_more_for_a_large_household(client: Client, what: str) -> None:
    cast = make_cast()
    counted = [
        asked(client, cast.lies, f"/cases/{a_worked_case(cast, size).reference}/do/{what}/")
        for size in (1, 6)
    ]
    assert counted[0] == counted[1]
    assert counted[0] <= MOST
