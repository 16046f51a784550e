"""Who is related to whom, and in whose name they apply, tells of no head and no principal who is hidden."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import handed_over
from onward.casework.referrals.actions import accept_referral
from onward.casework.referrals.models import Referral
from onward.casework.referrals.rules import Referred
from onward.casework.referrals.tests.factories import a_referral
from onward.kernel.models import Event
from onward.records.people import problems
from onward.records.people.actions import change_relation, leave_household
from onward.records.people.models import Household, Membership, Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
BORN = date(1984, 5, 2)
YOUNG = date(2015, 3, 1)
FATHER = Referred("Karwan Sabir", sex="male", born_from=BORN, born_to=BORN, principal=True)
MOTHER = Referred("Shilan Mahdi", sex="female", born_from=BORN, born_to=BORN, relation="partner")
SON = Referred("Dilan Sabir", born_from=YOUNG, born_to=YOUNG, relation="child", accompanied=True)
RELATIONS = ("husband, wife or partner", "head of household", "child ·", "· child", "other relative")


NEW = {
    "names-TOTAL_FORMS": "1",
    "names-INITIAL_FORMS": "1",
    "names-0-kind": "main",
    "names-0-given": "Zhyan",
    "names-0-family": "Aziz",
    "sex": "female",
}
"""The form of a new person, as a browser sends it."""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def family(cast: Cast) -> tuple[Referral, Case, Household]:
    """Return a family of three whose head was restricted after they were taken in."""
    referral = a_referral(cast.rik, FATHER, MOTHER, SON)
    case = accept_referral(cast.lies, referral)
    Restriction.objects.create(person_key=named("Karwan").key, category="trafficking")
    return referral, case, case.household


def named(name: str) -> Person:
    return Person.objects.get(name__startswith=name)


def of(name: str) -> Membership:
    return Membership.objects.get(person=named(name))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(user: User, address: str) -> str:
    answer: Any = signed_in(user).get(address)
    assert answer.status_code == 200, address
    page = answer.content.decode()
    return re.sub(r"\s+", " ", page[page.index("<main") : page.index("</main")])


def told(page: str) -> list[str]:
    return [words for words in RELATIONS if words in re.sub(r"<(datalist|select).*?</\1>", "", page)]


def test_a_household_whose_head_is_hidden_has_members_and_looks_like_one_whose_head_left(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    address = f"/people/households/{family[2].key}/"
    page = read(cast.lies, address)
    assert told(page) == []
    assert page.count("member of the household") == 2
    everything = read(cast.vera, address)
    assert all(words in everything for words in RELATIONS[:3])

    Restriction.objects.all().delete()
    leave_household(cast.lies, family[2], named("Karwan"))
    left = read(cast.lies, address)
    assert told(left[: left.index("Who left")]) == []


def test_the_page_of_a_member_tells_no_relation_either(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    for name in ("Shilan", "Dilan"):
        page = read(cast.lies, f"/people/{named(name).key}/")
        assert told(page) == []
        assert "member of the household, since" in page
    assert "husband, wife or partner, since" in read(cast.vera, f"/people/{named('Shilan').key}/")


def test_a_mission_reads_no_relation_to_who_was_not_handed_over(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    handed_over(family[1], cast.iraq)
    for name in ("Shilan", "Dilan"):
        assert told(read(cast.erbil, f"/people/{named(name).key}/")) == []
    assert "principal" not in read(cast.erbil, f"/cases/{family[1].reference}/")


def test_an_accepted_referral_tells_nobody_who_was_the_head(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    for who in (cast.lies, cast.vera):
        page = read(who, f"/referrals/{family[0].reference}/")
        assert told(page) == []
        assert "principal applicant" not in page
        assert "travels with a parent" not in page
    waiting = a_referral(cast.rik, FATHER, MOTHER)
    page = read(cast.lies, f"/referrals/{waiting.reference}/")
    assert told(page) == ["husband, wife or partner", "head of household"]
    assert "principal applicant" in page


def test_a_case_names_no_principal_and_whoever_heads_it_in_sight_is_not_offered_to_part(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    reference = family[1].reference
    for who, stays in ((cast.lies, "Shilan Mahdi"), (cast.vera, "Karwan Sabir")):
        assert "principal applicant" not in read(who, f"/cases/{reference}/").lower()
        page = read(who, f"/cases/{reference}/do/part/")
        form = page[page.index("<form") :]
        assert stays not in form
        assert "Dilan Sabir" in form


def test_the_form_of_a_relation_shows_none_that_may_not_be_told(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    address = f"/people/households/{family[2].key}/members/{named('Shilan').key}/relation/"
    assert 'value="partner" selected' not in read(cast.lies, address)
    assert 'value="partner" selected' in read(cast.vera, address)
    for relation in ("partner", "sibling"):  # the one that stands and any other are refused alike
        with pytest.raises(problems.NoHead):
            change_relation(cast.lies, family[2], named("Shilan"), relation)
    assert of("Shilan").relation == "partner"


def test_a_relation_is_said_to_the_new_head_before_it_is_told_again(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    address = f"/people/households/{family[2].key}/"
    Restriction.objects.all().delete()
    change_relation(cast.lies, family[2], named("Shilan"), "head")
    page = read(cast.lies, address)
    assert told(page) == ["head of household", "other relative"]  # the father; of the son nothing is said yet
    change_relation(cast.lies, family[2], named("Dilan"), "child")
    assert "child ·" in told(read(cast.lies, address))


def test_another_head_is_taken_as_asked_and_the_hidden_one_stays_what_they_were(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    before = Event.objects.filter(person_key=named("Karwan").key).count()
    change_relation(cast.lies, family[2], named("Shilan"), "head")
    assert told(read(cast.lies, f"/people/households/{family[2].key}/")) == ["head of household"]
    assert (of("Karwan").relation, of("Karwan").head) == ("head", named("Karwan"))
    assert Event.objects.filter(person_key=named("Karwan").key).count() == before
    assert "Two persons stand as the head" not in read(cast.lies, f"/people/households/{family[2].key}/")


@pytest.mark.parametrize("by_a_new_person", [True, False])
def test_the_focal_point_mends_two_heads_from_the_desk(
    cast: Cast, family: tuple[Referral, Case, Household], by_a_new_person: bool
) -> None:
    home = family[2]
    assert "Two heads" not in read(cast.vera, "/protection/")
    if by_a_new_person:
        answer = signed_in(cast.lies).post(
            f"/people/new/?household={home.key}",
            NEW | {"once": str(uuid4()), "relation": "head"},
        )
        assert answer.status_code == 302
    else:
        change_relation(cast.lies, home, named("Shilan"), "head")
    second = "Zhyan" if by_a_new_person else "Shilan"
    desk = read(cast.vera, "/protection/")
    assert f"/people/households/{home.key}/" in desk
    assert named(second).name in desk
    assert "Two heads" not in read(cast.nora, "/protection/")
    assert "Two persons stand as the head" in read(cast.vera, f"/people/households/{home.key}/")

    change_relation(cast.vera, home, named("Karwan"), "head")
    assert (of(second).relation, of(second).head) == ("other-relative", named("Karwan"))
    assert "Two heads" not in read(cast.vera, "/protection/")
    with pytest.raises(problems.NothingChanged):
        change_relation(cast.vera, home, named("Karwan"), "head")
