"""Travel documents and the numbers of other bodies."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from onward.access.models import AuditEntry
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid, Missing
from onward.records.people import problems
from onward.records.people.actions import Paper, add_document, add_reference, drop_reference, update_document
from onward.records.people.models import TravelDocument
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
        update_document(cast.lies, document, Paper("passport", "received"), version=1)
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


def test_papers_of_a_hidden_person_do_not_exist(cast: Cast) -> None:
    person = a_person(cast.be)
    document = add_document(cast.lies, person, ASKED)
    restricted(person)
    assert not TravelDocument.objects.visible_to(cast.lies).exists()
    assert TravelDocument.objects.visible_to(cast.vera).exists()
    with pytest.raises(Missing):
        update_document(cast.lies, document, Paper("passport", "received"))


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
