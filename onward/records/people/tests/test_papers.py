"""Travel documents and the numbers of other bodies."""

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from onward.access.models import AuditEntry, User
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid, Missing
from onward.records.people import problems
from onward.records.people.actions import Paper, add_document, add_reference, drop_reference, update_document
from onward.records.people.models import Person, TravelDocument
from onward.records.people.tests.factories import a_person, restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
ASKED = Paper("laissez-passer", "asked", issuer="IQ", asked_of="Embassy of Iraq", asked_on=date(2021, 3, 1))


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_laissez_passer_is_asked_for_then_received(cast: Cast) -> None:
    person = a_person(cast.be)
    asked = add_document(cast.lies, person, ASKED)
    received = Paper(
        "laissez-passer",
        "received",
        number="lp 12 345",
        issuer="IQ",
        asked_of="Embassy of Iraq",
        asked_on=date(2021, 3, 1),
        interview_on=date(2021, 3, 20),
        received_on=date(2021, 4, 2),
        expires_on=date(2021, 10, 2),
        held_by="Office safe",
    )
    document = update_document(cast.lies, asked, received, version=1)

    assert (document.number, document.state, document.version) == ("LP12345", "received", 2)
    told = Event.objects.filter(type="people.document_recorded").order_by("position")
    assert [event.payload["state"] for event in told] == ["asked", "received"]
    assert told[1].payload["expires_on"] == "2021-10-02"


def test_the_second_editor_of_a_paper_is_shown_what_the_first_changed(cast: Cast) -> None:
    document = add_document(cast.lies, a_person(cast.be), ASKED)
    update_document(cast.sam, document, Paper("laissez-passer", "refused", issuer="IQ"), version=1)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        update_document(cast.lies, document, Paper("passport", "returned"), version=1)
    assert ("Where it stands", "asked for", "refused") in meanwhile.value.changes


@pytest.mark.parametrize(
    ("paper", "field"),
    [
        (Paper("passport", "received", issued_on=date(2021, 7, 2)), "issued_on"),
        (Paper("passport", "received", received_on=date(2021, 7, 2)), "received_on"),
    ],
)
def test_what_has_happened_cannot_lie_in_the_future(cast: Cast, paper: Paper, field: str) -> None:
    with clock.at(datetime(2021, 7, 1, tzinfo=UTC)), pytest.raises(Invalid) as refused:
        add_document(cast.lies, a_person(cast.be), paper)
    assert refused.value.field == field


def test_a_paper_that_expires_before_it_was_issued_is_refused(cast: Cast) -> None:
    paper = Paper("passport", "received", issued_on=date(2020, 1, 1), expires_on=date(2019, 1, 1))
    with pytest.raises(problems.DatesTurnedAround):
        add_document(cast.lies, a_person(cast.be), paper)


@pytest.mark.parametrize(
    ("kind", "known", "lacking"),
    [
        ("passport", {}, ("issuer", "number", "expires_on")),
        ("passport", {"number": "A1", "issuer": "IQ"}, ("expires_on",)),
        ("passport", {"number": " ", "issuer": "IQ", "expires_on": date(2030, 1, 1)}, ("number",)),
        ("laissez-passer", {"number": "A1", "expires_on": date(2030, 1, 1)}, ("issuer",)),
        ("other", {"number": "A1"}, ("issuer",)),
    ],
)
def test_a_paper_that_is_here_has_a_number_an_issuer_and_a_day_of_expiry(
    cast: Cast, kind: str, known: dict[str, Any], lacking: tuple[str, ...]
) -> None:
    with pytest.raises(problems.PaperIncomplete) as refused:
        add_document(cast.lies, a_person(cast.be), Paper(kind, "received", **known))
    assert refused.value.lacking == lacking


@pytest.mark.parametrize("state", ["asked", "interview", "refused", "returned"])
def test_of_a_paper_that_is_not_here_nothing_more_need_be_known(cast: Cast, state: str) -> None:
    add_document(cast.lies, a_person(cast.be), Paper("passport", state))


