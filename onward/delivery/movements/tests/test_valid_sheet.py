"""A sheet is no permit: while somebody on it may not depart it says so, to the family too."""

import re
from datetime import date

import pytest
from django.test import Client

from onward.access.models import Office, User
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions, pages
from onward.delivery.movements.models import Leg, Movement
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of, to_erbil
from onward.delivery.movements.tests.test_company import a_father_and_son
from onward.kernel import clock
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def sheet_of(client: Client, user: User, movement: Movement, language: str = "en") -> str:
    client.force_login(user)
    return client.get(f"/journeys/{movement.key}/sheet/", {"in": language}).content.decode()


def paper_of(page: str) -> str:
    return page[page.index("<article") : page.index("</article>")]


def test_a_sheet_of_a_journey_that_may_not_depart_yet_is_not_valid(client: Client) -> None:
    cast = make_cast()
    case, father, _son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    Office.objects.update(phone="+32 2 555 01 00", address="Rue de l’Exemple 1")
    page = sheet_of(client, cast.omar, movement)
    assert "Not valid yet" not in page
    assert "data-print" in page
    actions.no_show(cast.omar, passenger_of(movement, father))
    page = sheet_of(client, cast.omar, movement)
    assert "data-print" not in page
    assert "Not everybody may depart yet: do not hand it out." in page
    assert "Not valid yet." in paper_of(page)
    assert "<bdi>Ali Zubaidi</bdi>: somebody of age has to travel along" in paper_of(page)
    page = sheet_of(client, cast.omar, movement, "ar")
    assert "غير صالحة بعد" in paper_of(page)
    alone = "<li><bdi>Ali Zubaidi</bdi>: يجب أن يسافر معه شخص بالغ</li>"
    assert alone in paper_of(page), "the sentence runs as its language does, whatever its first letter"
    assert "of age" not in paper_of(page)


def test_it_says_nothing_of_why_a_restricted_child_is_held(client: Client) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.no_show(cast.omar, passenger_of(movement, father))
    protection.restrict(cast.sam, son, "medical")
    paper = paper_of(sheet_of(client, cast.omar, movement))
    assert "Not valid yet." in paper
    assert "focal point" not in paper
    assert "of age" not in paper


def test_a_sheet_by_which_nobody_travels_says_so_in_the_language_of_the_family(client: Client) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    Office.objects.update(phone="+32 2 555 01 00", address="Rue de l’Exemple 1")
    movement = a_journey(cast, case)
    assert "Be at the airport" in paper_of(sheet_of(client, cast.omar, movement))
    actions.no_show(cast.omar, passenger_of(movement, father))
    actions.no_show(cast.omar, passenger_of(movement, son))
    page = sheet_of(client, cast.omar, movement)
    assert "data-print" not in page
    assert "Nobody travels by it: do not hand it out." in page
    assert "Not valid: nobody travels by this sheet." in paper_of(page)
    assert "Be at the airport" not in page
    assert "Who travels" not in page
    assert "+32 2 555 01 00" in paper_of(page), "whom they may ask"
    movement = a_journey(cast, case)
    actions.cancel(cast.omar, movement, "changed-mind")
    page = sheet_of(client, cast.omar, movement)
    assert "data-print" not in page
    assert "Not valid: your journey is cancelled." in paper_of(page)
    assert "غير صالحة: أُلغيت رحلتكم." in paper_of(sheet_of(client, cast.omar, movement, "ar"))


def test_nobody_stands_at_the_first_airport_who_has_departed() -> None:
    cast = make_cast()
    day = date(2021, 6, 1)
    movement = a_journey(cast, a_cleared_case(cast), day, legs=to_erbil(day))
    Leg.objects.update(departs_at=None, arrives_at=None)

    def line() -> list[tuple[str, int]]:
        stations = pages.movement_page(cast.omar, Movement.objects.get(pk=movement.pk)).line.stations
        return [(one.state, len(one.travellers)) for one in stations]

    assert line() == [("here", 1), ("ahead", 0), ("ahead", 0)]
    actions.depart(cast.omar, movement)
    assert line() == [("past", 0), ("ahead", 0), ("ahead", 0)]
    stations = pages.movement_page(cast.omar, movement).line.stations
    assert [one.note for one in stations] == ["", "on the way here", ""]


def test_the_booking_form_says_until_when_what_it_rests_on_holds(client: Client) -> None:
    cast = make_cast()
    case, _father, _son = a_father_and_son(cast)
    client.force_login(cast.omar)
    page = client.get(f"/journeys/book/{case.key}/").content.decode()
    said = re.sub(r"\s+", " ", page[page.index('id="holding"') :])
    assert "until 30 August 2021" in said
    assert "until 1 January 2030" in said


def test_a_button_that_cannot_be_taken_back_lightly_says_what_it_does(client: Client) -> None:
    cast = make_cast()
    case, _father, _son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    client.force_login(cast.omar)
    page = client.get(f"/journeys/{movement.key}/cancel/").content.decode()
    assert re.search(r'<button class="button grave" type="submit">Cancel the booking</button>', page)
