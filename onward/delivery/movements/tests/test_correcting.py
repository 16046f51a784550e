"""What was recorded wrongly of a journey is told rightly, and what stood before stands in the log."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import Restriction
from onward.casework.cases import actions as casework
from onward.casework.cases.problems import CaseIsClosed, LeftThePathway, TravelledSince
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.casework.cases.tests.test_tasks_by_rule import the_tasks_are
from onward.delivery.movements import actions, problems
from onward.delivery.movements.forms import CorrectionForm
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    passenger_of,
    travellers_of,
)
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid, Refused
from onward.kernel.sealing import told_as
from onward.records.people import actions as people
from onward.records.people.rules import Born
from tests.cast import Cast, make_cast
from tests.sequences.told import cases, journeys
from tests.sequences.told.log import read_log
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=5)


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases and journeys with the standing events when a test is over."""
    yield
    log = read_log()
    cases.check(log)
    journeys.check(log)


def departed(cast: Cast) -> Movement:
    """Return a journey on which its one traveller left on 1 June 2021."""
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    return movement


def stands(type: str) -> Event:
    """Return the one event of a type that stands."""
    return Event.objects.filter(type=type).standing().get()


def closed(cast: Cast, movement: Movement) -> None:
    """Take the one traveller to the end of the line, and close the case."""
    actions.arrive(cast.omar, movement)
    for stage in ("reintegrating", "closed"):
        one = traveller_of(movement.case)
        casework.advance(cast.sam, one, stage)
    casework.close_case(cast.sam, movement.case, "arrived")


def test_a_departure_that_did_not_happen_is_taken_back_with_the_step_that_it_brought() -> None:
    cast = make_cast()
    movement = departed(cast)
    with clock.at(LATER):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller")
    one = traveller_of(movement.case)
    assert (one.stage, one.stage_since, one.travels_on) == ("booked", date(2021, 6, 1), date(2021, 6, 1))
    assert passenger_of(movement).state == "booked"
    assert not Event.objects.filter(type="movements.departed").standing().exists()
    assert Event.objects.filter(type="movements.departed").count() == 2
    entered = Event.objects.filter(type="cases.stage_entered").standing().latest("position")
    assert entered.payload["stage"] == "booked"
    with clock.at(LATER):
        actions.depart(cast.omar, movement)


def test_the_wrong_one_of_a_family_is_taken_back_and_the_others_have_left() -> None:
    cast = make_cast()
    stayed = a_person(cast.be, "Suad Mahdi")
    movement = a_journey(cast, a_cleared_case(cast, a_person(cast.be), stayed))
    actions.depart(cast.omar, movement)
    actions.correct_departure(cast.omar, passenger_of(movement, stayed), "wrong-traveller")
    assert sorted(one.stage for one in travellers_of(movement.case)) == ["booked", "departed"]
    assert stands("movements.departed").person_key != stayed.key


def test_who_did_not_leave_loses_their_own_task_and_nobody_else_theirs(tmp_path: Path) -> None:
    with the_tasks_are("tasks:\n  - {kind: other, at: departed, within: 7d}\n", tmp_path):
        cast = make_cast()
        family = [a_person(cast.be, name) for name in ("Hassan Zubaidi", "Noor Zubaidi", "Suad Zubaidi")]
        case = a_cleared_case(cast, *family)
        hidden = [one.key for one in family[1:]]
        for key in hidden:
            Restriction.objects.create(person_key=key, category="medical")
        movement = a_journey(cast, case)
        actions.depart(cast.omar, movement)
        set_on = case.tasks.filter(kind="other", done_on=None)
        assert {one.person_key for one in set_on} == {None, *hidden}
        for person, left in (
            (family[1], {None, hidden[1]}),
            (family[0], {None, hidden[1]}),
            (family[2], set()),
        ):
            actions.correct_departure(cast.omar, passenger_of(movement, person), "wrong-traveller")
            assert {one.person_key for one in set_on.all()} == left


