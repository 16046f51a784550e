"""A journey whose day is over untold is raised; the story of a case has an order."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.access.paging import number_at
from onward.casework.cases import actions as casework
from onward.casework.cases import queries
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import handed_over, page_of
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words
from onward.records.people.tests.factories import restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LINE = "Overdue journeys: 1"
ASKS = "The day is over, and nothing is recorded"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def read(user: User, address: str, days: int) -> str:
    """Return the text of a page, as somebody reads it some days later."""
    client = Client()
    client.force_login(user)
    with clock.at(clock.now() + timedelta(days=days)):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def pages_of(movement: Movement) -> tuple[str, str, str]:
    """Return the addresses of the worklist, of the case and of the journey."""
    case = reverse("cases:case", args=[movement.case.reference])
    return reverse("cases:work"), case, reverse("movements:movement", args=[movement.key])


def test_a_day_that_is_over_untold_is_raised_until_something_is_recorded(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    Case.objects.update(counsellor=cast.lies)
    work, case, journey = pages_of(movement)
    for user in (cast.lies, cast.omar):
        assert "Overdue" not in read(user, work, 0)
        assert LINE in read(user, work, 60)
        assert ASKS in read(user, journey, 60)
        assert ASKS not in read(user, journey, 0)
    assert "when=late&amp;mine=1" in read(cast.lies, work, 60)
    assert ASKS in read(cast.lies, case, 60)
    assert movement.case.reference in read(cast.lies, "/journeys/?when=late&mine=1", 60)
    Case.objects.update(counsellor=cast.sam)
    assert LINE not in read(cast.lies, work, 60), "not of her own cases"
    assert movement.case.reference not in read(cast.lies, "/journeys/?when=late&mine=1", 60)
    actions.no_show(cast.omar, passenger_of(movement))
    assert LINE not in read(cast.omar, work, 60)
    assert ASKS not in read(cast.lies, case, 60)


def test_of_somebody_out_of_sight_no_list_says_that_a_journey_is_overdue(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    Case.objects.update(counsellor=cast.lies)
    restricted(passenger_of(movement).traveller.person)
    assert "Overdue journeys" not in read(cast.lies, reverse("cases:work"), 60)


NO_ARRIVAL = "should have arrived on"


def test_an_arrival_that_nobody_recorded_is_raised_for_everybody_concerned_until_it_is(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))  # lands on the evening of the same day
    Case.objects.update(counsellor=cast.lies)
    actions.depart(cast.omar, movement)
    handed_over(movement.case, cast.iraq, accepted=True, answered_at=clock.now(), answered_by=cast.erbil)
    work, case, journey = pages_of(movement)
    late, under_way = "/journeys/?when=late", "/journeys/?when=under-way"
    for user in (cast.lies, cast.omar, cast.erbil):
        for address in (work, case, journey, late):
            told = read(user, address, 1)
            assert LINE not in told, "there is a day of grace"
            assert NO_ARRIVAL not in told
            told = read(user, address, 2)
            expected = {work: LINE, late: NO_ARRIVAL}
            assert expected.get(address, f"{NO_ARRIVAL} {day_in_words(movement.departs_on)}") in told
    assert movement.case.reference in read(cast.lies, f"{late}&mine=1", 2)
    assert movement.case.reference in read(cast.omar, under_way, 400), "no age takes it from the board"
    actions.arrive(cast.erbil, movement)
    assert LINE not in read(cast.omar, work, 60)
    assert NO_ARRIVAL not in read(cast.lies, case, 60)
    assert movement.case.reference not in read(cast.omar, under_way, 400)


def test_a_mission_that_has_not_taken_the_case_is_told_so_and_offered_no_form_that_would_be_refused(
    cast: Cast,
) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    handed = handed_over(movement.case, cast.iraq)
    journey = pages_of(movement)[2]
    told = read(cast.erbil, journey, 2)
    assert 'id="not-taken"' in told
    assert 'id="arrive"' not in told
    casework.answer_hand_over(cast.erbil, handed, True)
    told = read(cast.erbil, journey, 2)
    assert 'id="not-taken"' not in told
    assert 'id="arrive"' in told


def test_who_left_later_than_booked_is_awaited_later(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    with clock.at(clock.now() + timedelta(days=3)):
        actions.depart(cast.omar, movement, departed_on=clock.today())
    assert LINE not in read(cast.omar, reverse("cases:work"), 4)
    assert LINE in read(cast.omar, reverse("cases:work"), 5)


def test_nobody_waits_for_the_arrival_of_who_is_lost_or_whose_case_is_closed(cast: Cast) -> None:
    lost, closed = (a_journey(cast, a_cleared_case(cast)) for _one in range(2))
    for movement in (lost, closed):
        actions.depart(cast.omar, movement)
    casework.leave(cast.sam, passenger_of(lost).traveller, "lost-contact")
    Case.objects.filter(pk=closed.case_id).update(closed_on=clock.today())
    assert "Overdue" not in read(cast.omar, reverse("cases:work"), 60)


def test_the_story_of_a_case_goes_by_its_days_and_a_correction_stands_above_what_it_corrects(
    cast: Cast,
) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    with clock.at(clock.now() + timedelta(days=5)):
        actions.arrive(cast.omar, movement)
    with clock.at(clock.now() + timedelta(days=8)):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 3))
        told = page_of(cast.sam, movement.case).happened
        one = movement.case.travellers.get()
        whole = queries.timeline(cast.sam, movement.case, [one], None, 100).rows
        paged: list[Event] = []
        before = None
        while len(paged) < len(whole):
            page = queries.timeline(cast.sam, movement.case, [one], before, 3)
            paged += page.rows
            before = number_at(Event, page.older or "")
    assert [event.pk for event in paged] == [event.pk for event in whole]
    assert before is None
    days = [line.event.occurred_on for line in told if not line.corrected]
    assert days == sorted(days, reverse=True)
    kinds = [line.event.type for line in told]
    at = kinds.index("movements.departed")
    assert kinds[at + 1] == "movements.departed"
    assert [line.corrected for line in told[at : at + 2]] == [False, True]
    assert kinds.index("movements.arrived") < at


def test_a_day_that_is_over_is_named_and_none_is_offered_for_what_happened(
    cast: Cast, client: Client
) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    client.force_login(cast.omar)
    page, today = pages_of(movement)[2], clock.today()
    outcome = reverse("movements:passenger", args=[movement.key, told_as(passenger_of(movement)), "outcome"])

    def offered(days: int, form: str, address: str = page) -> tuple[object, str]:
        with clock.at(clock.now() + timedelta(days=days)):
            field = client.get(address).context[form]["on"]
            return field.value(), str(field.help_text)

    assert offered(0, "departing") == (today, "")
    assert offered(0, "form", outcome) == (today, "")
    planned = f"Planned for {day_in_words(today, 'j F Y')}, which is over"
    for form, address in (("departing", page), ("form", outcome)):
        day, words = offered(2, form, address)
        assert day is None
        assert words.startswith(planned)
    with clock.at(clock.now() + timedelta(days=2)):
        actions.depart(cast.omar, movement, departed_on=today + timedelta(days=2))
    day, words = offered(2, "arriving")
    assert (day, words) == (today + timedelta(days=2), ""), "they left two days later, and land so"
    assert offered(3, "form", outcome)[0] is None
    landing = day_in_words(today + timedelta(days=2), "j F Y")
    assert offered(3, "arriving")[1].startswith(f"Planned for {landing}, which is over")
