"""Two colleagues do the same, or the opposite, at the same moment: one change, and one clear word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from onward.casework.cases import actions as cases
from onward.casework.cases.models import Case, FunderApproval, Hold, Task, Traveller
from onward.casework.cases.tests.factories import a_case
from onward.casework.protection import actions as protection
from onward.casework.protection.models import Guardian
from onward.casework.referrals import actions as referrals
from onward.casework.referrals.tests.factories import a_referral
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import FUNDER, a_cleared_case, a_journey, to_erbil
from onward.delivery.reintegration import actions as help_after
from onward.kernel import clock
from onward.kernel.problems import Problem
from onward.kernel.tests.test_actions import at_once, clashes
from onward.records.consents import actions as consents
from onward.records.consents.models import Consent
from onward.records.consents.tests.test_give_and_withdraw import PNG
from onward.records.people.actions import Member, make_household, register_person
from onward.records.people.models import Person
from onward.records.people.rules import Born, GivenName
from tests.cast import RED_CROSS, Cast, make_cast
from tests.sequences import told

Deed = Callable[[], object]


@dataclass(frozen=True)
class Scene:
    """A household in a case, and who works on it."""

    cast: Cast
    case: Case
    people: list[Person]

    def traveller(self, number: int = 0) -> Traveller:
        """Return one of its travellers."""
        found: Traveller = self.case.travellers.select_related("person", "case").order_by("pk")[number]
        return found


def a_scene(cleared: bool = False) -> Scene:
    """Return a case of somebody and a child, or of the one alone and ready to travel."""
    cast = make_cast()
    this_year = clock.today().year
    births = [Born.in_year(this_year - 40), Born.in_year(this_year - 10)]
    people: list[Person] = [
        register_person(cast.sam, cast.be, [GivenName(full=f"Person {letter}")], born=born)
        for letter, born in zip("AB", births, strict=True)
    ]
    members = [Member(people[0], "head"), Member(people[1], "child")]
    household = make_household(cast.sam, cast.be, members)
    if cleared:
        return Scene(cast, a_cleared_case(cast, people[0], household=household), people)
    return Scene(cast, a_case(cast.sam, *people, household=household), people)


def booked_twice() -> list[Deed]:
    scene = a_scene(cleared=True)
    seats, day = [movements.Seat(scene.traveller())], clock.today()
    book = partial(movements.book, case=scene.case, seats=seats, legs=to_erbil(day), departs_on=day)
    return [partial(book, scene.cast.omar), partial(book, scene.cast.omar)]


def departed_and_cancelled() -> list[Deed]:
    scene = a_scene(cleared=True)
    journey = a_journey(scene.cast, scene.case)
    return [
        lambda: movements.depart(scene.cast.omar, journey),
        lambda: movements.cancel(scene.cast.omar, journey, "other"),
    ]


def departure_taken_back_and_arrived() -> list[Deed]:
    scene = a_scene(cleared=True)
    journey = a_journey(scene.cast, scene.case)
    [gone] = movements.depart(scene.cast.omar, journey)
    return [
        lambda: movements.correct_departure(scene.cast.omar, gone, "wrong-traveller"),
        lambda: movements.arrive(scene.cast.omar, journey),
    ]


def departure_taken_back_twice() -> list[Deed]:
    scene = a_scene(cleared=True)
    journey = a_journey(scene.cast, scene.case)
    [gone] = movements.depart(scene.cast.omar, journey)
    return [lambda: movements.correct_departure(scene.cast.omar, gone, "wrong-traveller") for _one in "12"]


def agreed_twice(*evidence: Callable[[], consents.Evidence]) -> list[Deed]:
    scene = a_scene()
    about = (scene.people[0].key, scene.cast.be, "health", scene.cast.iraq.key)
    return [
        partial(consents.give_consent, who, *about, shown())
        for who, shown in zip((scene.cast.sam, scene.cast.lies), evidence, strict=True)
    ]


def agreed_before_witnesses() -> list[Deed]:
    return agreed_twice(lambda: consents.Evidence(witness="A"), lambda: consents.Evidence(witness="B"))


def agreed_on_the_same_sheet() -> list[Deed]:
    def scan() -> consents.Evidence:
        return consents.Evidence(upload=(BytesIO(PNG), "sheet.png"))

    return agreed_twice(scan, scan)


def accepted_twice() -> list[Deed]:
    cast = make_cast()
    referral = a_referral(cast.rik)
    return [partial(referrals.accept_referral, who, referral) for who in (cast.lies, cast.sam)]


def accepted_and_taken_back() -> list[Deed]:
    cast = make_cast()
    referral = a_referral(cast.rik)
    return [
        lambda: referrals.accept_referral(cast.lies, referral),
        lambda: referrals.withdraw_referral(cast.rik, referral),
    ]


def accepted_and_declined() -> list[Deed]:
    cast = make_cast()
    referral = a_referral(cast.rik)
    return [
        lambda: referrals.accept_referral(cast.lies, referral),
        lambda: referrals.decline_referral(cast.sam, referral, "no-wish"),
    ]


def assessed_twice() -> list[Deed]:
    scene = a_scene()
    asked = protection.ask_assessment(scene.cast.sam, scene.traveller(1), "family-assessment")
    decide = partial(protection.decide_assessment, assessment=asked, author="Dr Claes", reasons="Known.")
    return [partial(decide, scene.cast.sam, outcome=one) for one in ("positive", "negative")]


def asked_for_an_assessment_twice() -> list[Deed]:
    scene = a_scene()
    ask = partial(protection.ask_assessment, traveller=scene.traveller(1), kind="family-assessment")
    return [partial(ask, scene.cast.sam), partial(ask, scene.cast.nora)]


def restricted_twice() -> list[Deed]:
    scene = a_scene()
    return [
        partial(protection.restrict, who, scene.people[1], "child")
        for who in (scene.cast.sam, scene.cast.nora)
    ]


def helped_twice() -> list[Deed]:
    scene = a_scene()
    ask = partial(help_after.ask, traveller=scene.traveller(), service="reintegration-grant", kind="housing")
    return [partial(ask, scene.cast.sam), partial(ask, scene.cast.lies)]


def approval_asked_twice() -> list[Deed]:
    scene = a_scene()
    return [partial(cases.ask_approval, who, scene.case, FUNDER) for who in (scene.cast.sam, scene.cast.lies)]


def approved_and_declined() -> list[Deed]:
    scene = a_scene()
    asked: FunderApproval = cases.ask_approval(scene.cast.sam, scene.case, FUNDER)
    return [partial(cases.decide_approval, scene.cast.sam, asked, yes) for yes in (True, False)]


def released_twice() -> list[Deed]:
    scene = a_scene()
    hold: Hold = cases.place_hold(scene.cast.omar, scene.cast.be, from_on=clock.today(), reason="pandemic")
    return [lambda: cases.release_from_hold(scene.cast.sam, scene.case, hold, []) for _one in "12"]


def release_taken_back_twice() -> list[Deed]:
    scene = a_scene()
    hold: Hold = cases.place_hold(scene.cast.omar, scene.cast.be, from_on=clock.today(), reason="pandemic")
    release = cases.release_from_hold(scene.cast.sam, scene.case, hold, [])
    return [
        partial(cases.take_back_release, scene.cast.sam, release, why) for why in ("wrong-case", "wrong-hold")
    ]


def done_twice() -> list[Deed]:
    scene = a_scene()
    task: Task = cases.set_task(scene.cast.sam, scene.case, due_on=clock.today(), words="Call")
    return [partial(cases.finish_task, who, task) for who in (scene.cast.sam, scene.cast.lies)]


def left_twice() -> list[Deed]:
    scene = a_scene()
    return [
        partial(cases.leave, scene.cast.sam, scene.traveller(1), one) for one in ("withdrawn", "lost-contact")
    ]


def parted_twice() -> list[Deed]:
    scene = a_scene()
    one = scene.traveller(1)
    return [
        lambda: cases.part_travellers(scene.cast.sam, scene.case, [one], one, "separation") for _one in "12"
    ]


def consent_withdrawn_twice() -> list[Deed]:
    scene = a_scene()
    witness = consents.Evidence(witness="Lies Adam")
    given: Consent = consents.give_consent(
        scene.cast.sam, scene.people[0].key, scene.cast.be, "share-with-partner", RED_CROSS, witness
    )
    return [lambda: consents.withdraw_consent(scene.cast.sam, given) for _one in "12"]


def leave_to_send_asked_twice() -> list[Deed]:
    scene = a_scene()
    ask = partial(
        consents.ask_override,
        person=scene.people[0].key,
        office=scene.cast.be,
        purpose="share-with-partner",
        recipient=RED_CROSS,
        legal_basis="vital-interest",
        reasons="It cannot wait",
    )
    return [partial(ask, scene.cast.sam), partial(ask, scene.cast.lies)]


SCENES = [
    booked_twice,
    departed_and_cancelled,
    departure_taken_back_and_arrived,
    departure_taken_back_twice,
    agreed_before_witnesses,
    agreed_on_the_same_sheet,
    accepted_twice,
    accepted_and_taken_back,
    accepted_and_declined,
    assessed_twice,
    asked_for_an_assessment_twice,
    restricted_twice,
    helped_twice,
    approval_asked_twice,
    approved_and_declined,
    released_twice,
    release_taken_back_twice,
    done_twice,
    left_twice,
    parted_twice,
    consent_withdrawn_twice,
    leave_to_send_asked_twice,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_of_two_who_do_it_at_once_one_does_and_the_other_is_told(
    committed_db: str, scene: Callable[[], list[Deed]]
) -> None:
    [refused] = clashes(at_once(*scene()))
    assert isinstance(refused, Problem), repr(refused)
    told.check()


def test_two_guardians_named_at_once_follow_one_another(committed_db: str) -> None:
    scene = a_scene()
    child = scene.traveller(1)
    answers = at_once(
        *[partial(protection.name_guardian, scene.cast.sam, child, name) for name in ("Griet", "Joris")]
    )
    assert not clashes(answers)
    assert Guardian.objects.filter(until=None).count() == 1
    told.check()


def test_two_counsellors_who_save_a_case_in_the_same_moment_are_both_answered(committed_db: str) -> None:
    scene = a_scene()
    address = f"/cases/{scene.case.reference}/do/destination/"

    def save(who: Any, place: str) -> Any:
        client = Client()
        client.force_login(who)
        hidden = client.get(address).context["form"].initial
        typed = {"destination": "GE", "destination_place": place}
        return partial(
            client.post, address, typed | {name: str(hidden[name]) for name in ("once", "version")}
        )

    saves = [save(scene.cast.sam, "Batumi"), save(scene.cast.lies, "Kutaisi")]
    connections.close_all()
    answers: list[Any] = at_once(*saves)
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    [told_off] = [answer.content.decode() for answer in answers if answer.status_code == 422]
    assert "Batumi" in told_off
    assert "Kutaisi" in told_off
    scene.case.refresh_from_db()
    assert scene.case.destination_place in ("Batumi", "Kutaisi")
    told.check()