def test_a_departure_of_another_day_supersedes_the_one_that_was_recorded() -> None:
    cast = make_cast()
    with clock.at(NOON - timedelta(days=1)):
        case = a_cleared_case(cast)
        movement = a_journey(cast, case, date(2021, 6, 1))
    actions.depart(cast.omar, movement)
    with clock.at(LATER):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 3))
    event = stands("movements.departed")
    assert (event.occurred_on, event.payload["corrected"]) == (date(2021, 6, 3), "wrong-day")
    one, passenger = traveller_of(movement.case), passenger_of(movement)
    assert {one.travels_on, one.stage_since, passenger.state_on} == {date(2021, 6, 3)}
    assert (one.stage, passenger.state) == ("departed", "departed")


def test_the_age_is_that_on_the_right_day() -> None:
    cast = make_cast()
    person = a_person(cast.be, born=date(1990, 6, 3))
    movement = a_journey(cast, a_cleared_case(cast, person))
    actions.depart(cast.omar, movement)
    assert stands("movements.departed").payload["age"] == 30
    with clock.at(LATER):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 4))
    assert stands("movements.departed").payload["age"] == 31


@pytest.mark.parametrize("outcome", ["no_show", "turned_back"])
def test_who_came_after_all_is_booked_again_and_can_depart(outcome: str) -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    getattr(actions, outcome)(cast.omar, passenger_of(movement))
    actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller")
    one = traveller_of(movement.case)
    assert (one.stage, one.travels_on) == ("booked", date(2021, 6, 1))
    [gone] = actions.depart(cast.omar, movement)
    assert gone.state == "departed"


def test_an_entry_that_was_not_refused_leaves_the_traveller_on_the_way() -> None:
    cast = make_cast()
    movement = departed(cast)
    actions.refuse_entry(cast.omar, passenger_of(movement), "IST")
    actions.correct_arrival(cast.omar, passenger_of(movement), "told-wrongly")
    assert traveller_of(movement.case).stage == "departed"
    actions.arrive(cast.omar, movement)
    assert traveller_of(movement.case).stage == "arrived"


def test_an_arrival_is_taken_back_before_the_departure_under_it() -> None:
    cast = make_cast()
    movement = departed(cast)
    actions.arrive(cast.omar, movement)
    with pytest.raises(problems.SomethingFollowed):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller")
    actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-traveller")
    assert traveller_of(movement.case).stage == "departed"
    actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller")
    assert traveller_of(movement.case).stage == "booked"


def test_the_day_of_a_departure_is_corrected_under_an_arrival_and_never_beyond_it() -> None:
    cast = make_cast()
    with clock.at(NOON - timedelta(days=3)):
        movement = a_journey(cast, a_cleared_case(cast), date(2021, 6, 1))
    with clock.at(LATER):
        actions.depart(cast.omar, movement, departed_on=date(2021, 6, 2))
        actions.arrive(cast.omar, movement, arrived_on=date(2021, 6, 3))
        for day in (date(2021, 6, 4), date(2021, 5, 28)):
            with pytest.raises(problems.NotThatDay):
                actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=day)
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 1))
        with pytest.raises(problems.NotThatDay):
            actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 5, 31))
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 2))
    one = traveller_of(movement.case)
    assert (one.stage, one.stage_since, one.travels_on) == ("arrived", date(2021, 6, 2), date(2021, 6, 1))


def test_nothing_is_corrected_to_the_day_that_stands_or_to_one_to_come() -> None:
    cast = make_cast()
    movement = departed(cast)
    with pytest.raises(Invalid):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 1))
    with pytest.raises(problems.NotThatDay):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 2))


def test_what_a_closed_case_tells_is_corrected_once_it_is_open_again() -> None:
    cast = make_cast()
    movement = departed(cast)
    closed(cast, movement)
    with pytest.raises(CaseIsClosed):
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 1))
    casework.reopen_case(cast.sam, movement.case, "to-correct")
    movement.case.refresh_from_db()
    assert movement.case.closed_on is None
    assert not Event.objects.filter(type="cases.closed").standing().exists()
    with clock.at(LATER):
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 2))
        assert traveller_of(movement.case).stage == "closed"
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-traveller")
    one = traveller_of(movement.case)
    assert (one.stage, passenger_of(movement).state) == ("departed", "departed")


