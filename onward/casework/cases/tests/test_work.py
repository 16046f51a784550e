"""The daily work and the papers of a return, each with what it refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from onward.access import restrictions
from onward.casework.cases import actions, problems
from onward.casework.cases.actions import sessions
from onward.casework.cases.forms import TaskForm
from onward.casework.cases.gates import gates_before
from onward.casework.cases.models import Case, CashHandover, Document, HandOver, Traveller
from onward.casework.cases.tests.factories import (
    a_case,
    a_household,
    a_member,
    a_person,
    page_of,
    traveller_of,
)
from onward.casework.programmes.definition import Cash
from onward.casework.programmes.queries import rules_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Missing
from onward.kernel.text import TextTooLong, day_in_words
from onward.records.consents.actions import Evidence, give_consent
from onward.reference.choices import NoSuchChoice
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
FUNDER = "fedasil-avrr-be"


def types_of(case: Case) -> list[str]:
    return list(Event.objects.filter(case_key=case.key).order_by("position").values_list("type", flat=True))


def a_receipt(case: Case) -> Document:
    return Document.objects.create(
        case=case,
        kind="receipt",
        name="receipt.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as="nowhere",
    )


def test_a_session_is_kept_with_its_words_and_its_event_without() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    held = actions.hold_session(cast.lies, case, way="phone", language="ar", minutes=45, summary="He asked.")
    event = Event.objects.get(type="cases.session_held")
    assert (held.summary, held.counsellor) == ("He asked.", cast.lies)
    assert event.payload == {
        "session": str(held.key),
        "way": "phone",
        "language": "ar",
        "minutes": 45,
        "topics": [],
        "travellers": [str(traveller_of(case).person.key)],
    }


def test_nonsense_makes_no_session() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    stranger = traveller_of(a_case(cast.lies, a_person(cast.be, "Some Body")))
    with pytest.raises(NoSuchChoice):
        actions.hold_session(cast.lies, case, way="telepathy")
    with pytest.raises(NoSuchChoice):
        actions.hold_session(cast.lies, case, way="phone", language="two words")
    with pytest.raises(NoSuchChoice):
        actions.hold_session(cast.lies, case, way="phone", topics=["gossip"])
    with pytest.raises(Missing):
        actions.hold_session(cast.lies, case, way="phone", about=stranger)
    for minutes in (-5, 0, 40_000):
        with pytest.raises(Invalid):
            actions.hold_session(cast.lies, case, way="phone", minutes=minutes)
    with pytest.raises(TextTooLong):
        actions.hold_session(cast.lies, case, way="phone", place="x" * 121)
    assert "cases.session_held" not in types_of(case)


def test_a_session_that_is_too_long_is_told_the_bound_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    monkeypatch.setattr(sessions, "MOST_MINUTES", 30)
    with pytest.raises(Invalid) as told:
        actions.hold_session(cast.lies, case, way="phone", minutes=31)
    assert "between 1 and 30 minutes" in told.value.say()


def test_several_vulnerabilities_stand_at_once_and_end_one_by_one() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    actions.find_vulnerability(cast.lies, one, "elderly", "mild")
    actions.find_vulnerability(cast.lies, one, "disability", "severe")
    with pytest.raises(problems.AlreadyRecorded):
        actions.find_vulnerability(cast.lies, one, "elderly", "severe")
    actions.end_vulnerability(cast.lies, one, "elderly", "recorded-wrongly")
    with pytest.raises(problems.NotVulnerable):
        actions.end_vulnerability(cast.lies, one, "elderly", "recorded-wrongly")
    standing = one.vulnerabilities.filter(ended_on=None)
    assert list(standing.values_list("category", flat=True)) == ["disability"]
    with pytest.raises(NoSuchChoice):
        actions.find_vulnerability(cast.lies, one, "sad", "mild")
    for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)):
        with pytest.raises(Invalid):
            actions.end_vulnerability(cast.lies, one, "disability", "passed", ended_on=day)
    with pytest.raises(NoSuchChoice):
        actions.end_vulnerability(cast.lies, one, "disability", "whim")


def test_a_category_that_no_database_could_hold_does_not_stand() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    with pytest.raises(problems.NotVulnerable):
        actions.end_vulnerability(cast.lies, one, "elderly\x00", "passed")


def test_the_end_of_a_vulnerability_keeps_its_reason_and_the_gate_it_closed_opens() -> None:
    cast = make_cast()
    case = a_case(cast.vera)
    one = traveller_of(case)

    def asks() -> set[str]:
        return {v.gate for v in gates_before(case, one, "booked", clock.today()) if v.applies}

    assert "trafficking" not in asks()
    actions.find_vulnerability(cast.vera, one, "trafficking", "severe")
    assert "trafficking" in asks()
    actions.end_vulnerability(cast.vera, one, "trafficking", "found-otherwise")
    assert "trafficking" not in asks()
    event = Event.objects.get(type="cases.vulnerability_ended")
    assert event.payload == {"category": "trafficking", "reason": "found-otherwise"}
    assert restrictions.categories(one.person.key) == {"trafficking"}


def test_the_same_needs_are_not_recorded_twice() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    actions.record_medical_needs(cast.lies, one, "mild")
    with pytest.raises(problems.AlreadyRecorded):
        actions.record_medical_needs(cast.lies, one, "mild")
    actions.record_accompaniment(cast.lies, one, True)
    with pytest.raises(problems.AlreadyRecorded):
        actions.record_accompaniment(cast.lies, one, True)
    with pytest.raises(NoSuchChoice):
        actions.record_medical_needs(cast.lies, one, "a bit")


def test_who_is_of_age_is_not_said_to_travel_alone_by_no_way() -> None:
    cast = make_cast()
    family = a_case(cast.lies)
    grown, seventeen = a_member(family, "Grown"), date(clock.today().year - 17, 1, 1)
    with pytest.raises(Invalid) as refused:
        actions.record_accompaniment(cast.lies, traveller_of(family), False)
    assert refused.value.field == "accompanied"
    with pytest.raises(Invalid):
        actions.add_traveller(cast.lies, family, actions.Joining(grown, accompanied=False))
    with pytest.raises(Invalid):
        a_case(cast.lies, joining=[actions.Joining(a_person(cast.be), principal=True, accompanied=False)])
    child = a_case(cast.sam, a_person(cast.be, "Young", born=seventeen))
    assert actions.record_accompaniment(cast.sam, traveller_of(child), False).accompanied is False


def test_a_task_is_done_once_and_given_to_nobody_outside_the_office() -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    task = actions.set_task(cast.lies, case, due_on=clock.today(), words="Call the embassy")
    assert task.assigned_to == cast.lies
    assert actions.finish_task(cast.lies, task).done_by == cast.lies
    with pytest.raises(problems.AlreadyRecorded):
        actions.finish_task(cast.lies, task)
    with pytest.raises(NoSuchChoice):
        actions.set_task(cast.lies, case, due_on=clock.today(), words="Call", assigned_to=cast.paul)
    with pytest.raises(Invalid):
        actions.set_task(cast.lies, case, due_on=clock.today(), words="\u200b ")
    offered = str(TaskForm(case=case, travellers=[], user=cast.lies)["kind"])
    assert "call-back" in offered
    for by_the_house in ("hand-over-returned", "close-again"):
        assert by_the_house not in offered
        with pytest.raises(NoSuchChoice):
            actions.set_task(cast.lies, case, due_on=clock.today(), kind=by_the_house)


def test_the_adult_signs_and_for_a_child_a_parent_or_guardian() -> None:
    cast = make_cast()
    child = a_person(cast.be, "Ali Zubaidi", born=clock.today() - timedelta(days=3650))
    case = a_case(cast.lies, a_person(cast.be), child)
    with pytest.raises(Invalid):
        actions.sign_declaration(cast.lies, traveller_of(case), "parent")
    with pytest.raises(Invalid):
        actions.sign_declaration(cast.lies, traveller_of(case, child), "self")
    actions.sign_declaration(cast.lies, traveller_of(case), "self")
    actions.sign_declaration(cast.lies, traveller_of(case, child), "guardian")
    actions.hold_session(cast.lies, case, way="phone")
    for one in (traveller_of(case), traveller_of(case, child)):
        actions.advance(cast.lies, one, "counselled")
    page = page_of(cast.lies, case)
    day = day_in_words(clock.today())
    assert {line.sentence for line in [*page.gates, *page.later] if line.code.startswith("declaration")} == {
        f"Hassan Zubaidi signed the declaration of voluntary return on {day}.",
        "Declaration of voluntary return: a parent or the guardian signed for Ali Zubaidi on " + f"{day}.",
    }
    told = {(line.words, line.about) for line in page.happened if "eclaration" in line.words}
    signed = "Declaration of voluntary return signed"
    assert told == {(signed, "Hassan Zubaidi"), (f"{signed} by the guardian (for a child)", "Ali Zubaidi")}
    with pytest.raises(problems.AlreadyRecorded):
        actions.sign_declaration(cast.lies, traveller_of(case), "self")


def test_a_declaration_is_withdrawn_until_boarding_and_may_be_given_again() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    with pytest.raises(problems.AlreadyRecorded):
        actions.withdraw_declaration(cast.lies, one)
    actions.sign_declaration(cast.lies, one, "self")
    with pytest.raises(Invalid):
        actions.withdraw_declaration(cast.lies, one, withdrawn_on=clock.today() - timedelta(days=3))
    actions.withdraw_declaration(cast.lies, one)
    actions.sign_declaration(cast.lies, one, "self")
    type(one).objects.filter(pk=one.pk).update(stage="departed")
    with pytest.raises(problems.Declared):
        actions.withdraw_declaration(cast.lies, one)


def test_the_funder_is_asked_once_and_answers_once_and_may_be_asked_again_after_a_no() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    asked = actions.ask_approval(cast.lies, case, FUNDER)
    with pytest.raises(problems.AlreadyRecorded):
        actions.ask_approval(cast.lies, case, FUNDER)
    with pytest.raises(Invalid):
        actions.decide_approval(cast.lies, asked, True, depart_by=date(2001, 1, 1))
    actions.decide_approval(cast.lies, asked, False)
    with pytest.raises(problems.AlreadyRecorded):
        actions.decide_approval(cast.lies, asked, True)
    assert actions.ask_approval(cast.lies, case, FUNDER).outcome == "asked"
    with pytest.raises(NoSuchChoice):
        actions.ask_approval(cast.lies, case, "grandmother")


def test_cash_is_given_against_a_receipt_of_this_very_case() -> None:
    cast = make_cast()
    case, other = a_case(cast.lies), a_case(cast.lies, a_person(cast.be, "Some Body"))
    one = traveller_of(case)
    for receipt in (None, a_receipt(other)):
        with pytest.raises(problems.NoReceipt):
            actions.give_cash(cast.lies, one, Decimal(50), "EUR", FUNDER, receipt)
    for amount in ("0", "-1", "NaN", "Infinity", "5000.01", "0.001"):
        with pytest.raises(problems.CashOutOfBounds):
            actions.give_cash(cast.lies, one, Decimal(amount), "EUR", FUNDER, a_receipt(case))
    with pytest.raises(NoSuchChoice):
        actions.give_cash(cast.lies, one, Decimal(50), "BTC", FUNDER, a_receipt(case))
    actions.give_cash(cast.lies, one, Decimal("50.00"), "EUR", FUNDER, a_receipt(case))
    assert CashHandover.objects.get().amount == Decimal("50.00")


def test_how_much_cash_and_in_what_is_said_by_the_programme_file(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    one, receipt = traveller_of(case), a_receipt(case)
    service = rules_of(case.version_of_programme).definition.services["departure-cash"]
    monkeypatch.setitem(vars(service), "cash", Cash(at_most=Decimal("80.00"), currencies=("CHF",)))
    with pytest.raises(problems.CashOutOfBounds, match="cases"):
        actions.give_cash(cast.lies, one, Decimal("80.01"), "CHF", FUNDER, receipt)
    with pytest.raises(NoSuchChoice):
        actions.give_cash(cast.lies, one, Decimal("50.00"), "EUR", FUNDER, receipt)
    actions.give_cash(cast.lies, one, Decimal("80.00"), "CHF", FUNDER, receipt)
    monkeypatch.setitem(vars(service), "cash", None)
    with pytest.raises(problems.NoCash):
        actions.give_cash(cast.lies, one, Decimal("10.00"), "CHF", FUNDER, receipt)


def test_cash_is_charged_to_a_project_that_pays_for_it() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with pytest.raises(NoSuchChoice):
        actions.give_cash(
            cast.lies, traveller_of(case), Decimal(50), "EUR", "amif-reintegration-be", a_receipt(case)
        )


def test_a_case_is_given_to_who_is_given_cases_and_to_nobody_else() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with pytest.raises(NoSuchChoice):
        actions.assign_counsellor(cast.lies, case, cast.omar)
    assert actions.assign_counsellor(cast.lies, case, cast.nora).counsellor == cast.nora


def test_no_case_is_opened_for_another_office_its_programme_or_its_counsellor() -> None:
    from onward.kernel.problems import Refused

    cast = make_cast()
    with pytest.raises(Refused):
        a_case(cast.lies, office=cast.lu, programme="avrr-lu", channel="self")
    with pytest.raises(NoSuchChoice):
        a_case(cast.lies, a_person(cast.be, "B"), programme="avrr-lu", channel="self")
    with pytest.raises(NoSuchChoice):
        a_case(cast.lies, a_person(cast.be, "C"), counsellor=cast.paul)
    with pytest.raises(NoSuchChoice):
        a_case(cast.lies, a_person(cast.be, "D"), destination="Narnia")
    assert not Case.objects.exists()


def test_the_destination_and_the_counsellor_change_with_an_event_each() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.change_destination(cast.lies, case, "XK", "Prizren")
    actions.assign_counsellor(cast.lies, case, cast.nora)
    assert types_of(case)[-2:] == ["cases.destination_changed", "cases.counsellor_assigned"]
    with pytest.raises(problems.AlreadyRecorded):
        actions.change_destination(cast.lies, case, "XK", "Prizren")
    with pytest.raises(problems.AlreadyRecorded):
        actions.assign_counsellor(cast.lies, case, cast.nora)
    with pytest.raises(NoSuchChoice):
        actions.assign_counsellor(cast.lies, case, cast.paul)
    with pytest.raises(NoSuchChoice):
        actions.change_destination(cast.lies, case, "\x00")


def test_where_somebody_went_does_not_change_with_the_destination_of_their_case() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "B"))
    Traveller.objects.filter(case=case, principal=True).update(stage="departed")
    with pytest.raises(problems.DestinationTravelledTo):
        actions.change_destination(cast.lies, case, "XK")
    case.refresh_from_db()
    assert case.destination == "IQ"


def test_without_consent_no_file_goes_to_a_mission() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with pytest.raises(problems.ConsentMissing):
        actions.hand_over(cast.lies, case, cast.iraq)
    assert "cases.handed_over" not in types_of(case)


def test_who_joins_a_case_that_a_mission_reads_agrees_to_that_first() -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi")
    husband = a_person(cast.be)
    case = a_case(cast.lies, husband, household=a_household(cast.be, husband, wife))
    HandOver.objects.create(case=case, mission=cast.iraq)
    with pytest.raises(problems.ConsentMissing):
        actions.add_traveller(cast.lies, case, actions.Joining(wife))
    give_consent(
        cast.lies, wife.key, cast.be, "share-with-mission", cast.iraq.key, Evidence(witness="Lies Adam")
    )
    assert actions.add_traveller(cast.lies, case, actions.Joining(wife)).person == wife
