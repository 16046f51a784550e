"""The directory: entering and mending organisations, desks and contacts."""

from dataclasses import replace
from uuid import uuid4

import pytest

from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid, Missing, Refused
from onward.kernel.text import TextTooLong
from onward.records.partners import problems
from onward.records.partners.actions import (
    Particulars,
    add_organisation,
    change_organisation,
    drop_contact,
    end_organisation,
    save_contact,
    save_desk,
)
from onward.records.partners.models import Organisation
from onward.records.partners.queries import Filters, organisations
from onward.records.partners.tests.factories import a_desk, an_organisation
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LINT = Particulars(
    "red-cross", "Centre De Linde", "BE", "Lint", ["shelter", "referral"], ["referral"], ["nl"]
)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_an_organisation_enters_the_directory(cast: Cast) -> None:
    made = add_organisation(cast.anna, LINT)
    assert str(made) == "Centre De Linde, Lint"
    told = Event.objects.get(about_key=made.key)
    assert told.payload == {"kind": "red-cross", "country": "BE", "services": ["shelter", "referral"]}


def test_an_organisation_stands_once_a_town(cast: Cast) -> None:
    add_organisation(cast.anna, LINT)
    with pytest.raises(problems.KnownAlready):
        add_organisation(cast.anna, LINT)
    other = add_organisation(cast.anna, replace(LINT, town="Mol"))
    with pytest.raises(problems.KnownAlready):
        change_organisation(cast.anna, other, LINT)


def test_a_second_click_enters_one(cast: Cast) -> None:
    once = uuid4()
    add_organisation(cast.anna, LINT, once=once)
    with pytest.raises(AlreadySent):
        add_organisation(cast.anna, replace(LINT, town="Mol"), once=once)
    assert not Organisation.objects.filter(town="Mol").exists()


def test_the_second_editor_is_shown_what_the_first_changed(cast: Cast) -> None:
    made = add_organisation(cast.anna, LINT)
    change_organisation(cast.anna, made, replace(LINT, languages=["nl", "fr"]), version=1)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        change_organisation(cast.anna, made, replace(LINT, note="Closed in August"), version=1)
    assert meanwhile.value.changes == [("Languages", "Dutch", "Dutch, French")]


def test_a_second_click_is_no_change_of_a_colleague(cast: Cast) -> None:
    made, once = add_organisation(cast.anna, LINT), uuid4()
    right = replace(LINT, languages=["nl", "fr"])
    change_organisation(cast.anna, made, right, version=1, once=once)
    with pytest.raises(AlreadySent):
        change_organisation(cast.anna, made, right, version=1, once=once)


def test_an_adapted_service_is_one_that_is_offered(cast: Cast) -> None:
    with pytest.raises(NoSuchChoice) as refused:
        add_organisation(cast.anna, replace(LINT, adapted_services=["health-care"]))
    assert refused.value.field == "adapted_services"


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("country", "ZZ")])
def test_what_is_missing_is_told_at_its_field(cast: Cast, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_organisation(cast.anna, replace(LINT, **{field: value}))
    assert refused.value.field == field


def test_a_name_of_300_characters_is_refused(cast: Cast) -> None:
    with pytest.raises(TextTooLong):
        add_organisation(cast.anna, replace(LINT, name="x" * 300))


def test_an_ended_organisation_leaves_the_list_and_stays_in_the_directory(cast: Cast) -> None:
    made = an_organisation()
    end_organisation(cast.anna, made, version=1)
    with pytest.raises(problems.NothingChanged):
        end_organisation(cast.anna, made)
    assert made not in organisations(cast.lies)
    assert made in organisations(cast.lies, Filters(ended=True))


def test_the_list_is_narrowed_by_type_service_language_and_words(cast: Cast) -> None:
    Organisation.objects.all().delete()
    lint = an_organisation("Centre De Linde")
    liege = an_organisation(
        "L’Escale", type="ngo", town="Liège", services=("legal-advice",), languages=("fr",)
    )
    for filters, found in (
        (Filters(type="ngo"), liege),
        (Filters(service="shelter"), lint),
        (Filters(language="fr"), liege),
        (Filters(text="liege escale"), liege),
        (Filters(text="LINDE"), lint),
    ):
        assert list(organisations(cast.lies, filters)) == [found], filters
    assert not organisations(cast.lies, Filters(country="LU"))


def test_desks_and_contacts_are_added_and_mended(cast: Cast) -> None:
    made = an_organisation()
    desk = save_desk(cast.anna, made, "Front desk", hours="9–12")
    save_desk(cast.anna, made, "Front desk", desk=desk, hours="9–17")
    contact = save_contact(cast.anna, made, "Ria Maes", desk=desk, email="ria@linde.example")
    drop_contact(cast.anna, contact)

    desk.refresh_from_db()
    assert desk.hours == "9–17"
    fields = [
        event.payload["fields"] for event in Event.objects.filter(type="partners.changed").order_by("pk")
    ]
    assert fields == [["desk"], ["desk"], ["contact"], ["contact"]]
    with pytest.raises(Missing):
        drop_contact(cast.anna, contact)


def test_a_desk_of_another_organisation_is_not_mended_here(cast: Cast) -> None:
    with pytest.raises(Missing):
        save_desk(cast.anna, an_organisation(), "Front desk", desk=a_desk())


def test_an_address_that_is_no_e_mail_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        save_contact(cast.anna, an_organisation(), "Ria Maes", email="ria")


def test_who_may_not_write_changes_nothing(cast: Cast) -> None:
    for who in (cast.lies, cast.rik, cast.ruth, cast.outsider):
        with pytest.raises(Refused):
            add_organisation(who, LINT)
    an_organisation()
    for who in (cast.rik, cast.ruth, cast.outsider):
        assert not organisations(who)