def test_who_left_the_pathway_comes_back_before_the_no_show_is_taken_back() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    actions.no_show(cast.omar, passenger_of(movement))
    casework.leave(cast.sam, traveller_of(movement.case), "withdrawn")
    with pytest.raises(LeftThePathway):
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")


def test_who_is_booked_anew_is_not_brought_back_to_the_journey_before() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    actions.no_show(cast.omar, passenger_of(movement))
    a_journey(cast, movement.case, clock.today() + timedelta(days=3))
    with pytest.raises(problems.AlreadyBooked):
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")


def test_two_who_correct_the_same_make_one_correction() -> None:
    cast = make_cast()
    movement = departed(cast)
    seen, token = passenger_of(movement).version, uuid4()
    actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller", version=seen, once=token)
    with pytest.raises(AlreadySent):
        actions.correct_departure(
            cast.omar, passenger_of(movement), "wrong-traveller", version=seen, once=token
        )
    with pytest.raises(ChangedMeanwhile):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", version=seen, once=uuid4())
    with pytest.raises(problems.NothingToCorrect):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller", once=uuid4())


@pytest.mark.parametrize("who", ["rik", "ruth", "outsider"])
def test_who_records_no_departures_corrects_none(who: str) -> None:
    cast = make_cast()
    movement = departed(cast)
    with pytest.raises(Refused):
        actions.correct_departure(getattr(cast, who), passenger_of(movement), "wrong-traveller")


def test_a_mended_birth_date_and_nationality_reach_the_departure_that_counts_them() -> None:
    cast = make_cast()
    person = a_person(cast.be, born=date(1990, 3, 1))
    movement = a_journey(cast, a_cleared_case(cast, person))
    actions.depart(cast.omar, movement)
    closed(cast, movement)
    with clock.at(LATER):
        person.refresh_from_db()
        people.mend_person(
            cast.lies, person, born=Born.on(date(2000, 3, 1)), nationalities=["SY"], sex="female"
        )
        event = stands("movements.departed")
        assert {name: event.payload[name] for name in ("sex", "age", "nationality", "corrected")} == {
            "sex": "female",
            "age": 21,
            "nationality": "SY",
            "corrected": "particulars",
        }
        assert event.occurred_on == date(2021, 6, 1)
        person.refresh_from_db()
        people.mend_person(cast.lies, person, languages=["ar"])
    assert stands("movements.departed") == event
    client = Client()
    client.force_login(cast.lies)
    timeline = client.get(reverse("cases:case", args=[movement.case.reference])).content.decode()
    assert "Departed to Iraq (corrected: The person’s particulars were mended)" in timeline
    form = CorrectionForm(event=event, told={event.type: event})
    assert "(optional)" not in form.render(), "the day is needed where it is the day that was wrong"
    reasons = str(form["reason"])
    assert not {"particulars", "needs"} & set(re.findall(r'value="([a-z-]+)"', reasons))


def test_company_recorded_after_the_departure_reaches_it_at_once_and_no_other_mend_brings_it() -> None:
    cast = make_cast()
    person = a_person(cast.be, born=date(1990, 3, 1))
    movement = a_journey(cast, a_cleared_case(cast, person))
    actions.depart(cast.omar, movement)
    with clock.at(LATER):
        person.refresh_from_db()
        people.mend_person(cast.lies, person, born=Born.on(date(2010, 3, 1)))
        assert "child" not in stands("movements.departed").payload
        casework.record_accompaniment(cast.lies, traveller_of(movement.case), True)
        told = stands("movements.departed")
        assert (told.payload["child"], told.payload["corrected"]) == ("accompanied", "particulars")
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 2))
    assert stands("movements.departed").payload["child"] == "accompanied"


