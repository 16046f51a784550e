"""Part of a household goes on in a case of its own: nothing is lost, and nothing is undone by it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from onward.casework.cases import actions, problems
from onward.casework.cases.gates import gather, verdicts_of
from onward.casework.cases.models import Case, FunderApproval, Traveller
from onward.casework.cases.tests.factories import (
    a_case,
    a_household,
    a_member,
    a_person,
    page_of,
    traveller_of,
    version_seen,
)
from onward.casework.protection import actions as protection
from onward.delivery.movements.actions import arrive, cancel, depart
from onward.delivery.movements.tests.factories import (
    a_cleared_case,
    a_journey,
    a_niece_alone,
    passenger_of,
    travellers_of,
)
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Missing, Refused
from onward.records.people.models import Person
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
JUNE = datetime(2021, 6, 1, 10, 0, tzinfo=UTC)


def a_couple(cast: Cast) -> tuple[Case, Person]:
    """Return a cleared case of a couple, and the one of the two who is not the principal applicant."""
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    return a_cleared_case(cast, a_person(cast.be), wife, user=cast.lies), wife


def missing_before_booking(case: Case) -> set[str]:
    """Return the requirements that hold a case before the booking."""
    travellers = travellers_of(case)
    verdicts = verdicts_of(case, travellers, gather([case], travellers, clock.today()), clock.today())
    return {
        line.code
        for verdict in verdicts
        if verdict.stage in ("cleared", "booked") and not verdict.open
        for line in verdict.requirements
        if line.state != "met"
    }


def test_who_travels_later_keeps_stage_papers_and_approval() -> None:
    cast = make_cast()
    with clock.at(JUNE):
        case, wife = a_couple(cast)
        one = traveller_of(case, wife)
        new = actions.part_travellers(cast.lies, case, [one], one, "travels-later")
        there = traveller_of(new, wife)
        assert (there.stage, there.principal, there.exit) == ("cleared", True, "")
        assert missing_before_booking(new) == set()
        assert a_journey(cast, new, date(2021, 6, 20)).passengers.count() == 1


def test_every_event_stays_where_it_happened() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    before = list(Event.objects.filter(case_key=case.key).values_list("position", flat=True))
    one = traveller_of(case, wife)
    new = actions.part_travellers(cast.lies, case, [one], one, "separation")
    after = list(Event.objects.filter(case_key=case.key).values_list("position", "type"))
    assert [place for place, _type in after[: len(before)]] == before
    assert after[-1][1] == "cases.travellers_parted"
    opened = Event.objects.get(case_key=new.key, type="cases.opened")
    assert opened.payload["parted_from"] == str(case.key)
    assert new.came_from == [case.key]


def test_what_makes_somebody_vulnerable_goes_along_with_its_gate() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    actions.find_vulnerability(cast.vera, one, "trafficking", "severe")
    new = actions.part_travellers(cast.vera, case, [one], one, "protection")
    assert missing_before_booking(new) == {"risk-assessment"}
    asked = protection.ask_assessment(cast.vera, traveller_of(new, wife), "risk-assessment")
    protection.decide_assessment(cast.vera, asked, "positive", author="Vera", reasons="No risk was found.")
    assert missing_before_booking(new) == set()


def test_assessments_of_a_child_without_parents_hold_in_the_new_case() -> None:
    cast = make_cast()
    with clock.at(JUNE):
        uncle_case, niece = a_niece_alone(cast, cast.sam)
        one = traveller_of(uncle_case, niece)
        assert missing_before_booking(uncle_case) == set()
        new = actions.part_travellers(cast.sam, uncle_case, [one], one, "travels-later")
        assert missing_before_booking(new) == set()


def test_an_assessment_that_is_decided_after_the_parting_counts_for_the_person() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    actions.find_vulnerability(cast.vera, one, "trafficking", "severe")
    asked = protection.ask_assessment(cast.vera, one, "risk-assessment")
    new = actions.part_travellers(cast.vera, case, [one], one, "protection")
    protection.decide_assessment(cast.vera, asked, "positive", author="Vera", reasons="No risk was found.")
    assert missing_before_booking(new) == set()


def test_a_declaration_given_before_can_be_withdrawn_after_the_parting_and_is_not_signed_twice() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    new = actions.part_travellers(cast.lies, case, [one], one, "travels-later")
    there = traveller_of(new, wife)
    with pytest.raises(problems.AlreadyRecorded):
        actions.sign_declaration(cast.lies, there, "self")
    actions.withdraw_declaration(cast.lies, there)
    assert missing_before_booking(new) == {"declaration-of-voluntary-return"}
    assert missing_before_booking(case) == set(), "the others still want to go"


def test_an_open_question_to_the_funder_goes_along_and_each_case_has_an_answer_of_its_own() -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), wife)
    with clock.at(clock.now() - timedelta(days=3)):
        day, asked = clock.today(), actions.ask_approval(cast.lies, case, "fedasil-avrr-be")
    one = traveller_of(case, wife)
    new = actions.part_travellers(cast.lies, case, [one], one, "separation")
    actions.decide_approval(cast.lies, asked, True, depart_by=clock.today() + timedelta(days=30))
    assert "funder-approval" in missing_before_booking(new)
    assert "funder-approval" not in missing_before_booking(case)
    assert "asked" in page_of(cast.lies, new).funder
    assert "asked" not in page_of(cast.lies, case).funder
    [theirs] = new.approvals.filter(outcome="asked", asked_on=day)
    actions.decide_approval(cast.lies, theirs, True)
    assert "funder-approval" not in missing_before_booking(new)


def test_what_was_approved_before_a_parting_counts_for_who_went_however_often_it_is_corrected_since() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    new = actions.part_travellers(cast.lies, case, [one], one, "travels-later")
    for days in (30, 40):
        actions.correct_approval(
            cast.lies,
            case.approvals.get(),
            "wrong-day",
            approved=True,
            decided_on=clock.today(),
            depart_by=clock.today() + timedelta(days=days),
        )
        assert missing_before_booking(new) == missing_before_booking(case) == set()
    actions.correct_approval(
        cast.lies, case.approvals.get(), "wrong-answer", approved=False, decided_on=clock.today()
    )
    assert state_of_approval(new) == state_of_approval(case) == "failed"


def state_of_approval(case: Case) -> str:
    """Return how the funder's approval stands for the gate that asks for it."""
    travellers = travellers_of(case)
    verdicts = verdicts_of(case, travellers, gather([case], travellers, clock.today()), clock.today())
    lines = [line for one in verdicts for line in one.requirements if line.code == "funder-approval"]
    return lines[0].state