def test_a_paper_of_a_kind_that_the_definitions_call_endless_needs_no_day_of_expiry(cast: Cast) -> None:
    made = add_document(cast.lies, a_person(cast.be), Paper("other", "received", number="A1", issuer="IQ"))
    assert made.expires_on is None


def test_the_empty_form_says_at_each_field_what_a_paper_that_is_here_needs(cast: Cast) -> None:
    client, person = Client(), a_person(cast.be)
    client.force_login(cast.lies)
    address = f"/people/{person.key}/papers/new/"
    fresh = client.get(address).context["form"]
    assert (fresh["kind"].value(), fresh["state"].value()) == (None, None)
    refused = client.post(address, {"kind": "passport", "state": "received"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"number", "issuer", "expires_on"}
    assert not TravelDocument.objects.exists()


def test_events_do_not_tell_a_number_but_whether_there_is_one(cast: Cast) -> None:
    whole = Paper("passport", "received", number="A1", issuer="IQ", expires_on=date(2030, 1, 1))
    update_document(cast.lies, add_document(cast.lies, a_person(cast.be), ASKED), whole, version=1)
    told = Event.objects.filter(type="people.document_recorded").order_by("position")
    assert [event.payload["numbered"] for event in told] == [False, True]


def test_of_papers_of_before_without_a_number_it_is_told(cast: Cast) -> None:
    person = a_person(cast.be)
    for number in ("", "A1"):
        TravelDocument.objects.create(
            person=person, kind="passport", state="received", number=number, expires_on=date(2030, 1, 1)
        )
    told = import_module("onward.records.people.migrations.0003_papers_without_a_number").TELL
    with connection.cursor() as cursor:
        cursor.execute(told)
    [event] = Event.objects.filter(type="people.document_recorded")
    assert (event.person_key, event.office, event.payload["numbered"]) == (person.key, "be", False)
    assert event.payload["expires_on"] == "2030-01-01"


def test_a_number_stands_once_for_each_issuer(cast: Cast) -> None:
    first, second = a_person(cast.be), a_person(cast.be, name="Ali Karim")
    add_reference(cast.lies, first, "immigration-office", "8 123 456")
    with pytest.raises(problems.NumberTaken) as refused:
        add_reference(cast.lies, second, "immigration-office", "8123456")
    assert first.name not in refused.value.say()
    add_reference(cast.lies, second, "reception-agency", "8123456")


def test_a_number_taken_by_a_hidden_person_is_refused_in_the_same_words(cast: Cast) -> None:
    hidden = a_person(cast.be)
    add_reference(cast.lies, hidden, "unhcr", "X1")
    restricted(hidden)
    with pytest.raises(problems.NumberTaken) as refused:
        add_reference(cast.lies, a_person(cast.be, name="Ali Karim"), "unhcr", "X1")
    assert refused.value.params == {}


@pytest.mark.parametrize("hidden", [True, False])
def test_trying_the_number_of_a_hidden_person_leaves_a_line_in_the_audit(cast: Cast, hidden: bool) -> None:
    holder, other = a_person(cast.be), a_person(cast.be, name="Ali Karim")
    add_reference(cast.lies, holder, "unhcr", "X1")
    if hidden:
        restricted(holder)
    client = Client()
    client.force_login(cast.lies)
    sent = {"issuer": "unhcr", "number": "x 1", "once": str(uuid4())}
    assert client.post(f"/people/{other.key}/numbers/new/", sent).status_code == 422
    tried = AuditEntry.objects.filter(action="people.number-taken", actor_key=cast.lies.key)
    assert list(tried.values_list("person_key", flat=True)) == ([holder.key] if hidden else [])


PASSPORT = Paper("passport", "received", number="A 1234567", issuer="IQ", expires_on=date(2030, 1, 1))


def sent(user: User, person: Person, **more: str) -> Any:
    client = Client()
    client.force_login(user)
    paper = {"kind": "passport", "state": "received", "number": "a1234567", "issuer": "IQ"}
    typed = paper | {"expires_on": "2030-01-01", "once": str(uuid4())} | more
    return client.post(f"/people/{person.key}/papers/new/", typed)


def test_a_number_of_somebody_in_sight_is_asked_about_and_taken_once_it_is_said_to_be_right(
    cast: Cast,
) -> None:
    holder, child = a_person(cast.be), a_person(cast.be, name="Ali Karim")
    add_document(cast.lies, holder, PASSPORT)
    asked = sent(cast.lies, child, held_by="Office safe")
    assert asked.status_code == 422
    assert "already stands with Hassan Al-Zubaidi" in asked.content.decode()
    assert 'name="shared"' in asked.content.decode()
    assert 'value="Office safe"' in asked.content.decode()
    assert child.documents.count() == 0
    ticked = asked.context["form"].fields["shared"].widget.number
    assert f'value="{ticked}"' in asked.content.decode()
    wrong_elsewhere = sent(cast.lies, child, shared=ticked, expires_on="soon")
    assert "The number is right, and stands with Hassan Al-Zubaidi too" in wrong_elsewhere.content.decode()
    assert "checked" in str(wrong_elsewhere.context["form"]["shared"])
    third = a_person(cast.be, name="Sara Third")
    add_document(cast.lies, third, replace(PASSPORT, number="C 777"))
    changed = sent(cast.lies, child, shared=ticked, number="c777")
    assert changed.status_code == 422, "the tick was for another number"
    assert "already stands with Sara Third" in changed.content.decode()
    assert "checked" not in str(changed.context["form"]["shared"])
    assert child.documents.count() == 0
    assert sent(cast.lies, child, shared=ticked).status_code == 302
    assert child.documents.get().number == "A1234567"


def test_a_person_entered_with_the_number_of_somebody_in_sight_is_asked_about(cast: Cast) -> None:
    add_document(cast.lies, a_person(cast.be), PASSPORT)
    client = Client()
    client.force_login(cast.lies)
    paper = {"paper_kind": "passport", "paper_number": "A1234567", "paper_issuer": "IQ"}
    names = {"names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0", "names-0-kind": "main"}
    typed = paper | names | {"names-0-family": "Karim", "sex": "male", "paper_expires_on": "2030-01-01"}
    asked = client.post("/people/new/", typed)
    assert "already stands with Hassan Al-Zubaidi" in asked.content.decode()
    assert "The number is right, and stands with Hassan Al-Zubaidi too" in asked.content.decode()
    assert not Person.objects.filter(name="Karim").exists()
    assert client.post("/people/new/", typed | {"shared": "IQ A1"}).status_code == 422
    assert client.post("/people/new/", typed | {"shared": "IQ A1234567"}).status_code == 302


@pytest.mark.parametrize("other", [{"number": "B1"}, {"issuer": "SY"}, {"issuer": "", "state": "asked"}])
def test_another_number_or_issuer_and_the_own_paper_are_not_asked_about(
    cast: Cast, other: dict[str, Any]
) -> None:
    holder, somebody = a_person(cast.be), a_person(cast.be)
    kept = add_document(cast.lies, holder, PASSPORT)
    update_document(cast.lies, kept, replace(PASSPORT, held_by="Office safe"))
    add_document(cast.lies, holder, PASSPORT)
    add_document(cast.lies, somebody, replace(PASSPORT, **other))


def test_a_number_that_was_said_to_be_right_is_not_asked_about_again(cast: Cast) -> None:
    add_document(cast.lies, a_person(cast.be), PASSPORT)
    both = add_document(cast.lies, a_person(cast.be), PASSPORT, shared=True)
    both = update_document(cast.lies, both, replace(PASSPORT, held_by="Office safe"))
    update_document(cast.lies, both, replace(PASSPORT, number="B1"))
    with pytest.raises(problems.NumberOfAnother):
        update_document(cast.lies, both, PASSPORT)


@pytest.mark.parametrize("why", ["restricted", "another office"])
def test_of_a_number_of_somebody_out_of_sight_nothing_is_told(cast: Cast, why: str) -> None:
    hidden = a_person(cast.be if why == "restricted" else cast.lu, name="Maryam Sealed")
    add_document(cast.sam if why == "restricted" else cast.paul, hidden, PASSPORT)
    if why == "restricted":
        restricted(hidden)
    person, nobodys = a_person(cast.be), a_person(cast.be)
    ticked = sent(cast.lies, a_person(cast.be), shared="on", expires_on="soon").content.decode()
    assert "Maryam" not in ticked
    assert "stands with both" in ticked
    taken, free = sent(cast.lies, person), sent(cast.lies, nobodys, number="B7654321")
    assert (taken.status_code, free.status_code) == (302, 302)
    client = Client()
    client.force_login(cast.lies)
    page = client.get(f"/people/{person.key}/").content.decode()
    assert "Maryam" not in page
    assert "the same number" not in page


def test_who_sees_both_reads_on_both_pages_that_their_papers_have_one_number(cast: Cast) -> None:
    hidden, open_one = restricted(a_person(cast.be, name="Maryam Sealed")), a_person(cast.be)
    add_document(cast.vera, hidden, PASSPORT)
    add_document(cast.lies, open_one, PASSPORT)
    client = Client()
    client.force_login(cast.vera)
    for one, other in ((hidden, open_one), (open_one, hidden)):
        page = client.get(f"/people/{one.key}/").content.decode()
        assert f'the same number as <a href="/people/{other.key}/">{other.name}</a>' in page


def test_a_wrong_number_can_be_taken_away_once(cast: Cast) -> None:
    person = a_person(cast.be)
    reference = add_reference(cast.lies, person, "unhcr", "X1")
    drop_reference(cast.lies, person, reference)
    with pytest.raises(Missing):
        drop_reference(cast.lies, person, reference)


def test_a_second_click_records_one_paper(cast: Cast) -> None:
    person, once = a_person(cast.be), uuid4()
    add_document(cast.lies, person, ASKED, once=once)
    with pytest.raises(AlreadySent):
        add_document(cast.lies, person, ASKED, once=once)
    assert TravelDocument.objects.count() == 1


def test_a_second_click_on_a_paper_is_no_change_of_a_colleague(cast: Cast) -> None:
    document, once = add_document(cast.lies, a_person(cast.be), ASKED), uuid4()
    right = Paper("laissez-passer", "refused", issuer="IQ")
    update_document(cast.lies, document, right, version=1, once=once)
    with pytest.raises(AlreadySent):
        update_document(cast.lies, document, right, version=1, once=once)


def test_papers_of_a_hidden_person_do_not_exist(cast: Cast) -> None:
    person = a_person(cast.be)
    document = add_document(cast.lies, person, ASKED)
    restricted(person)
    assert not TravelDocument.objects.visible_to(cast.lies).exists()
    assert TravelDocument.objects.visible_to(cast.vera).exists()
    with pytest.raises(Missing):
        update_document(cast.lies, document, Paper("passport", "returned"))


def test_a_number_of_somebody_hidden_and_one_of_another_office_answer_in_the_same_words(cast: Cast) -> None:
    hidden, foreign = restricted(a_person(cast.be)), a_person(cast.lu)
    add_reference(cast.sam, hidden, "unhcr", "X1")
    add_reference(cast.paul, foreign, "unhcr", "X2")
    words = []
    for number in ("X1", "X2"):
        with pytest.raises(problems.NumberTaken) as refused:
            add_reference(cast.lies, a_person(cast.be), "unhcr", number)
        words.append((refused.value.say(), refused.value.say_way_out(), refused.value.params))
    assert words[0] == words[1]