def test_a_vulnerability_of_the_day_of_departure_reaches_it_when_it_is_recorded_later() -> None:
    cast = make_cast()
    movement = departed(cast)
    one = traveller_of(movement.case)
    with clock.at(LATER):
        casework.find_vulnerability(cast.sam, one, "elderly", "mild", found_on=date(2021, 6, 2))
        assert stands("movements.departed").payload["vulnerabilities"] == []
        casework.find_vulnerability(cast.sam, one, "disability", "mild", found_on=date(2021, 6, 1))
        told = stands("movements.departed")
        assert (told.payload["vulnerabilities"], told.payload["corrected"]) == (["disability"], "needs")
        assert told.occurred_on == date(2021, 6, 1)
        casework.end_vulnerability(cast.sam, one, "disability", "recorded-wrongly", ended_on=date(2021, 6, 1))
    assert stands("movements.departed").payload["vulnerabilities"] == []
    assert Event.objects.filter(type="movements.departed").count() == 3


def test_the_forms_of_needs_say_what_figures_make_of_them_once_somebody_has_left() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    lies = Client()
    lies.force_login(cast.lies)

    def said(what: str) -> str:
        return lies.get(reverse("cases:do", args=[movement.case.reference, what])).content.decode()

    assert "Figures count" not in said("vulnerability") + said("medical-needs")
    actions.depart(cast.omar, movement)
    for what in ("vulnerability", "medical-needs"):
        assert "Departed: Hassan Zubaidi (1 June 2021)." in said(what)
    assert "what was found by then is added to it, what was found later is not" in said("vulnerability")
    assert "the level that was found last by then" in said("medical-needs").replace("\n", " ")
    address = reverse("cases:do", args=[movement.case.reference, "medical-needs"])
    one = traveller_of(movement.case)
    with clock.at(LATER):
        typed = {"travellers": str(one.key), "level": "mild", "found_on": "2021-06-01"}
        assert lies.post(address, typed).status_code == 302
    told = stands("movements.departed")
    assert (told.payload["medical"], told.payload["corrected"]) == ("mild", "needs")


def test_the_timeline_says_in_words_what_was_replaced() -> None:
    cast = make_cast()
    movement, lies = departed(cast), Client()
    lies.force_login(cast.lies)
    address = reverse("cases:case", args=[movement.case.reference])
    assert "Replaced by" not in lies.get(address).content.decode()
    with clock.at(LATER):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 2))
        day = f"{LATER:%-d %B %Y}"
        timeline = lies.get(address).content.decode()
    assert f"<small>Replaced by what was recorded on {day}.</small></li>" in timeline
    assert "Taken back" not in timeline


def test_a_journey_long_over_is_corrected_without_a_touch_of_the_one_that_followed() -> None:
    cast = make_cast()
    first = departed(cast)
    with clock.at(NOON + timedelta(days=1)):
        actions.refuse_entry(cast.omar, passenger_of(first), "IST")
        second = a_journey(cast, first.case, date(2021, 6, 4))
    with clock.at(LATER):
        refused = passenger_of(first)
        actions.correct_arrival(cast.omar, refused, "wrong-day", on=date(2021, 6, 1))
        with pytest.raises(problems.AlreadyBooked):
            actions.correct_arrival(cast.omar, passenger_of(first), "told-wrongly")
        actions.depart(cast.omar, second, departed_on=date(2021, 6, 4))
    one = traveller_of(first.case)
    assert (one.stage, one.stage_since) == ("departed", date(2021, 6, 4))


def test_the_page_of_a_journey_leads_to_the_correction_and_the_timeline_keeps_both() -> None:
    cast = make_cast()
    movement = departed(cast)
    one, omar = passenger_of(movement), Client()
    omar.force_login(cast.omar)
    address = reverse("movements:passenger", args=[movement.key, told_as(one), "correct-departure"])
    assert address in omar.get(reverse("movements:movement", args=[movement.key])).content.decode()
    page = omar.get(address)
    assert "Recorded: departed, 1 June 2021." in page.content.decode()
    typed = as_shown(page.text)
    typed |= {"right": "another-day", "on": "", "reason": "wrong-traveller"}
    assert "Give the day on which it happened." in omar.post(address, typed).content.decode()
    assert omar.post(address, typed | {"right": "not-so"}).status_code == 302
    lies = Client()
    lies.force_login(cast.lies)
    timeline = lies.get(reverse("cases:case", args=[movement.case.reference])).content.decode()
    assert "Taken back: Departed to Iraq (recorded wrongly)" in timeline
    assert timeline.count("Taken back:") == 1
    assert "<small>Taken back on 1 June 2021.</small></li>" in timeline, "heard, and not only struck through"
    stale = omar.post(address, typed | {"right": "not-so", "once": str(uuid4())})
    assert stale.status_code == 422
    assert "What they changed" in stale.content.decode()


