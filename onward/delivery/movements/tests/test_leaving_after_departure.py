"""A child who left is asked about when it leaves the pathway, or whoever of age was with it."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases import problems
from onward.casework.cases.models import Case, Task
from onward.casework.cases.tests.factories import a_case, a_member, a_person, traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import NOON, passenger_of, travellers_of
from onward.delivery.movements.tests.test_company_not_known import NOT_KNOWN, lost, words_of
from onward.delivery.movements.tests.test_left_alone import WORDS, on_the_way
from onward.kernel import clock
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def both_arrived(cast: Cast) -> tuple[Case, Person, Person]:
    """Return the case of a father and son who have arrived together, with both."""
    case, movement, father, son = on_the_way(cast)
    actions.arrive(cast.omar, movement, [passenger_of(movement, one) for one in (father, son)])
    case.counsellor = cast.lies
    case.save(update_fields=["counsellor"])
    return case, father, son


def an_aunt_there(case: Case, beside: Person) -> Person:
    """Return somebody of age more, of the same case, who arrived by a journey of her own."""
    aunt, row = a_member(case, "Suad Mahdi", sex="female"), traveller_of(case, beside)
    row.pk, row.key, row.person, row.principal = None, uuid4(), aunt, False
    row._state.adding = True
    row.save()
    return aunt


def desks(case: Case, person: Person) -> set[str]:
    """Return on whose desks a task about somebody lies that repeats the words."""
    rows = Task.objects.filter(case=case, person_key=person.key, done_on=None)
    return {one.assigned_to.name for one in rows if one.assigned_to and WORDS in one.words}


def test_a_child_of_whom_nobody_knows_who_is_with_it_leaves_with_words_alone() -> None:
    cast = make_cast()
    case, _movement, _father, son = lost(cast)
    Task.objects.filter(case=case).delete()
    with pytest.raises(problems.LostChildLeaves) as caught:
        casework.leave(cast.lies, traveller_of(case, son), "lost-contact")
    assert "Ali Zubaidi" in caught.value.say()
    casework.leave(cast.lies, traveller_of(case, son), "lost-contact", became=WORDS)
    assert desks(case, son) == {cast.lies.name, cast.nora.name}


def test_it_is_said_and_asked_still_once_it_left_and_the_case_is_not_closed(client: Client) -> None:
    cast = make_cast()
    case, movement, _father, son = lost(cast)
    casework.leave(cast.lies, traveller_of(case, son), "lost-contact", became=WORDS)
    client.force_login(cast.lies)
    page = words_of(client.get(f"/cases/{case.reference}/").content.decode())
    assert NOT_KNOWN in page
    assert "Nothing is left to do" not in page
    assert NOT_KNOWN in client.get(f"/journeys/{movement.key}/").content.decode()
    with pytest.raises(problems.CompanyNotKnown):
        casework.close_case(cast.lies, case, "other")
    form = f"/cases/{case.reference}/do/accompaniment/"
    assert "Ali Zubaidi" in client.get(form).content.decode()
    one = traveller_of(case, son)
    sent = client.post(form, {"travellers": [str(one.key)], "accompanied": "yes"})
    assert sent.status_code == 302, words_of(sent.content.decode())
    assert traveller_of(case, son).accompanied is True
    assert NOT_KNOWN not in words_of(client.get(f"/cases/{case.reference}/").content.decode())
    assert casework.close_case(cast.lies, case, "other").closed_on


def test_the_form_names_all_of_them_at_once_and_keeps_what_was_typed(client: Client) -> None:
    cast = make_cast()
    case, _movement, _father, son = lost(cast)
    client.force_login(cast.lies)
    form, one = f"/cases/{case.reference}/do/leave/", traveller_of(case, son)
    typed = {"travellers": [str(one.key)], "exit": "lost-contact", "reason": "", "on": "2021-06-01"}
    refused = client.post(form, typed)
    assert "it is not known who is with them" in words_of(refused.content.decode())
    assert "textarea" in str(refused.context["form"]["became"])
    assert traveller_of(case, son).exit == ""
    assert client.post(form, typed | {"became": WORDS}).status_code == 302
    assert traveller_of(case, son).exit == "lost-contact"


def test_who_of_age_leaves_where_they_arrived_says_what_becomes_of_the_child(client: Client) -> None:
    cast = make_cast()
    case, father, son = both_arrived(cast)
    Task.objects.filter(case=case).delete()
    with pytest.raises(problems.ChildLeftAlone) as caught:
        casework.leave(cast.lies, traveller_of(case, father), "deceased")
    assert "Ali Zubaidi" in caught.value.say()
    casework.leave(cast.lies, traveller_of(case, father), "deceased", became=WORDS)
    assert traveller_of(case, son).accompanied is None
    assert desks(case, son) == {cast.lies.name, cast.nora.name}
    client.force_login(cast.lies)
    page = words_of(client.get(f"/cases/{case.reference}/").content.decode())
    assert NOT_KNOWN in page
    with pytest.raises(problems.CompanyNotKnown):
        casework.advance(cast.lies, traveller_of(case, son), "closed")


def test_it_is_not_asked_where_somebody_of_age_stays_or_who_leaves_is_none() -> None:
    cast = make_cast()
    case, father, son = both_arrived(cast)
    aunt = an_aunt_there(case, father)
    casework.leave(cast.lies, traveller_of(case, father), "deceased")
    assert traveller_of(case, son).accompanied is True
    with pytest.raises(problems.ChildLeftAlone):
        casework.leave(cast.lies, traveller_of(case, aunt), "deceased")
    casework.leave(cast.lies, traveller_of(case, son), "lost-contact")
    casework.leave(cast.lies, traveller_of(case, aunt), "deceased")  # nobody is left to ask about


def test_nothing_asked_or_recorded_tells_of_somebody_hidden() -> None:
    cast = make_cast()
    case, father, son = both_arrived(cast)
    aunt = an_aunt_there(case, father)
    protection.restrict(cast.sam, aunt, "trafficking")
    with pytest.raises(problems.ChildLeftAlone):  # whoever does not see her is asked as if she were not there
        casework.leave(cast.lies, traveller_of(case, father), "deceased")
    casework.leave(cast.lies, traveller_of(case, father), "deceased", became=WORDS)
    assert traveller_of(case, son).accompanied is None


def test_a_hidden_child_is_not_named_to_who_does_not_see_it() -> None:
    cast = make_cast()
    case, father, son = both_arrived(cast)
    protection.restrict(cast.sam, son, "child")
    Task.objects.filter(case=case).delete()
    casework.leave(cast.lies, traveller_of(case, father), "deceased")
    assert not Task.objects.visible_to(cast.lies).filter(case=case, person_key=son.key).exists()
    assert Task.objects.filter(case=case, person_key=son.key).exists()
    assert len(travellers_of(case)) == 2


def test_of_a_child_with_nobody_of_age_in_the_case_it_is_asked_first_who_goes_along(client: Client) -> None:
    cast = make_cast()
    girl = a_person(cast.be, "Noor Zubaidi", born=date(2009, 3, 1))
    case = a_case(cast.lies, girl)
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert "It is not known who goes along with Noor Zubaidi." in page.partition('id="gates"')[0]
    assert f"/cases/{case.reference}/do/accompaniment/" in page
    casework.record_accompaniment(cast.lies, traveller_of(case, girl), True)
    assert "It is not known who goes along" not in client.get(f"/cases/{case.reference}/").content.decode()
    with_father = a_case(
        cast.lies, a_person(cast.be), a_person(cast.be, "Zaid Zubaidi", born=date(2019, 3, 1))
    )
    page = client.get(f"/cases/{with_father.reference}/").content.decode()
    assert "It is not known who goes along" not in page
