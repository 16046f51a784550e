"""Who waits for a journey: who of them can be booked, and who cannot yet, and why."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_member
from onward.delivery.movements import actions
from onward.delivery.movements.pages import to_book
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, to_erbil, travellers_of
from onward.kernel import clock
from onward.kernel.problems import Problem
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def page(user: User, name: str, *args: object) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(f"movements:{name}", args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_who_has_everything_is_ready_to_be_booked() -> None:
    cast = make_cast()
    a_cleared_case(cast)
    assert "Ready to be booked" in page(cast.omar, "to-book")


def test_a_hold_on_departures_keeps_nobody_from_being_booked_for_a_later_day() -> None:
    cast = make_cast()
    a_cleared_case(cast)
    casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    shown = page(cast.omar, "to-book")
    assert "departures are on hold" not in shown
    assert "Ready to be booked" in shown


def test_of_several_it_is_told_who_cannot_travel_yet() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    late = casework.add_traveller(cast.sam, case, casework.Joining(a_member(case, "Layla Zubaidi")))
    Traveller.objects.filter(pk=late.pk).update(stage="cleared")
    shown = page(cast.omar, "to-book")
    assert "Not all yet" in shown
    assert re.search(r"Layla Zubaidi: [^;]*Travel document", shown)
    assert "Hassan Zubaidi:" not in shown
    assert "Cannot be booked yet: Travel document" in page(cast.omar, "book", case.key)


def test_medical_needs_are_asked_before_the_booking_and_not_only_before_the_departure() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    Traveller.objects.filter(case=case).update(stage="cleared")
    shown = page(cast.omar, "to-book")
    assert "Not yet" in shown
    assert "Medical needs on the way" in shown
    assert "Medical needs on the way" in page(cast.omar, "book", case.key)
    with pytest.raises(Problem):
        actions.book(
            cast.omar,
            case,
            [actions.Seat(one) for one in travellers_of(case)],
            to_erbil(clock.today()),
            departs_on=clock.today(),
        )


def case_page(user: User, case: Case) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/cases/{case.reference}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_of_a_case_that_lacks_nothing_everybody_is_told_whose_step_it_is() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    told = case_page(cast.lies, case)
    assert "Movement officer: book the journey" in told
    assert 'class="step is-waiting"' in told
    assert reverse("movements:book", args=[case.key]) not in told
    own = case_page(cast.omar, case)
    assert "Movement officer: book the journey" in own
    assert 'class="step is-waiting"' not in own
    assert reverse("movements:book", args=[case.key]) in own


def test_after_the_booking_and_after_the_departure_it_is_told_who_records_what() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    assert "Movement officer: record the departure" in case_page(cast.lies, case)
    actions.depart(cast.omar, movement, list(movement.passengers.all()))
    told = case_page(cast.lies, case)
    assert "Mission colleague: record the arrival" in told
    assert "record the departure" not in told


def test_while_departures_are_on_hold_nobody_is_told_to_record_one() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    a_journey(cast, case)
    casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    assert "record the departure" not in case_page(cast.lies, case)


def test_the_worklist_counts_the_cases_that_are_ready_to_be_booked() -> None:
    cast = make_cast()
    client = Client()
    client.force_login(cast.omar)
    assert "Ready to be booked: 0" in client.get("/work/").content.decode()
    a_cleared_case(cast)
    late = a_case(cast.lies)
    Traveller.objects.filter(case=late).update(stage="cleared")
    shown = client.get("/work/").content.decode()
    assert "Ready to be booked: 1" in shown
    assert "Cases that wait for a journey: 2" in shown
    assert (
        f'<a class="chip is-new" href="{reverse("movements:to-book")}">Ready to be booked <b>1</b>' in shown
    )
    client.force_login(cast.lies)
    assert "Ready to be booked" not in client.get("/work/").content.decode()


def test_what_waits_beyond_what_is_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    for _each in range(3):
        a_cleared_case(cast)
    monkeypatch.setattr(to_book, "MOST_READ", 2)
    assert to_book.cases_to_book(cast.omar).ready_said == "2+"


def test_the_worklist_of_who_plans_journeys_asks_little(django_assert_max_num_queries: Any) -> None:
    cast = make_cast()
    for _each in range(4):
        a_cleared_case(cast)
    case = a_case(cast.lies)
    casework.set_task(cast.omar, case, due_on=clock.today(), words="Call", kind="other")
    client = Client()
    client.force_login(cast.omar)
    for chosen in ("due", "blocked", "held", "mine"):
        client.get(f"/work/?list={chosen}")
        with django_assert_max_num_queries(15):
            client.get(f"/work/?list={chosen}")


def test_who_books_reads_before_that_departures_are_on_hold_as_the_case_page_says_it() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    assert "on hold" not in page(cast.omar, "to-book") + page(cast.omar, "book", case.key)
    casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    sentence = re.search(r"Departures are on hold since [\w ]+? \d{4}", case_page(cast.lies, case))
    assert sentence
    assert sentence[0] in page(cast.omar, "to-book")
    assert sentence[0] in page(cast.omar, "book", case.key)


def test_a_hold_to_come_or_elsewhere_is_not_said_to_who_books() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    later = clock.today().replace(year=clock.today().year + 1)
    casework.place_hold(cast.omar, cast.be, from_on=later, reason="security", destination="IQ")
    casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="AM")
    assert "on hold" not in page(cast.omar, "to-book") + page(cast.omar, "book", case.key)


def test_who_moves_a_booking_reads_of_the_hold_too() -> None:
    cast = make_cast()
    journey = a_journey(cast, a_cleared_case(cast))
    casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    assert "Departures are on hold since" in page(cast.omar, "rebook", journey.key)