def test_a_question_that_went_along_is_answered_and_taken_back_where_it_waits() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    one = actions.add_traveller(
        cast.lies, case, actions.Joining(a_member(case, "Layla Zubaidi", sex="female"))
    )
    asked = actions.ask_approval(cast.lies, case, "fedasil-avrr-be", about=one)
    stale = FunderApproval.objects.select_related("case").get(pk=asked.pk)
    new = actions.part_travellers(cast.lies, case, [one], one, "separation")
    with pytest.raises(ChangedMeanwhile):
        actions.decide_approval(cast.lies, stale, True)
    asked = FunderApproval.objects.get(pk=asked.pk)
    actions.decide_approval(cast.lies, asked, False)
    assert state_of_approval(new) == "failed"
    actions.take_back_approval(cast.lies, FunderApproval.objects.get(pk=asked.pk), "told-wrongly")
    actions.take_back_approval(cast.lies, FunderApproval.objects.get(pk=asked.pk), "told-wrongly")
    assert not new.approvals.exists()
    assert state_of_approval(new) == "missing"


def test_a_question_about_one_who_parts_moves_and_one_that_did_not_speak_for_them_stays() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.ask_approval(cast.lies, case, "fedasil-avrr-be")
    late = a_member(case, "Layla Zubaidi", sex="female")
    one = actions.add_traveller(cast.lies, case, actions.Joining(late))
    asked = actions.ask_approval(cast.lies, case, "fedasil-avrr-be", about=one)
    new = actions.part_travellers(cast.lies, case, [one], one, "separation")
    assert [each.pk for each in new.approvals.all()] == [asked.pk]
    assert "asked" in page_of(cast.lies, new).funder
    assert "asked" in page_of(cast.lies, case).funder
    [household] = case.approvals.all()
    actions.decide_approval(cast.lies, household, True)
    assert "asked" not in page_of(cast.lies, case).funder
    assert "funder-approval" in missing_before_booking(new)
    asked.refresh_from_db()
    actions.decide_approval(cast.lies, asked, True)
    assert "funder-approval" not in missing_before_booking(new)


