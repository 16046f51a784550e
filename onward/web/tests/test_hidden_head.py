"""Who is related to whom, and in whose name they apply, tells of no head and no principal who is hidden."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import handed_over
from onward.casework.referrals.actions import accept_referral
from onward.casework.referrals.models import Referral
from onward.casework.referrals.rules import Referred
from onward.casework.referrals.tests.factories import a_referral
from onward.kernel.models import Event
from onward.kernel.problems import Problem
from onward.records.people import problems
from onward.records.people.actions import (
    Member,
    change_relation,
    join_household,
    leave_household,
    make_household,
)
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
    assert told(page) == ["head of household"], "the first in sight stands there"
    assert page.count("member of the household") == 1
    everything = read(cast.vera, address)
    assert all(words in everything for words in RELATIONS[:3])

    Restriction.objects.all().delete()
    leave_household(cast.lies, family[2], named("Karwan"))
    left = read(cast.lies, address)
    assert WHO_LEFT.sub("", left) == page
    assert told(left[left.index("Who left") :]) == []


def test_the_page_of_a_member_tells_no_relation_either(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    for name in ("Shilan", "Dilan"):
        page = read(cast.lies, f"/people/{named(name).key}/")
        assert told(page) == ["head of household"], "of the mother, with whom the list begins"
        assert ("member of the household, since" in page) == (name == "Dilan")
    assert "husband, wife or partner, since" in read(cast.vera, f"/people/{named('Shilan').key}/")


def test_a_mission_reads_no_relation_to_who_was_not_handed_over(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    handed_over(family[1], cast.iraq)
    for name in ("Shilan", "Dilan"):
        assert told(read(cast.erbil, f"/people/{named(name).key}/")) == ["head of household"]
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
    change_relation(cast.lies, family[2], named("Dilan"), "head")
    page = read(cast.lies, f"/people/households/{family[2].key}/")
    assert told(page) == ["head of household", "other relative"]
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
            NEW | {"once": str(uuid4()), "relation": "sibling"},
        )
        assert answer.status_code == 302
    second = "Zhyan" if by_a_new_person else "Dilan"
    change_relation(cast.lies, home, named(second), "head")
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


OWN = re.compile(r'(name="(?:csrfmiddlewaretoken|once)"[^>]*value=")[^"]*')
"""What each drawing of a form has anew."""
WHO_LEFT = re.compile(r' ?<details class="more"><summary>Who left</summary>.*?</details>')
Act = Callable[[], object]
ZHYAN = uuid4()


def pages(cast: Cast, case: Case, *names: str) -> dict[str, str]:
    """Return, by address, what the counsellor reads of a household, its members and its case."""
    home, client = case.household, signed_in(cast.lies)
    found = [f"/people/households/{home.key}/", f"/cases/{case.reference}/", "/people/?q=Sabir", "/work/"]
    for name in names:
        key = named(name).key
        found += [f"/people/{key}/", f"/people/households/{home.key}/members/{key}/relation/"]
    told: dict[str, str] = {}
    for one in found:
        words = re.sub(r"\s+", " ", client.get(one).content.decode())
        told[one] = WHO_LEFT.sub("", OWN.sub(r"\1", words))
    return told


def answers(acts: list[Act]) -> list[str]:
    """Return what was answered to each of some acts: that it was done, or why not."""
    said = []
    for act in acts:
        try:
            with transaction.atomic():
                act()
            said.append("done")
        except Problem as problem:
            said.append(f"{problem.say()} {problem.say_way_out()}")
    return said


@pytest.fixture
def seen_family(cast: Cast) -> Case:
    """Return the case of a family of which nobody is hidden yet."""
    return accept_referral(cast.lies, a_referral(cast.rik, FATHER, MOTHER, SON))


def test_a_hidden_head_and_one_who_left_leave_the_same_household(cast: Cast, seen_family: Case) -> None:
    home = seen_family.household
    address = f"/people/households/{home.key}/"
    asked: list[tuple[str, str]] = [
        ("Shilan", "partner"),
        ("Shilan", "head"),
        ("Dilan", "member"),
        ("Dilan", "child"),
        ("Dilan", "head"),
    ]

    def of_the_household() -> dict[str, str]:
        told = pages(cast, seen_family, "Shilan", "Dilan")
        return {at: page for at, page in told.items() if at.startswith("/people/") and "?" not in at}

    told_of = []
    for hidden in (True, False):
        with transaction.atomic():
            if hidden:
                Restriction.objects.create(person_key=named("Karwan").key, category="trafficking")
            else:
                leave_household(cast.lies, home, named("Karwan"))
            said: list[Any] = [of_the_household()]
            for name, relation in asked:
                said += answers([partial(change_relation, cast.lies, home, named(name), relation)])
                said.append(of_the_household())
            someone = Person.objects.create(office=cast.be, name="Zhyan Aziz", key=ZHYAN)
            said += answers([partial(join_household, cast.lies, home, someone, "head")])
            said += answers([partial(leave_household, cast.lies, home, named("Dilan"))])
            told_of.append([*said, of_the_household()[address]])
            transaction.set_rollback(True)
    for place, (one, other) in enumerate(zip(*told_of, strict=True)):
        assert one == other, place
    assert told(told_of[0][0][address]) == ["head of household"], "the first in sight stands as the head"
    assert "Household of Shilan" in told_of[0][0][address]
    assert told(told_of[0][8][address]) == ["head of household", "child ·"]


def test_a_hidden_head_leaves_a_household_as_anybody_makes_it(cast: Cast) -> None:
    """Of whom nobody said what they are to the head, nobody is told that; nobody has to have left for it."""
    mother, son = (Person.objects.create(office=cast.be, name=one) for one in ("Shilan Mahdi", "Dilan Sabir"))
    home = make_household(cast.lies, cast.be, [Member(mother, "head"), Member(son, "member")])
    plain = read(cast.lies, f"/people/households/{home.key}/")
    leave_household(cast.lies, home, mother)
    plain_left = read(cast.lies, f"/people/households/{home.key}/")
    for one in (mother, son):
        one.memberships.all().delete()
    hidden = Person.objects.create(office=cast.be, name="Karwan Sabir")
    other = make_household(
        cast.lies, cast.be, [Member(hidden, "head"), Member(mother, "partner"), Member(son, "child")]
    )
    Restriction.objects.create(person_key=hidden.key, category="trafficking")

    def alike(page: str) -> str:
        return OWN.sub(r"\1", page.replace(str(other.key), str(home.key)))

    assert alike(read(cast.lies, f"/people/households/{other.key}/")) == alike(plain)
    leave_household(cast.lies, other, mother)
    assert alike(read(cast.lies, f"/people/households/{other.key}/")) == alike(plain_left)


@pytest.mark.parametrize("then", ["nothing", "child-again", "another-head", "left", "back"])
def test_nobody_is_told_that_a_hidden_person_was_made_the_head(
    cast: Cast, seen_family: Case, then: str
) -> None:
    home, names = seen_family.household, ("Karwan", "Dilan")
    Restriction.objects.create(person_key=named("Shilan").key, category="trafficking")
    first = pages(cast, seen_family, *names)
    hidden: list[Act] = [
        lambda: change_relation(cast.vera, home, named("Shilan"), "head"),
        lambda: change_relation(cast.vera, home, named("Karwan"), "partner"),
        lambda: change_relation(cast.vera, home, named("Dilan"), "child"),
    ]
    acts: dict[str, list[Act]] = {
        "nothing": [],
        "child-again": [
            lambda: change_relation(cast.lies, home, named("Dilan"), "child"),
            lambda: change_relation(cast.lies, home, named("Dilan"), "grandchild"),
            lambda: change_relation(cast.lies, home, named("Karwan"), "partner"),
            lambda: change_relation(cast.lies, home, named("Karwan"), "head"),
        ],
        "another-head": [
            lambda: change_relation(cast.lies, home, named("Dilan"), "head"),
            lambda: change_relation(cast.lies, home, named("Karwan"), "parent"),
        ],
        "left": [lambda: leave_household(cast.lies, home, named("Karwan"))],
        "back": [
            lambda: leave_household(cast.lies, home, named("Karwan")),
            lambda: join_household(cast.lies, home, named("Karwan"), "head"),
            lambda: join_household(cast.lies, home, named("Karwan"), "parent"),
        ],
    }
    told_of = []
    for steps in (hidden, []):
        with transaction.atomic():
            assert answers(steps) == ["done"] * len(steps)
            if steps:
                assert pages(cast, seen_family, *names) == first
                focal = read(cast.vera, f"/people/households/{home.key}/")
                assert "Household of Shilan" in focal
                assert told(focal) == list(RELATIONS[:3])
            told_of.append((answers(acts[then]), pages(cast, seen_family, *names)))
            transaction.set_rollback(True)
    assert told_of[0] == told_of[1]


def test_the_focal_point_s_word_on_two_heads_changes_nothing_that_others_read(
    cast: Cast, family: tuple[Referral, Case, Household]
) -> None:
    _referral, case, home = family
    change_relation(cast.lies, home, named("Dilan"), "head")
    change_relation(cast.lies, home, named("Shilan"), "parent")
    before = pages(cast, case, "Shilan", "Dilan")
    assert told(before[f"/people/households/{home.key}/"]) == ["head of household"]
    assert "parent ·" in before[f"/people/households/{home.key}/"]
    change_relation(cast.vera, home, named("Karwan"), "head")
    change_relation(cast.vera, home, named("Dilan"), "child")
    assert pages(cast, case, "Shilan", "Dilan") == before
    focal = read(cast.vera, f"/people/households/{home.key}/")
    assert told(focal) == list(RELATIONS[:3]), "what was said to him before counts again"
    change_relation(cast.vera, home, named("Shilan"), "head")
    seen = read(cast.lies, f"/people/households/{home.key}/")
    assert seen.count("head of household") == 1, "a head whom all see is the head for all"