def test_a_no_show_is_not_taken_back_from_under_a_journey_that_was_booked_and_cancelled_since() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    actions.no_show(cast.omar, passenger_of(movement))
    later = a_journey(cast, movement.case, clock.today() + timedelta(days=3))
    actions.cancel(cast.omar, later, "other")
    with pytest.raises(TravelledSince):
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")


SET_AND_AWAITED = """tasks:
  - {kind: call-back, at: departed, within: 3d}
  - {kind: booking, at: registered, within: 3d, until: itinerary}
"""


def test_a_task_goes_along_with_the_step_that_set_it_unless_another_traveller_took_that_step_too(
    tmp_path: Path,
) -> None:
    with the_tasks_are(SET_AND_AWAITED, tmp_path):
        cast = make_cast()
        stayed = a_person(cast.be, "Suad Mahdi")
        movement = a_journey(cast, a_cleared_case(cast, a_person(cast.be), stayed))
        actions.depart(cast.omar, movement)
        calls = movement.case.tasks.filter(kind="call-back", done_on=None)
        assert calls.count() == 1
        actions.correct_departure(cast.omar, passenger_of(movement, stayed), "wrong-traveller")
        assert calls.count() == 1
        [gone] = movement.passengers.filter(state="departed")
        actions.correct_departure(cast.omar, gone, "wrong-traveller")
        assert not calls.exists()


def test_a_no_show_that_was_none_leaves_the_journey_booked_and_what_waits_for_it_done(tmp_path: Path) -> None:
    with the_tasks_are(SET_AND_AWAITED, tmp_path):
        cast = make_cast()
        movement = a_journey(cast, a_cleared_case(cast))
        task = movement.case.tasks.get(kind="booking")
        assert task.done_on == date(2021, 6, 1)
        actions.no_show(cast.omar, passenger_of(movement))
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")
        evidence = Event.objects.filter(case_key=movement.case.key).standing()
        assert not evidence.filter(type="movements.did_not_depart").exists()
        task.refresh_from_db()
        assert task.done_on == date(2021, 6, 1)


def test_taken_back_beside_another_day_it_asks_which_is_meant() -> None:
    cast = make_cast()
    movement = departed(cast)
    omar = Client()
    omar.force_login(cast.omar)
    address = reverse(
        "movements:passenger", args=[movement.key, told_as(passenger_of(movement)), "correct-departure"]
    )
    sent = as_shown(omar.get(address).text, right="not-so", reason="wrong-traveller")
    refused = omar.post(address, sent | {"on": "2021-05-30"})
    assert list(refused.context["form"].errors) == ["right"]
    assert "Say which is meant" in refused.text
    assert omar.post(address, sent).status_code == 302, "the day that stands was filled in"
    assert not Event.objects.filter(type="movements.departed").standing().exists()


def test_who_takes_it_back_from_before_it_had_another_day_is_told_so() -> None:
    cast = make_cast()
    movement = departed(cast)
    one, omar = passenger_of(movement), Client()
    omar.force_login(cast.omar)
    address = reverse("movements:passenger", args=[movement.key, told_as(one), "correct-departure"])
    sent = as_shown(omar.get(address).text, right="not-so", reason="wrong-traveller")
    with clock.at(LATER):
        actions.correct_departure(cast.omar, one, "wrong-day", on=date(2021, 6, 3))
        refused = omar.post(address, sent)
    assert (refused.status_code, "What they changed" in refused.text) == (422, True)
