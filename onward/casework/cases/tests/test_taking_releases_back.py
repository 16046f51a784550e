"""A release from a hold that was a mistake is taken back: whom it let go is on hold again."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from onward.casework.cases import actions, problems
from onward.casework.cases.gates import holds_on
from onward.casework.cases.models import Case, Hold, HoldRelease
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.casework.protection.tests.factories import a_child_alone
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Missing, Refused
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def a_hold(cast: Cast) -> Hold:
    return actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security")


def released(cast: Cast, case: Case) -> HoldRelease:
    return actions.release_from_hold(cast.lies, case, a_hold(cast), [])


def kept(case: Case) -> set[UUID]:
    found = holds_on([case], case.travellers.select_related("person"))[case.pk]
    return set().union(*found.values())


def told(case: Case) -> list[tuple[str, bool]]:
    rows = Event.objects.filter(case_key=case.key, type="cases.hold_released").order_by("position")
    return [(str(one.payload.get("reason", "")), one.retracts) for one in rows]


def test_whom_a_release_let_go_is_on_hold_again_and_the_log_keeps_both() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    release = released(cast, case)
    assert kept(case) == set()
    actions.take_back_release(cast.lies, release, "wrong-case")
    assert kept(case) == {traveller_of(case).person.key}
    assert not HoldRelease.objects.exists()
    assert told(case) == [("", False), ("wrong-case", True)]


def test_nobody_departs_by_a_release_that_was_taken_back_until_they_are_released_anew() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, user=cast.lies)
    movement = a_journey(cast, case, clock.today())
    release = released(cast, case)
    actions.take_back_release(cast.lies, release, "precaution-missing")
    with pytest.raises(problems.OnHold):
        movements.depart(cast.omar, movement)
    actions.release_from_hold(cast.lies, case, release.hold, [])
    movements.depart(cast.omar, movement)


def test_who_has_left_by_it_stands_in_the_way_until_the_departure_is_taken_back() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, user=cast.lies)
    movement = a_journey(cast, case, clock.today())
    release = released(cast, case)
    movements.depart(cast.omar, movement)
    with pytest.raises(problems.ReleaseRests) as refused:
        actions.take_back_release(cast.lies, release, "wrong-case")
    assert traveller_of(case).person.name in refused.value.say()
    passenger = movement.passengers.get()
    movements.correct_departure(cast.omar, passenger, "wrong-traveller")
    actions.take_back_release(cast.lies, release, "wrong-case")
    assert kept(case) == {traveller_of(case).person.key}


def test_a_reason_of_the_list_is_given() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    release = released(cast, case)
    for reason in ("", "no-such-reason"):
        with pytest.raises(NoSuchChoice):
            actions.take_back_release(cast.lies, release, reason)
    assert told(case) == [("", False)]


def test_of_two_who_take_it_back_the_second_is_told_that_it_changed_and_a_second_click_does_nothing() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    release, once = released(cast, case), uuid4()
    actions.take_back_release(cast.lies, release, "wrong-case", once=once)
    with pytest.raises(AlreadySent):
        actions.take_back_release(cast.lies, release, "wrong-case", once=once)
    with pytest.raises(ChangedMeanwhile):
        actions.take_back_release(cast.omar, release, "wrong-hold", once=uuid4())
    assert told(case) == [("", False), ("wrong-case", True)]


def test_whoever_may_not_release_takes_no_release_back_and_who_sees_nobody_of_it_finds_none() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    release = released(cast, case)
    for user in (cast.rik, cast.ruth, cast.erbil):
        with pytest.raises((Refused, Missing)):
            actions.take_back_release(user, release, "wrong-case")
    assert HoldRelease.objects.count() == 1


def test_a_release_that_names_only_somebody_hidden_is_neither_offered_nor_told_once_taken_back(
    client: Client,
) -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.lies)
    hold = a_hold(cast)
    release = actions.release_from_hold(cast.nora, case, hold, [], travellers=[niece])
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/take-back-release/"
    assert client.get(address).context["form"].releases == {}
    assert address not in client.get(f"/cases/{case.reference}/").content.decode()
    with pytest.raises(Missing):
        actions.take_back_release(cast.lies, release, "wrong-case")
    actions.take_back_release(cast.nora, release, "wrong-case")
    of_whom = {cast.lies: 0, cast.nora: 2}
    for user, lines in of_whom.items():
        client.force_login(user)
        happened = client.get(f"/cases/{case.reference}/").context["page"].happened
        assert len([one for one in happened if one.event.type == "cases.hold_released"]) == lines


def test_the_form_takes_back_what_was_ticked_and_names_who_is_on_hold_again(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Samir Mahdi"), a_person(cast.be, "Suad Mahdi"))
    samir, suad = case.travellers.order_by("pk")
    hold = a_hold(cast)
    actions.release_from_hold(cast.lies, case, hold, [], travellers=[samir])
    second = actions.release_from_hold(cast.lies, case, hold, [], travellers=[suad])
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/take-back-release/"
    assert address in client.get(f"/cases/{case.reference}/").content.decode()
    form = client.get(address).context["form"]
    assert "release" not in form.initial, "of two none is chosen"
    sent = {"release": str(second.key), "reason": "wrong-traveller", "once": str(form.initial["once"])}
    assert client.post(address, sent | {"reason": ""}).status_code == 422
    answer = client.post(address, sent, follow=True).content.decode()
    assert "On hold again: Suad Mahdi." in answer
    assert kept(case) == {suad.person.key}
    assert client.post(address, sent).status_code == 409, "a second click"
    page = client.get(f"/cases/{case.reference}/").context["page"]
    line = next(one for one in page.happened if one.event.retracts)
    assert line.words == "Taken back: Hold released for this case (recorded wrongly)"
    assert line.about == "Suad Mahdi"


def test_an_old_page_is_told_that_a_colleague_took_back_what_it_chose(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    release = released(cast, case)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/take-back-release/"
    form = client.get(address).context["form"]
    actions.take_back_release(cast.omar, release, "wrong-case")
    sent = {"release": str(release.key), "reason": "wrong-hold", "once": str(form.initial["once"])}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "A colleague took back meanwhile what you chose." in answer.content.decode()
    assert told(case) == [("", False), ("wrong-case", True)]


def test_a_release_goes_along_with_who_goes_on_apart_and_is_taken_back_there(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Samir Mahdi"), a_person(cast.be, "Suad Mahdi"))
    release = released(cast, case)
    suad = case.travellers.order_by("pk").last()
    assert suad is not None
    new = actions.part_travellers(cast.lies, case, [suad], suad, "separation")
    client.force_login(cast.lies)
    address = f"/cases/{new.reference}/do/take-back-release/"
    assert list(client.get(address).context["form"].releases) == [str(release.key)]
    answer = client.post(address, {"release": str(release.key), "reason": "wrong-case"}, follow=True)
    assert "On hold again: Suad Mahdi." in answer.content.decode()
    assert kept(new) == {suad.person.key}
    assert len(kept(case)) == 2 - 1


def test_a_closed_case_keeps_its_releases() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    release = released(cast, case)
    actions.leave(cast.lies, traveller_of(case), "withdrawn")
    actions.close_case(cast.lies, case, "left")
    with pytest.raises(problems.CaseIsClosed):
        actions.take_back_release(cast.lies, release, "wrong-case")
