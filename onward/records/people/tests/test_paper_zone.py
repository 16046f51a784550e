"""A travel document written down from its machine-readable zone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from onward.kernel import clock
from onward.kernel.problems import Invalid
from onward.records.people import actions, problems
from onward.records.people.actions.persons import registration
from onward.records.people.models import Person, TravelDocument
from onward.records.people.rules import Born
from onward.records.people.tests.factories import a_person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
SPECIMEN = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10".replace(
        "P<UTO", "P<IRQ"
    )
)

BORN = date(1974, 8, 12)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def anna(cast: Cast, **more: Any) -> Person:
    return a_person(cast.be, **{"name": "Anna Eriksson", "born": "1974-08-12", "sex": "female"} | more)


def sent(cast: Cast, person: Person, **typed: str) -> Any:
    client = Client()
    client.force_login(cast.lies)
    with clock.at(datetime(2011, 6, 1, tzinfo=UTC)):
        return client.post(f"/people/{person.key}/papers/new/", typed)


def test_a_zone_fills_the_paper_and_saves_nothing(cast: Cast) -> None:
    form = sent(cast, anna(cast), zone=SPECIMEN, read="zone").context["form"]
    assert not TravelDocument.objects.exists()
    assert not form.errors
    read = {name: form[name].value() for name in ("kind", "number", "issuer", "expires_on", "state")}
    assert read == {
        "kind": "passport",
        "number": "L898902C3",
        "issuer": "IQ",
        "expires_on": "2012-04-15",
        "state": "received",
    }


def test_what_a_zone_filled_is_saved(cast: Cast) -> None:
    person = anna(cast)
    form = sent(cast, person, zone=SPECIMEN, read="zone").context["form"]
    assert sent(cast, person, **{name: form[name].value() or "" for name in form.fields}).status_code == 302
    assert TravelDocument.objects.get().expires_on == date(2012, 4, 15)


@pytest.mark.parametrize(
    ("right", "wrong", "field", "called"),
    [
        ("L898902C36", "L898902C37", "number", "Document number"),
        ("1204159", "1204158", "expires_on", "Date of expiry"),
        ("<<<10", "<<<11", "zone", "The zone as a whole"),
    ],
)
def test_a_wrong_check_digit_stands_at_the_very_field(
    cast: Cast, right: str, wrong: str, field: str, called: str
) -> None:
    answer = sent(cast, anna(cast), zone=SPECIMEN.replace(right, wrong), read="zone")
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert f"{called}: the check digit should be" in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "says"),
    [
        ({"name": "Hassan Al-Zubaidi"}, "names ANNA MARIA ERIKSSON"),
        ({"name": "Lena Eriksson"}, "names ANNA MARIA ERIKSSON"),
        ({"born": "1975-08-12"}, "another date of birth"),
        ({"sex": "male"}, "another sex (woman) than the person"),
    ],
)
def test_a_zone_of_somebody_else_is_asked_about_before_it_is_saved(
    cast: Cast, person: dict[str, Any], says: str
) -> None:
    one = anna(cast, **person)
    read = sent(cast, one, zone=SPECIMEN, read="zone")
    assert says in read.content.decode()
    form = read.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields if name != "theirs"}
    assert sent(cast, one, **typed).status_code == 422
    assert not TravelDocument.objects.exists()
    assert sent(cast, one, **typed, theirs="on").status_code == 302


@pytest.mark.parametrize(
    "person",
    [
        {"name": "Ana Ericsson"},
        {"born": None},
        {"name": "Maria Eriksson"},
        {"sex": "unknown"},
        {"sex": "other"},
    ],
)
def test_a_zone_that_spells_or_knows_a_little_otherwise_is_not_asked_about(
    cast: Cast, person: dict[str, Any]
) -> None:
    assert not sent(cast, anna(cast, **person), zone=SPECIMEN, read="zone").context["form"].asks_whose


def test_what_is_asked_stands_alone_in_the_summary_and_before_its_answer(cast: Cast) -> None:
    page = sent(cast, anna(cast, sex="male"), zone=SPECIMEN, read="zone").content.decode()
    asked, answer = (
        "The zone has another sex (woman) than the person.",
        "It is this person’s paper all the same",
    )
    assert f">{asked}</a>" in page
    assert page.rindex(asked) < page.index(answer)


@pytest.mark.parametrize("zone", ["", "hello"])
def test_what_is_no_zone_is_told_and_nothing_typed_is_lost(cast: Cast, zone: str) -> None:
    page = sent(cast, anna(cast), zone=zone, read="zone", held_by="Office safe").content.decode()
    assert "no machine-readable zone" in page
    assert 'value="Office safe"' in page


def read_and_saved(cast: Cast, person: Person, **more: str) -> tuple[Any, Any]:
    """Return the form that the zone was read into, and the answer to sending it on with `more`."""
    form = sent(cast, person, zone=SPECIMEN, read="zone").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields if name != "born"}
    return form, sent(cast, person, **typed, **more)


@pytest.mark.parametrize("known", [Born.in_year(1974), Born(date(1974, 8, 1), date(1974, 9, 30)), None])
def test_the_day_of_birth_in_a_zone_is_offered_where_none_so_exact_stands_and_taken_when_ticked(
    cast: Cast, known: Born | None
) -> None:
    person = anna(cast, born=known)
    was = registration(person)
    page = sent(cast, person, zone=SPECIMEN, read="zone").content.decode()
    assert "Take over the exact date of birth, 12 August 1974" in page
    form, answer = read_and_saved(cast, person, born="on")
    assert (form.errors, answer.status_code) == ({}, 302)
    person.refresh_from_db()
    assert person.born_exactly == date(1974, 8, 12)
    assert TravelDocument.objects.count() == 1
    told = registration(person)
    assert told is not None
    assert was is not None
    assert (told.supersedes_id, told.payload["born_from"]) == (was.pk, "1974-08-12")


def test_a_day_of_birth_that_is_not_ticked_changes_nothing_of_the_person(cast: Cast) -> None:
    person = anna(cast, born=Born.in_year(1974))
    assert read_and_saved(cast, person)[1].status_code == 302
    person.refresh_from_db()
    assert person.born_exactly is None


@pytest.mark.parametrize(
    ("known", "zone"),
    [
        (Born.on(date(1974, 8, 12)), SPECIMEN),
        (Born.in_year(1975), SPECIMEN),
        (Born.in_year(1974), SPECIMEN.replace("7408122F", "7408123F")),
        (Born.in_year(1974), SPECIMEN.replace("7408122F", "74<<<<2F")),
    ],
)
def test_no_day_of_birth_is_offered_that_stands_or_contradicts_or_cannot_be_read(
    cast: Cast, known: Born, zone: str
) -> None:
    page = sent(cast, anna(cast, born=known), zone=zone, read="zone").content.decode()
    assert "Take over the exact date of birth" not in page


def test_where_the_paper_is_refused_the_birth_stays_and_with_a_paper_on_record_it_is_taken_alone(
    cast: Cast,
) -> None:
    person = anna(cast, born=Born.in_year(1974))
    with pytest.raises(problems.PaperIncomplete):
        actions.record_with_birth(cast.lies, person, actions.Paper("passport", "received"), BORN)
    person.refresh_from_db()
    assert person.born_exactly is None
    asked = actions.Paper("passport", "asked")
    paper = actions.add_document(cast.lies, person, asked)
    actions.record_with_birth(cast.lies, person, asked, BORN, document=paper)
    person.refresh_from_db()
    assert person.born_exactly == BORN
    with pytest.raises(Invalid):
        actions.record_with_birth(cast.lies, person, asked, date(1974, 1, 1))
