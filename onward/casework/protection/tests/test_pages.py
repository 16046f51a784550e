"""The pages of protection, without a browser."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onward.access.models import AuditEntry, GlassBreak, User
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Task, Traveller
from onward.casework.cases.pages.ready import ready_line
from onward.casework.cases.problems import OnAnotherDesk
from onward.casework.cases.tests.factories import a_case, handed_over, page_of, traveller_of
from onward.casework.protection import actions
from onward.casework.protection.models import Assessment, Guardian
from onward.casework.protection.queries import not_begun
from onward.casework.protection.tests.factories import ALONE_BORN, a_child_alone, an_assessment
from onward.casework.protection.tests.test_assessing import BID, PDF
from onward.casework.protection.tests.test_sealing import WHY, a_sealed_case
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import (
    a_cleared_case,
    a_journey,
    passenger_of,
    travellers_of,
)
from onward.kernel import clock
from onward.records.people.actions import Paper, add_document
from onward.records.people.models import Person
from onward.records.people.tests.factories import a_person, restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"protection:{name}", args=args)


def an_outcome(assessment: Assessment, **fields: Any) -> dict[str, Any]:
    return {
        "by": "protection-focal-point",
        "outcome": "positive",
        "author": "Dr Claes",
        "decided_on": clock.today().isoformat(),
        "reasons": "Her uncle in Erbil has cared for her since 2015.",
        "version": str(assessment.version),
    } | fields


def test_an_assessment_is_asked_for_stands_on_the_desk_and_is_decided() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    nora = signed_in(cast.nora)
    asked = {"kind": BID, "asked_of": "Guardianship service", "once": str(uuid4())}
    assert nora.post(at("ask", niece.key), asked).status_code == 302
    assert "Noor Zubaidi" in nora.get(at("desk")).content.decode()

    one = Assessment.objects.get()
    assert "Protection focal point" in nora.get(at("assessment", one.key)).content.decode()
    paper = SimpleUploadedFile("determination.pdf", PDF, "application/pdf")
    assert nora.post(at("assessment", one.key), an_outcome(one, paper=paper)).status_code == 302
    page = nora.get(at("assessment", one.key)).content.decode()
    assert "Her uncle in Erbil" in page
    assert "determination.pdf" in page
    assert "Noor" not in nora.get(at("desk")).content.decode()


def test_the_desk_tells_of_whom_somebody_else_has_the_number_of_a_paper() -> None:
    cast = make_cast()
    paper = Paper("passport", "received", number="A1", issuer="IQ", expires_on=date(2030, 1, 1))
    hidden, other = a_person(cast.be, name="Maryam Sealed"), a_person(cast.be, name="Ali Karim")
    add_document(cast.vera, restricted(hidden), paper)
    assert "Maryam Sealed" not in signed_in(cast.vera).get(at("desk")).content.decode()
    add_document(cast.lies, other, paper)
    page = signed_in(cast.vera).get(at("desk")).content.decode()
    assert "Maryam Sealed" in page
    assert "Ali Karim" in page
    for who in (cast.nora, cast.mona):
        assert "Maryam" not in signed_in(who).get(at("desk")).content.decode()


def test_opening_an_assessment_of_a_restricted_child_is_noted() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    one = an_assessment(cast.nora, niece, BID)
    signed_in(cast.nora).get(at("assessment", one.key))
    assert AuditEntry.objects.filter(
        kind="open", actor_key=cast.nora.key, person_key=niece.person.key
    ).exists()


def test_what_is_wrong_is_said_and_what_was_typed_is_kept() -> None:
    cast = make_cast()
    one = an_assessment(cast.vera, traveller_of(a_case(cast.vera)))
    answer = signed_in(cast.vera).post(at("assessment", one.key), an_outcome(one, author="", reasons="Kept"))
    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()


def test_whoever_saves_second_is_shown_what_they_typed() -> None:
    cast = make_cast()
    one = an_assessment(cast.vera, traveller_of(a_case(cast.vera)))
    Assessment.objects.filter(pk=one.pk).update(version=5)
    answer = signed_in(cast.vera).post(at("assessment", one.key), an_outcome(one, reasons="Kept"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kept" in page
    assert 'name="version" value="5"' in page


def test_the_mission_that_was_asked_answers_on_its_own_page() -> None:
    cast = make_cast()
    case = a_case(cast.sam)
    handed_over(case, cast.iraq)
    one = actions.ask_assessment(cast.sam, traveller_of(case), "family-assessment", mission=cast.iraq)
    erbil = signed_in(cast.erbil)
    assert "Hassan Zubaidi" in erbil.get(at("desk")).content.decode()
    answer = erbil.post(at("assessment", one.key), an_outcome(one, by="mission"))
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.decided_by == "mission"


@pytest.mark.parametrize("who", ["lies", "vera", "duty", "erbil"])
def test_an_assessment_of_a_restricted_child_is_not_there_for_others(who: str) -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    one = an_assessment(cast.nora, niece, BID)
    client = signed_in(getattr(cast, who))
    if who != "duty":
        assert "Noor" not in client.get(at("desk")).content.decode()
    assert client.get(at("assessment", one.key)).status_code == 404


def test_guardian_agreement_and_marks_have_their_pages() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.nora)
    nora, today = signed_in(cast.nora), clock.today().isoformat()
    assert nora.post(at("guardian", niece.key), {"name": "Griet Maes", "since": today}).status_code == 302
    guardian = Guardian.objects.get()
    assert nora.post(at("agreement", guardian.key), {"agreed_on": today}).status_code == 302
    page = nora.get(reverse("cases:case", args=[case.reference])).content.decode()
    assert "Guardian: Griet Maes" in page
    assert "agreed on" in page
    assert nora.post(at("marks", niece.key), {"lift": "child"}).status_code == 302
    assert Traveller.objects.visible_to(cast.lies).filter(pk=niece.pk).exists()
    assert nora.post(at("marks", niece.key), {"category": "child"}).status_code == 302
    assert nora.post(at("marks", niece.key), {"category": "trafficking"}).status_code == 422
    assert signed_in(cast.lies).get(at("marks", niece.key)).status_code == 403
    assert signed_in(cast.vera).get(at("marks", niece.key)).status_code == 404


def test_a_sealed_file_shows_nothing_until_a_reason_is_given() -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    duty = signed_in(cast.duty)
    address = at("sealed", case.reference)
    page = duty.get(address).content.decode()
    assert "Sealed file" in page
    for secret in ("Hassan", "Zubaidi", "raffick", "Iraq"):
        assert secret not in page
    refused = duty.post(address, {"reason": "999999999999999"})
    assert refused.status_code == 422
    assert "at least 3 different words" in refused.content.decode()
    assert "999999999999999</textarea>" in refused.content.decode()
    assert not GlassBreak.objects.exists()
    answer = duty.post(address, {"reason": WHY, "once": str(uuid4())})
    assert answer["Location"] == reverse("cases:case", args=[case.reference])
    assert "Hassan Zubaidi" in duty.get(answer["Location"]).content.decode()


def test_a_second_click_on_the_seal_leads_to_the_open_file() -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    duty, typed = signed_in(cast.duty), {"reason": WHY, "once": str(uuid4())}
    duty.post(at("sealed", case.reference), typed)
    answer = duty.post(at("sealed", case.reference), typed)
    assert answer["Location"] == reverse("cases:case", args=[case.reference])
    assert GlassBreak.objects.count() == 1


def test_the_way_to_a_sealed_file_is_its_exact_reference() -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    duty = signed_in(cast.duty)
    assert duty.get(at("find-sealed")).status_code == 200
    answer = duty.get(at("find-sealed"), {"reference": case.reference})
    assert answer["Location"] == at("sealed", case.reference)
    assert duty.get(at("sealed", case.reference[:-1])).status_code == 404


@pytest.mark.parametrize("who", ["lies", "vera", "omar", "erbil", "rik", "ruth", "dirk", "anna", "outsider"])
def test_for_everybody_else_what_is_sealed_and_what_never_was_are_the_same_page(who: str) -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    client = signed_in(getattr(cast, who))
    answers = [client.get(at("sealed", reference)) for reference in (case.reference, "BE-99-00001")]
    assert [one.status_code for one in answers] == [404, 404]
    own_words = rf'{case.reference}|BE-99-00001|name="csrfmiddlewaretoken" value="\w+"'
    first, second = (re.sub(own_words, "", one.content.decode()) for one in answers)
    assert first == second
    assert client.get(at("find-sealed")).status_code == 404


def test_the_same_work_is_done_for_what_exists_and_what_does_not(django_assert_num_queries: Any) -> None:
    cast = make_cast()
    sealed = a_sealed_case(cast).reference
    lies = signed_in(cast.lies)
    lies.get(at("sealed", sealed))
    for reference in (sealed, "BE-99-00001", a_case(cast.lies).reference):
        with django_assert_num_queries(3):  # the session, the user, and the one question
            assert lies.get(at("sealed", reference)).status_code == 404


def test_protection_hangs_on_the_page_of_a_case_for_those_who_read_it() -> None:
    cast = make_cast()
    case, _niece = a_child_alone(cast.nora)
    address = reverse("cases:case", args=[case.reference])
    assert "Ask for an assessment" in signed_in(cast.nora).get(address).content.decode()
    page = signed_in(cast.lies).get(address).content.decode()
    assert "Ask for an assessment" not in page
    assert "Noor" not in page


def test_the_desk_stays_within_its_queries(django_assert_max_num_queries: Any) -> None:
    cast = make_cast()
    for _number in range(4):
        one = traveller_of(a_case(cast.sam))
        casework.record_medical_needs(cast.sam, one, "severe")
        an_assessment(cast.sam, one)
    sam = signed_in(cast.sam)
    sam.get(at("desk"))  # which versions are kept is asked once a minute
    with django_assert_max_num_queries(10):
        assert sam.get(at("desk")).status_code == 200


def test_trying_references_for_a_seal_leaves_a_line_for_each_hit() -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    duty = signed_in(cast.duty)
    assert duty.get(at("sealed", case.reference)).status_code == 200
    assert AuditEntry.objects.get(action="protection.sealed").case_key == case.key
    assert not GlassBreak.objects.exists()


@pytest.mark.parametrize("typed", ["a/b", "\0", "BE 21"])
def test_what_can_be_no_reference_is_not_there(typed: str) -> None:
    duty = signed_in(make_cast().duty)
    assert duty.get(at("find-sealed"), {"reference": typed}).status_code == 404


def test_the_focal_point_records_on_a_page_that_the_guardian_no_longer_agrees() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.nora)
    guardian = actions.name_guardian(cast.nora, niece, "Griet Maes")
    actions.record_guardian_agreement(cast.nora, guardian)
    nora, lies = signed_in(cast.nora), signed_in(cast.lies)
    page = reverse("cases:case", args=[case.reference])
    assert at("withdrawal", guardian.key) in nora.get(page).content.decode()
    assert lies.get(at("withdrawal", guardian.key)).status_code in (403, 404)
    day = {"withdrawn_on": clock.today().isoformat(), "once": str(uuid4())}
    assert nora.post(at("withdrawal", guardian.key), day).status_code == 302
    shown = nora.get(page).content.decode()
    assert at("withdrawal", guardian.key) not in shown
    assert at("agreement", guardian.key) in shown
    assert nora.post(at("withdrawal", guardian.key), day | {"once": str(uuid4())}).status_code == 422


@pytest.mark.parametrize("page", ["/work/", "/protection/"])
def test_a_child_s_file_on_which_nobody_has_begun_stands_on_the_focal_point_s_worklist_and_desk(
    client: Client, page: str
) -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.lies)
    client.force_login(cast.nora)
    shown = client.get(page).content.decode()
    assert "Restricted, and nothing begun yet" in shown
    assert "Noor Zubaidi" in shown
    for other in (cast.vera, cast.lies):
        client.force_login(other)
        assert "Noor Zubaidi" not in client.get(page).content.decode()
    actions.ask_assessment(cast.nora, niece, "best-interest-determination")
    client.force_login(cast.nora)
    assert "nothing begun yet" not in client.get(page).content.decode()


def test_a_child_who_lost_its_company_once_booked_is_ready_for_nothing_and_reaches_the_focal_point() -> None:
    cast = make_cast()
    father, child = a_person(cast.be), a_person(cast.be, name="Noor Zubaidi", born=ALONE_BORN)
    joining = [casework.Joining(father, principal=True), casework.Joining(child, accompanied=True)]
    case = a_cleared_case(cast, father, child, user=cast.nora, joining=joining)
    a_journey(cast, case, clock.today() + timedelta(days=9))
    assert page_of(cast.nora, case).next == ready_line(case, travellers_of(case))
    casework.leave(cast.lies, traveller_of(case, father), "withdrawn")
    step = page_of(cast.lies, case).next
    assert step is not None
    assert step.state == "unknown", "nobody knows whether the child may go"
    casework.record_accompaniment(cast.lies, traveller_of(case, child), False)
    missing = {line.code for line in page_of(cast.nora, case).gates if line.state != "met"}
    assert missing >= {"best-interest-determination", "family-assessment", "guardian-consent"}
    assert [one.person for one in not_begun(cast.nora, 9)] == [child]


def left_on_the_way(cast: Cast) -> tuple[Case, Person]:
    """Return the case of a child on the way whose father was refused entry, and the child."""
    father, child = a_person(cast.be), a_person(cast.be, name="Noor Zubaidi", born=ALONE_BORN)
    joining = [casework.Joining(father, principal=True), casework.Joining(child, accompanied=True)]
    case = a_cleared_case(cast, father, child, user=cast.nora, joining=joining)
    casework.assign_counsellor(cast.nora, case, cast.lies)
    movement = a_journey(cast, case)
    movements.depart(cast.omar, movement)
    movements.refuse_entry(cast.omar, passenger_of(movement, father), "EBL", became="With an aunt")
    return case, child


def test_a_child_found_alone_after_it_departed_is_on_the_desk_until_something_is_begun() -> None:
    cast = make_cast()
    case, child = left_on_the_way(cast)
    tasks = Task.objects.filter(case=case, kind="child-alone", person_key=child.key, done_on=None)
    assert {one.assigned_to for one in tasks} == {cast.lies, cast.nora}
    assert not_begun(cast.nora, 9) == []
    casework.record_accompaniment(cast.lies, traveller_of(case, child), False)
    assert [one.person for one in not_begun(cast.nora, 9)] == [child]
    assert not tasks.all().exists(), "the answer ends them"
    actions.ask_assessment(cast.nora, traveller_of(case, child), "best-interest-determination")
    assert not_begun(cast.nora, 9) == []


def test_a_task_about_a_child_is_ticked_off_by_whose_it_is_or_who_protects_children() -> None:
    cast = make_cast()
    case, child = left_on_the_way(cast)
    rows = Task.objects.filter(case=case, kind="child-alone", person_key=child.key)
    of_focal_point = rows.get(assigned_to=cast.nora)
    with pytest.raises(OnAnotherDesk) as caught:
        casework.finish_task(cast.lies, of_focal_point)
    assert "Nora Dillen" in caught.value.say()
    casework.finish_task(cast.lies, rows.get(assigned_to=cast.lies))
    casework.finish_task(cast.nora, of_focal_point)


def test_missions_are_offered_that_have_the_file_and_none_is_chosen_beforehand() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.sam)
    sam = signed_in(cast.sam)
    form = sam.get(at("ask", niece.key)).context["form"]
    assert [value for value, _name in form.fields["mission"].choices] == [""]
    assert "hand the case over to it first" in str(form.fields["mission"].help_text)
    asked = {"kind": BID, "mission": str(cast.iraq.key), "asked_of": "", "due_on": "", "once": str(uuid4())}
    page = sam.post(at("ask", niece.key), asked).content.decode()
    assert "the file was not handed over to it. Hand the case over to the mission first" in page
    handed_over(case, cast.iraq, travellers=[niece.person.key])
    form = sam.get(at("ask", niece.key)).context["form"]
    assert not form["mission"].value()
    assert [value for value, _name in form.fields["mission"].choices] == ["", str(cast.iraq.key)]
    assert sam.post(at("ask", niece.key), asked | {"once": str(uuid4())}).status_code == 302


def test_assessments_that_are_overdue_are_counted_at_the_top_of_today_and_nothing_denies_them() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    client = signed_in(cast.nora)
    for kind in ("risk-assessment", "best-interest-determination"):
        asked = an_assessment(cast.nora, niece, kind)
        Assessment.objects.filter(pk=asked.pk).update(due_on=clock.today() - timedelta(days=24))
    page = client.get("/work/")
    (chip,) = [one for one in page.context["page"].chips if str(one.label) == "Assessments overdue"]
    assert (chip.number, chip.url) == ("2", "/protection/")
    assert "Nothing is due" not in page.content.decode()
    Assessment.objects.update(due_on=clock.today())
    assert "Assessments overdue" not in client.get("/work/").content.decode()
