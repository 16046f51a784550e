"""A child comes back, or stays on the way, while whoever is of age goes on, arrives or leaves the pathway."""

from datetime import date

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.delivery.movements.tests.test_left_alone import (
    WORDS,
    a_hidden_mother,
    answer,
    on_the_way,
    stands_of_departure,
    tasks_of,
    told,
)
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def counselled(cast: Cast) -> tuple[Case, Movement, Person, Person]:
    """Return a father and a son on the way, in a case that somebody counsels."""
    case, movement, father, son = on_the_way(cast)
    case.counsellor = cast.lies
    case.save(update_fields=["counsellor"])
    return case, movement, father, son


def test_a_child_who_is_refused_entry_while_the_father_goes_on_is_asked_about() -> None:
    cast = make_cast()
    case, movement, father, son = counselled(cast)
    with pytest.raises(problems.ChildStaysAlone) as caught:
        actions.refuse_entry(cast.omar, passenger_of(movement, son), "EBL")
    assert "Ali Zubaidi" in caught.value.say()
    actions.refuse_entry(cast.omar, passenger_of(movement, son), "EBL", became=WORDS)
    assert passenger_of(movement, son).state == "refused-entry"
    assert traveller_of(case, son).accompanied is None
    assert {(one.words, one.person_key) for one in tasks_of(case)} == {(WORDS, son.key)}
    assert {one.assigned_to for one in tasks_of(case)} == {cast.lies, cast.nora}
    assert stands_of_departure(son).payload["child"] == "accompanied"  # he did leave with his father
    actions.arrive(cast.omar, movement, [passenger_of(movement, father)])


def test_a_child_who_is_refused_entry_once_the_father_has_arrived_is_asked_about_too() -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    actions.arrive(cast.omar, movement, [passenger_of(movement, father)], became=WORDS)
    casework.record_accompaniment(cast.vera, traveller_of(case, son), True)
    with pytest.raises(problems.ChildStaysAlone):
        actions.refuse_entry(cast.omar, passenger_of(movement, son), "EBL")


def test_a_father_whose_refused_entry_was_none_goes_on_without_the_child() -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    actions.refuse_entry(
        cast.omar, passenger_of(movement, father), "EBL", along=[passenger_of(movement, son)]
    )
    with pytest.raises(problems.ChildStaysAlone):
        actions.correct_arrival(cast.omar, passenger_of(movement, father), "wrong-outcome")
    actions.correct_arrival(cast.omar, passenger_of(movement, father), "wrong-outcome", became=WORDS)
    assert traveller_of(case, son).accompanied is None
    assert stands_of_departure(son).payload["child"] == "accompanied"


def test_somebody_of_age_who_has_not_left_is_there_for_who_comes_back() -> None:
    cast = make_cast()
    father, uncle = a_person(cast.be), a_person(cast.be, "Omar Zubaidi")
    son = a_person(cast.be, "Ali Zubaidi", born=date(2015, 3, 1))
    joining = [casework.Joining(one, principal=one == father) for one in (father, uncle)]
    case = a_cleared_case(cast, joining=[*joining, casework.Joining(son, accompanied=True)])
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement, [passenger_of(movement, one) for one in (father, son)])
    actions.refuse_entry(cast.omar, passenger_of(movement, son), "EBL")
    assert traveller_of(case, son).accompanied is True
    assert not tasks_of(case)


def test_of_a_child_who_comes_back_nothing_tells_whether_a_hidden_mother_does(client: Client) -> None:
    seen = []
    for together in (True, False):
        cast = make_cast()
        case, movement, mother, son = a_hidden_mother(cast)
        along = [passenger_of(movement, mother)] if together else []
        one = passenger_of(movement, son)
        with pytest.raises(problems.ChildStaysAlone):
            actions.refuse_entry(cast.omar, one, "EBL", along=along)
        actions.refuse_entry(cast.omar, one, "EBL", along=along, became=WORDS)
        assert traveller_of(case, son).accompanied is None
        tasks = [(one.words, one.person_key == son.key, one.assigned_to) for one in tasks_of(case)]
        seen.append([(words, about, who and who.name) for words, about, who in tasks])
        client.force_login(cast.lies)
        assert mother.name not in told(client, f"/cases/{case.reference}/")
    assert seen[0] == seen[1]


def test_a_father_does_not_arrive_without_the_child_and_without_a_word() -> None:
    cast = make_cast()
    case, movement, father, son = counselled(cast)
    with pytest.raises(problems.ChildStaysAlone):
        actions.arrive(cast.omar, movement, [passenger_of(movement, father)])
    actions.arrive(cast.omar, movement, [passenger_of(movement, father)], became=WORDS)
    assert passenger_of(movement, son).state == "departed"
    assert traveller_of(case, son).accompanied is None
    assert {one.assigned_to for one in tasks_of(case)} == {cast.lies, cast.nora}
    assert stands_of_departure(son).payload["child"] == "accompanied"
    actions.arrive(cast.omar, movement, [passenger_of(movement, son)])


