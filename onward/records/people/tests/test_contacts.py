"""Ways to reach a person."""

import pytest

from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Missing
from onward.records.people import problems
from onward.records.people.actions import ContactGiven, add_contact, end_contact, judge_contact
from onward.records.people.models import Contact
from onward.records.people.tests.factories import a_person, restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_number_is_kept_as_given_and_found_as_all_networks_write_it(cast: Cast) -> None:
    contact = add_contact(cast.lies, a_person(cast.be), ContactGiven("phone", "0470 12 34 56", safe=True))
    assert (contact.value, contact.found_as) == ("0470 12 34 56", "+32470123456")
    assert Event.objects.get(type="people.changed").payload == {"fields": ["contact"]}


@pytest.mark.parametrize("number", ["12", "call me", "+999 1"])
def test_what_no_network_can_reach_is_refused(cast: Cast, number: str) -> None:
    with pytest.raises(problems.NotAPhone):
        add_contact(cast.lies, a_person(cast.be), ContactGiven("phone", number))


@pytest.mark.parametrize("address", ["nobody", "a@", "@b.example"])
def test_an_e_mail_address_that_is_none_is_refused(cast: Cast, address: str) -> None:
    with pytest.raises(Invalid):
        add_contact(cast.lies, a_person(cast.be), ContactGiven("email", address))


def test_an_empty_contact_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        add_contact(cast.lies, a_person(cast.be), ContactGiven("address", " \u200b "))


def test_a_contact_is_ended_once_and_stays(cast: Cast) -> None:
    contact = add_contact(cast.lies, a_person(cast.be), ContactGiven("phone", "+32 470 12 34 56"))
    end_contact(cast.lies, contact)
    with pytest.raises(problems.AlreadyEnded):
        end_contact(cast.lies, contact)
    assert Contact.objects.count() == 1


def test_a_contact_can_turn_out_unsafe(cast: Cast) -> None:
    contact = add_contact(cast.lies, a_person(cast.be), ContactGiven("phone", "+32 470 12 34 56"))
    assert judge_contact(cast.lies, contact, False).safe is False


def test_a_judgement_that_stands_already_is_not_told_again(cast: Cast) -> None:
    person = a_person(cast.be)
    contact = add_contact(cast.lies, person, ContactGiven("phone", "+32 470 12 34 56", safe=True))
    with pytest.raises(problems.NothingChanged):
        judge_contact(cast.lies, contact, True)
    assert Event.objects.filter(person_key=person.key, type="people.changed").count() == 1


def test_a_contact_of_a_hidden_person_cannot_be_ended(cast: Cast) -> None:
    person = a_person(cast.be)
    contact = add_contact(cast.lies, person, ContactGiven("phone", "+32 470 12 34 56"))
    restricted(person)
    with pytest.raises(Missing):
        end_contact(cast.lies, contact)
