"""The pages of journeys, without a browser: they answer, they say what is wrong, they hide what is hidden."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from onward.access.models import AuditEntry, User
from onward.access.paging import page_by_key
from onward.casework.cases import actions as casework
from onward.casework.cases.models import HandOver
from onward.casework.cases.tests.factories import a_person, handed_over, traveller_of
from onward.delivery.movements import actions, pages, queries
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.tests.factories import (
    a_cleared_case,
    a_journey,
    a_niece_alone,
    clear,
    passenger_of,
    travellers_of,
)
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.records.people.models import Membership
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(
    client: Client, name: str, *args: Any, status: int = 200, query: dict[str, str] | None = None
) -> str:
    """Return the text of a page, which answers with `status`."""
    answer = client.get(reverse(f"movements:{name}", args=args), query or {})
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def a_form(case: Any, *, destination: str = "EBL") -> dict[str, str]:
    """Return what the booking form sends for everybody in a case, by Istanbul to Erbil."""
    day = clock.today().isoformat()
    seats = {f"seat-{one.key}-travels": "on" for one in travellers_of(case)}
    return seats | {
        "once": str(uuid4()),
        "departs_on": day,
        "legs_shown": "2",
        "leg-0-mode": "air",
        "leg-0-origin": "bru",
        "leg-0-destination": "IST",
        "leg-0-flight": "TK 1938",
        "leg-0-departs": f"{day}T11:30",
        "leg-0-arrives": f"{day}T16:05",
        "leg-1-mode": "air",
        "leg-1-origin": "IST",
        "leg-1-destination": destination,
    }


def test_a_journey_is_booked_through_the_form() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    omar = signed_in(cast.omar)
    assert case.reference in read(omar, "to-book")
    assert "Hassan Zubaidi" in read(omar, "book", case.key)
    answer = omar.post(reverse("movements:book", args=[case.key]), a_form(case))
    movement = Movement.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("movements:movement", args=[movement.key])
    assert [leg.flight for leg in movement.legs.order_by("number")] == ["TK1938", ""]
    assert "Everybody is ready" in read(omar, "movement", movement.key)


def test_another_leg_is_another_sending_of_the_form_and_loses_nothing() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    typed = a_form(case) | {"another": "1"}
    answer = signed_in(cast.omar).post(reverse("movements:book", args=[case.key]), typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "leg-2-origin" in page
    assert "TK 1938" in page
    assert not Movement.objects.exists()


def test_what_is_wrong_with_a_leg_stands_at_its_field_and_what_was_typed_is_kept() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    typed = a_form(case) | {"leg-1-origin": "ESB"}
    answer = signed_in(cast.omar).post(reverse("movements:book", args=[case.key]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_leg-1-origin_error"' in page
    assert "TK 1938" in page


def test_a_town_with_one_airport_is_understood_and_one_with_several_is_asked_back() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    omar = signed_in(cast.omar)
    answer = omar.post(reverse("movements:book", args=[case.key]), a_form(case, destination="London"))
    assert "Several airports fit" in answer.content.decode()
    answer = omar.post(reverse("movements:book", args=[case.key]), a_form(case, destination="Erbil"))
    assert answer.status_code == 302


def test_a_gate_that_holds_is_said_in_the_form() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    [approval] = case.approvals.all()
    approval.delete()
    typed = a_form(case) | {"departs_on": (clock.today() + timedelta(days=200)).isoformat()}
    for name in ("leg-0-departs", "leg-0-arrives"):
        typed[name] = ""
    answer = signed_in(cast.omar).post(reverse("movements:book", args=[case.key]), typed)
    assert answer.status_code == 422
    assert "cannot travel yet" in answer.content.decode()


def test_the_departure_is_recorded_and_a_second_click_is_told() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    omar = signed_in(cast.omar)
    typed = {
        "depart-passengers": told_as(passenger_of(movement)),
        "depart-on": clock.today().isoformat(),
        "depart-once": str(uuid4()),
    }
    address = reverse("movements:depart", args=[movement.key])
    assert omar.post(address, typed).status_code == 302
    again = omar.post(address, typed)
    assert again.status_code == 422
    assert "already recorded" in again.content.decode()
    assert "Record the arrival" in read(omar, "movement", movement.key)


def test_arrivals_and_outcomes_are_recorded() -> None:
    cast = make_cast()
    other = a_person(cast.be, "Suad Mahdi")
    movement = a_journey(cast, a_cleared_case(cast, a_person(cast.be), other))
    omar = signed_in(cast.omar)
    absent = passenger_of(movement, other)
    address = reverse("movements:passenger", args=[movement.key, told_as(absent), "outcome"])
    assert "did not come" in omar.get(address).content.decode()
    today = clock.today().isoformat()
    assert omar.post(address, {"outcome": "no-show", "on": today}).status_code == 302
    actions.depart(cast.omar, movement)
    gone = Passenger.objects.get(state="departed")
    typed = {"arrive-passengers": told_as(gone), "arrive-on": today}
    assert omar.post(reverse("movements:arrive", args=[movement.key]), typed).status_code == 302
    gone.refresh_from_db()
    assert gone.state == "arrived"


@pytest.mark.parametrize("what", ["escort", "assistance", "outcome"])
def test_each_page_about_a_passenger_answers(what: str) -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    read(signed_in(cast.omar), "passenger", movement.key, told_as(passenger_of(movement)), what)
    read(signed_in(cast.lies), "passenger", movement.key, told_as(passenger_of(movement)), what, status=403)


def test_an_escort_is_named_and_a_stale_form_is_told() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    one = passenger_of(movement)
    omar = signed_in(cast.omar)
    address = reverse("movements:passenger", args=[movement.key, told_as(one), "escort"])
    typed = {"escort_kind": "social", "escort_name": "Ines Peeters", "version": str(one.version)}
    assert omar.post(address, typed).status_code == 302
    stale = omar.post(address, typed | {"escort_name": "Piet Claes"})
    assert stale.status_code == 422
    assert "Piet Claes" in stale.content.decode()


def test_a_booking_is_moved_and_cancelled_through_its_forms() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    omar = signed_in(cast.omar)
    assert 'value="TK1938"' in read(omar, "rebook", movement.key)
    typed = a_form(case) | {"version": str(movement.version)}
    assert omar.post(reverse("movements:rebook", args=[movement.key]), typed).status_code == 302
    address = reverse("movements:cancel", args=[movement.key])
    typed = {"reason": "carrier", "passengers": told_as(passenger_of(movement))}
    assert omar.post(address, typed).status_code == 302
    assert passenger_of(movement).state == "cancelled"


def test_fitness_is_recorded_at_an_exact_time() -> None:
    cast = make_cast()
    one = traveller_of(a_cleared_case(cast))
    lies = signed_in(cast.lies)
    address = reverse("movements:fitness", args=[one.key])
    typed = {"outcome": "fit", "doctor": "Dr Claes", "checked_at": "2021-05-31T09:15"}
    assert lies.post(address, typed).status_code == 302
    [check] = one.case.fitness_checks.all()
    assert check.checked_at.isoformat() == "2021-05-31T07:15:00+00:00"


def test_the_board_shows_journeys_by_day_and_its_filters_stand_in_the_address() -> None:
    cast = make_cast()
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)
    a_journey(cast, a_cleared_case(cast, a_person(cast.be, "Today Traveller")), today)
    a_journey(cast, a_cleared_case(cast, a_person(cast.be, "Later Traveller")), tomorrow)
    page = read(signed_in(cast.lies), "list")
    assert page.index("Today Traveller") < page.index("Later Traveller")
    assert "Today Traveller" not in read(signed_in(cast.lies), "list", query={"from": tomorrow.isoformat()})
    assert "Today Traveller" not in read(signed_in(cast.lies), "list", query={"destination": "AL"})
    assert "Today Traveller" not in read(signed_in(cast.lies), "list", query={"when": "past"})


def test_a_long_board_goes_on_by_key_forth_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    for number in range(5):
        day = clock.today() + timedelta(days=number // 2)
        a_journey(cast, a_cleared_case(cast, a_person(cast.be, f"Traveller {number}")), day)
    monkeypatch.setattr("onward.delivery.movements.queries.journeys.ROWS", 2)
    lies = signed_in(cast.lies)
    first = lies.get(reverse("movements:list")).context["page"]
    second = lies.get(reverse("movements:list"), {"after": first.older}).context["page"]
    third = lies.get(reverse("movements:list"), {"after": second.older}).context["page"]
    back = lies.get(reverse("movements:list"), {"before": third.newer}).context["page"]
    shown = [
        sorted(row.names for _day, rows in page.days for row in rows) for page in (first, second, third, back)
    ]
    pairs = [["Traveller 0", "Traveller 1"], ["Traveller 2", "Traveller 3"], ["Traveller 4"]]
    assert shown == [*pairs, pairs[1]]
    assert (first.newer, third.older) == (None, None)
    for nonsense in (
        "x",
        "2021-13-01.4",
        "2021-06-01.",
        "2021-06-01.99999999999999999999",
        f"2021-06-31.{uuid4()}",
    ):
        assert lies.get(reverse("movements:list"), {"after": nonsense}).status_code == 200


def test_a_restricted_traveller_shows_a_travel_card_to_who_moves_them_and_nothing_else() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.sam)
    movement = a_journey(cast, case)

    page = read(signed_in(cast.omar), "movement", movement.key)
    assert "Noor Zubaidi" in page
    assert "1 March 2004" in page
    assert "only what the journey needs" in page
    for secret in ("niece", "guardian", "Best-interest", "umc", "child", "Fitness to travel: Noor"):
        assert secret not in page
    looked = AuditEntry.objects.filter(kind="open", actor_key=cast.omar.key, person_key=niece.key)
    assert looked.filter(action="movements.movement").count() == 1

    page = read(signed_in(cast.lies), "movement", movement.key)
    assert "Hassan Zubaidi" in page
    assert "Noor" not in page


def test_the_board_says_no_name_of_a_restricted_traveller_and_to_most_not_that_there_is_one() -> None:
    cast = make_cast()
    case, _niece = a_niece_alone(cast, cast.sam)
    a_journey(cast, case)
    page = read(signed_in(cast.omar), "list")
    assert "Noor" not in page
    assert "1 restricted traveller" in page
    page = read(signed_in(cast.lies), "list")
    assert "Noor" not in page
    assert "restricted" not in page


def test_a_journey_of_restricted_travellers_alone_is_not_there_for_others() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    casework.find_vulnerability(cast.lies, traveller_of(case), "trafficking", "severe")
    for name in ("movement", "sheet"):
        read(signed_in(cast.lies), name, movement.key, status=404)
        read(signed_in(cast.vera), name, movement.key)
        page = read(signed_in(cast.omar), name, movement.key)
        assert "raffick" not in page
    assert "Hassan" not in read(signed_in(cast.lies), "list")


def test_a_restricted_traveller_waits_for_a_journey_as_a_seal() -> None:
    cast = make_cast()
    case, _niece = a_niece_alone(cast, cast.sam)
    page = read(signed_in(cast.omar), "to-book")
    assert "Noor" not in page
    assert "1 restricted traveller" in page
    assert "Noor Zubaidi" in read(signed_in(cast.omar), "book", case.key)


def test_a_case_waits_on_one_page_only_though_somebody_joined_it_late(rf: RequestFactory) -> None:
    cast = make_cast()
    family = a_cleared_case(cast, a_person(cast.be, "First Zubaidi"))
    other = a_cleared_case(cast, a_person(cast.be, "Somebody Else"))
    late = a_person(cast.be, "Late Zubaidi")
    Membership.objects.create(
        household=family.household, person=late, relation="spouse", joined_on=clock.today()
    )
    joined = casework.add_traveller(cast.sam, family, casework.Joining(late))
    casework.hold_session(cast.sam, family, way="phone", about=joined)
    clear(cast.sam, joined)

    seen, asked = [], rf.get("/")
    for _page in range(2):
        page = page_by_key(queries.cases_waiting(cast.omar), asked, ascending=True, size=1)
        seen.append([(row.case, row.names) for row in pages.waiting_cases(cast.omar, page.rows)])
        asked = rf.get("/", {"after": str(page.older)})
    assert seen == [[(family, "First Zubaidi, Late Zubaidi")], [(other, "Somebody Else")]]


def test_who_left_the_pathway_or_has_a_seat_waits_for_no_journey() -> None:
    cast = make_cast()
    gone, seated = a_person(cast.be, "Gone Traveller"), a_person(cast.be, "Seated Traveller")
    case = a_cleared_case(cast, a_person(cast.be), gone, seated)
    casework.leave(cast.lies, traveller_of(case, gone), "withdrawn")
    a_journey(cast, case, seats=[actions.Seat(traveller_of(case, seated))])
    page = read(signed_in(cast.omar), "to-book")
    assert "Hassan Zubaidi" in page
    assert "Gone" not in page
    assert "Seated" not in page


def test_the_worklist_says_what_leaves_and_what_waits() -> None:
    cast = make_cast()
    a_journey(cast, a_cleared_case(cast))
    page = signed_in(cast.omar).get(reverse("cases:work")).content.decode()
    assert "Leave today or tomorrow: 1" in page


def test_the_family_takes_a_sheet_along_in_a_language_of_its_choice() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast), onward_transport="Taxi to Duhok")
    page = read(signed_in(cast.omar), "sheet", movement.key)
    assert "Taxi to Duhok" in page
    assert "11:30" in page
    assert 'lang="fr"' in read(signed_in(cast.omar), "sheet", movement.key, query={"in": "fr"})


def test_journeys_hang_on_the_page_of_their_case() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    address = reverse("cases:case", args=[case.reference])
    assert "Book a journey" in signed_in(cast.omar).get(address).content.decode()
    movement = a_journey(cast, case)
    page = signed_in(cast.lies).get(address).content.decode()
    assert reverse("movements:movement", args=[movement.key]) in page


@pytest.mark.parametrize("who", ["rik", "ruth", "dirk", "anna", "outsider"])
def test_who_has_nothing_to_do_with_journeys_is_refused(who: str) -> None:
    cast = make_cast()
    read(signed_in(getattr(cast, who)), "list", status=403)


def test_the_pages_stay_within_their_queries(django_assert_max_num_queries: Any) -> None:
    cast = make_cast()
    people = [a_person(cast.be, f"Traveller {number}") for number in range(6)]
    movement = a_journey(cast, a_cleared_case(cast, *people))
    omar = signed_in(cast.omar)
    for name, args in (
        ("list", []),
        ("to-book", []),
        ("movement", [movement.key]),
        ("sheet", [movement.key]),
    ):
        with django_assert_max_num_queries(20):  # session, user and language cost some of them
            read(omar, name, *args)


def test_a_journey_that_waits_for_somebody_hidden_alone_is_not_ahead_of_others() -> None:
    cast = make_cast()
    case, _niece = a_niece_alone(cast, cast.sam)
    movement = a_journey(cast, case)
    uncle = movement.passengers.get(traveller__principal=True)
    actions.cancel(cast.omar, movement, "changed-mind", passengers=[uncle])
    assert str(movement.key) in read(signed_in(cast.omar), "list")
    assert str(movement.key) not in read(signed_in(cast.lies), "list")


def test_a_country_that_is_none_narrows_nothing() -> None:
    client = signed_in(make_cast().omar)
    assert client.get(reverse("movements:list"), {"destination": "\0"}).status_code == 200


def test_a_departure_is_warned_of_while_the_mission_has_not_answered() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, a_person(cast.be), a_person(cast.be, "Suad Mahdi"))
    movement = a_journey(cast, case)
    warning = "has not answered the hand-over yet"
    lies = signed_in(cast.lies)
    assert warning not in read(lies, "movement", movement.key)
    handed = handed_over(case, cast.iraq)
    assert f"The mission (Baghdad) {warning}" in read(lies, "movement", movement.key)
    first, _later = movement.passengers.order_by("pk")
    actions.depart(cast.omar, movement, [first])
    assert warning in read(lies, "movement", movement.key), "one of them departs later"
    HandOver.objects.filter(pk=handed.pk).update(accepted=True)
    assert warning not in read(lies, "movement", movement.key)


def test_who_may_not_know_of_the_case_reads_of_no_hand_over() -> None:
    cast = make_cast()
    case, _niece = a_niece_alone(cast, cast.sam)
    handed_over(case, cast.iraq)
    assert queries.missions_asked(cast.outsider, case) is None
    assert queries.missions_asked(cast.paul, case) is None
    assert [one.called for one in queries.missions_asked(cast.sam, case) or ()] == ["Baghdad"]