def test_a_letter_that_covers_later_is_asked_for_anew_and_nobody_hidden_changes_what_is_said_of_it(
    client: Client,
) -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    child = a_person(cast.be, "Noor Zubaidi", born=date(clock.today().year - 12, 1, 1))
    case = a_cleared_case(cast, a_person(cast.be), wife, child, user=cast.lies)
    one, hidden = traveller_of(case, wife), traveller_of(case, child)
    new = actions.part_travellers(cast.lies, case, [one, hidden], one, "travels-later")
    protection.restrict(cast.sam, child, "child")
    client.force_login(cast.lies)

    def said() -> str:
        return str(client.get(f"/cases/{new.reference}/do/prolong-approval/").context["form"].first.title)

    before = said()
    assert before == "What the funder approved was approved in the case that these parted from"
    about_her = actions.ask_approval(cast.sam, new, "fedasil-avrr-be", about=traveller_of(new, child))
    assert not FunderApproval.objects.visible_to(cast.lies).filter(pk=about_her.pk).exists()
    assert said() == before
    actions.ask_approval(cast.lies, new, "fedasil-avrr-be", about=traveller_of(new, wife))
    assert said() == "No approval of the funder has a deadline"


def test_both_cases_name_the_other_where_the_reader_may_see_it(client: Client) -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    new = actions.part_travellers(cast.lies, case, [one], one, "travels-later")
    here, there = page_of(cast.lies, case), page_of(cast.lies, new)
    assert (here.came_from, here.went_on_in) == ("", [new.reference])
    assert (there.came_from, there.went_on_in) == (case.reference, [])
    assert [line.other for line in here.happened if line.other] == [new.reference]
    assert [line.other for line in there.happened if line.other] == [case.reference] * 2
    client.force_login(cast.lies)
    for shown, other, links in ((case, new, 2), (new, case, 3)):
        text = client.get(f"/cases/{shown.reference}/").content.decode()
        assert text.count(f'href="/cases/{other.reference}/"') == links, (
            "in the head, where it is told, and at what counts from there"
        )
    actions.find_vulnerability(cast.vera, traveller_of(new, wife), "trafficking", "severe")
    hidden = page_of(cast.lies, case)
    assert [*hidden.went_on_in, *(line.other for line in hidden.happened if line.other)] == []
    assert new.reference not in client.get(f"/cases/{case.reference}/").content.decode()


def test_papers_come_along_through_two_partings() -> None:
    cast = make_cast()
    people = [a_person(cast.be, name) for name in ("Hassan Zubaidi", "Suad Mahdi", "Ali Zubaidi")]
    case = a_cleared_case(cast, *people, user=cast.lies)
    two = [traveller_of(case, person) for person in people[1:]]
    second = actions.part_travellers(cast.lies, case, two, two[0], "separation")
    last = traveller_of(second, people[2])
    third = actions.part_travellers(cast.lies, second, [last], last, "travels-later")
    assert third.came_from == [case.key, second.key]
    assert missing_before_booking(third) == set()


