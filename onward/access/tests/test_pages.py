"""The audit of the data-protection officer, and the users of the administrator."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from onward.access import actions, audit, problems, queries
from onward.access.actions import Particulars
from onward.access.models import AuditEntry, GlassBreak, Restriction, User
from onward.access.pages import entries_in_words
from onward.access.paging import place_of
from onward.casework.cases.tests.factories import a_case, a_person
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Refused
from onward.kernel.text import TextTooLong
from onward.records.people.models import Household, Membership, Person
from onward.web.audited import TABLES
from tests.cast import RED_CROSS, Cast, make_cast

pytestmark = pytest.mark.django_db

PLACES = ["", "?before=x", "?after=", "?before=x&after=x", "?after=real", "?before=real"]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def an_opening(cast: Cast, reason: str = "Her aunt called from the airport.") -> GlassBreak:
    person = a_person(cast.be)
    return GlassBreak.objects.create(
        actor=cast.duty, person_key=person.key, reason=reason, until=clock.now() + timedelta(hours=4)
    )


def test_who_saw_a_person_is_found_by_name_and_the_asking_is_written_down() -> None:
    cast = make_cast()
    person = a_person(cast.be, "Hassan Zubaidi")
    audit.opened(cast.nora, person=person.key, page="people.person")
    client = signed_in(cast.dirk)
    response = client.post("/audit/", {"text": "zubaidi"}, follow=True)

    assert "Nora Dillen" in text_of(response)
    kinds = AuditEntry.objects.filter(actor_key=cast.dirk.key).values_list("kind", "person_key")
    assert set(kinds) == {("search", None), ("open", person.key)}
    assert "zubaidi" not in str(AuditEntry.objects.get(kind="search").after).lower()


def test_two_of_a_name_are_offered_to_choose_from() -> None:
    cast = make_cast()
    a_person(cast.be, "Hassan Zubaidi")
    a_person(cast.lu, "Hassan Zubaidi")
    assert text_of(signed_in(cast.dirk).post("/audit/", {"text": "Hassan"})).count("Hassan Zubaidi") == 2


def test_a_case_is_found_by_its_reference_and_a_person_by_their_key() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client = signed_in(cast.dirk)
    found = text_of(client.post("/audit/", {"text": case.reference.lower()}))
    assert f"/audit/case/{case.key}/" in found
    person = case.travellers.get().person
    assert client.post("/audit/", {"text": str(person.key)}).url.endswith(f"/audit/person/{person.key}/")  # type: ignore[attr-defined]


def test_what_was_changed_is_shown_before_and_after() -> None:
    cast = make_cast()
    actions.change_user(cast.anna, cast.lies, Particulars("Lies V.", ["counsellor"], cast.be))
    text = text_of(signed_in(cast.dirk).get(f"/audit/user/{cast.anna.key}/"))
    assert "<del>Lies Vermaele</del>" in text
    assert "<ins>Lies V.</ins>" in text


def test_a_line_of_the_audit_is_said_in_words() -> None:
    cast = make_cast()
    case, person = a_case(cast.lies), a_person(cast.be, "Hassan Zubaidi")
    name = actions.change_user.name
    fill = {
        "case_id": 36951,
        "traveller_id": 7,
        "state": "open",
        "closed_on": None,
        "at": "2026-11-28T22:30:00+00:00",
        "day": "2026-11-28",
    }
    AuditEntry.objects.create(
        actor_key=cast.lies.key, action=name, kind="insert", table="cases_task", row=1, case_key=case.key,
        person_key=person.key, before={"closed_on": "2026-11-01"}, after=fill,
    )  # fmt: skip
    with translation.override("fr"):
        [line] = entries_in_words(list(AuditEntry.objects.filter(table="cases_task", row=1, action=name)))
    said = {pair.column: (pair.was, pair.now) for pair in line.pairs}
    assert (str(line.kind), line.what) != ("insert", "cases_task")
    assert line.what == "tâche"
    assert "change_user" not in line.action
    assert said["dossier"] == (None, case.reference)
    assert said["voyageur"] == (None, "Hassan Zubaidi")
    assert said["clôturé le"][0] == "1er nov. 2026"
    assert said["clôturé le"][1] == "rien"
    assert said["à"][1] is not None
    assert "23:30" in said["à"][1]


def test_every_audited_table_has_its_word() -> None:
    with_trigger = {
        model._meta.db_table
        for model in apps.get_models()
        if any(one.name == "audited" for one in getattr(model._meta, "triggers", ()))
    }
    assert with_trigger == set(TABLES)


def test_what_a_user_saw_is_shown_for_some_days_only() -> None:
    cast = make_cast()
    person = a_person(cast.be, "Hassan Zubaidi")
    audit.opened(cast.nora, person=person.key, page="people.person")
    client, today = signed_in(cast.dirk), clock.today()
    address = f"/audit/user/{cast.nora.key}/"
    assert "Hassan" in text_of(client.get(address, {"first": today.isoformat(), "last": today.isoformat()}))
    before = (today - timedelta(days=1)).isoformat()
    assert "Hassan" not in text_of(client.get(address, {"last": before}))


def test_a_long_audit_is_walked_to_its_end_and_back_by_key() -> None:
    cast = make_cast()
    key = uuid4()
    for number in range(60):
        audit.opened(cast.nora, person=key, page=f"page.{number}")
    client = signed_in(cast.dirk)
    address, seen = f"/audit/user/{cast.nora.key}/", []
    turn = address
    while turn:
        text = text_of(client.get(turn))
        seen += re.findall(r"page\.(\d+)", text)
        older = re.search(r'rel="next" href="([^"]+)"', text)
        turn = f"{address}{older[1]}" if older else ""
    assert seen == [str(number) for number in reversed(range(60))]
    newer = re.search(r'rel="prev" href="([^"]+)"', text)
    assert newer is not None
    assert re.findall(r"page\.(\d+)", text_of(client.get(f"{address}{newer[1]}")))[0] == "34"


def lines_of(user: User, person: Person) -> list[tuple[str, str]]:
    """Return what the audit has of a user about a person."""
    rows = AuditEntry.objects.filter(actor_key=user.key, person_key=person.key).order_by("pk")
    return list(rows.values_list("kind", "action"))


def a_restricted_person(cast: Cast) -> Person:
    person = a_person(cast.be, "Zilda Ferro")
    Restriction.objects.create(person_key=person.key, category="child")
    return person


@pytest.mark.parametrize("place", PLACES)
def test_no_page_of_the_audit_of_a_person_is_read_without_a_line(place: str) -> None:
    cast = make_cast()
    person = a_restricted_person(cast)
    line = AuditEntry.objects.filter(person_key=person.key).order_by("pk").last()
    assert line is not None
    address = f"/audit/person/{person.key}/{place.replace('real', place_of(line))}"
    assert signed_in(cast.dirk).get(address).status_code == 200
    assert lines_of(cast.dirk, person) == [("open", "access.audit")]


def test_what_a_user_saw_names_a_restricted_person_and_that_this_was_read_stands_in_her_audit() -> None:
    cast = make_cast()
    person, open_one = a_restricted_person(cast), a_person(cast.be, "Hassan Zubaidi")
    for _ in range(3):
        audit.opened(cast.sam, person=person.key, page="people.person")
        audit.opened(cast.sam, person=open_one.key, page="people.person")
    text = text_of(signed_in(cast.dirk).get(f"/audit/user/{cast.sam.key}/?before=x"))
    assert "Zilda Ferro" in text
    assert lines_of(cast.dirk, person) == [("open", "access.audit-user")]
    assert lines_of(cast.dirk, open_one) == []


@pytest.mark.parametrize("by", ["key", "number", "household"])
def test_whom_the_values_of_a_line_name_leaves_a_line_too(by: str) -> None:
    cast = make_cast()
    person = a_restricted_person(cast)
    if by == "key":
        audit.searched(cast.sam, page="people.search", found=[person.key])
    else:
        household = Household.objects.create(office=cast.be)
        Membership.objects.create(
            household=household, person=person, relation="head", joined_on=clock.today()
        )
        after = {"person_id": person.pk} if by == "number" else {"household_id": household.pk}
        row = {"table": "people_membership", "row": 1, "after": after}
        AuditEntry.objects.create(actor_key=cast.sam.key, kind="insert", **row)
    assert "Zilda Ferro" in text_of(signed_in(cast.dirk).get(f"/audit/user/{cast.sam.key}/"))
    assert lines_of(cast.dirk, person) == [("open", "access.audit-user")]


def test_the_audit_of_a_case_leaves_a_line_of_each_restricted_person_in_it() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    person = a_restricted_person(cast)
    audit.opened(cast.sam, person=person.key, case=case.key, page="cases.case")
    assert "Zilda Ferro" in text_of(signed_in(cast.dirk).get(f"/audit/case/{case.key}/"))
    assert lines_of(cast.dirk, person) == [("open", "access.audit-case")]
    of_case = AuditEntry.objects.filter(actor_key=cast.dirk.key, case_key=case.key)
    assert sorted(of_case.values_list("action", flat=True)) == ["access.audit", "access.audit-case"]


def test_exports_are_listed_with_what_was_taken() -> None:
    cast = make_cast()
    audit.exported(cast.lies, what="cases.list", rows=412, filters={"stage": "booked"})
    text = text_of(signed_in(cast.dirk).get("/audit/exports/"))
    assert "412" in text
    assert "cases.list" in text


def test_an_emergency_opening_waits_until_the_officer_has_looked() -> None:
    cast = make_cast()
    opening = an_opening(cast)
    client = signed_in(cast.dirk)
    assert "1 emergency opening to look at" in text_of(client.get("/audit/"))
    assert "Her aunt called" in text_of(client.get("/audit/openings/"))

    client.post(f"/audit/openings/{opening.key}/seen/")
    opening.refresh_from_db()
    assert opening.seen_by == cast.dirk
    assert queries.unseen_openings(cast.dirk) == 0
    assert Event.objects.get(type="access.glass_seen").about_key == opening.key
    with pytest.raises(problems.AlreadySeen):
        actions.see_opening(cast.dirk, opening)


def test_of_openings_it_is_said_whether_there_was_never_one_or_all_were_looked_at() -> None:
    cast = make_cast()
    client = signed_in(cast.dirk)
    assert "Nobody has opened a restricted file" in text_of(client.get("/audit/openings/?state=all"))
    actions.see_opening(cast.dirk, an_opening(cast))
    assert "Every opening has been looked at." in text_of(client.get("/audit/openings/"))
    assert "Nobody has opened" not in text_of(client.get("/audit/openings/?state=all"))


def test_of_what_was_loaded_in_bulk_the_audit_says_where_it_stands() -> None:
    cast = make_cast()
    case, person = a_case(cast.lies), a_person(cast.be)
    pages = [f"/audit/person/{person.key}/", f"/audit/case/{case.key}/", f"/audit/user/{cast.nora.key}/"]
    client = signed_in(cast.dirk)
    for address in pages:
        assert "loaded in bulk" not in text_of(client.get(address))
    AuditEntry.objects.create(action="sample.load", kind="load", after={"rows": {}})
    for address in pages:
        assert "loaded in bulk" in text_of(client.get(address))


def test_only_a_page_with_days_to_choose_speaks_of_a_time() -> None:
    cast = make_cast()
    client = signed_in(cast.dirk)
    assert "none of these in this time" in text_of(client.get(f"/audit/user/{cast.nora.key}/"))
    assert "none of these so far" in text_of(client.get("/audit/exports/"))


def test_an_answer_without_lines_does_not_say_that_no_list_told_of_who_is_not_restricted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = make_cast()
    case, client = a_case(cast.lies), signed_in(cast.dirk)
    monkeypatch.setattr(queries, "entries", lambda _actor: AuditEntry.objects.none())
    page = text_of(client.get(f"/audit/case/{case.key}/"))
    assert "and exports: none of these so far" not in page
    assert "What is not restricted leaves no line here when it is read, listed or taken out" in page
    assert page.count('href="/audit/exports/"') == 1


@pytest.mark.parametrize("address", ["/audit/", "/audit/openings/", "/audit/exports/"])
def test_nobody_but_the_officer_reads_the_audit(address: str) -> None:
    cast = make_cast()
    for name, user in cast.everybody().items():
        assert signed_in(user).get(address).status_code == (200 if name == "dirk" else 403)


def test_no_page_of_the_audit_asks_much_of_the_database(django_assert_max_num_queries: Any) -> None:
    cast = make_cast()
    for number in range(30):
        audit.opened(cast.nora, person=a_person(cast.be, f"Person {number}").key, page="p")
        an_opening(cast)
    client = signed_in(cast.dirk)
    for address in ("/audit/", f"/audit/user/{cast.nora.key}/", "/audit/openings/", "/audit/exports/"):
        with django_assert_max_num_queries(15):
            client.get(address)


def given(**fields: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "email": "new@onward.example",
        "name": "New Colleague",
        "roles": ["counsellor"],
        "office": "be",
        "language": "fr",
    } | fields


def test_an_administrator_lets_somebody_in_who_then_has_no_password() -> None:
    cast = make_cast()
    assert signed_in(cast.anna).post("/users/new/", given()).status_code == 302
    made = User.objects.get(email="new@onward.example")
    assert (made.roles, made.office, made.language) == (["counsellor"], cast.be, "fr")
    assert not made.has_usable_password()
    fact = Event.objects.get(type="access.user_made")
    assert fact.payload == {"roles": ["counsellor"], "focal_for": [], "office": "be"}
    assert "New" not in str(fact.payload)


def test_one_address_is_one_user_and_a_second_click_makes_no_second_one() -> None:
    cast = make_cast()
    client, form = signed_in(cast.anna), given()
    client.post("/users/new/", form)
    assert client.post("/users/new/", form).status_code == 409
    assert "signs in with this address already" in text_of(
        client.post("/users/new/", given(email="NEW@onward.example"))
    )
    assert User.objects.filter(email__iexact="new@onward.example").count() == 1


def test_nobody_gives_or_takes_their_own_roles() -> None:
    cast = make_cast()
    client = signed_in(cast.anna)
    response = client.post(
        f"/users/{cast.anna.key}/", given(roles=["administrator", "data-protection-officer"])
    )
    assert response.status_code == 403
    assert client.post(f"/users/{cast.anna.key}/active/").status_code == 403
    cast.anna.refresh_from_db()
    assert cast.anna.roles == ["administrator"]


def test_a_name_of_a_user_that_does_not_fit_is_told_and_never_cut_off() -> None:
    cast = make_cast()
    with pytest.raises(TextTooLong) as told:
        actions.change_user(cast.anna, cast.lies, Particulars("L" * 121, ["counsellor"], cast.be))
    assert told.value.field == "name"


@pytest.mark.parametrize(
    "role", ["counsellor", "data-protection-officer", "movement-officer", "duty-officer"]
)
def test_who_gives_roles_sees_no_case_by_another_role(role: str) -> None:
    cast = make_cast()
    with pytest.raises(problems.SeesNoCase):
        actions.change_user(cast.anna, cast.lies, Particulars("L", ["administrator", role], cast.be))


def test_who_is_to_read_figures_and_files_is_said_beforehand_and_once() -> None:
    cast = make_cast()
    client = signed_in(cast.anna)
    both = ["counsellor", "programme-manager"]
    asked = client.post("/users/new/", given(roles=both))
    assert asked.status_code == 422
    assert "Here Programme manager reads figures, and Counsellor reads files: better two people." in text_of(
        asked
    )
    assert 'type="checkbox" name="apart"' in text_of(asked)
    assert not User.objects.filter(email="new@onward.example").exists()
    assert client.post("/users/new/", given(roles=both, apart="on")).status_code == 302
    made = User.objects.get(email="new@onward.example")
    assert made.roles == both
    again = given(roles=both, language="nl", name="N")
    assert client.post(f"/users/{made.key}/", again).status_code == 302, "it was said"
    for alone in both:
        page = client.get(f"/users/{made.key}/")
        assert 'type="checkbox" name="apart"' not in text_of(page)
        assert client.post(f"/users/{made.key}/", given(roles=[alone])).status_code == 302
    assert client.post(f"/users/{made.key}/", given(roles=both)).status_code == 422


def test_each_further_pair_of_such_roles_is_said_too() -> None:
    """Who was told what a manager's numbers tell beside files was told nothing of an exact number."""
    cast = make_cast()
    client = signed_in(cast.anna)
    pair = ["counsellor", "programme-manager"]
    assert client.post("/users/new/", given(roles=pair, apart="on")).status_code == 302
    made = User.objects.get(email="new@onward.example")
    asked = client.post(f"/users/{made.key}/", given(roles=[*pair, "reporting-officer"]))
    assert asked.status_code == 422
    assert 'type="checkbox" name="apart"' in text_of(asked)
    assert client.post(f"/users/{made.key}/", given(roles=pair[:1])).status_code == 302, "less is not asked"