def test_of_a_hidden_mother_who_arrives_alone_the_file_of_the_child_says_nothing(client: Client) -> None:
    cast = make_cast()
    case, movement, mother, son = a_hidden_mother(cast)
    client.force_login(cast.lies)
    before = told(client, f"/cases/{case.reference}/")
    with pytest.raises(problems.ChildStaysAlone):
        actions.arrive(cast.omar, movement, [passenger_of(movement, mother)])
    actions.arrive(cast.omar, movement, [passenger_of(movement, mother)], became=WORDS)
    assert traveller_of(case, son).accompanied is True
    assert {one.assigned_to for one in tasks_of(case)} == {cast.vera, cast.sam}
    assert told(client, f"/cases/{case.reference}/") == before


def test_who_leaves_the_pathway_on_the_way_leaves_no_child_without_a_word() -> None:
    cast = make_cast()
    case, movement, father, son = counselled(cast)
    with pytest.raises(problems.ChildStaysAlone):
        casework.leave(cast.lies, traveller_of(case, father), "deceased")
    assert not traveller_of(case, father).exit
    casework.leave(cast.lies, traveller_of(case, father), "deceased", became=WORDS)
    assert traveller_of(case, son).accompanied is None
    assert {(one.words, one.person_key) for one in tasks_of(case)} == {(WORDS, son.key)}
    assert {one.assigned_to for one in tasks_of(case)} == {cast.lies, cast.nora}
    assert stands_of_departure(son).payload["child"] == "accompanied"
    assert passenger_of(movement, son).state == "departed"


@pytest.mark.parametrize("arrived", [False, True])
def test_who_leaves_the_pathway_together_with_the_child_is_asked_nothing(arrived: bool) -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    if arrived:
        actions.arrive(cast.omar, movement)
    casework.leave(cast.vera, traveller_of(case, son), "deceased")
    casework.leave(cast.vera, traveller_of(case, father), "deceased")
    assert traveller_of(case, son).accompanied is True
    assert not tasks_of(case)


def test_of_a_hidden_mother_who_left_the_pathway_the_file_of_the_child_says_nothing(client: Client) -> None:
    cast = make_cast()
    case, _movement, mother, son = a_hidden_mother(cast)
    client.force_login(cast.lies)
    before = told(client, f"/cases/{case.reference}/")
    casework.leave(cast.sam, traveller_of(case, mother), "deceased", became=WORDS)
    assert traveller_of(case, son).accompanied is True
    assert {one.person_key for one in tasks_of(case)} == {mother.key}
    assert told(client, f"/cases/{case.reference}/") == before


def test_the_form_of_who_leaves_asks_what_becomes_of_the_child(client: Client) -> None:
    cast = make_cast()
    case, _movement, father, _son = counselled(cast)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/leave/"
    typed = {"travellers": [str(traveller_of(case, father).key)], "exit": "deceased", "on": "2021-06-01"}
    assert "<textarea" not in client.get(address).content.decode()
    sent = client.post(address, typed)
    assert sent.status_code == 422
    assert "<textarea" in sent.content.decode()
    assert "Ali Zubaidi: recorded as travelling with a parent" in sent.content.decode()
    assert client.post(address, typed | {"became": WORDS}).status_code == 302
    assert {one.words for one in tasks_of(case)} == {WORDS}


def test_who_left_the_pathway_on_the_way_is_not_drawn_nor_offered_for_arrival(client: Client) -> None:
    cast = make_cast()
    case, movement, father, son = counselled(cast)
    casework.leave(cast.lies, traveller_of(case, father), "deceased", became=WORDS)
    client.force_login(cast.omar)
    page = client.get(f"/journeys/{movement.key}/").content.decode()
    assert f'value="{told_as(passenger_of(movement, son))}"' in page
    assert f'value="{told_as(passenger_of(movement, father))}"' not in page
    [line] = [part for part in page.split("<section") if "<ol" in part or 'class="line' in part][:1]
    assert father.name not in line
    assert "on the way here" in line
    assert "left the pathway" in page
    assert "left the pathway" in client.get("/journeys/?when=all").content.decode()
    sent = client.post(
        f"/journeys/{movement.key}/arrive/",
        {
            "arrive-passengers": [told_as(passenger_of(movement, son))],
            "arrive-on": "2021-06-01",
            "arrive-became": "His aunt waits in Erbil.",
        },
    )
    assert sent.status_code == 302
    page = client.get(f"/journeys/{movement.key}/").content.decode()
    assert 'id="arrive"' not in page
    assert "Under way" not in page
    assert "on the way here" not in page
    status, _page = answer(client, passenger_of(movement, father), "outcome", outcome="refused-entry")
    assert status in (404, 422)
