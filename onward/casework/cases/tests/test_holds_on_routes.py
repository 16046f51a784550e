"""Holds on a route: an airport or a country on the way, and only of journeys that the reader may know of."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from onward.access.models import Restriction
from onward.casework.cases import actions, problems, rules
from onward.casework.cases.gates import gates_before, holds_on
from onward.casework.cases.models import Hold
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey
from onward.kernel import clock
from onward.reference.airports import stops_at
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

IST = ("BRU", "IST", "EBL")


def concerns(route: tuple[str, ...], held: str) -> bool:
    return rules.hold_concerns(
        programme="p",
        destinations={"IQ"},
        route=route,
        hold_programme="",
        hold_destination="",
        hold_route=held,
    )


@pytest.mark.parametrize(
    ("held", "stopped"),
    [("IST", True), ("TR", True), ("IQ", True), ("DOH", False), ("QA", False), ("XX", False), ("", True)],
)
def test_a_hold_names_an_airport_or_a_country_on_the_way(held: str, stopped: bool) -> None:
    assert concerns(IST, held) is stopped


def test_a_case_without_a_journey_is_on_no_route() -> None:
    assert not concerns((), "TR")


def test_a_country_has_all_its_airports_and_an_airport_itself() -> None:
    assert {"IST", "SAW", "AYT"} <= stops_at("TR")
    assert stops_at("IST") == {"IST"}
    assert stops_at("ZZ") == frozenset()


def a_hold(cast: Cast, **fields: Any) -> Hold:
    return actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="entry-ban", **fields)


@pytest.mark.django_db
def test_a_hold_on_a_country_of_transit_flags_who_is_booked_through_it(client: Client) -> None:
    cast = make_cast()
    through, elsewhere = a_cleared_case(cast, user=cast.lies), a_case(cast.lies)
    a_journey(cast, through, clock.today() + timedelta(days=5))
    client.force_login(cast.omar)
    given = {"from_on": clock.today().isoformat(), "reason": "entry-ban", "route": "", "route_country": "TR"}
    both = client.post("/holds/", given | {"route": "IST"})
    assert both.status_code == 422
    assert "not both" in both.content.decode()
    assert client.post("/holds/", given).status_code == 302
    assert Hold.objects.get().route == "TR"
    text = client.get("/cases/?held=1").content.decode()
    assert through.reference in text
    assert elsewhere.reference not in text
    assert "by way of" in client.get("/holds/").content.decode()
    with pytest.raises(problems.OnHold):
        gates_before(through, traveller_of(through), "departed", clock.today())


@pytest.mark.django_db
def test_there_is_no_hold_on_a_place_that_is_none() -> None:
    with pytest.raises(NoSuchChoice):
        a_hold(make_cast(), route="ZZ")


@pytest.mark.django_db
def test_a_cancelled_journey_is_on_no_route_any_more() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, user=cast.lies)
    movement = a_journey(cast, case, clock.today() + timedelta(days=5))
    hold = a_hold(cast, route="IST")
    assert holds_on([case], case.travellers.select_related("person"))[case.pk].keys() == {hold}
    movements.cancel(cast.omar, movement, "carrier")
    assert holds_on([case], case.travellers.select_related("person"))[case.pk] == {}


@pytest.mark.django_db
def test_a_hold_on_the_way_of_a_hidden_child_tells_nothing_to_who_may_not_see_her(client: Client) -> None:
    cast = make_cast()
    case = a_cleared_case(
        cast, a_person(cast.be), a_person(cast.be, "Noor Zubaidi", born=date(2000, 1, 1)), user=cast.sam
    )
    uncle, niece = case.travellers.select_related("person").order_by("pk")
    a_journey(cast, case, clock.today() + timedelta(days=5), seats=[movements.Seat(niece)])
    Restriction.objects.create(person_key=niece.person.key, category="child")
    hold = a_hold(cast, route="IST")
    for user, flagged in ((cast.lies, False), (cast.nora, True)):
        client.force_login(user)
        assert (case.reference in client.get("/cases/?held=1").content.decode()) is flagged
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert ("Departures are on hold since" in page) is flagged
        released = client.get(f"/cases/{case.reference}/do/release/").content.decode()
        assert ("Entry ban, " in released) is flagged
    with pytest.raises(problems.HoldElsewhere):
        actions.release_from_hold(cast.lies, case, hold, [])
    niece.refresh_from_db()
    with pytest.raises(problems.OnHold):
        gates_before(case, niece, "departed", clock.today())
    gates_before(case, uncle, "departed", clock.today())