def test_who_brings_in_what_names_persons_and_reads_figures_is_told_too() -> None:
    cast = make_cast()
    asked = signed_in(cast.anna).post("/users/new/", given(roles=["administrator", "reporting-officer"]))
    assert asked.status_code == 422
    assert 'type="checkbox" name="apart"' in text_of(asked)


@pytest.mark.parametrize(
    "who",
    [
        Particulars("P", ["partner"]),
        Particulars("C", ["counsellor"]),
    ],
)
def test_a_role_needs_the_office_or_organisation_that_it_reaches_by(who: Particulars) -> None:
    with pytest.raises(problems.BelongsNowhere):
        actions.make_user(make_cast().anna, "p@onward.example", who)
    actions.make_user(
        make_cast().anna, "q@onward.example", Particulars("Q", ["partner"], organisation_key=RED_CROSS)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        Particulars(" "),
        Particulars("A", ["king"]),
        Particulars("A", focal_for=["x"]),
        Particulars("A", language="xx"),
    ],
)
def test_what_no_definition_knows_is_refused(wrong: Particulars) -> None:
    with pytest.raises(Invalid):
        actions.make_user(make_cast().anna, "a@onward.example", wrong)


def test_who_is_closed_is_signed_out_at_once() -> None:
    cast = make_cast()
    lies = signed_in(cast.lies)
    assert lies.get("/referrals/").status_code == 200
    signed_in(cast.anna).post(f"/users/{cast.lies.key}/active/")
    assert lies.get("/referrals/").status_code == 302
    signed_in(cast.anna).post(f"/users/{cast.lies.key}/active/", {"reopen": "1"})
    cast.lies.refresh_from_db()
    assert cast.lies.is_active


