"""A mission that keeps the file of who had departed there reads nowhere where the others return to."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from onward.access.models import Office, User
from onward.casework.cases import actions as casework
from onward.casework.cases.doings import DOINGS
from onward.casework.cases.models import Case, FunderApproval, Note, Session, Task
from onward.casework.cases.rules import version_in_sight
from onward.casework.protection.tests.test_gone_before_the_change import gone_and_changed
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import FUNDER, NOON, passenger_of, travellers_of
from onward.kernel import clock
from onward.kernel.problems import ChangedMeanwhile, Refused
from onward.records.consents.tests.factories import a_consent
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
NEW = ("Albania", "Shkodër", "Tirana", "AL ", "“AL")
WRITTEN = "We go to an aunt in Albania"


def gone_and_worked_on(cast: Cast) -> tuple[Case, Movement]:
    """Return the case of the niece who left for Iraq, on which work goes on for who returns to Albania."""
    case, movement = gone_and_changed(cast)
    casework.change_destination(cast.lies, case, "AL", "Shkodër")
    casework.add_note(cast.lies, case, WRITTEN)
    casework.add_note(cast.sam, case, WRITTEN)
    casework.hold_session(cast.lies, case, way="phone", summary=WRITTEN, place="Tirana")
    casework.set_task(cast.lies, case, words=WRITTEN, due_on=clock.today() + timedelta(days=3))
    casework.ask_approval(cast.lies, case, FUNDER)
    casework.sign_declaration(cast.lies, travellers_of(case)[0], "self")
    mission = Office.objects.create(code="al", name="Tirana", kind="mission", country="AL")
    a_consent(travellers_of(case)[0].person.key, mission.key, office=cast.be)
    casework.answer_hand_over(
        User.objects.create(
            email="al@onward.example", name="Ana Hoxha", roles=["mission-colleague"], office=mission
        ),
        casework.hand_over(cast.lies, case, mission),
        True,
    )
    casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="AL")
    case.refresh_from_db()
    return case, movement


def addresses(case: Case, movement: Movement) -> Iterator[str]:
    [_uncle, child] = travellers_of(case)
    yield f"/cases/{case.reference}/"
    yield from (f"/cases/{case.reference}/do/{what}/" for what in DOINGS)
    yield from (f"/work/?list={one}" for one in ("due", "mine", "blocked", "held"))
    yield from (f"/journeys/?when={one}" for one in ("ahead", "late", "under-way", "past", "all"))
    yield f"/journeys/{movement.key}/"
    yield f"/people/{child.person.key}/"
    yield "/people/?q=Noor"
    yield from (f"/reintegration/?state={one}" for one in ("asked", "granted", "drawn", "declined"))
    yield f"/reintegration/travellers/{child.key}/ask/"
    yield from (f"/protection/assessments/{one.key}/" for one in case.assessments.all())
    yield "/protection/"
    yield "/cases/"
    yield "/cases/?all=1&late=1"
    yield "/holds/"


def main_of(page: str) -> str:
    """Return what a page says, without what its filters and forms offer of every country."""
    page = page[page.index("<main") : page.index("</main>")]
    while "<select" in page:
        start = page.index("<select")
        page = page[:start] + page[page.index("</select>", start) + len("</select>") :]
    return page


@pytest.mark.parametrize("taken_back", [False, True])
def test_no_page_of_the_case_tells_the_mission_of_the_new_country(client: Client, taken_back: bool) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, movement = gone_and_worked_on(cast)
        if taken_back:
            [_uncle, child] = travellers_of(case)
            actions.correct_departure(cast.omar, passenger_of(movement, child.person), "told-wrongly")
        client.force_login(cast.erbil)
        read = 0
        for address in addresses(case, movement):
            answer = client.get(address)
            if answer.status_code != 200:
                continue
            read += 1
            told = [words for words in NEW if words in main_of(answer.content.decode())]
            assert not told, address
        assert read > 25


def test_neither_do_lists_that_are_narrowed_to_a_country(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, movement = gone_and_worked_on(cast)
        client.force_login(cast.erbil)
        for where, what in (("/cases/", case.reference), ("/journeys/", str(movement.key))):
            for country, found in (("AL", False), ("IQ", True)):
                page = client.get(where, {"destination": country, "when": "all"}).content.decode()
                assert (what in main_of(page)) == found, (where, country)
        holds = client.get("/holds/").context["holds"]
        assert [one.hold.destination for one in holds if one.hold.destination == "AL"] == []


def test_what_the_household_told_before_and_what_the_mission_wrote_stay(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_worked_on(cast)
        casework.add_note(cast.erbil, case, "We met her at the airport")
        client.force_login(cast.erbil)
        page = main_of(client.get(f"/cases/{case.reference}/").content.decode())
        assert "We met her at the airport" in page
        assert "Case opened" in page
        assert "The hand-over to the mission ended" in page
        assert WRITTEN not in page
        assert [one.text for one in Note.objects.visible_to(cast.erbil)] == ["We met her at the airport"]
        assert WRITTEN not in {one.words for one in Task.objects.visible_to(cast.erbil)}
        assert WRITTEN not in {one.summary for one in Session.objects.visible_to(cast.erbil)}
        asked = FunderApproval.objects.filter(case=case).count()
        assert FunderApproval.objects.visible_to(cast.erbil).count() == asked - 1
        assert WRITTEN in client_page(client, cast.lies, case)
        assert "Albania" in client_page(client, cast.sam, case)


def client_page(client: Client, reader: User, case: Case) -> str:
    client.force_login(reader)
    return client.get(f"/cases/{case.reference}/").content.decode()


def test_the_mission_neither_changes_it_nor_is_told_it_by_the_refusal() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_worked_on(cast)
        [uncle, child] = travellers_of(case)
        for country in ("AL", "IQ", "RS"):
            with pytest.raises(Refused):
                casework.change_destination(cast.erbil, case, country)
        with pytest.raises(Refused) as refused:
            casework.close_case(cast.erbil, case, "arrived", version=version_in_sight(1, [child.key]))
        assert "Albania" not in str(vars(refused.value))
        with pytest.raises(ChangedMeanwhile) as told:
            casework.close_case(cast.lies, case, "arrived", version=version_in_sight(1, [uncle.key]))
        assert "Albania" in str(vars(told.value))


def test_once_the_household_is_sent_again_the_mission_reads_of_it_again(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_worked_on(cast)
        casework.change_destination(cast.lies, case, "IQ")
        casework.answer_hand_over(cast.erbil, casework.hand_over(cast.sam, case, cast.iraq), True)
        assert WRITTEN in client_page(client, cast.erbil, case)
