"""The country of return changes by somebody who does not see the child who has departed to the former one."""

from datetime import timedelta

import pytest
from django.test import Client

from onward.access.models import Restriction
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, HandOver
from onward.casework.cases.tests.factories import a_member, page_of
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.pages import movement_page
from onward.delivery.movements.tests.factories import (
    NOON,
    a_journey,
    a_niece_alone,
    passenger_of,
    travellers_of,
)
from onward.kernel import clock
from onward.kernel.models import Event
from onward.records.consents.models import Consent
from onward.records.consents.tests.factories import a_consent
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def gone_and_changed(cast: Cast, *, by_both: bool = False) -> tuple[Case, Movement]:
    """Return a case that goes to Albania by now, and the journey by which the niece alone left for Iraq.

    The mission there has accepted both, sent at once by who sees both, or `by_both`, each who they see.
    """
    with clock.at(NOON):
        case, niece = a_niece_alone(cast, cast.sam)
        [uncle, child] = travellers_of(case)
        for one in (uncle, child):
            a_consent(one.person.key, cast.iraq.key, office=cast.be)
        if by_both:
            casework.answer_hand_over(cast.erbil, casework.hand_over(cast.lies, case, cast.iraq), True)
        casework.answer_hand_over(cast.erbil, casework.hand_over(cast.sam, case, cast.iraq), True)
        seats = [actions.Seat(uncle), actions.Seat(child, escort_kind="social", escort_name="Ines Peeters")]
        movement = a_journey(cast, case, seats=seats)
        actions.cancel(cast.omar, movement, "changed-mind", passengers=[passenger_of(movement, uncle.person)])
        movement.refresh_from_db()
        actions.depart(cast.omar, movement, [passenger_of(movement, niece)], alone=True)
        casework.change_destination(cast.lies, case, "AL")
    case.refresh_from_db()
    return case, Movement.objects.get(pk=movement.pk)


@pytest.mark.parametrize("by_both", [False, True])
def test_the_mission_keeps_who_is_on_the_way_to_it_and_nobody_else(client: Client, by_both: bool) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, movement = gone_and_changed(cast, by_both=by_both)
        client.force_login(cast.erbil)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "Noor Zubaidi" in page
        assert "Hassan" not in page
        journey = client.get(f"/journeys/{movement.key}/").content.decode()
        assert "Noor Zubaidi" in journey
        assert "Hassan" not in journey
        uncle = travellers_of(case)[0].person
        assert client.get(f"/people/{uncle.key}/").status_code == 404
        actions.arrive(cast.erbil, movement, [passenger_of(movement, travellers_of(case)[1].person)])


def test_somebody_whom_nobody_sent_is_not_seen_beside_her(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        HandOver.objects.filter(case=case, departed_only=False).delete()  # as if she alone had been sent
        client.force_login(cast.erbil)
        assert "Hassan" not in client.get(f"/cases/{case.reference}/").content.decode()


def test_nothing_tells_of_her_to_who_changed_it(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast, by_both=True)
        client.force_login(cast.lies)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "Ended:" in page
        assert "Accepted:" not in page
        assert "keeps the file" not in page
        assert "Noor" not in page
        aunt = a_member(case, "Suad Mahdi", sex="female")
        casework.add_traveller(cast.lies, case, casework.Joining(aunt))
        assert any("keeps the file" in one.words for one in page_of(cast.sam, case).happened)


def test_she_arrives_where_she_departed_to_and_pages_say_so(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, movement = gone_and_changed(cast)
        assert movement_page(cast.omar, movement).to == "IQ"
        assert movement_page(cast.lies, movement).to == "IQ", "that is where its legs end"
        client.force_login(cast.omar)
        board = client.get("/journeys/", {"when": "all"}).content.decode()
        row = board[board.index(str(movement.key)) :]
        assert "Iraq" in row
        assert "Albania" not in row[: row.index("</tr>")]
        actions.arrive(cast.omar, movement, [passenger_of(movement, travellers_of(case)[1].person)])
    assert Event.objects.get(case_key=case.key, type="movements.arrived").payload["destination"] == "IQ"


def test_her_departure_is_taken_back_and_recorded_again() -> None:
    cast = make_cast()
    case, movement = gone_and_changed(cast)
    child = travellers_of(case)[1].person
    with clock.at(NOON + timedelta(days=2)):
        actions.correct_departure(cast.omar, passenger_of(movement, child), "told-wrongly")
        movement.refresh_from_db()
        actions.depart(cast.omar, movement, departed_on=NOON.date(), alone=True)
    told = Event.objects.filter(case_key=case.key, type="movements.departed").standing().get()
    assert (told.payload["destination"], told.occurred_on) == ("IQ", NOON.date())


def test_the_focal_point_reads_of_her_on_the_desk(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        client.force_login(cast.nora)
        shown = client.get("/protection/").content.decode()
        assert "The country of return changed" in shown
        assert f"{case.reference} · departed to another country: Iraq" in shown
        client.force_login(cast.vera)
        assert "departed to another country" not in client.get("/protection/").content.decode()


@pytest.mark.parametrize("out_of_sight", ["consent-withdrawn", "marked-since"])
def test_a_mission_that_no_longer_sees_her_is_told_that_the_household_s_file_ended(
    client: Client, out_of_sight: str
) -> None:
    cast = make_cast()
    client.force_login(cast.erbil)
    told = []
    for hidden_departs in (True, False):
        with clock.at(NOON):
            case, niece = a_niece_alone(cast, cast.sam)
            [uncle, child] = travellers_of(case)
            for one in (uncle, child):
                a_consent(one.person.key, cast.iraq.key, office=cast.be)
            casework.hand_over(cast.lies, case, cast.iraq)
            casework.hand_over(cast.sam, case, cast.iraq)
            if out_of_sight == "consent-withdrawn":
                Consent.objects.filter(person_key=niece.key).update(withdrawn_on=NOON.date())
            else:
                later = NOON + timedelta(minutes=1)
                Restriction.objects.create(person_key=niece.key, category="medical", marked_at=later)
            if hidden_departs:
                seat = actions.Seat(child, escort_kind="social", escort_name="Ines Peeters")
                actions.depart(cast.omar, a_journey(cast, case, seats=[seat]), alone=True)
            casework.change_destination(cast.lies, case, "AL")
            page = client.get("/work/").content.decode()
            assert HandOver.objects.filter(case=case, departed_only=True).exists() == hidden_departs
            told.append(page[page.index("<main") : page.index("</main")].count(case.reference))
    assert told == [1, 1], "whether or not somebody hidden departed before"
