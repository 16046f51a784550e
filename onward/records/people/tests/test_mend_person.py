"""Mending what was entered about a person."""

from datetime import date
from uuid import uuid4

import pytest

from onward.access.changes import changes_since
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Missing
from onward.records.people import problems
from onward.records.people.actions import mend_person
from onward.records.people.queries import find
from onward.records.people.rules import Born, GivenName
from onward.records.people.tests.factories import a_person, restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_mended_birth_date_supersedes_the_registration(cast: Cast) -> None:
    person = a_person(cast.be, born=date(1980, 5, 17), registered_on=date(2021, 2, 1))
    mend_person(cast.lies, person, born=Born.on(date(1981, 5, 17)), version=1)

    events = Event.objects.filter(person_key=person.key)
    assert events.count() == 2
    standing = events.standing().get()
    assert standing.payload["born_from"] == "1981-05-17"
    assert standing.payload["nationalities"] == ["IQ"]
    assert standing.occurred_on == date(2021, 2, 1)


def test_a_mended_name_is_told_without_the_name_and_found_from_then_on(cast: Cast) -> None:
    person = a_person(cast.be, name="Hasan Zubaidi")
    mend_person(cast.lies, person, names=[GivenName("main", "Hassan", "Al-Zubaidi")], version=1)

    person.refresh_from_db()
    assert person.name == "Hassan Al-Zubaidi"
    assert person.version == 2
    told = Event.objects.get(person_key=person.key, type="people.changed")
    assert told.payload == {"fields": ["name"]}
    assert find(cast.lies, "hassan zubaidi").persons == (person,)


def test_the_second_editor_is_shown_what_the_first_changed(cast: Cast) -> None:
    person = a_person(cast.be, sex="unknown")
    mend_person(cast.sam, person, sex="female", born=Born.on(date(1990, 1, 2)), version=1)

    with pytest.raises(ChangedMeanwhile) as meanwhile:
        mend_person(cast.lies, person, languages=["fr"], version=1)

    told = {label: (was, now) for label, was, now in meanwhile.value.changes}
    assert told["Sex"] == ("not known", "woman")
    assert told["Born, earliest"][1].endswith("1990")
    assert meanwhile.value.now == 2
    person.refresh_from_db()
    assert person.languages == ["ar"]


def test_a_value_changed_and_changed_back_is_no_change(cast: Cast) -> None:
    person = a_person(cast.be, sex="male")
    mend_person(cast.sam, person, sex="female", version=1)
    mend_person(cast.sam, person, sex="male", version=2)

    person.refresh_from_db()
    assert changes_since(person, 1, person=person.key) == {}
    assert set(changes_since(person, 2, person=person.key)) == {"sex"}


def test_saving_without_a_change_says_so(cast: Cast) -> None:
    person = a_person(cast.be)
    with pytest.raises(problems.NothingChanged):
        mend_person(cast.lies, person, sex="male", languages=["ar"], version=1)


def test_a_future_birth_leaves_everything_as_it_was(cast: Cast) -> None:
    person = a_person(cast.be, sex="unknown")
    with pytest.raises(problems.BornInTheFuture):
        mend_person(cast.lies, person, sex="female", born=Born.on(date(2999, 1, 1)))
    person.refresh_from_db()
    assert person.sex == "unknown"


def test_a_hidden_person_cannot_be_mended_nor_told_from_none(cast: Cast) -> None:
    person = restricted(a_person(cast.be), "trafficking")
    for who in (cast.lies, cast.nora, cast.paul):
        with pytest.raises(Missing):
            mend_person(who, person, sex="female")
    assert mend_person(cast.vera, person, sex="female").sex == "female"


def test_a_second_click_is_no_change_of_a_colleague(cast: Cast) -> None:
    person, once = a_person(cast.be), uuid4()
    mend_person(cast.lies, person, sex="female", version=1, once=once)
    with pytest.raises(AlreadySent):
        mend_person(cast.lies, person, sex="female", version=1, once=once)
