"""Who speaks for a child where something is consented to."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from onward.access.models import Restriction
from onward.kernel import clock
from onward.records.consents.actions import Evidence, give_consent
from onward.records.consents.models import Consent
from onward.records.consents.problems import NobodySpoke
from onward.records.people.models import Household, Membership, Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
WITNESSED = Evidence(witness="Lies Vermaele")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def born(cast: Cast, name: str, first: date | None, last: date | None = None) -> Person:
    return Person.objects.create(
        office=cast.be, name=name, search=name.lower(), born_from=first, born_to=last or first
    )


def years_ago(years: int) -> date:
    return date(clock.today().year - years, 1, 1)


def agree(cast: Cast, person: Person, given_by: str = "") -> Consent:
    consent: Consent = give_consent(
        cast.sam,
        person.key,
        cast.be,
        "share-with-mission",
        cast.iraq.key,
        WITNESSED,
        given_by=given_by,
    )
    return consent


def test_a_child_of_five_does_not_consent_for_herself(cast: Cast) -> None:
    child = born(cast, "Elena", years_ago(5))
    for given_by in ("", " "):
        with pytest.raises(NobodySpoke) as refused:
            agree(cast, child, given_by=given_by)
        assert refused.value.field == "given_by"
    assert not Consent.objects.exists()
    assert agree(cast, child, given_by="Maria").given_by == "Maria"


def test_nor_does_who_may_be_a_child(cast: Cast) -> None:
    about = born(cast, "Luis", years_ago(19), date(years_ago(17).year, 12, 31))
    with pytest.raises(NobodySpoke):
        agree(cast, about)
    assert agree(cast, born(cast, "Ana", years_ago(18))).given_by == ""


def test_the_form_offers_the_adults_of_the_household_in_sight_and_says_at_the_field_what_is_missing(
    cast: Cast, client: Client
) -> None:
    home = Household.objects.create(office=cast.be)
    members = [born(cast, name, years_ago(age)) for name, age in (("Elena", 5), ("Maria", 30), ("Pablo", 40))]
    members += [born(cast, "Hidden Aunt", years_ago(50)), born(cast, "Brother", years_ago(9))]
    for one in members:
        Membership.objects.create(household=home, person=one, relation="child", joined_on=years_ago(1))
    Restriction.objects.create(person_key=members[3].key, category="trafficking")
    client.force_login(cast.lies)
    address = f"/consents/of/{members[0].key}/give/"
    page = client.get(address).content.decode()
    assert '<option value="Maria"></option><option value="Pablo"></option></datalist>' in page
    assert "Hidden Aunt" not in page
    assert "Brother" not in page
    given = {"purpose": "share-with-mission", "recipient": str(cast.iraq.key), "witness": "Wim"}
    answer = client.post(address, given | {"once": str(uuid4())})
    assert answer.status_code == 422
    assert "a parent or guardian speaks for them" in str(answer.context["form"].errors["given_by"])
