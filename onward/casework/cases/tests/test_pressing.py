"""The worklist looks at the few cases in which a gate or a step may be overdue, and overlooks none."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from onward.casework.cases import actions
from onward.casework.cases.gates import pressing_cases
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_member, a_person, traveller_of
from onward.casework.protection.actions import ask_assessment
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import FUNDER, a_cleared_case, a_journey
from onward.kernel import clock
from onward.records.people.actions import Paper, add_document, update_document
from tests.cast import Cast, make_cast
from tests.support.overdue import looked_at, overdue

pytestmark = pytest.mark.django_db
Story = Callable[[Cast], Case]


def nobody_spoken_to(cast: Cast) -> Case:
    return a_case(cast.sam)


def spoken_to(cast: Cast) -> Case:
    case = a_case(cast.sam)
    actions.hold_session(cast.sam, case, way="phone")
    return case


def spoken_to_and_stood_for_a_week(cast: Cast) -> Case:
    """The time for the session has passed, and that for the next step has not."""
    case = spoken_to(cast)
    Traveller.objects.filter(case=case).update(stage_since=clock.today() + timedelta(days=63))
    return case


def one_of_two_spoken_to(cast: Cast) -> Case:
    case = a_case(cast.sam, a_person(cast.be, "First"), a_person(cast.be, "Second"))
    actions.hold_session(cast.sam, case, way="phone", about=traveller_of(case))
    return case


def spoken_to_before_somebody_joined(cast: Cast) -> Case:
    case = spoken_to(cast)
    actions.add_traveller(cast.sam, case, actions.Joining(a_member(case, "Later")))
    return case


def declared(cast: Cast) -> Case:
    case = spoken_to(cast)
    one = traveller_of(case)
    actions.advance(cast.sam, one, "counselled")
    actions.sign_declaration(cast.sam, one, "self")
    return case


def declared_no_more(cast: Cast) -> Case:
    case = declared(cast)
    actions.withdraw_declaration(cast.sam, traveller_of(case))
    return case


def ready_to_be_booked(cast: Cast) -> Case:
    return a_cleared_case(cast)


def approved_for_a_week(cast: Cast) -> Case:
    case = declared(cast)
    one = traveller_of(case)
    actions.record_medical_needs(cast.sam, one, "none")
    paper = Paper("passport", "received", number=f"Q{one.pk}", issuer="IQ", expires_on=date(2090, 1, 1))
    add_document(cast.sam, one.person, paper)
    actions.advance(cast.sam, one, "cleared")
    approval = actions.ask_approval(cast.sam, case, FUNDER)
    actions.decide_approval(cast.sam, approval, True, depart_by=clock.today() + timedelta(days=7))
    return case


def approved_and_asked_elsewhere(cast: Cast) -> Case:
    """Whoever approved pays, whatever another project is asked besides."""
    case = a_cleared_case(cast)
    actions.ask_approval(cast.sam, case, "amif-reintegration-be")
    return case


def approved_for_longer(cast: Cast) -> Case:
    case = approved_for_a_week(cast)
    actions.prolong_approval(cast.sam, case.approvals.get(), clock.today() + timedelta(days=500))
    return case


def passport_asked_for_before(cast: Cast) -> Case:
    """A passport that was asked for before the stage that needs it: the time runs from the asking."""
    case = declared(cast)
    one = traveller_of(case)
    actions.record_medical_needs(cast.sam, one, "none")
    approval = actions.ask_approval(cast.sam, case, FUNDER)
    actions.decide_approval(cast.sam, approval, True)
    add_document(cast.sam, one.person, Paper("passport", "asked", issuer="IQ"))
    Traveller.objects.filter(pk=one.pk).update(stage="cleared", stage_since=clock.today() + timedelta(days=9))
    return case


def assessment_wanted_sooner(cast: Cast) -> Case:
    """An assessment that was asked for by an earlier day than the programme gives for it."""
    case = a_cleared_case(cast)
    one = traveller_of(case)
    actions.find_vulnerability(cast.sam, one, "trafficking", "severe")
    ask_assessment(cast.sam, one, "risk-assessment", due_on=clock.today() + timedelta(days=3))
    return case


def booked(cast: Cast) -> Case:
    case = a_cleared_case(cast)
    a_journey(cast, case, departs_on=clock.today() + timedelta(days=80))
    return case


def booked_and_the_passport_given_back(cast: Cast) -> Case:
    case = booked(cast)
    paper = traveller_of(case).person.documents.get()
    update_document(cast.sam, paper, Paper("passport", "returned", number=paper.number, issuer="IQ"))
    return case


def booked_no_more(cast: Cast) -> Case:
    case = a_cleared_case(cast)
    journey = a_journey(cast, case, departs_on=clock.today() + timedelta(days=20))
    movements.cancel(cast.omar, journey, "health")
    Traveller.objects.filter(case=case).update(stage="booked")
    return case


def parted(cast: Cast) -> Case:
    case = a_case(cast.sam, a_person(cast.be, "First"), a_person(cast.be, "Second"))
    second = case.travellers.select_related("person", "case").get(principal=False)
    actions.hold_session(cast.sam, case, way="phone", about=traveller_of(case))
    return actions.part_travellers(cast.sam, case, [second], second, "travels-later")


def declared_for_another_country(cast: Cast) -> Case:
    case = declared(cast)
    actions.change_destination(cast.sam, case, "AL")
    return case


def signed_for_by_nobody_there(cast: Cast) -> Case:
    """A parent signed for a child that was on record as alone by the end of that day."""
    child = actions.Joining(a_person(cast.be, "Ali", born=clock.today() - timedelta(days=3650)), True, True)
    case = a_case(cast.sam, joining=[child])
    actions.hold_session(cast.sam, case, way="phone")
    actions.advance(cast.sam, traveller_of(case), "counselled")
    actions.sign_declaration(cast.sam, traveller_of(case), "parent")
    actions.record_accompaniment(cast.sam, traveller_of(case), False)
    return case


def approved_for_another_country(cast: Cast) -> Case:
    case = a_cleared_case(cast)
    actions.change_destination(cast.sam, case, "AL")
    return case


READY: list[tuple[Story, int]] = [
    (spoken_to_and_stood_for_a_week, 70),
    (declared, 40),
    (ready_to_be_booked, 70),
    (approved_and_asked_elsewhere, 70),
    (approved_for_longer, 70),
    (booked, 70),
]
"""Nothing is missing, and no step of the counsellor's is late, after so many days."""
TO_GO_ON: list[Story] = [spoken_to, declared]
LACKING: list[Story] = [
    nobody_spoken_to,
    one_of_two_spoken_to,
    spoken_to_before_somebody_joined,
    declared_no_more,
    approved_for_a_week,
    passport_asked_for_before,
    assessment_wanted_sooner,
    booked_and_the_passport_given_back,
    booked_no_more,
    parted,
    declared_for_another_country,
    signed_for_by_nobody_there,
    approved_for_another_country,
]


