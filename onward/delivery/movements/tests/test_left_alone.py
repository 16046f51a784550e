"""A child who has departed is not left with nobody of age without a word, whatever became of the adult."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Task
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.delivery.movements.tests.test_company import a_father_and_son
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
WORDS = "With his aunt in Erbil; she was called."


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def on_the_way(cast: Cast) -> tuple[Case, Movement, Person, Person]:
    """Return a case whose father and son have departed, with their journey."""
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    return case, movement, father, son


def tasks_of(case: Case) -> list[Task]:
    return list(Task.objects.filter(case=case, kind="child-alone").order_by("pk"))


def stands_of_departure(person: Person) -> Event:
    return Event.objects.filter(person_key=person.key, type="movements.departed").standing().get()


def test_refused_entry_of_the_only_adult_asks_what_becomes_of_the_child() -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    with pytest.raises(problems.ChildStaysAlone) as caught:
        actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL")
    assert "Ali Zubaidi" in caught.value.say()
    assert passenger_of(movement, father).state == "departed"
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL", became=WORDS)
    assert passenger_of(movement, father).state == "refused-entry"
    assert passenger_of(movement, son).state == "departed"
    assert traveller_of(case, son).accompanied is None
    assert {(one.words, one.person_key) for one in tasks_of(case)} == {(WORDS, son.key)}
    assert stands_of_departure(son).payload["child"] == "accompanied"  # he did leave with his father


def test_the_task_stands_on_the_desks_of_the_counsellor_and_of_who_protects_children() -> None:
    cast = make_cast()
    case, movement, father, _son = on_the_way(cast)
    case.counsellor = cast.lies
    case.save(update_fields=["counsellor"])
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL", became=WORDS)
    assert {one.assigned_to for one in tasks_of(case)} == {cast.lies, cast.nora}


def test_who_is_refused_together_with_the_child_is_asked_nothing() -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    along = [passenger_of(movement, son)]
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL", along=along)
    assert {one.state for one in movement.passengers.all()} == {"refused-entry"}
    assert {one.stage for one in case.travellers.all()} == {"cleared"}
    assert traveller_of(case, son).accompanied is True
    assert not tasks_of(case)


def test_with_another_adult_or_an_escort_nothing_is_asked() -> None:
    cast = make_cast()
    father, mother = a_person(cast.be), a_person(cast.be, "Huda Zubaidi", sex="female")
    son = a_person(cast.be, "Ali Zubaidi", born=date(2015, 3, 1))
    joining = [casework.Joining(one, principal=one == father) for one in (father, mother)]
    case = a_cleared_case(cast, joining=[*joining, casework.Joining(son, accompanied=True)])
    movement = a_journey(cast, case)
    actions.assign_escort(cast.omar, passenger_of(movement, son), "social", "Ines Peeters")
    actions.depart(cast.omar, movement)
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL")
    actions.refuse_entry(cast.omar, passenger_of(movement, mother), "EBL")
    assert traveller_of(case, son).accompanied is True


@pytest.mark.parametrize("on", [None, date(2021, 6, 2)])
def test_a_departure_that_was_none_or_of_another_day_asks_about_the_child_who_left(on: date | None) -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    with clock.at(NOON.replace(day=3)):
        wrong: dict[str, Any] = {"on": on, "despite": True}
        with pytest.raises(problems.ChildStaysAlone):
            actions.correct_departure(cast.omar, passenger_of(movement, father), "wrong-outcome", **wrong)
        wrong["became"] = WORDS
        actions.correct_departure(cast.omar, passenger_of(movement, father), "wrong-outcome", **wrong)
    assert passenger_of(movement, son).state == "departed"
    assert traveller_of(case, son).accompanied is None
    assert stands_of_departure(son).payload.get("child") is None  # and no figure says so either
    assert stands_of_departure(son).payload["corrected"] == "company"
    assert tasks_of(case)


@pytest.mark.parametrize("on", [None, date(2021, 6, 2)])
def test_together_with_the_child_it_is_corrected_without_a_question(on: date | None) -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    with clock.at(NOON.replace(day=3)):
        along = [passenger_of(movement, son)]
        one = passenger_of(movement, father)
        actions.correct_departure(cast.omar, one, "wrong-outcome", on=on, despite=True, along=along)
    assert len({(one.state, one.state_on) for one in movement.passengers.all()}) == 1
    assert traveller_of(case, son).accompanied is True
    assert not tasks_of(case)


def test_a_child_moved_to_another_day_by_itself_is_asked_about_too() -> None:
    cast = make_cast()
    _case, movement, _father, son = on_the_way(cast)
    one = passenger_of(movement, son)
    with clock.at(NOON.replace(day=3)), pytest.raises(problems.ChildStaysAlone):
        actions.correct_departure(cast.omar, one, "wrong-day", on=date(2021, 6, 2), despite=True)


def test_a_child_does_not_arrive_alone_without_a_word() -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    with pytest.raises(problems.ChildStaysAlone):
        actions.arrive(cast.omar, movement, [passenger_of(movement, son)])
    actions.arrive(cast.omar, movement)
    with pytest.raises(problems.ChildStaysAlone):
        actions.correct_arrival(cast.omar, passenger_of(movement, father), "wrong-outcome")
    assert traveller_of(case, son).accompanied is True


def told(client: Client, address: str) -> str:
    """Return what a page says, without what is drawn anew each time."""
    text = client.get(address).content.decode()
    return re.sub(r'(name="\w+" value|nonce)="[^"]*"', "", text)


def a_hidden_mother(cast: Cast) -> tuple[Case, Movement, Person, Person]:
    """Return a case in which a mother, hidden from the counsellor, has departed with her son."""
    case, mother, son = a_father_and_son(cast)
    protection.restrict(cast.sam, mother, "trafficking")
    case.counsellor = cast.lies
    case.save(update_fields=["counsellor"])
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    return case, movement, mother, son


def test_of_a_hidden_adult_who_turned_back_the_file_of_the_child_says_nothing(client: Client) -> None:
    cast = make_cast()
    case, movement, mother, son = a_hidden_mother(cast)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/"
    before = told(client, address)
    with pytest.raises(problems.ChildStaysAlone):
        actions.refuse_entry(cast.omar, passenger_of(movement, mother), "EBL")
    actions.refuse_entry(cast.omar, passenger_of(movement, mother), "EBL", became=WORDS)
    assert traveller_of(case, son).accompanied is True
    assert {one.person_key for one in tasks_of(case)} == {mother.key}
    assert {one.assigned_to for one in tasks_of(case)} == {cast.vera, cast.sam}  # who see her
    assert told(client, address) == before


def test_whether_it_is_asked_does_not_tell_of_a_hidden_adult_who_stays() -> None:
    cast = make_cast()
    father, mother = a_person(cast.be), a_person(cast.be, "Huda Zubaidi", sex="female")
    son = a_person(cast.be, "Ali Zubaidi", born=date(2015, 3, 1))
    joining = [casework.Joining(one, principal=one == father) for one in (father, mother)]
    case = a_cleared_case(cast, joining=[*joining, casework.Joining(son, accompanied=True)])
    protection.restrict(cast.sam, mother, "trafficking")
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    with pytest.raises(problems.ChildStaysAlone):
        actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL")


def test_who_may_not_know_of_a_hidden_child_is_asked_nothing_and_who_protects_it_is_told() -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    case.counsellor = cast.lies
    case.save(update_fields=["counsellor"])
    protection.restrict(cast.sam, son, "child")
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL")
    assert traveller_of(case, son).accompanied is None
    assert {(one.person_key, one.assigned_to, one.words) for one in tasks_of(case)} == {
        (son.key, cast.nora, "")
    }


def answer(client: Client, one: Passenger, what: str, **typed: object) -> tuple[int, str]:
    address = f"/journeys/{one.movement.key}/passengers/{told_as(one)}/{what}/"
    sent = client.post(address, {"form_token": "", **typed})
    return sent.status_code, sent.content.decode()


def test_the_form_of_a_refused_entry_offers_the_child_and_asks(client: Client) -> None:
    cast = make_cast()
    _case, movement, father, son = on_the_way(cast)
    client.force_login(cast.omar)
    one = passenger_of(movement, father)
    page = client.get(f"/journeys/{movement.key}/passengers/{told_as(one)}/outcome/").content.decode()
    assert "Ali Zubaidi" in page
    assert "Who else" in page
    assert 'name="became"' in page
    assert "<textarea" not in page
    typed = {"outcome": "refused-entry", "at": "EBL", "on": "2021-06-01"}
    status, page = answer(client, one, "outcome", **typed)
    assert status == 422
    assert "<textarea" in page
    assert "Ali Zubaidi: recorded as travelling with a parent" in page
    status, page = answer(client, one, "outcome", **typed, along=[told_as(passenger_of(movement, son))])
    assert status == 302
    assert {each.state for each in movement.passengers.all()} == {"refused-entry"}


def test_where_entry_was_refused_is_no_matter_of_choice(client: Client) -> None:
    cast = make_cast()
    _case, movement, father, son = on_the_way(cast)
    client.force_login(cast.omar)
    one, along = passenger_of(movement, father), [told_as(passenger_of(movement, son))]
    page = client.get(f"/journeys/{movement.key}/passengers/{told_as(one)}/outcome/").content.decode()
    assert "Where <span" not in page
    status, _page = answer(client, one, "outcome", outcome="refused-entry", on="2021-06-01", along=along)
    assert status == 422


def test_the_form_of_an_arrival_asks_too(client: Client) -> None:
    cast = make_cast()
    case, movement, _father, son = on_the_way(cast)
    client.force_login(cast.omar)
    typed = {"arrive-passengers": [told_as(passenger_of(movement, son))], "arrive-on": "2021-06-01"}
    sent = client.post(f"/journeys/{movement.key}/arrive/", typed)
    assert sent.status_code == 422
    assert "<textarea" in sent.content.decode()
    sent = client.post(f"/journeys/{movement.key}/arrive/", typed | {"arrive-became": WORDS})
    assert sent.status_code == 302
    assert [one.words for one in tasks_of(case)][:1] == [WORDS]


def test_a_correction_asks_in_its_form_as_well(client: Client) -> None:
    cast = make_cast()
    case, movement, father, _son = on_the_way(cast)
    client.force_login(cast.omar)
    one = passenger_of(movement, father)
    typed = {
        "right": "not-so",
        "reason": "wrong-outcome",
        "version": one.version,
        "passengers": [told_as(one)],
    }
    status, page = answer(client, one, "correct-departure", **typed)
    assert status == 422
    assert "<textarea" in page
    status, page = answer(client, one, "correct-departure", **typed, became=WORDS)
    assert status == 302
    assert tasks_of(case)
