"""A name that was typed into a record tells of nobody who is hidden from its reader: not of who spoke, heard,
guards or travels along.
"""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case
from onward.casework.cases.tests.factories import a_person as a_traveller
from onward.casework.protection.models import Guardian
from onward.casework.referrals.actions import accept_referral
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.models import Referral
from onward.casework.referrals.rules import Referred
from onward.casework.referrals.tests.factories import a_referral
from onward.delivery.movements.models import Passenger
from onward.delivery.movements.pages.journeys import escort_names
from onward.kernel import clock
from onward.records.consents.actions import Evidence, give_consent
from onward.records.consents.models import Consent
from onward.records.people.models import Person
from onward.web import speaking
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
BORN = date(1984, 5, 2)
FATHER = Referred("Karwan Sabir", sex="male", born_from=BORN, born_to=BORN, principal=True)
MOTHER = Referred("Shilan Mahdi", sex="female", born_from=BORN, born_to=BORN, relation="partner")
SON = Referred(
    "Dilan Sabir",
    sex="male",
    born_from=date(2015, 3, 1),
    born_to=date(2015, 3, 1),
    relation="child",
    accompanied=True,
)
SAYS_NOTHING = "spoken before Rik Baeten · by a parent or guardian"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def read(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer: Any = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def named(name: str) -> Person:
    return Person.objects.get(name=name)


def hide(person: Person, category: str = "trafficking") -> None:
    Restriction.objects.create(person_key=person.key, category=category)


def taken_in(cast: Cast, spoken_by: str = "", **fields: Any) -> tuple[Referral, Case, str]:
    """Return a referral of the three, its case, and the address of the son's consents."""
    referral = a_referral(cast.rik, FATHER, MOTHER, SON, **fields)
    case = accept_referral(cast.lies, referral, Answer(spoken_by=spoken_by))
    return referral, case, f"/consents/of/{named('Dilan Sabir').key}/"


def test_who_spoke_for_a_child_is_named_to_who_sees_them_alone(cast: Cast) -> None:
    _referral, _case, address = taken_in(cast)
    assert "by Karwan Sabir" in read(cast.lies, address)
    hide(named("Karwan Sabir"))
    page = read(cast.lies, address)
    assert "Karwan" not in page
    assert SAYS_NOTHING in page
    assert "by Karwan Sabir" in read(cast.vera, address)


def test_who_spoke_is_known_by_their_key_whatever_they_are_called_later(cast: Cast) -> None:
    _referral, _case, address = taken_in(cast)
    father = named("Karwan Sabir")
    Person.objects.filter(pk=father.pk).update(name="Ari Jalal", search="| ari jalal |")
    assert {one.given_by_key for one in Consent.objects.exclude(given_by="")} == {father.key}
    hide(father)
    assert SAYS_NOTHING in read(cast.lies, address)


@pytest.mark.parametrize("typed", ["Karwan", "his father, KARWAN S.", "Karwann Sabir", "Mr Sabir (Karwan)"])
def test_an_earlier_consent_that_knows_no_key_goes_by_the_names_of_the_household(
    cast: Cast, typed: str
) -> None:
    _referral, _case, address = taken_in(cast)
    Consent.objects.exclude(given_by="").update(given_by=typed, given_by_key=None)
    hide(named("Karwan Sabir"))
    page = read(cast.lies, address)
    assert SAYS_NOTHING in page
    assert typed in read(cast.vera, address)


def test_a_name_of_nobody_who_is_hidden_stays(cast: Cast) -> None:
    _referral, _case, address = taken_in(cast, spoken_by="Shilan Mahdi")
    hide(named("Karwan Sabir"))
    assert "by Shilan Mahdi" in read(cast.lies, address)
    Consent.objects.exclude(given_by="").update(given_by="Griet Maes", given_by_key=None)
    assert "by Griet Maes" in read(cast.lies, address)
    Consent.objects.exclude(given_by="").update(given_by="Dilan Sabir")  # shares a word with who is hidden
    assert "by Dilan Sabir" in read(cast.lies, address)


def test_who_heard_it_is_veiled_likewise_on_the_consent_and_on_the_referral(cast: Cast) -> None:
    referral, _case, address = taken_in(cast, consent_witness="Karwan Sabir")
    assert "heard by Karwan Sabir" in read(cast.lies, f"/referrals/{referral.reference}/")
    hide(named("Karwan Sabir"))
    page = read(cast.lies, f"/referrals/{referral.reference}/")
    assert "heard by a witness" in page
    assert "Karwan" not in page
    assert "spoken before a witness" in read(cast.lies, address)


def test_a_consent_recorded_by_hand_keeps_whose_name_it_was(cast: Cast) -> None:
    taken_in(cast)
    son, father = named("Dilan Sabir"), named("Karwan Sabir")
    for words, key in (("karwan", father.key), ("Sabir", None), ("Griet Maes", None)):
        given = give_consent(
            cast.lies, son.key, cast.be, "health", cast.iraq.key, Evidence(witness="Wim"), given_by=words
        )
        assert given.given_by_key == key, words


def test_a_guardian_who_is_hidden_is_named_neither_on_the_case_nor_where_a_consent_is_recorded(
    cast: Cast,
) -> None:
    _referral, case, _address = taken_in(cast)
    son = named("Dilan Sabir")
    Guardian.objects.create(person_key=son.key, case=case, name="Karwan Sabir", since=clock.today())
    assert "Guardian: Karwan Sabir" in read(cast.nora, f"/cases/{case.reference}/")
    hide(named("Karwan Sabir"))
    page = read(cast.nora, f"/cases/{case.reference}/")
    assert "Karwan" not in page
    assert "A parent or guardian ·" in page
    assert speaking.speakers(cast.lies, son.key) == ["Shilan Mahdi"]
    assert "Guardian: Karwan Sabir" in read(cast.sam, f"/cases/{case.reference}/")


def test_who_travels_along_is_named_on_no_card_of_who_may_not_see_them(cast: Cast) -> None:
    aunt = a_traveller(cast.be, "Zhyan Aziz", sex="female")
    case = a_case(cast.lies, a_traveller(cast.be), aunt)
    one, other = (
        Passenger(pk=number, traveller=traveller)
        for number, traveller in enumerate(case.travellers.select_related("person").order_by("pk"))
    )
    one.escort_kind, one.escort_name = "social", "Zhyan Aziz"
    assert escort_names(cast.omar, [one, other]) == {one.pk: "Zhyan Aziz"}
    hide(aunt)
    assert escort_names(cast.omar, [one]) == {}