def test_of_no_case_is_overlooked_that_it_is_overdue() -> None:
    cast, start = make_cast(), clock.now()
    cases = {story(cast).pk: story.__name__ for story in (*TO_GO_ON, ready_to_be_booked, booked, *LACKING)}
    Case.objects.update(counsellor=cast.sam)
    ever: set[int] = set()
    for days in (0, 8, 11, 15, 22, 29, 40, 43, 52, 60, 95, 400):
        with clock.at(start + timedelta(days=days)):
            found = overdue(cast.sam)
            overlooked = found - looked_at(cast.sam)
            assert not overlooked, (days, [cases.get(pk) for pk in overlooked])
            ever |= found
    assert {cases[pk] for pk in ever if pk in cases} >= {story.__name__ for story in (*TO_GO_ON, *LACKING)}


@pytest.mark.parametrize(("story", "days"), READY)
def test_a_case_in_which_nothing_is_missing_is_not_looked_at(story: Story, days: int) -> None:
    cast, start = make_cast(), clock.now()
    case = story(cast)
    Case.objects.update(counsellor=cast.sam)
    with clock.at(start + timedelta(days=days)):
        assert case in pressing_cases(cast.sam, None, 1), "by the time given alone it would be"
        assert case.pk not in overdue(cast.sam)
        assert case.pk not in looked_at(cast.sam)
