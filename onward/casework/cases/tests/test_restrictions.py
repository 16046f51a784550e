"""Who is restricted does not exist for others: not in lists, counts, search, timeline, forms or addresses."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases import actions, problems, queries
from onward.casework.cases.models import Case, Document, Note, Session, Task, Traveller
from onward.casework.cases.tests.factories import a_case, a_household, a_person, traveller_of
from onward.casework.protection import actions as protection
from onward.casework.protection.tests.factories import a_child_alone
from onward.kernel import clock
from onward.kernel.problems import Missing
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
NAME = "Seraphine Unverwechselbar"


def a_family(cast: Cast) -> tuple[Case, Traveller]:
    """Return a case of two adults with work done on each, and the one whose file will be restricted."""
    person = a_person(cast.be, NAME, name_native="سيرافين", sex="female")
    case = a_case(cast.lies, a_person(cast.be), person, counsellor=cast.lies)
    one = traveller_of(case, person)
    actions.add_note(cast.lies, case, "Seraphine told of her brother", about=one)
    actions.hold_session(cast.lies, case, way="phone", summary="Seraphine asked", about=one)
    actions.set_task(cast.lies, case, due_on=clock.today(), words="Seraphine: call the doctor", about=one)
    return case, one


def restricted_later(cast: Cast, one: Traveller) -> None:
    """Record what restricts the file, by somebody else."""
    actions.find_vulnerability(cast.sam, one, "trafficking", "severe")


def pages_of(case: Case) -> Iterator[str]:
    """Return every page on which a traveller of the case could stand."""
    yield f"/cases/{case.reference}/"
    for query in (
        "",
        "?mine=1",
        "?stage=registered",
        "?late=1",
        "?held=1",
        "?destination=IQ",
        "?channel=red-cross",
    ):
        yield f"/cases/{query}"
    for chosen in ("due", "mine", "blocked", "held"):
        yield f"/work/?list={chosen}"
    from onward.casework.cases.doings import DOINGS

    for code in DOINGS:
        yield f"/cases/{case.reference}/do/{code}/"


def text_of(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    return str(client.get(address).content.decode())


def test_who_is_restricted_after_the_fact_disappears_from_every_page_of_the_counsellor(
    client: Client,
) -> None:
    cast = make_cast()
    case, one = a_family(cast)
    shown = [address for address in pages_of(case) if "Seraphine" in text_of(client, cast.lies, address)]
    assert f"/cases/{case.reference}/" in shown
    restricted_later(cast, one)
    for address in pages_of(case):
        text = text_of(client, cast.lies, address)
        assert "Seraphine" not in text, address
        assert "سيرافين" not in text, address
        assert str(one.person.key) not in text, address


def test_the_focal_point_goes_on_seeing_her_with_a_mark_that_cannot_be_overlooked(client: Client) -> None:
    cast = make_cast()
    case, one = a_family(cast)
    restricted_later(cast, one)
    text = text_of(client, cast.vera, f"/cases/{case.reference}/")
    assert NAME in text
    assert "Seraphine told of her brother" in text
    assert "estricted" in text


def test_rows_about_her_are_gone_for_the_counsellor_and_stay_for_the_focal_point() -> None:
    cast = make_cast()
    _case, one = a_family(cast)
    restricted_later(cast, one)
    for table in (Note, Session, Task):
        about_her = table.objects.filter(person_key=one.person.key)
        assert not about_her.visible_to(cast.lies).exists(), table
        assert about_her.visible_to(cast.vera).exists(), table


def test_counts_do_not_betray_her() -> None:
    cast = make_cast()
    case, one = a_family(cast)
    filters = queries.CaseFilters(stage="counselled")
    actions.hold_session(cast.lies, case, way="phone")
    actions.advance(cast.lies, one, "counselled")
    found = queries.filtered(cast.lies, filters, clock.today())
    assert found.count() == 1
    restricted_later(cast, one)
    assert found.all().count() == 0, "nobody whom she sees stands there"
    assert queries.filtered(cast.vera, filters, clock.today()).count() == 1


def test_no_filter_of_a_list_reaches_further_than_the_list_itself() -> None:
    cast = make_cast()
    _case, one = a_family(cast)
    a_child_alone(cast.sam)
    restricted_later(cast, one)
    later = clock.today() + timedelta(days=400)
    kept = 0
    for name, user in cast.everybody().items():
        mine = set(Case.objects.visible_to(user).values_list("pk", flat=True))
        for wanted in (
            queries.CaseFilters(stage="registered"),
            queries.CaseFilters(stage="registered", open=False),
            queries.CaseFilters(late=True),
            queries.CaseFilters(late=True, open=False),
            queries.CaseFilters(stage="registered", late=True),
        ):
            found = set(queries.filtered(user, wanted, later).values_list("pk", flat=True))
            assert found <= mine, (name, wanted)
            kept += len(found)
    assert kept, "the filters do find what may be seen"


def test_the_timeline_keeps_silent_about_her() -> None:
    cast = make_cast()
    case, one = a_family(cast)
    restricted_later(cast, one)
    for user, sees in ((cast.lies, False), (cast.sam, True)):
        travellers = queries.travellers_of(user, [case])[case.pk]
        told = queries.timeline(user, case, travellers, None, 100).rows
        assert any(event.person_key == one.person.key for event in told) is sees


def test_the_others_of_the_household_stay_in_sight(client: Client) -> None:
    cast = make_cast()
    case, one = a_family(cast)
    restricted_later(cast, one)
    text = text_of(client, cast.lies, f"/cases/{case.reference}/")
    assert "Hassan Zubaidi" in text
    assert case.reference in text_of(client, cast.lies, "/cases/")


def test_a_household_of_one_restricted_child_does_not_exist_for_the_counsellor(client: Client) -> None:
    cast = make_cast()
    child = a_person(cast.be, NAME, born=clock.today() - timedelta(days=16 * 366))
    case = a_case(
        cast.lies,
        joining=[actions.Joining(child, principal=True, accompanied=False)],
        household=a_household(cast.be, child),
    )
    client.force_login(cast.lies)
    for address in pages_of(case):
        answer = client.get(address)
        if case.reference in address:
            assert answer.status_code == 404, address
        assert case.reference not in answer.content.decode() or case.reference in address, address
    assert client.post(f"/cases/{case.reference}/do/note/", {"text": "x"}).status_code == 404
    assert client.post(f"/cases/{case.reference}/advance/", {"stage": "counselled"}).status_code == 404
    client.force_login(cast.nora)
    assert client.get(f"/cases/{case.reference}/").status_code == 200


def test_a_case_that_may_not_be_seen_answers_like_one_that_never_was(client: Client) -> None:
    cast = make_cast()
    child = a_person(cast.be, NAME, born=clock.today() - timedelta(days=16 * 366))
    case = a_case(
        cast.lies,
        joining=[actions.Joining(child, principal=True, accompanied=False)],
        household=a_household(cast.be, child),
    )
    client.force_login(cast.lies)
    hidden, never = [
        re.sub(
            rf'{reference}|name="csrfmiddlewaretoken" value="\w+"', "", text_of(client, cast.lies, address)
        )
        for reference in (case.reference, "BE-99-99999")
        for address in [f"/cases/{reference}/"]
    ]
    assert hidden == never


def test_two_reasons_ask_for_a_focal_point_of_both() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.sam)
    actions.find_vulnerability(cast.sam, niece, "trafficking", "severe")
    for user, sees in ((cast.nora, False), (cast.vera, False), (cast.mona, False), (cast.sam, True)):
        assert Traveller.objects.visible_to(user).filter(pk=niece.pk).exists() is sees, user.name
        assert Person.objects.visible_to(user).filter(pk=niece.person_id).exists() is sees, user.name


def test_when_the_mark_is_lifted_everything_is_there_again(client: Client) -> None:
    cast = make_cast()
    case, one = a_family(cast)
    restricted_later(cast, one)
    protection.lift_restriction(cast.sam, one.person, "trafficking")
    assert "Seraphine told of her brother" in text_of(client, cast.lies, f"/cases/{case.reference}/")


def test_a_document_of_hers_is_not_handed_out_by_its_address(client: Client) -> None:
    cast = make_cast()
    case, one = a_family(cast)
    document = Document.objects.create(
        case=case,
        person_key=one.person.key,
        kind="passport",
        name="p.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as="nowhere",
    )
    task = Task.objects.get(person_key=one.person.key)
    restricted_later(cast, one)
    client.force_login(cast.lies)
    assert client.get(f"/documents/{document.key}/").status_code == 404
    assert client.post(f"/tasks/{task.key}/done/").status_code == 404


def test_actions_on_her_answer_as_if_she_were_not_there() -> None:
    cast = make_cast()
    case, one = a_family(cast)
    restricted_later(cast, one)
    for attempt in (
        lambda: actions.advance(cast.lies, one, "counselled"),
        lambda: actions.leave(cast.lies, one, "withdrawn"),
        lambda: actions.add_note(cast.lies, case, "x", about=one),
        lambda: actions.sign_declaration(cast.lies, one, "self"),
        lambda: actions.finish_task(cast.lies, Task.objects.get(person_key=one.person.key)),
        lambda: actions.part_travellers(cast.lies, case, [one], one, "separation"),
    ):
        with pytest.raises(Missing):
            attempt()


def post_vulnerability(client: Client, case: Case, one: Traveller) -> object:
    sent = {
        "traveller": str(one.key),
        "category": "trafficking",
        "severity": "severe",
        "found_on": clock.today().isoformat(),
    }
    return client.post(f"/cases/{case.reference}/do/vulnerability/", sent, follow=True)


def test_who_records_what_restricts_a_file_is_told_so_kindly(client: Client) -> None:
    cast = make_cast()
    case, one = a_family(cast)
    client.force_login(cast.lies)
    answer = post_vulnerability(client, case, one)
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert f"restricts the file of {NAME}" in text
    assert "Hassan Zubaidi" in text
    assert "Seraphine" not in text_of(client, cast.lies, f"/cases/{case.reference}/"), (
        "said once, and no more"
    )


def test_where_the_whole_case_closes_behind_her_she_is_led_to_her_worklist(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, NAME), counsellor=cast.lies)
    client.force_login(cast.lies)
    answer = post_vulnerability(client, case, traveller_of(case))
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.redirect_chain[-1][0] == "/work/"  # type: ignore[attr-defined]
    assert f"Case {case.reference}: what you recorded restricts the file of {NAME}" in text
    assert case.reference not in text_of(client, cast.lies, "/work/"), "said once, and no more"


def test_a_child_restricted_as_alone_is_out_of_sight_before_and_after_midnight() -> None:
    cast = make_cast()
    evening = datetime(2021, 5, 3, 21, 59, tzinfo=clock.OFFICE_ZONE)
    with clock.at(evening):
        case, niece = a_child_alone(cast.lies, born=date(2003, 5, 4))
        assert not Traveller.objects.visible_to(cast.lies).filter(pk=niece.pk).exists()
    with clock.at(evening + timedelta(hours=4)):
        assert not Traveller.objects.visible_to(cast.lies).filter(pk=niece.pk).exists(), (
            "a mark is lifted by hand"
        )
        assert Case.objects.visible_to(cast.lies).filter(pk=case.pk).exists()


def test_that_she_went_on_apart_is_not_on_the_timeline_of_the_others(client: Client) -> None:
    cast = make_cast()
    case, one = a_family(cast)
    restricted_later(cast, one)
    actions.part_travellers(cast.sam, case, [one], one, "protection")
    told = "goes on in a case of its own"
    assert told in text_of(client, cast.sam, f"/cases/{case.reference}/")
    assert told not in text_of(client, cast.lies, f"/cases/{case.reference}/")


def test_a_case_that_cannot_be_closed_says_the_same_whoever_is_on_the_way_and_names_nobody() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.lies)
    words = []
    with pytest.raises(problems.StillTravelling) as seen:
        actions.close_case(cast.lies, case, "left")
    words.append((seen.value.say(), seen.value.say_way_out()))
    actions.leave(cast.lies, traveller_of(case), "withdrawn")
    assert Traveller.objects.filter(pk=niece.pk, exit="").exists(), "the child goes on, unseen"
    with pytest.raises(problems.StillTravelling) as hidden:
        actions.close_case(cast.lies, case, "left")
    words.append((hidden.value.say(), hidden.value.say_way_out()))
    assert words[0] == words[1]
    said = " ".join(words[0]).lower()
    assert not any(
        hint in said for hint in ("focal", "protect", "restricted", "hidden", "child", "not every")
    )
