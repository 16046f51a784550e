"""Entering a person into the records."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from onward.access.models import AuditEntry
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Missing, Problem, Refused
from onward.kernel.text import TextTooLong
from onward.records.people import problems
from onward.records.people.actions import ContactGiven, register_person
from onward.records.people.models import Person
from onward.records.people.rules import Born, GivenName
from onward.records.people.tests.factories import a_household, a_person, restricted
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
SAMIRA = [GivenName("main", "Samira", "Haddad"), GivenName("native", full="سميرة حداد")]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_person_is_entered_with_names_in_two_scripts(cast: Cast) -> None:
    person = register_person(cast.lies, cast.be, SAMIRA, sex="female", born=Born.on(date(1991, 3, 2)))

    assert (person.name, person.name_native, person.script) == ("Samira Haddad", "سميرة حداد", "Arab")
    assert person.born_exactly == date(1991, 3, 2)
    assert [name.full for name in person.names.order_by("id")] == ["Samira Haddad", "سميرة حداد"]


def test_a_name_given_in_arabic_only_is_shown_beside_its_latin_form(cast: Cast) -> None:
    person = register_person(cast.lies, cast.be, [GivenName(full="سميرة حداد")])

    assert person.name_native == "سميرة حداد"
    assert person.name.isascii()


def test_the_event_tells_codes_and_dates_and_no_name(cast: Cast) -> None:
    person = register_person(
        cast.lies,
        cast.be,
        SAMIRA,
        sex="female",
        born=Born.in_year(1991),
        nationalities=["IQ", "stateless"],
        languages=["ar"],
    )

    event = Event.objects.get(person_key=person.key)
    assert event.type == "people.registered"
    assert event.office == "be"
    assert event.payload == {
        "sex": "female",
        "born_from": "1991-01-01",
        "born_to": "1991-12-31",
        "nationalities": ["IQ", "stateless"],
        "languages": ["ar"],
    }


def test_the_audit_says_who_entered_the_person(cast: Cast) -> None:
    person = register_person(cast.lies, cast.be, SAMIRA)

    entry = AuditEntry.objects.get(table="people_person", person_key=person.key)
    assert entry.actor_key == cast.lies.key
    assert entry.after is not None
    assert entry.after["name"] == "Samira Haddad"


def test_a_second_click_enters_nobody_twice(cast: Cast) -> None:
    once = uuid4()
    register_person(cast.lies, cast.be, SAMIRA, once=once)

    with pytest.raises(AlreadySent):
        register_person(cast.lies, cast.be, SAMIRA, once=once)
    assert Person.objects.count() == 1


def test_a_birth_in_the_future_is_refused(cast: Cast) -> None:
    with pytest.raises(problems.BornInTheFuture):
        register_person(cast.lies, cast.be, SAMIRA, born=Born.on(date(2999, 1, 1)))
    assert not Person.objects.exists()


def test_an_age_above_120_is_refused(cast: Cast) -> None:
    with clock.at(datetime(2021, 6, 1, tzinfo=UTC)), pytest.raises(problems.TooOld):
        register_person(cast.lies, cast.be, SAMIRA, born=Born.on(date(1900, 5, 31)))


def test_a_birth_between_two_dates_in_the_wrong_order_is_refused(cast: Cast) -> None:
    with pytest.raises(problems.DatesTurnedAround):
        register_person(cast.lies, cast.be, SAMIRA, born=Born(date(1992, 1, 1), date(1991, 1, 1)))


def test_the_part_of_a_birth_year_that_lies_ahead_is_cut_off(cast: Cast) -> None:
    with clock.at(datetime(2021, 6, 1, tzinfo=UTC)):
        person = register_person(cast.lies, cast.be, SAMIRA, born=Born.in_year(2021))
    assert (person.born_from, person.born_to) == (date(2021, 1, 1), date(2021, 6, 1))


def test_a_name_of_300_characters_is_refused_and_not_cut_off(cast: Cast) -> None:
    with pytest.raises(TextTooLong) as refused:
        register_person(cast.lies, cast.be, [GivenName("main", "A" * 300, "B")])
    assert refused.value.params["length"] == 300
    assert not Person.objects.exists()


def test_two_long_parts_that_do_not_fit_together_are_refused(cast: Cast) -> None:
    with pytest.raises(TextTooLong):
        register_person(cast.lies, cast.be, [GivenName("main", "A" * 150, "B" * 150)])


def test_zero_width_and_direction_controls_are_taken_out_of_a_name(cast: Cast) -> None:
    person = register_person(
        cast.lies, cast.be, [GivenName("main", "Sa\u200bmi\u202era", "Had\ufeffdad\x00")]
    )
    assert person.name == "Samira Haddad"


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200f", "12345", "---"])
def test_a_name_without_a_letter_is_no_name(cast: Cast, name: str) -> None:
    with pytest.raises(problems.NoName):
        register_person(cast.lies, cast.be, [GivenName(full=name)])


def test_nobody_is_entered_without_a_name(cast: Cast) -> None:
    with pytest.raises(problems.NoName):
        register_person(cast.lies, cast.be, [])


@pytest.mark.parametrize("field", [{"nationalities": ["ZZ"]}, {"languages": ["tlh"]}, {"sex": "both"}])
def test_codes_that_nobody_knows_are_refused(cast: Cast, field: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refused:
        register_person(cast.lies, cast.be, SAMIRA, **field)
    assert isinstance(refused.value, problems.NoSuchCountry | NoSuchChoice)
    assert refused.value.field == next(iter(field))


def test_a_contact_that_is_no_number_refuses_the_whole(cast: Cast) -> None:
    with pytest.raises(problems.NotAPhone):
        register_person(cast.lies, cast.be, SAMIRA, contacts=[ContactGiven("phone", "soon")])
    assert not Person.objects.exists()


def test_a_person_can_enter_a_household_at_once(cast: Cast) -> None:
    household = a_household(cast.be, a_person(cast.be))
    person = register_person(cast.lies, cast.be, SAMIRA, household=household, relation="partner")
    assert household.memberships.get(person=person).relation == "partner"


def test_an_office_enters_nobody_into_the_records_of_another(cast: Cast) -> None:
    with pytest.raises(Refused):
        register_person(cast.paul, cast.be, SAMIRA)
    assert not Person.objects.exists()


def test_an_outsider_enters_nobody(cast: Cast) -> None:
    for who in (cast.outsider, cast.rik, cast.ruth, cast.erbil, cast.omar):
        with pytest.raises(Refused):
            register_person(who, cast.be, SAMIRA)


def test_a_household_of_hidden_persons_cannot_be_joined(cast: Cast) -> None:
    household = a_household(cast.be, restricted(a_person(cast.be)))
    with pytest.raises(Missing):
        register_person(cast.lies, cast.be, SAMIRA, household=household, relation="partner")
    assert Person.objects.count() == 1
