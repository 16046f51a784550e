"""Who travels along is told once of each seat: named again, taken away, and put right after the departure."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.problems import CaseIsClosed
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.delivery.movements.tests.test_correcting import closed
from onward.kernel import clock, past
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Refused
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from onward.reference.choices import NoSuchChoice, listed
from tests.cast import Cast, make_cast
from tests.sequences.told import journeys
from tests.sequences.told.log import read_log
from tests.support.offered import no_longer_offered

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=5)
WRONG = "wrong-escort"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare journeys with the standing events when a test is over."""
    yield
    journeys.check(read_log())


def escorts() -> list[str]:
    """Return the kinds of escort that stand in the log."""
    rows = Event.objects.filter(type="movements.escort_assigned").standing().order_by("position")
    return [str(one.payload["kind"]) for one in rows]


def with_medical_escort(cast: Cast) -> Movement:
    movement = a_journey(cast, a_cleared_case(cast))
    actions.assign_escort(cast.omar, passenger_of(movement), "medical", "Nurse Wrong")
    return movement


def father_and_son(cast: Cast) -> tuple[Movement, Person]:
    """Return the journey of a boy alone, with a social escort beside him; his father travels later."""
    father, son = a_person(cast.be), a_person(cast.be, "Ali Zubaidi", born=date(2010, 5, 5))
    joining = [casework.Joining(father, principal=True), casework.Joining(son, accompanied=True)]
    case = a_cleared_case(cast, father, son, joining=joining)
    seat = actions.Seat(case.travellers.get(person=son), (), "social", "Ines Peeters")
    return a_journey(cast, case, seats=[seat]), son


