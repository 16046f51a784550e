"""Marks that restrict a file, and breaking the seal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any, cast
from uuid import uuid4

import pytest

from onward.access import queries as access
from onward.access.actions import see_opening
from onward.access.models import AuditEntry, GlassBreak, Restriction, User
from onward.access.problems import AlreadySeen
from onward.access.restrictions import categories
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.casework.protection import actions, problems, queries
from onward.casework.protection.tests.factories import a_child_alone
from onward.kernel import clock
from onward.kernel.definitions import Library, check_all, current_library, using
from onward.kernel.definitions.in_force import definitions_root
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Missing, Refused
from onward.kernel.text import NotInWords
from onward.records.people.models import Person
from onward.reference.choices import ChoiceList
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db

WHY = "Her aunt called: she is at the airport and alone."


def sees(user: User, person: Person) -> bool:
    """Say whether the person exists for the user."""
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


def a_sealed_case(cast: Cast) -> Case:
    """Return a case of one person, a victim of trafficking."""
    case = a_case(cast.lies)
    casework.find_vulnerability(cast.lies, traveller_of(case), "trafficking", "severe")
    return case


@pytest.mark.parametrize(
    ("fact", "category"),
    [
        (lambda user, one: casework.find_vulnerability(user, one, "trafficking", "mild"), "trafficking"),
        (lambda user, one: casework.find_vulnerability(user, one, "umc", "mild"), "child"),
        (lambda user, one: casework.record_medical_needs(user, one, "severe"), "medical"),
    ],
)
def test_whoever_records_the_fact_closes_the_door_behind_themselves(
    fact: Callable[[User, Traveller], object], category: str
) -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    fact(cast.lies, one)
    assert categories(one.person.key) == {category}
    assert Event.objects.get(type="protection.restricted").payload == {"category": category}
    assert not sees(cast.lies, one.person)
    assert sees(cast.sam, one.person)
    with pytest.raises(Missing):
        casework.add_note(cast.lies, one.case, "Still here?")


def test_a_vulnerability_under_another_name_restricts_the_file_all_the_same() -> None:
    library = current_library()
    item = library.get("choices", "vulnerabilities")
    listed = cast(ChoiceList, item.body)
    renamed = listed.model_copy(
        update={
            "options": {**listed.options, "exploited": listed.options["trafficking"]},
            "restricts": {"umc": "child", "exploited": "trafficking"},
        }
    )
    choices = {**library.of("choices"), "vulnerabilities": replace(item, body=renamed)}
    cast_ = make_cast()
    with using(Library({**library.items, "choices": choices})):
        one = traveller_of(a_case(cast_.lies))
        casework.find_vulnerability(cast_.lies, one, "exploited", "mild")
    assert categories(one.person.key) == {"trafficking"}


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("    trafficking: {en", "    exploited: {en", "restricts: not among the options: trafficking"),
        ("umc: child, trafficking: trafficking", "umc: child", "no option asks for the mark “trafficking”"),
        ("restricts: {severe: medical}", "usual: {}", "no option asks for the mark “medical”"),
        ("restricts: {umc: child", "restricts: {umc: chidl", "unknown mark “chidl”. Did you mean “child”?"),
        (
            "  name: {en: Ways of holding",
            "  restricts: {phone: child}\n  name: {en: Ways of holding",
            "nothing that is found of a traveller comes from this list",
        ),
    ],
)
def test_a_list_of_choices_that_would_leave_files_open_is_refused(
    tmp_path: Path, before: str, after: str, wrong: str
) -> None:
    root = tmp_path / "definitions"
    copytree(definitions_root(), root)
    file = root / "choices.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    faults = [str(fault) for fault in check_all(root)[1] if fault.file == "definitions/choices.yaml"]
    assert any(wrong in fault for fault in faults), faults


def test_facts_that_need_no_protection_close_nothing() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    casework.find_vulnerability(cast.lies, one, "elderly", "severe")
    casework.record_medical_needs(cast.lies, one, "mild")
    casework.record_accompaniment(cast.lies, one, True)
    assert not Restriction.objects.exists()


def test_a_child_without_parents_is_restricted_at_once_and_the_household_stays_visible() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.lies)
    assert not sees(cast.lies, niece.person)
    assert Case.objects.visible_to(cast.lies).filter(pk=case.pk).exists()
    assert [one.principal for one in Traveller.objects.visible_to(cast.lies).filter(case=case)] == [True]
    assert Traveller.objects.visible_to(cast.nora).filter(case=case).count() == 2


def test_a_child_found_to_be_alone_later_is_restricted_then() -> None:
    cast = make_cast()
    child = a_person(cast.be, "Noor Zubaidi", born=date(clock.today().year - 10, 1, 1))
    case = a_case(cast.lies, a_person(cast.be), child)
    assert sees(cast.lies, child)
    casework.record_accompaniment(cast.lies, traveller_of(case, child), False)
    assert categories(child.key) == {"child"}


def test_two_facts_that_ask_for_the_same_mark_give_one() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.sam)
    casework.find_vulnerability(cast.sam, niece, "umc", "severe")
    assert Restriction.objects.count() == 1


def test_several_marks_are_opened_by_who_is_focal_point_for_all_of_them() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.sam))
    casework.find_vulnerability(cast.sam, one, "trafficking", "severe")
    casework.record_medical_needs(cast.sam, one, "severe")
    assert [sees(user, one.person) for user in (cast.sam, cast.vera, cast.mona)] == [True, False, False]


def test_a_focal_point_restricts_a_file_and_lifts_the_restriction() -> None:
    cast = make_cast()
    person = a_person(cast.be)
    actions.restrict(cast.vera, person, "trafficking")
    assert not sees(cast.lies, person)
    actions.lift_restriction(cast.vera, person, "trafficking")
    assert sees(cast.lies, person)
    lifted = Restriction.objects.get()
    assert (lifted.marked_by, lifted.lifted_by) == (cast.vera.key, cast.vera.key)


def test_only_the_focal_point_for_a_category_uses_its_mark() -> None:
    cast = make_cast()
    person = a_person(cast.be)
    with pytest.raises(problems.NotTheirFocalPoint):
        actions.restrict(cast.nora, person, "trafficking")
    actions.restrict(cast.sam, person, "medical")
    actions.restrict(cast.sam, person, "child")
    with pytest.raises(Missing):
        actions.lift_restriction(cast.nora, person, "child")  # hidden from her by the other mark


def test_a_mark_is_set_once_and_lifted_once() -> None:
    cast = make_cast()
    person = a_person(cast.be)
    actions.restrict(cast.vera, person, "trafficking")
    with pytest.raises(problems.AlreadyRestricted):
        actions.restrict(cast.vera, person, "trafficking")
    actions.lift_restriction(cast.vera, person, "trafficking")
    with pytest.raises(problems.NotRestricted):
        actions.lift_restriction(cast.vera, person, "trafficking")


@pytest.mark.parametrize("who", ["lies", "omar", "duty", "ruth", "dirk", "outsider"])
def test_who_is_no_focal_point_restricts_nothing(who: str) -> None:
    cast = make_cast()
    with pytest.raises(Refused):
        actions.restrict(getattr(cast, who), a_person(cast.be), "child")


def test_the_seal_is_broken_by_the_exact_reference_with_a_reason_for_four_hours() -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    person = traveller_of(case).person
    assert not sees(cast.duty, person)

    [opening] = actions.break_glass(cast.duty, case.reference, WHY)

    assert opening.until - opening.opened_at == timedelta(hours=4)
    assert sees(cast.duty, person)
    assert not sees(cast.lies, person)
    with clock.at(clock.now() + timedelta(hours=4, minutes=1)):
        assert not sees(cast.duty, person)


def test_the_data_protection_officer_sees_at_once_who_opened_what_and_why() -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    actions.break_glass(cast.duty, case.reference, WHY)
    [opening] = access.openings(cast.dirk)
    assert (opening.actor, opening.reason) == (cast.duty, WHY)
    assert access.unseen_openings(cast.dirk) == 1
    assert Event.objects.filter(type="protection.glass_broken", case_key=case.key).count() == 1
    assert AuditEntry.objects.filter(kind="open", actor_key=cast.duty.key, case_key=case.key).count() == 1

    see_opening(cast.dirk, opening)
    assert access.unseen_openings(cast.dirk) == 0
    with pytest.raises(AlreadySeen):
        see_opening(cast.dirk, opening)


def test_nobody_else_learns_of_openings() -> None:
    cast = make_cast()
    [opening] = actions.break_glass(cast.duty, a_sealed_case(cast).reference, WHY)
    for user in (cast.lies, cast.sam, cast.anna, cast.duty):
        assert not access.openings(user).exists()
    with pytest.raises(Refused):
        see_opening(cast.sam, opening)


def test_only_the_exact_reference_finds_it() -> None:
    cast = make_cast()
    reference = a_sealed_case(cast).reference
    for near in (reference.lower(), reference[:-1], f" {reference}", f"{reference}\x00", "BE-99-00001", ""):
        with pytest.raises(Missing):
            actions.break_glass(cast.duty, near, WHY)
    assert not GlassBreak.objects.exists()


def test_what_is_not_sealed_has_no_seal_to_break() -> None:
    cast = make_cast()
    with pytest.raises(Missing):
        actions.break_glass(cast.duty, a_case(cast.lies).reference, WHY)


def test_in_a_household_only_the_restricted_are_opened() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.lies)
    [opening] = actions.break_glass(cast.duty, case.reference, WHY)
    assert opening.person_key == niece.person.key


def test_a_word_is_no_reason() -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    for reason in ("", "   urgent     ", "999999999999999", "very urgent, very urgent"):
        with pytest.raises(NotInWords):
            actions.break_glass(cast.duty, case.reference, reason)
    assert not GlassBreak.objects.exists()


def test_the_same_form_sent_twice_opens_once() -> None:
    cast, token = make_cast(), uuid4()
    case = a_sealed_case(cast)
    actions.break_glass(cast.duty, case.reference, WHY, once=token)
    with pytest.raises((AlreadySent, Missing)):
        actions.break_glass(cast.duty, case.reference, WHY, once=token)
    assert GlassBreak.objects.count() == 1


def test_a_file_of_another_office_is_not_there_to_be_opened() -> None:
    cast = make_cast()
    case = a_sealed_case(cast)
    cast.duty.office = cast.lu
    cast.duty.save()
    with pytest.raises(Missing):
        actions.break_glass(cast.duty, case.reference, WHY)


@pytest.mark.parametrize("who", ["lies", "nora", "omar", "erbil", "rik", "ruth", "dirk", "anna", "outsider"])
def test_who_may_not_break_the_glass_learns_nothing(who: str) -> None:
    cast = make_cast()
    reference = a_sealed_case(cast).reference
    with pytest.raises(Refused):
        actions.break_glass(getattr(cast, who), reference, WHY)
    assert queries.sealed_file(getattr(cast, who), reference) is None


@pytest.mark.parametrize("who", ["lies", "duty", "outsider"])
def test_the_same_question_is_asked_of_the_database_whether_or_not_there_is_such_a_file(
    who: str, django_assert_num_queries: Any
) -> None:
    cast = make_cast()
    sealed, plain = a_sealed_case(cast).reference, a_case(cast.lies).reference
    for reference in (sealed, plain, "BE-99-00001"):
        with django_assert_num_queries(1):
            queries.sealed_file(getattr(cast, who), reference)


def test_what_was_to_be_done_goes_to_who_still_sees_the_file() -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    casework.set_task(cast.lies, case, due_on=clock.today(), words="Call")
    casework.find_vulnerability(cast.lies, traveller_of(case), "trafficking", "severe")
    assert {one.assigned_to for one in case.tasks.all()} == {cast.vera}, "whose field it is"


def test_what_is_about_the_hidden_one_goes_and_what_is_about_the_household_stays() -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi")
    case = a_case(cast.lies, a_person(cast.be), wife)
    hers = casework.set_task(
        cast.lies, case, due_on=clock.today(), words="Call", about=traveller_of(case, wife)
    )
    casework.find_vulnerability(cast.lies, traveller_of(case, wife), "trafficking", "severe")
    hers.refresh_from_db()
    assert hers.assigned_to == cast.vera
    assert case.tasks.exclude(pk=hers.pk).get().assigned_to == cast.lies
