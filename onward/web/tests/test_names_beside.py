"""A name that was typed into a record tells of nobody who is hidden from its reader: not of who spoke, heard,
guards or travels along.
"""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case
from onward.casework.cases.tests.factories import a_person as a_traveller
from onward.casework.protection.actions import name_guardian
from onward.casework.protection.models import Guardian
from onward.casework.referrals.actions import accept_referral
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.models import Referral
from onward.casework.referrals.rules import Referred
from onward.casework.referrals.tests.factories import a_referral
from onward.delivery.movements.actions import assign_escort
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.pages.journeys import escort_names
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey
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


def speakers(user: User, person: Person) -> list[str]:
    """Return the names of who may speak for somebody."""
    return [one.name for one in speaking.speakers(user, person.key)]


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
    spoke = (
        ("karwan", father.key, "health"),
        ("Sabir", None, "story"),
        ("Griet Maes", None, "share-with-mission"),
    )
    for words, key, purpose in spoke:
        given = give_consent(
            cast.lies, son.key, cast.be, purpose, cast.iraq.key, Evidence(witness="Wim"), given_by=words
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
    assert speakers(cast.lies, son) == ["Shilan Mahdi"]
    assert "Guardian: Karwan Sabir" in read(cast.sam, f"/cases/{case.reference}/")


def test_who_travels_along_is_named_on_no_card_of_who_may_not_see_them(cast: Cast) -> None:
    aunt = a_traveller(cast.be, "Zhyan Aziz", sex="female")
    case = a_case(cast.lies, a_traveller(cast.be), aunt)
    one, other = (
        Passenger(pk=number, traveller=traveller, movement=Movement())
        for number, traveller in enumerate(case.travellers.select_related("person").order_by("pk"))
    )
    one.escort_kind, one.escort_name = "social", "Zhyan Aziz"
    assert escort_names(cast.omar, [one, other]) == {one.pk: "Zhyan Aziz"}
    hide(aunt)
    assert escort_names(cast.omar, [one]) == {}


def a_colleague_of(user: User) -> User:
    """Return somebody else of the same office and with the same roles."""
    email = f"beside.{user.email}"
    same = {"roles": user.roles, "office": user.office, "focal_for": user.focal_for}
    return User.objects.create(key=uuid4(), email=email, name="Bea Devos", password="!", **same)


def hidden_father(cast: Cast) -> tuple[Case, str]:
    """Return a case in which a father is hidden, and the address of the consents of the son."""
    _referral, case, address = taken_in(cast)
    hide(named("Karwan Sabir"))
    return case, address


def test_whoever_wrote_who_spoke_and_who_heard_it_reads_just_that_and_nobody_else_does(cast: Cast) -> None:
    _case, address = hidden_father(cast)
    for given_by, purpose in (("Karwan Nuri", "health"), ("Ibrahim Nuri", "story")):
        witness = Evidence(witness=given_by.replace("Nuri", "Rasul"))
        give_consent(
            cast.lies, named("Dilan Sabir").key, cast.be, purpose, cast.iraq.key, witness, given_by=given_by
        )
    page = read(cast.lies, address)
    assert "spoken before Karwan Rasul · by Karwan Nuri" in page
    assert "spoken before Ibrahim Rasul · by Ibrahim Nuri" in page
    assert "Karwan" not in read(cast.duty, address)
    assert "spoken before Ibrahim Rasul · by Ibrahim Nuri" in read(cast.duty, address)


def test_whoever_accepts_a_referral_reads_who_spoke_where_they_wrote_it_and_not_what_a_partner_wrote(
    cast: Cast,
) -> None:
    _referral, _case, address = taken_in(cast, spoken_by="Karwan S.", consent_witness="Karwan Sabir")
    hide(named("Karwan Sabir"))
    page = read(cast.lies, address)
    assert "spoken before a witness · by Karwan S." in page
    assert "Karwan Sabir" not in page
    assert "Karwan" not in read(cast.duty, address)


def test_who_heard_it_is_read_on_a_referral_by_who_wrote_it(cast: Cast) -> None:
    referral, _case, _address = taken_in(cast, consent_witness="Karwan Sabir")
    hide(named("Karwan Sabir"))
    Referral.objects.filter(pk=referral.pk).update(sent_by=cast.lies)
    assert "heard by Karwan Sabir" in read(cast.lies, f"/referrals/{referral.reference}/")
    assert "heard by a witness" in read(cast.duty, f"/referrals/{referral.reference}/")


def test_whoever_named_a_guardian_reads_the_name_on_the_case_and_where_a_consent_is_recorded(
    cast: Cast,
) -> None:
    case, _address = hidden_father(cast)
    son = named("Dilan Sabir")
    name_guardian(cast.nora, case.travellers.get(person=son), "Karwan Nuri")
    assert "Guardian: Karwan Nuri" in read(cast.nora, f"/cases/{case.reference}/")
    assert "Karwan Nuri" in speakers(cast.nora, son)
    assert "Karwan Nuri" not in speakers(cast.lies, son)
    assert "Karwan" not in read(a_colleague_of(cast.nora), f"/cases/{case.reference}/")


def test_whoever_wrote_who_travels_along_reads_the_name_and_nobody_else_does(cast: Cast) -> None:
    aunt = a_traveller(cast.be, "Zhyan Aziz", sex="female")
    journey = a_journey(cast, a_cleared_case(cast, a_traveller(cast.be), aunt))
    other = a_colleague_of(cast.omar)
    hide(aunt)
    one = journey.passengers.exclude(traveller__person=aunt).get()
    assign_escort(cast.omar, one, "social", "Zhyan Rasul")
    one.refresh_from_db()
    assert escort_names(cast.omar, [one]) == {one.pk: "Zhyan Rasul"}
    assert escort_names(other, [one]) == {}
    assign_escort(other, one, "social", "Zhyan Nuri")
    one.refresh_from_db()
    assert escort_names(cast.omar, [one]) == {}
    assert escort_names(other, [one]) == {one.pk: "Zhyan Nuri"}
