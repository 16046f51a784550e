"""A plan belongs to who travels by it: whoever is moved gets one of their own, and nobody else is told."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import Restriction, User
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_person, handed_over
from onward.delivery.movements import actions, queries
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.rules import LegPlan
from onward.delivery.movements.tests.factories import (
    a_cleared_case,
    a_journey,
    passenger_of,
    to_erbil,
    travellers_of,
)
from onward.delivery.movements.tests.test_pages import a_form
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LATER = date(2021, 6, 9)
BOARDS = ("ahead", "late", "under-way", "past", "all")
OWN = re.compile(r'(name="(?:csrfmiddlewaretoken|token|once|[a-z]+-once|[a-z_]*token)"[^>]*value=")[^"]*')
"""What each drawing of a form has anew."""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def two(cast: Cast) -> tuple[Case, Person, Person]:
    """Return a case of two, the second of whom only the focal point and whoever moves people know of."""
    seen = a_person(cast.be, "Iurii Bondar")
    hidden = a_person(cast.be, "Galina Bondar", sex="female")
    case = a_cleared_case(cast, seen, hidden)
    Restriction.objects.create(person_key=hidden.key, category="trafficking")
    Case.objects.filter(pk=case.pk).update(counsellor=cast.lies)
    handed_over(case, cast.iraq)
    return case, seen, hidden


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def what_is_told(user: User, case: Case, journey: Movement) -> dict[str, str]:
    """Return, by address, all that a reader is told of a case and a journey of it."""
    pages = [
        reverse("cases:case", args=[case.reference]),
        reverse("cases:work"),
        *(reverse(f"movements:{name}", args=[journey.key]) for name in ("movement", "sheet")),
        *(f"{reverse('movements:list')}?when={when}" for when in BOARDS),
        *(f"{reverse('cases:work')}?list={one}" for one in ("mine", "blocked", "held")),
    ]
    client = signed_in(user)
    return {one: OWN.sub(r"\1", client.get(one).content.decode()) for one in pages}


def move(cast: Cast, journey: Movement, day: date = LATER) -> Movement:
    """Move a booking to another day and other flights."""
    legs = [LegPlan("BRU", "SVO", "air", "SU 777"), LegPlan("SVO", "EBL", "air", "SU 778")]
    return actions.rebook(cast.omar, journey, legs, departs_on=day)


def cancelled(cast: Cast, one: Passenger) -> None:
    actions.cancel(cast.omar, one.movement, "changed-mind", passengers=[one])


def departed(cast: Cast, one: Passenger) -> None:
    actions.depart(cast.omar, one.movement, [one])


def arrived(cast: Cast, one: Passenger) -> None:
    departed(cast, one)
    actions.arrive(cast.omar, one.movement, [one])


def stayed_away(cast: Cast, one: Passenger) -> None:
    actions.no_show(cast.omar, one)


WAYS = [cancelled, departed, arrived, stayed_away]
Way = Callable[[Cast, Passenger], None]


@pytest.mark.parametrize("reader", ["lies", "erbil"])
@pytest.mark.parametrize("ended", WAYS)
def test_nobody_is_told_that_somebody_hidden_was_moved(
    cast: Cast, two: tuple[Case, Person, Person], ended: Way, reader: str
) -> None:
    case, seen, hidden = two
    journey = a_journey(cast, case)
    ended(cast, passenger_of(journey, seen))
    user = getattr(cast, reader)
    before = what_is_told(user, case, journey)
    assert "Iurii" in before[reverse("movements:movement", args=[journey.key])]
    own = move(cast, journey)
    after = what_is_told(user, case, journey)
    assert after == before
    assert signed_in(user).get(reverse("movements:movement", args=[own.key])).status_code == 404
    actions.cancel(cast.omar, own, "carrier")
    assert what_is_told(user, case, journey) == before
    assert "Galina" not in "".join(before.values())
    assert passenger_of(own, hidden).state == "cancelled"


@pytest.mark.parametrize("alone", [True, False])
def test_a_moved_journey_has_a_new_address_whether_somebody_hidden_stayed_or_not(
    cast: Cast, two: tuple[Case, Person, Person], alone: bool
) -> None:
    case, seen, hidden = two
    seats = [actions.Seat(one) for one in travellers_of(case) if one.person == seen or not alone]
    journey = a_journey(cast, case, seats=seats)
    if not alone:
        cancelled(cast, passenger_of(journey, hidden))
    own = move(cast, journey)
    assert (own.key != journey.key, own.version) == (True, 2)
    lies = signed_in(cast.lies)
    for key in (own.key, journey.key):
        page = lies.get(reverse("movements:movement", args=[key])).content.decode()
        assert "SU777" in page
        assert reverse("movements:sheet", args=[own.key]) in page, "the former address leads on"
    assert (
        reverse("movements:movement", args=[own.key])
        in lies.get(reverse("cases:case", args=[case.reference])).content.decode()
    )


def test_who_flew_keeps_their_flights_and_a_whole_sheet_when_the_others_are_moved(cast: Cast) -> None:
    flew, stays = a_person(cast.be, "Karwan Sabir"), a_person(cast.be, "Suad Mahdi")
    case = a_cleared_case(cast, flew, stays)
    cast.be.phone, cast.be.address = "+32 2 555 01 00", "Rue de l’Exemple 1"
    cast.be.save()
    journey = a_journey(cast, case)
    departed(cast, passenger_of(journey, flew))
    sheet = reverse("movements:sheet", args=[journey.key])
    client = signed_in(cast.lies)
    both = client.get(sheet).content.decode()
    own = move(cast, journey)
    alone = client.get(sheet).content.decode()
    for page in (both, alone):
        assert "TK1938" in page
        assert "Not complete" not in page
    assert ("Suad" in both, "Suad" in alone) == (True, False)
    assert list(own.legs.order_by("number").values_list("flight", flat=True)) == ["SU777", "SU778"]
    journey.refresh_from_db()
    assert (journey.departs_on, journey.version, journey.former_keys) == (clock.today(), 1, None)
    assert [one.traveller.person for one in own.passengers.all()] == [stays]


def test_the_log_tells_a_moved_booking_as_the_one_that_it_was(cast: Cast) -> None:
    flew, stays = a_person(cast.be, "Karwan Sabir"), a_person(cast.be, "Suad Mahdi")
    case = a_cleared_case(cast, flew, stays)
    journey = a_journey(cast, case)
    actions.assign_escort(cast.omar, passenger_of(journey, stays), "social", "Griet Maes")
    departed(cast, passenger_of(journey, flew))
    own = move(cast, journey)
    fact = Event.objects.filter(type="movements.booked", person_key=stays.key).latest("position")
    told = {"movement": str(journey.key), "journey": str(own.key), "moved_from": str(journey.key)}
    assert told.items() <= fact.payload.items()
    assert fact.about_key == journey.key
    assert passenger_of(own, stays).escort_name == "Griet Maes"
    again = move(cast, own, LATER + timedelta(days=1))
    fact = Event.objects.filter(type="movements.booked", person_key=stays.key).latest("position")
    told |= {"journey": str(again.key), "moved_from": str(own.key)}
    assert told.items() <= fact.payload.items()
    assert again.pk == own.pk, "nobody is left there, so that no empty journey lies about"
    with clock.at(clock.now() + timedelta(days=9)):
        actions.depart(cast.omar, again)
        actions.correct_departure(cast.omar, passenger_of(again, stays), "wrong-outcome")
        one = passenger_of(again, stays)
        assert (one.state, one.state_on) == ("booked", date(2021, 6, 1))
        [mended] = queries.told_of([one])[one.pk].mended
        assert mended.state == "departed"
        moved = move(cast, again, LATER + timedelta(days=2))
        one = passenger_of(moved, stays)
        assert queries.told_of([one])[one.pk].mended == [mended], "what was taken back is still told"
        actions.cancel(cast.omar, moved, "carrier")
    assert queries.told_of([passenger_of(journey, flew)])[passenger_of(journey, flew).pk].days == {
        "departed": date(2021, 6, 1)
    }


def test_an_escort_goes_with_the_booking_and_ends_with_it_wherever_it_was_moved(cast: Cast) -> None:
    flew, stays = a_person(cast.be, "Karwan Sabir"), a_person(cast.be, "Suad Mahdi")
    case = a_cleared_case(cast, flew, stays)
    journey = a_journey(cast, case)
    actions.assign_escort(cast.omar, passenger_of(journey, stays), "social", "Griet Maes")
    departed(cast, passenger_of(journey, flew))
    own = move(cast, journey)
    actions.cancel(cast.omar, own, "carrier")
    named = {
        str(one.payload["movement"])
        for one in Event.objects.filter(person_key=stays.key, type__startswith="movements.")
    }
    assert named == {str(journey.key)}, "what ends a booking names the booking that it ends"


def test_a_journey_is_called_cancelled_by_those_in_sight(
    cast: Cast, two: tuple[Case, Person, Person]
) -> None:
    case, seen, _hidden = two
    journey = a_journey(cast, case)
    cancelled(cast, passenger_of(journey, seen))
    page = reverse("movements:movement", args=[journey.key])
    assert "cancelled on 1 June 2021" in signed_in(cast.lies).get(page).content.decode()
    assert "cancelled on" not in signed_in(cast.sam).get(page).content.decode()
    with clock.at(clock.now() + timedelta(days=1)):
        actions.cancel(cast.omar, journey, "carrier")
        assert "cancelled on 1 June 2021" in signed_in(cast.lies).get(page).content.decode()
        told = signed_in(cast.sam).get(page).content.decode()
        assert "cancelled on 2 June 2021" in told
        assert "<dt>Cancelled</dt><dd>1 June 2021</dd>" in told, "each has their own day"


def test_a_form_of_before_the_move_is_told_what_changed(cast: Cast) -> None:
    case = a_cleared_case(cast)
    journey = a_journey(cast, case)
    move(cast, journey)
    omar, address = signed_in(cast.omar), reverse("movements:rebook", args=[journey.key])
    assert "SU777" in omar.get(address).content.decode(), "the former address leads on"
    answer = omar.post(address, a_form(case) | {"version": "1"})
    assert answer.status_code == 422
    assert str(ChangedMeanwhile.sentence) in answer.content.decode()
    assert omar.post(address, a_form(case) | {"version": "2"}).status_code == 302


def test_who_is_moved_by_themselves_waits_on_their_own_journey_alone(cast: Cast) -> None:
    flew, stays = a_person(cast.be, "Karwan Sabir"), a_person(cast.be, "Suad Mahdi")
    case = a_cleared_case(cast, flew, stays)
    journey = a_journey(cast, case)
    departed(cast, passenger_of(journey, flew))
    own = actions.rebook(cast.omar, journey, to_erbil(LATER), departs_on=LATER)
    with clock.at(clock.now() + timedelta(days=8)):
        actions.depart(cast.omar, own, departed_on=LATER)
    lines = queries.journeys_of(cast.lies, case)
    assert [(one.movement.departs_on, one.left) for one in lines] == [
        (LATER, [LATER]),
        (date(2021, 6, 1), [date(2021, 6, 1)]),
    ]