def test_a_later_application_does_not_live_on_papers_of_an_earlier_one() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    new = actions.part_travellers(cast.lies, case, [one], one, "travels-later")
    actions.leave(cast.lies, traveller_of(new, wife), "withdrawn")
    again = a_case(cast.lies, wife, household=case.household)
    assert {"declaration-of-voluntary-return", "funder-approval"} <= missing_before_booking(again)


def test_the_household_that_stays_is_asked_no_more_about_who_went() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    actions.part_travellers(cast.lies, case, [one], one, "travels-later")
    one.refresh_from_db()
    assert one.left_case_on == clock.today()
    for attempt in (
        lambda: actions.leave(cast.lies, one, "withdrawn"),
        lambda: actions.advance(cast.lies, one, "booked"),
        lambda: actions.sign_declaration(cast.lies, one, "self"),
        lambda: actions.find_vulnerability(cast.lies, one, "elderly", "mild"),
        lambda: actions.record_medical_needs(cast.lies, one, "mild"),
        lambda: actions.withdraw_declaration(cast.lies, one),
    ):
        with pytest.raises(problems.WentOnApart):
            attempt()


def test_who_has_a_seat_on_a_journey_parts_after_it_is_cancelled() -> None:
    cast = make_cast()
    with clock.at(JUNE):
        case, wife = a_couple(cast)
        movement = a_journey(cast, case, date(2021, 6, 20))
        one = traveller_of(case, wife)
        with pytest.raises(problems.JourneyBooked):
            actions.part_travellers(cast.lies, case, [one], one, "travels-later")
        cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, wife)])
        new = actions.part_travellers(cast.lies, case, [one], one, "travels-later")
        assert traveller_of(new, wife).stage == "cleared"
        assert traveller_of(case).stage == "booked"


def test_whose_return_the_case_tells_does_not_part_from_it_at_whatever_stage() -> None:
    cast = make_cast()
    with clock.at(JUNE):
        case, wife = a_couple(cast)
        movement = a_journey(cast, case, JUNE.date())
        depart(cast.omar, movement)
        for stage in ("departed", "arrived", "reintegrating", "closed"):
            if stage == "arrived":
                arrive(cast.omar, movement)
            elif stage != "departed":
                actions.advance(cast.lies, traveller_of(case, wife), stage)
            one = traveller_of(case, wife)
            with pytest.raises(problems.ReturnedFromHere) as refused:
                actions.part_travellers(cast.lies, case, [one], one, "separation")
            assert (one.stage, "Suad Mahdi" in refused.value.say()) == (stage, True)
    assert Case.objects.count() == 1


def test_somebody_stays_and_the_principal_applicant_is_among_them() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    principal, other = traveller_of(case), traveller_of(case, wife)
    with pytest.raises(problems.NoTravellers):
        actions.part_travellers(cast.lies, case, [principal, other], other, "separation")
    with pytest.raises(problems.OnePrincipal):
        actions.part_travellers(cast.lies, case, [principal], principal, "separation")
    with pytest.raises(problems.NoTravellers):
        actions.part_travellers(cast.lies, case, [], other, "separation")
    assert Case.objects.count() == 1


def test_a_traveller_of_another_case_cannot_be_taken_along() -> None:
    cast = make_cast()
    case, _wife = a_couple(cast)
    stranger = traveller_of(a_case(cast.lies, a_person(cast.be, "Some Body")))
    with pytest.raises(Missing):
        actions.part_travellers(cast.lies, case, [stranger], stranger, "separation")


def test_who_has_left_the_pathway_does_not_come_back_to_it_by_parting() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    actions.leave(cast.lies, one, "withdrawn")
    with pytest.raises(problems.LeftThePathway):
        actions.part_travellers(cast.lies, case, [one], one, "separation")


