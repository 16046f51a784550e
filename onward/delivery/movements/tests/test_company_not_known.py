"""While it is not known who is with a child who left, pages say so, and it is neither finished nor closed."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases import problems
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.delivery.movements.tests.test_left_alone import WORDS, on_the_way, stands_of_departure
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Invalid
from onward.records.people import actions as people
from onward.records.people.models import Person
from onward.records.people.rules import Born
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
NOT_KNOWN = "It is not known who is with Ali Zubaidi"


def lost(cast: Cast, born: date = date(2015, 3, 1)) -> tuple[Case, Movement, Person, Person]:
    """Return the case of a son on the way of whom nobody knows who is with him; his father left it."""
    case, movement, father, son = on_the_way(cast)
    Person.objects.filter(pk=son.pk).update(born_from=born, born_to=born)
    case.counsellor = cast.lies
    case.save(update_fields=["counsellor"])
    casework.leave(cast.lies, traveller_of(case, father), "lost-contact", became=WORDS)
    return case, movement, father, son


def arrived(cast: Cast) -> tuple[Case, Movement, Person, Person]:
    """Return the same once he has arrived."""
    case, movement, father, son = lost(cast)
    actions.arrive(cast.omar, movement, [passenger_of(movement, son)], became=WORDS)
    return case, movement, father, son


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_of_the_case_says_so_at_its_head_and_at_the_child(client: Client) -> None:
    cast = make_cast()
    case, movement, _father, son = lost(cast)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/"
    page = client.get(address).content.decode()
    assert NOT_KNOWN in page.partition('id="gates"')[0]
    assert f"/cases/{case.reference}/do/accompaniment/" in page
    assert "Nothing is missing for it" not in page
    assert "not known who is with them" in words_of(page.partition(">Travellers<")[2])
    actions.arrive(cast.omar, movement, [passenger_of(movement, son)], became=WORDS)
    page = client.get(address).content.decode()
    assert NOT_KNOWN in page
    assert "Everything is there for “Closed”" not in page
    assert "Go on to “Closed”" not in page
    assert NOT_KNOWN in words_of(client.get("/cases/").content.decode())
    casework.record_accompaniment(cast.lies, traveller_of(case, son), True)
    page = client.get(address).content.decode()
    assert NOT_KNOWN not in page
    assert "Everything is there for “Closed”" in page


def test_nothing_of_the_child_is_finished_or_closed_until_it_is_recorded() -> None:
    cast = make_cast()
    case, _movement, _father, son = arrived(cast)
    with pytest.raises(problems.CompanyNotKnown) as caught:
        casework.advance(cast.lies, traveller_of(case, son), "closed")
    assert "Ali Zubaidi" in caught.value.say()
    assert "who accompanies" in caught.value.say_way_out()
    with pytest.raises(problems.CompanyNotKnown):
        casework.close_case(cast.lies, case, "other")
    # one that came so far before this was asked
    Traveller.objects.filter(case=case, person=son).update(stage="closed")
    with pytest.raises(problems.CompanyNotKnown):
        casework.close_case(cast.lies, case, "other")
    casework.record_accompaniment(cast.lies, traveller_of(case, son), True)
    assert casework.close_case(cast.lies, case, "other").closed_on


def test_of_a_hidden_child_nothing_is_told_to_who_closes() -> None:
    cast = make_cast()
    case, _movement, _father, son = arrived(cast)
    Traveller.objects.filter(case=case, person=son).update(stage="closed")
    protection.restrict(cast.sam, son, "child")
    with pytest.raises(problems.StillTravelling):
        casework.close_case(cast.lies, case, "other")


def test_the_form_of_the_case_closed_says_so_in_words(client: Client) -> None:
    cast = make_cast()
    case, _movement, _father, _son = arrived(cast)
    client.force_login(cast.lies)
    sent = client.post(f"/cases/{case.reference}/do/close/", {"reason": "other"})
    assert NOT_KNOWN in words_of(sent.content.decode())
    one = traveller_of(case, _son)
    sent = client.post(
        f"/cases/{case.reference}/advance/", {"stage": "closed", "traveller": str(one.key)}, follow=True
    )
    assert NOT_KNOWN in words_of(sent.content.decode())
    assert traveller_of(case, _son).stage == "arrived"


def test_the_page_of_the_journey_and_the_board_say_so_too(client: Client) -> None:
    cast = make_cast()
    case, movement, _father, son = lost(cast)
    for user in (cast.omar, cast.lies):
        client.force_login(user)
        page = client.get(f"/journeys/{movement.key}/").content.decode()
        assert NOT_KNOWN in page
        assert "Under way" not in page
        assert "not known who is with a child" in client.get("/journeys/?when=all").content.decode()
    actions.arrive(cast.omar, movement, [passenger_of(movement, son)], became=WORDS)
    assert NOT_KNOWN in client.get(f"/journeys/{movement.key}/").content.decode()
    assert (
        f"/cases/{case.reference}/do/accompaniment/"
        in client.get(f"/journeys/{movement.key}/").content.decode()
    )
    casework.record_accompaniment(cast.lies, traveller_of(case, son), True)
    assert NOT_KNOWN not in client.get(f"/journeys/{movement.key}/").content.decode()
    assert "not known who is with a child" not in client.get("/journeys/?when=all").content.decode()


def test_who_sees_the_travel_card_alone_is_not_told(client: Client) -> None:
    cast = make_cast()
    _case, movement, _father, son = lost(cast)
    protection.restrict(cast.sam, son, "child")
    client.force_login(cast.omar)
    assert NOT_KNOWN not in client.get(f"/journeys/{movement.key}/").content.decode()
    assert "not known who is with a child" not in client.get("/journeys/?when=all").content.decode()


@pytest.mark.parametrize("here", ["departed", "arrived"])
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_yes_and_no_are_recorded_by_the_form_after_the_departure(
    client: Client, here: str, answer: str
) -> None:
    cast = make_cast()
    case, _movement, _father, son = (lost if here == "departed" else arrived)(cast)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/accompaniment/"
    page = words_of(client.get(address).content.decode())
    assert "with the child where the child is now" in page
    typed = {"travellers": [str(traveller_of(case, son).key)], "accompanied": answer, "on": "2021-06-01"}
    sent = client.post(address, typed)
    if sent.status_code == 422:  # what the form asks before it restricts a file
        sent = client.post(address, typed | {"none_of_them": "on", "lets_go": "on"})
    assert sent.status_code == 302, words_of(sent.content.decode())
    assert traveller_of(case, son).accompanied is (answer == "yes")


def test_not_known_is_no_answer_then_and_the_words_fit_what_is_on_record() -> None:
    cast = make_cast()
    case, _movement, _father, son = arrived(cast)
    with pytest.raises(Invalid) as caught:
        casework.record_accompaniment(cast.lies, traveller_of(case, son), None)
    assert "stays" not in str(caught.value.params)


def test_the_departure_with_his_father_stays_what_it_was() -> None:
    cast = make_cast()
    case, _movement, _father, son = arrived(cast)
    casework.record_accompaniment(cast.lies, traveller_of(case, son), False)
    assert stands_of_departure(son).payload["child"] == "accompanied"


def test_a_word_that_was_wrong_reaches_the_departure_as_before() -> None:
    cast = make_cast()
    case, _movement, _father, son = on_the_way(cast)
    casework.record_accompaniment(cast.sam, traveller_of(case, son), False)
    assert stands_of_departure(son).payload["child"] == "umc"


def test_of_who_was_never_known_to_be_with_anybody_the_form_asks_of_the_day_of_departure(
    client: Client,
) -> None:
    cast = make_cast()
    person = a_person(cast.be)
    movement = a_journey(cast, a_cleared_case(cast, person))
    actions.depart(cast.omar, movement)
    with clock.at(NOON + timedelta(days=5)):
        person.refresh_from_db()
        people.mend_person(cast.lies, person, born=Born.on(date(2010, 3, 1)))
        client.force_login(cast.lies)
        page = words_of(client.get(f"/cases/{movement.case.reference}/do/accompaniment/").content.decode())
        assert "Hassan Zubaidi (1 June 2021): it is asked of the day of departure." in page
        assert "where the child is now" not in page
        casework.record_accompaniment(cast.lies, movement.case.travellers.get(), False)
    told = Event.objects.filter(type="movements.departed").standing().get()
    assert told.payload["child"] == "umc"