def test_an_escort_named_again_stands_in_the_place_of_the_former_one(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    one = actions.assign_escort(cast.omar, passenger_of(movement), "operational", "Officer Right")
    assert (one.escort_kind, one.escort_name) == ("operational", "Officer Right")
    assert escorts() == ["operational"]


def test_of_a_log_in_which_several_escorts_stand_one_is_left(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    told = Event.objects.get(type="movements.escort_assigned")
    told.pk = None
    told.save(force_insert=True)
    assert escorts() == ["medical", "medical"]
    actions.assign_escort(cast.omar, passenger_of(movement), "operational", "Officer Right")
    assert escorts() == ["operational"]


def test_of_several_escorts_in_the_files_of_before_the_others_stay(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    actions.depart(cast.omar, movement)
    told = Event.objects.get(type="movements.escort_assigned")
    told.pk, told.payload = None, told.payload | {"kind": "social"}
    told.save(force_insert=True)
    Case.objects.filter(pk=movement.case_id).update(brought_in=True)
    one = actions.correct_escort(cast.omar, passenger_of(movement), "", "", WRONG)
    assert escorts() == [one.escort_kind] == ["social"]


def test_the_escort_who_stands_already_is_not_recorded_anew(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    told = Event.objects.filter(type="movements.escort_assigned")
    with pytest.raises(Invalid) as refused:
        actions.assign_escort(cast.omar, passenger_of(movement), "medical", " Nurse Wrong ")
    assert (refused.value.field, told.count()) == ("escort_kind", 1)
    actions.depart(cast.omar, movement)
    with pytest.raises(Invalid) as refused:
        actions.correct_escort(cast.omar, passenger_of(movement), "medical", "Nurse Wrong", WRONG)
    assert (refused.value.field, told.count()) == ("escort_kind", 1)
    one = actions.correct_escort(cast.omar, passenger_of(movement), "medical", "Nurse Right", WRONG)
    assert (one.escort_name, escorts()) == ("Nurse Right", ["medical"])


def test_an_escort_is_taken_away_before_the_departure(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    one = actions.assign_escort(cast.omar, passenger_of(movement), "", "")
    assert (one.escort_kind, one.escort_name) == ("", "")
    assert escorts() == []
    with pytest.raises(NoSuchChoice):
        actions.assign_escort(cast.omar, passenger_of(movement), "", "")


@pytest.mark.parametrize("other", [("", ""), ("medical", "Nurse Right")])
def test_an_escort_who_is_all_that_a_child_has_is_not_taken_away(cast: Cast, other: tuple[str, str]) -> None:
    movement, son = father_and_son(cast)
    with pytest.raises(problems.ChildWithoutAdult):
        actions.assign_escort(cast.omar, passenger_of(movement, son), *other)
    actions.assign_escort(cast.omar, passenger_of(movement, son), "social", "Griet Maes")


def test_after_the_departure_the_escort_is_put_right(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    actions.depart(cast.omar, movement)
    with clock.at(LATER):
        seat = passenger_of(movement)
        one = actions.correct_escort(cast.omar, seat, "operational", "Officer Right", WRONG)
    assert (one.escort_kind, one.escort_name) == ("operational", "Officer Right")
    told = Event.objects.filter(type="movements.escort_assigned").standing().get()
    assert (told.payload["kind"], told.payload["corrected"]) == ("operational", WRONG)
    assert told.occurred_on == date(2021, 6, 1)


def test_an_escort_who_was_forgotten_is_added_as_of_the_day_of_departure(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    actions.arrive(cast.omar, movement)
    with clock.at(LATER):
        actions.correct_escort(cast.omar, passenger_of(movement), "medical", "Nurse Right", WRONG)
    told = Event.objects.filter(type="movements.escort_assigned").standing().get()
    assert (told.payload["kind"], told.payload["corrected"]) == ("medical", WRONG)
    assert told.occurred_on == date(2021, 6, 1)


def test_an_escort_who_did_not_travel_along_is_taken_away_with_the_reason(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    actions.depart(cast.omar, movement)
    actions.correct_escort(cast.omar, passenger_of(movement), "", "", "told-wrongly")
    assert escorts() == []
    taken = Event.objects.get(type="movements.escort_assigned", retracts=True)
    assert taken.payload == {"reason": "told-wrongly"}


def test_what_cannot_be_put_right_is_refused(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    with pytest.raises(problems.NothingToCorrect):
        actions.correct_escort(cast.omar, passenger_of(movement), "social", "Griet Maes", WRONG)
    actions.depart(cast.omar, movement)
    one = passenger_of(movement)
    with pytest.raises(NoSuchChoice):
        actions.correct_escort(cast.omar, one, "social", "Griet Maes", "wrong-day")
    with pytest.raises(Invalid):
        actions.correct_escort(cast.omar, one, "social", "", WRONG)
    with pytest.raises(ChangedMeanwhile):
        actions.correct_escort(cast.omar, one, "social", "Griet Maes", WRONG, version=one.version - 1)
    with pytest.raises(Refused):
        actions.correct_escort(cast.sam, one, "social", "Griet Maes", WRONG)
    closed(cast, movement)
    with pytest.raises(CaseIsClosed):
        actions.correct_escort(cast.omar, passenger_of(movement), "social", "Griet Maes", WRONG)


def test_a_child_who_turns_out_to_have_left_alone_is_asked_about(cast: Cast) -> None:
    movement, son = father_and_son(cast)
    actions.depart(cast.omar, movement)
    with pytest.raises(problems.ChildStaysAlone):
        actions.correct_escort(cast.omar, passenger_of(movement, son), "", "", WRONG)
    assert escorts() == ["social"]
    seat = passenger_of(movement, son)
    actions.correct_escort(cast.omar, seat, "", "", WRONG, became="An aunt met him.")
    told = Event.objects.filter(type="movements.departed").standing().get()
    assert told.payload.get("child") is None
    assert movement.case.tasks.filter(kind="child-alone", done_on=None).exists()


def test_figures_of_a_period_that_is_over_are_said_to_change(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    with past.days_told_anew() as days:
        actions.assign_escort(cast.omar, passenger_of(movement), "operational", "Officer Right")
    assert not days
    actions.depart(cast.omar, movement)
    with past.days_told_anew() as days:
        actions.correct_escort(cast.omar, passenger_of(movement), "medical", "Nurse Right", WRONG)
    assert days == {date(2021, 6, 1)}
    with past.days_told_anew() as days:
        actions.correct_escort(cast.omar, passenger_of(movement), "medical", "Nurse Wright", WRONG)
    assert not days


def test_an_old_page_does_not_take_back_what_a_colleague_corrected(cast: Cast, client: Client) -> None:
    client.force_login(cast.omar)
    movement = with_medical_escort(cast)
    actions.depart(cast.omar, movement)
    address, old = page_of(movement, "correct-escort"), passenger_of(movement).version
    shown = client.get(address).text
    for name, value in (("escort_kind", "medical"), ("escort_name", "Nurse Wrong")):
        assert f'<input type="hidden" name="initial-{name}" value="{value}"' in shown
    actions.correct_escort(cast.omar, passenger_of(movement), "operational", "Nurse Wrong", WRONG)
    typed = {"escort_kind": "medical", "escort_name": "Nurse Right", "reason": WRONG, "version": old}
    page = {"initial-escort_kind": "medical", "initial-escort_name": "Nurse Wrong"}
    refused = client.post(address, typed | page)
    assert refused.status_code == 422
    form = refused.context["form"]
    assert form.changes == [("Kind of escort", "Medical", "Operational")]
    assert client.post(address, form.data.dict()).status_code == 302
    one = passenger_of(movement)
    assert (one.escort_kind, one.escort_name) == ("operational", "Nurse Right")


def test_who_is_the_escort_is_said_where_nobody_knows_what_the_form_had_shown(cast: Cast) -> None:
    movement = with_medical_escort(cast)
    actions.depart(cast.omar, movement)
    one = passenger_of(movement)
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.correct_escort(cast.omar, one, "social", "Griet Maes", WRONG, version=1)
    assert ("Kind of escort", "", "Medical") in refused.value.changes


def page_of(movement: Movement, what: str) -> str:
    return reverse("movements:passenger", args=[movement.key, told_as(passenger_of(movement)), what])


def test_the_page_takes_an_escort_away(cast: Cast, client: Client) -> None:
    client.force_login(cast.omar)
    movement = a_journey(cast, a_cleared_case(cast))
    assert "Nobody travels along" not in client.get(page_of(movement, "escort")).text
    actions.assign_escort(cast.omar, passenger_of(movement), "medical", "Nurse Wrong")
    shown = client.get(page_of(movement, "escort"))
    assert "Nobody travels along" in shown.text
    assert client.post(page_of(movement, "escort"), {"escort_kind": "medical"}).status_code == 422
    assert client.post(page_of(movement, "escort"), {"escort_kind": "nobody"}).status_code == 302
    assert escorts() == []


def test_the_travel_card_leads_to_the_correction_and_the_case_tells_of_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.omar)
    movement = with_medical_escort(cast)
    actions.depart(cast.omar, movement)
    address = page_of(movement, "correct-escort")
    assert address in client.get(reverse("movements:movement", args=[movement.key])).text
    shown = client.get(address)
    assert "Nurse Wrong" in shown.text
    version = passenger_of(movement).version
    typed = {"escort_kind": "operational", "escort_name": "Officer Right", "reason": WRONG}
    sent = client.post(address, {**typed, "version": version})
    assert sent.status_code == 302, sent.text
    client.force_login(cast.sam)
    case = client.get(reverse("cases:case", args=[movement.case.reference])).text
    assert "Escort assigned: Operational (corrected: The escort was recorded wrongly or forgotten)" in case
    client.force_login(cast.omar)
    taken = {"escort_kind": "nobody", "reason": "told-wrongly", "version": version + 1}
    assert client.post(address, taken).status_code == 302
    client.force_login(cast.sam)
    case = client.get(reverse("cases:case", args=[movement.case.reference])).text
    assert "Taken back: Escort assigned: Operational" in case
    assert traveller_of(movement.case).person.name in case


def test_a_kind_of_escort_that_is_offered_no_more_stays_with_its_right_name(
    cast: Cast, client: Client
) -> None:
    movement, other = with_medical_escort(cast), a_journey(cast, a_cleared_case(cast))
    client.force_login(cast.omar)
    with no_longer_offered("escort-kinds", "medical"):
        assert "medical (no longer offered)" in client.get(page_of(movement, "escort")).text
        one = actions.assign_escort(cast.omar, passenger_of(movement), "medical", "Nurse Right")
        assert (one.escort_kind, one.escort_name) == ("medical", "Nurse Right")
        with pytest.raises(NoSuchChoice):
            actions.assign_escort(cast.omar, passenger_of(other), "medical", "Nurse Right")


def test_assistance_that_is_offered_no_more_stays_beside_what_is_added(cast: Cast, client: Client) -> None:
    movement, other = with_medical_escort(cast), a_journey(cast, a_cleared_case(cast))
    old, new, *_more = listed("assistance")
    actions.change_assistance(cast.omar, passenger_of(movement), [old])
    client.force_login(cast.omar)
    with no_longer_offered("assistance", old):
        assert f"{old} (no longer offered)" in client.get(page_of(movement, "assistance")).text
        one = actions.change_assistance(cast.omar, passenger_of(movement), [old, new])
        assert one.assistance == [old, new]
        with pytest.raises(NoSuchChoice):
            actions.change_assistance(cast.omar, passenger_of(other), [old])