def test_a_person_whom_the_counsellor_may_not_see_does_not_go_by_her_hand() -> None:
    cast = make_cast()
    niece = a_person(cast.be, "Noor Zubaidi", born=clock.today() - timedelta(days=16 * 365))
    case = a_case(
        cast.lies,
        joining=[
            actions.Joining(a_person(cast.be), principal=True),
            actions.Joining(niece, accompanied=False),
        ],
    )
    hidden = Traveller.objects.get(person=niece)
    with pytest.raises(Missing):
        actions.part_travellers(cast.lies, case, [hidden], hidden, "separation")
    assert actions.part_travellers(cast.nora, case, [hidden], hidden, "protection").pk


def test_a_reason_that_is_none_and_a_stale_form_part_nobody() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    with pytest.raises(NoSuchChoice):
        actions.part_travellers(cast.lies, case, [one], one, "a quarrel about money")
    seen = version_seen(cast.lies, case)
    actions.change_destination(cast.lies, case, "AL")
    with pytest.raises(ChangedMeanwhile):
        actions.part_travellers(cast.lies, case, [one], one, "separation", version=seen)


def test_a_form_is_stale_once_somebody_in_sight_went_on_apart_and_says_that_alone() -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one, seen = traveller_of(case, wife), version_seen(cast.lies, case)
    actions.part_travellers(cast.sam, case, [one], one, "separation")
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        actions.change_destination(cast.lies, case, "AL", version=seen)
    assert [label for label, _was, _now in meanwhile.value.changes] == ["Who travels in the case"]
    assert meanwhile.value.now == version_seen(cast.lies, case) != seen


@pytest.mark.parametrize("doing", ["destination", "assign", "part", "add-traveller", "close"])
def test_a_form_is_not_stale_because_somebody_hidden_went_on_apart_or_joined(
    client: Client, doing: str
) -> None:
    cast = make_cast()
    uncle, wife = a_person(cast.be), a_person(cast.be, "Suad Mahdi")
    niece = a_person(cast.be, "Noor Zubaidi", sex="female", born=date(clock.today().year - 16, 1, 1))
    household = a_household(cast.be, uncle, wife, niece)
    joining = [actions.Joining(uncle, principal=True), actions.Joining(wife)]
    case = a_case(
        cast.lies, household=household, joining=[*joining, actions.Joining(niece, accompanied=False)]
    )
    nephew = a_member(case, "Adam Zubaidi", born=date(clock.today().year - 15, 1, 1))
    protection.restrict(cast.sam, nephew, "child")
    a_member(case, "Layla Zubaidi", sex="female")
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/{doing}/"
    form = client.get(address).context["form"]
    hers = traveller_of(case, niece)
    actions.part_travellers(cast.sam, case, [hers], hers, "protection")
    actions.add_traveller(cast.sam, case, actions.Joining(nephew, accompanied=False))
    assert client.get(address).context["form"].initial["version"] == form.initial["version"]
    page = client.post(address, {"version": form.initial["version"]}).content.decode()
    assert "Somebody changed this" not in page
    if doing == "destination":
        sent = {"version": form.initial["version"], "destination": "AL", "destination_place": ""}
        assert client.post(address, sent).status_code == 302


@pytest.mark.parametrize("who", ["outsider", "rik", "ruth", "dirk"])
def test_who_does_not_work_on_cases_parts_nobody(who: str) -> None:
    cast = make_cast()
    case, wife = a_couple(cast)
    one = traveller_of(case, wife)
    with pytest.raises(Refused):
        actions.part_travellers(getattr(cast, who), case, [one], one, "separation")


def test_whether_a_household_may_part_does_not_tell_of_who_is_hidden() -> None:
    cast = make_cast()
    wife, hidden = a_person(cast.be, "Suad Mahdi"), a_person(cast.be, "Noor Mahdi")
    case = a_case(cast.lies, a_person(cast.be), wife, hidden)
    seen = list(case.travellers.exclude(person=hidden))
    actions.find_vulnerability(cast.lies, traveller_of(case, hidden), "trafficking", "severe")
    Traveller.objects.filter(case=case).update(principal=False)
    with pytest.raises(problems.NoTravellers):
        actions.part_travellers(cast.lies, case, seen, seen[0], "separation")