def test_nobody_but_an_administrator_manages_users() -> None:
    cast = make_cast()
    for name, user in cast.everybody().items():
        assert signed_in(user).get("/users/").status_code == (200 if name == "anna" else 403)
        if name != "anna":
            with pytest.raises(Refused):
                actions.close_user(user, cast.lies)


def test_an_administrator_sees_no_person() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client = signed_in(cast.anna)
    for address in (f"/cases/{case.reference}/", "/cases/", "/referrals/", "/audit/"):
        assert client.get(address).status_code in (403, 404)


def test_a_name_that_nobody_can_have_finds_nobody() -> None:
    assert signed_in(make_cast().anna).get("/users/", {"name": "\0x"}).status_code == 200


def test_a_partner_is_given_an_organisation_by_its_name(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.anna)
    page = client.get("/users/new/").content.decode()
    assert f'<option value="{RED_CROSS}">Red Cross centre of the tests, Lint</option>' in page
    given = {"email": "p@onward.example", "name": "P", "roles": "partner", "language": "en"}
    nobody = client.post("/users/new/", given | {"organisation": str(uuid4()), "once": str(uuid4())})
    assert nobody.status_code in (200, 422)
    assert not User.objects.filter(email="p@onward.example").exists()
    answer = client.post("/users/new/", given | {"organisation": str(RED_CROSS), "once": str(uuid4())})
    assert answer.status_code == 302
    assert User.objects.get(email="p@onward.example").organisation_key == RED_CROSS
