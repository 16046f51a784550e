"""Holds as they were in spring 2020: departures stop on 17 March, and begin again case by case in April."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from onward.access.models import Office, User
from onward.casework.cases import actions, problems, queries
from onward.casework.cases.gates import holds_on
from onward.casework.cases.models import Case, Hold, HoldRelease, Traveller
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, page_of, traveller_of
from onward.casework.protection.tests.factories import a_child_alone
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Invalid, Missing, Refused
from onward.reference.choices import NoSuchChoice, label
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
PRECAUTIONS = ["route-open", "entry-allowed", "masks", "onward", "informed"]


def on(month: int, day: int, hour: int = 10) -> datetime:
    """Return an hour of a day in 2020."""
    return datetime(2020, month, day, hour, tzinfo=UTC)


def the_suspension(cast: Cast, **fields: Any) -> Hold:
    """Return the hold of 17 March 2020 on every departure of the office."""
    return actions.place_hold(
        cast.omar, cast.be, from_on=date(2020, 3, 17), reason="pandemic", precautions=PRECAUTIONS, **fields
    )


def listed(client: Client, user: object, address: str) -> str:
    client.force_login(user)  # type: ignore[arg-type]  # a user of the cast
    return str(client.get(address).content.decode())


def test_departures_stop_while_intake_and_counselling_go_on() -> None:
    cast = make_cast()
    with clock.at(on(3, 10)):
        booked = a_cleared_case(cast, user=cast.lies)
        movement = a_journey(cast, booked, date(2020, 3, 18))
    with clock.at(on(3, 17)):
        the_suspension(cast)
    with clock.at(on(3, 18)):
        with pytest.raises(problems.OnHold) as held:
            movements.depart(cast.omar, movement)
        assert held.value.params["since"] == date(2020, 3, 17)
        fresh = a_case(cast.lies, a_person(cast.be, "New Comer"))
        actions.hold_session(cast.lies, fresh, way="phone")
        one = traveller_of(fresh)
        actions.advance(cast.lies, one, "counselled")
        actions.sign_declaration(cast.lies, one, "self")
        actions.advance(cast.lies, one, "cleared")
        assert traveller_of(fresh).stage == "cleared"


def test_a_departure_before_the_suspension_can_still_be_recorded_after_it() -> None:
    cast = make_cast()
    with clock.at(on(3, 10)):
        movement = a_journey(cast, a_cleared_case(cast, user=cast.lies), date(2020, 3, 16))
    with clock.at(on(3, 18)):
        the_suspension(cast)
        assert movements.depart(cast.omar, movement, departed_on=date(2020, 3, 16))


def test_every_case_concerned_is_flagged_and_no_other(client: Client) -> None:
    cast = make_cast()
    with clock.at(on(3, 10)):
        mine, georgia = a_case(cast.lies, counsellor=cast.lies), a_case(cast.lies, destination="GE")
        far = a_case(cast.paul, programme="avrr-lu", channel="self")
    with clock.at(on(3, 20)):
        the_suspension(cast)
        for address in ("/cases/?held=1", "/cases/"):
            text = listed(client, cast.lies, address)
            assert mine.reference in text
            assert georgia.reference in text
        assert mine.reference in listed(client, cast.lies, "/work/?list=held")
        assert far.reference not in listed(client, cast.paul, "/cases/?held=1")
        assert "hold" in listed(client, cast.lies, f"/cases/{mine.reference}/").lower()


def test_a_hold_flags_only_what_it_names(client: Client) -> None:
    cast = make_cast()
    with clock.at(on(3, 20)):
        iraq, georgia = a_case(cast.lies), a_case(cast.lies, destination="GE")
        the_suspension(cast, destination="GE")
        text = listed(client, cast.lies, "/cases/?held=1")
        assert georgia.reference in text
        assert iraq.reference not in text


def test_a_hold_on_a_route_flags_who_is_booked_by_it(client: Client) -> None:
    cast = make_cast()
    with clock.at(on(3, 10)):
        by_istanbul = a_cleared_case(cast, user=cast.lies)
        a_journey(cast, by_istanbul, date(2020, 3, 25))
        elsewhere = a_case(cast.lies)
    with clock.at(on(3, 20)):
        the_suspension(cast, route="IST")
        text = listed(client, cast.lies, "/cases/?held=1")
        assert by_istanbul.reference in text
        assert elsewhere.reference not in text


def test_a_hold_concerns_those_who_are_still_to_depart(client: Client) -> None:
    cast = make_cast()
    with clock.at(on(3, 10)):
        gone = a_cleared_case(cast, user=cast.lies)
        movement = a_journey(cast, gone, date(2020, 3, 11))
        stays = a_person(cast.be, "Suad Mahdi")
        family = a_cleared_case(cast, a_person(cast.be, "Samir Mahdi"), stays, user=cast.lies)
        other = a_journey(cast, family, date(2020, 3, 11))
    with clock.at(on(3, 11)):
        movements.depart(cast.omar, movement)
        movements.depart(cast.omar, other, [one for one in other.passengers.all() if one.traveller.principal])
    with clock.at(on(3, 20)):
        hold = the_suspension(cast)
        text = listed(client, cast.lies, "/cases/?held=1")
        assert gone.reference not in text
        assert family.reference in text
        assert "on hold" not in listed(client, cast.lies, f"/cases/{gone.reference}/")
        assert "for the departure of: Suad Mahdi</p>" in listed(
            client, cast.lies, f"/cases/{family.reference}/"
        )
        with pytest.raises(problems.HoldElsewhere):
            actions.release_from_hold(cast.omar, gone, hold, PRECAUTIONS)


def test_where_a_hold_stands_the_release_is_missing_and_not_nothing(client: Client) -> None:
    cast = make_cast()
    case = a_cleared_case(cast, user=cast.lies)
    address = f"/cases/{case.reference}/"
    text = listed(client, cast.lies, address)
    assert "book the journey" in text
    assert "Nothing is missing for it." in text
    the_suspension(cast)
    text = listed(client, cast.lies, address)
    assert "book the journey" in text
    assert "Nothing is missing for it." not in text
    assert "What is missing for the departure is the release from the hold." in text
    row = listed(client, cast.lies, "/cases/?held=1")
    assert "Everything is there" not in row
    assert "Departures are on hold since" in row


def test_the_timeline_names_the_hold_from_which_a_case_was_released(client: Client) -> None:
    cast = make_cast()
    with clock.at(on(3, 20)):
        case = a_case(cast.lies)
        hold = the_suspension(cast)
        actions.place_hold(cast.omar, cast.be, from_on=date(2020, 3, 19), reason="security", destination="IQ")
        actions.release_from_hold(cast.omar, case, hold, PRECAUTIONS)
        happened = listed(client, cast.lies, f"/cases/{case.reference}/").partition('id="happened"')[2]
    details = "<small><bdi>Hold of 17 March 2020: Pandemic</bdi> · <bdi>For a return to Iraq</bdi>"
    assert f"Hold released for this case{details}" in happened
    assert "Security at the destination" not in happened


def test_a_hold_that_begins_tomorrow_flags_nobody_today(client: Client) -> None:
    cast = make_cast()
    with clock.at(on(3, 16)):
        case = a_case(cast.lies)
        the_suspension(cast)
        assert case.reference not in listed(client, cast.lies, "/cases/?held=1")
    with clock.at(on(3, 17)):
        assert case.reference in listed(client, cast.lies, "/cases/?held=1")


def test_cases_are_released_one_by_one_with_the_precautions_ticked() -> None:
    cast = make_cast()
    with clock.at(on(3, 10)):
        first, second = [
            a_journey(cast, a_cleared_case(cast, user=cast.lies), date(2020, 4, 28)) for _which in range(2)
        ]
    with clock.at(on(3, 17)):
        hold = the_suspension(cast)
    with clock.at(on(4, 27)):
        with pytest.raises(problems.PrecautionsMissing) as missing:
            actions.release_from_hold(cast.lies, first.case, hold, PRECAUTIONS[1:])
        assert "Every leg" in missing.value.say()
        actions.release_from_hold(cast.lies, first.case, hold, PRECAUTIONS, reasons="Flight by Doha.")
    with clock.at(on(4, 28)):
        assert movements.depart(cast.omar, first)
        with pytest.raises(problems.OnHold):
            movements.depart(cast.omar, second)
    event = Event.objects.get(type="cases.hold_released")
    released = [str(one.person.key) for one in first.case.travellers.select_related("person")]
    assert event.payload == {"hold": str(hold.key), "precautions": PRECAUTIONS, "travellers": released}


def test_when_the_hold_is_lifted_everybody_goes_again(client: Client) -> None:
    cast = make_cast()
    with clock.at(on(3, 10)):
        movement = a_journey(cast, a_cleared_case(cast, user=cast.lies), date(2020, 5, 25))
    with clock.at(on(3, 17)):
        hold = the_suspension(cast)
    with clock.at(on(5, 25)):
        actions.lift_hold(cast.omar, hold)
        assert movement.case.reference not in listed(client, cast.lies, "/cases/?held=1")
        assert movements.depart(cast.omar, movement)
        with pytest.raises(problems.LiftedAlready) as twice:
            actions.lift_hold(cast.omar, hold)
        assert twice.value.say() == f"This hold was lifted already, on 25 May 2020 by {cast.omar.name}."
        assert "case" not in twice.value.say_way_out()
        with pytest.raises(problems.AlreadyRecorded):
            actions.release_from_hold(cast.lies, movement.case, hold, PRECAUTIONS)


def test_a_case_is_released_once_and_only_from_a_hold_that_concerns_it() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    hold, elsewhere = the_suspension(cast), the_suspension(cast, destination="GE")
    actions.release_from_hold(cast.lies, case, hold, PRECAUTIONS)
    with pytest.raises(problems.AlreadyRecorded):
        actions.release_from_hold(cast.lies, case, hold, PRECAUTIONS)
    with pytest.raises(problems.HoldElsewhere):
        actions.release_from_hold(cast.lies, case, elsewhere, PRECAUTIONS)
    assert HoldRelease.objects.count() == 1


@pytest.mark.parametrize("named", [True, False])
def test_a_release_goes_along_with_whom_it_names_into_a_case_of_their_own(
    client: Client, named: bool
) -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), wife)
    hold, one = the_suspension(cast), traveller_of(case, wife)
    released = [one] if named else [traveller_of(case)]
    actions.release_from_hold(cast.lies, case, hold, PRECAUTIONS, travellers=released)
    new = actions.part_travellers(cast.lies, case, [one], one, "travels-later")
    assert bool(page_of(cast.lies, new).holds) is not named
    assert (new.reference in listed(client, cast.lies, "/cases/?held=1")) is not named
    with pytest.raises(problems.AlreadyRecorded) if named else nullcontext():
        actions.release_from_hold(cast.lies, new, hold, PRECAUTIONS)


def test_nonsense_makes_no_hold_and_no_release() -> None:
    cast = make_cast()
    case, hold = a_case(cast.lies), the_suspension(cast)
    day = date(2020, 3, 17)
    nonsense: tuple[dict[str, Any], ...] = (
        {"reason": "because"},
        {"reason": "pandemic", "precautions": ["prayer"]},
        {"reason": "pandemic", "destination": "Narnia"},
        {"reason": "pandemic", "programme": "avrr-xx"},
        {"reason": "pandemic", "route": "???"},
    )
    for fields in nonsense:
        with pytest.raises(NoSuchChoice):
            actions.place_hold(cast.omar, cast.be, from_on=day, **fields)
    with pytest.raises(NoSuchChoice):
        actions.release_from_hold(cast.lies, case, hold, [*PRECAUTIONS, "and a blessing"])
    with pytest.raises(Invalid):
        actions.release_from_hold(cast.lies, case, hold, PRECAUTIONS, released_on=date(2999, 1, 1))
    with pytest.raises(Invalid):
        actions.lift_hold(cast.omar, hold, lifted_on=date(2999, 1, 1))


def test_nobody_places_a_hold_on_another_office_or_without_the_verb() -> None:
    cast = make_cast()
    with pytest.raises((Missing, Refused)):
        actions.place_hold(cast.omar, cast.lu, from_on=date(2020, 3, 17), reason="pandemic")
    for who in (cast.lies, cast.nora, cast.ruth, cast.rik, cast.outsider):
        with pytest.raises(Refused):
            actions.place_hold(who, cast.be, from_on=date(2020, 3, 17), reason="pandemic")
    assert not Hold.objects.exists()


def test_a_double_click_places_one_hold_and_the_page_says_what_it_did(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.omar)
    page = client.get("/holds/")
    sent = {
        "once": str(page.context["form"].initial["once"]),
        "from_on": "2020-03-17",
        "reason": "pandemic",
        "precautions": PRECAUTIONS,
        "everything": "on",
    }
    assert client.post("/holds/", sent).status_code == 302
    assert client.post("/holds/", sent).status_code == AlreadySent.status
    assert Hold.objects.count() == 1


def test_under_each_reason_stand_the_precautions_usual_for_it(client: Client) -> None:
    page = listed(client, make_cast().omar, "/holds/")
    of_reason = {
        code: page.partition(f'value="{code}"')[2].partition('name="reason"')[0]
        for code in ("pandemic", "no-flights", "other")
    }
    assert label("precautions", "masks") in of_reason["pandemic"]
    assert label("precautions", "masks") not in of_reason["no-flights"]
    assert label("precautions", "onward") in of_reason["no-flights"]
    assert "Nothing is usual for this reason" in of_reason["other"]


def test_a_release_through_the_page_names_what_is_not_ticked(client: Client) -> None:
    cast = make_cast()
    case, hold = a_case(cast.lies), the_suspension(cast)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/release/"
    answer = client.post(
        address, {"hold": hold.key, "precautions": PRECAUTIONS[:1], "reasons": "Typed with care"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Typed with care" in text
    assert "Masks and hygiene" in text
    assert client.post(address, {"hold": hold.key, "precautions": PRECAUTIONS}).status_code == 302
    assert Case.objects.get(pk=case.pk).hold_releases.count() == 1


def test_the_precautions_that_a_hold_demands_are_not_called_optional(client: Client) -> None:
    cast = make_cast()
    case, hold = a_case(cast.lies), the_suspension(cast)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/release/"
    page = client.get(address)
    assert page.context["form"].fields["precautions"].required
    assert "The hold demands every one of these" in page.content.decode()
    answer = client.post(address, {"hold": hold.key})
    assert answer.status_code == 422
    assert "Not every precaution is ticked: " in answer.content.decode()
    assert "Masks and hygiene" in answer.content.decode()


def test_of_several_the_form_lets_all_go_or_those_who_are_ticked_and_names_who_stays(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Samir Mahdi"), a_person(cast.be, "Suad Mahdi"))
    hold = actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/release/"
    form = client.get(address).context["form"]
    samir, suad = (str(one.key) for one in case.travellers.order_by("pk"))
    assert form.initial["travellers"] == [samir, suad]
    nobody = client.post(address, {"hold": hold.key})
    assert "Tick at least one traveller." in nobody.content.decode()
    answer = client.post(address, {"hold": hold.key, "travellers": [suad]}, follow=True)
    assert "Saved. Still on hold: Samir Mahdi." in answer.content.decode()
    kept_back = holds_on([case], case.travellers.select_related("person"))[case.pk]
    assert list(kept_back.values()) == [frozenset({traveller_of(case).person.key})]
    assert "travellers" not in client.get(address).context["form"].fields
    told = client.get(f"/cases/{case.reference}/").context["page"].happened
    assert [line.about for line in told if line.event.type == "cases.hold_released"] == ["Suad Mahdi"]
    stale = client.post(address, {"hold": hold.key, "travellers": [suad]})  # ticked in another tab
    assert stale.status_code == 422
    assert "Somebody whom you ticked is not on hold any more" in stale.content.decode()
    assert f"{suad} is not" not in stale.content.decode()
    assert case.hold_releases.count() == 1
    answer = client.post(address, {"hold": hold.key}, follow=True)
    assert "Still on hold" not in answer.content.decode()
    assert [len(one.travellers or ()) for one in case.hold_releases.order_by("pk")] == [1, 1]
    again = client.post(address, {"hold": hold.key}).content.decode()
    assert "This hold keeps nobody in this case from departing any more" in again
    assert f"{hold.key} is not" not in again


def test_a_hold_that_demands_nothing_asks_for_no_precautions(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    hold = actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/release/"
    assert "precautions" not in client.get(address).context["form"].fields
    assert client.post(address, {"hold": hold.key}).status_code == 302
    assert Case.objects.get(pk=case.pk).hold_releases.count() == 1


def test_holds_that_stand_come_before_those_that_were_lifted(client: Client) -> None:
    cast = make_cast()
    old = the_suspension(cast)
    actions.lift_hold(cast.omar, old)
    actions.place_hold(cast.omar, cast.be, from_on=date(2020, 8, 16), reason="security", destination="AF")
    client.force_login(cast.omar)
    page = client.get("/holds/")
    assert [line.hold.destination for line in page.context["holds"]] == ["AF", ""]
    text = page.content.decode()
    assert "?held=1&amp;destination=AF" in text
    assert "Voluntary return from Belgium" in text
    assert ">avrr-be<" not in text


def test_a_release_is_offered_only_where_a_hold_stands(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    assert "/do/release/" not in client.get(f"/cases/{case.reference}/").content.decode()
    the_suspension(cast)
    assert "/do/release/" in client.get(f"/cases/{case.reference}/").content.decode()


def test_a_hold_on_everything_is_confirmed_with_how_many_cases_it_concerns(client: Client) -> None:
    cast = make_cast()
    for _case in range(3):
        a_case(cast.lies)
    client.force_login(cast.omar)
    sent = {"from_on": "2020-03-17", "reason": "pandemic", "destination": "", "programme": ""}
    asked = client.post("/holds/", sent)
    text = asked.content.decode()
    assert asked.status_code == 422
    assert "with 3 open cases in your sight" in text
    assert 'type="checkbox" name="everything"' in text
    assert not Hold.objects.exists()
    assert client.post("/holds/", sent | {"everything": "on"}).status_code == 302
    assert client.post("/holds/", sent | {"destination": "GE"}).status_code == 302
    assert Hold.objects.count() == 2


def test_an_explanation_of_a_hold_has_a_length_and_stays_in_the_form_beyond_it(client: Client) -> None:
    client.force_login(make_cast().omar)
    story = "Entry is closed. " * 120
    sent = {"from_on": "2020-03-17", "reason": "pandemic", "destination": "IQ", "explanation": story}
    refused = client.post("/holds/", sent)
    assert "This text has 2039 characters; at most 2000 fit here." in refused.content.decode()
    assert refused.context["form"]["explanation"].errors
    assert story.strip() in refused.content.decode()
    assert not Hold.objects.exists()


def test_the_page_of_a_held_case_says_why_and_for_what(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    the_suspension(cast, destination="IQ", explanation="Entry is closed.")
    text = listed(client, cast.lies, f"/cases/{case.reference}/")
    assert f'<strong>{label("hold-reasons", "pandemic")}</strong> · <span class="country">Iraq</span>' in text
    assert "Entry is closed." in text


def test_a_mission_sees_the_holds_on_what_was_handed_over_to_it(client: Client) -> None:
    cast = make_cast()
    iraq, georgia = a_case(cast.lies), a_case(cast.lies, destination="GE")
    handed_over(iraq, cast.iraq, accepted=True)
    concerned, other = the_suspension(cast, destination="IQ"), the_suspension(cast, destination="GE")
    everything = the_suspension(cast, programme="avrr-be")
    seen = Hold.objects.visible_to(cast.erbil)
    assert set(seen) == {concerned, everything}
    assert other not in seen
    text = listed(client, cast.erbil, "/cases/?held=1")
    assert iraq.reference in text
    assert georgia.reference not in text
    assert "Iraq" in listed(client, cast.erbil, "/holds/")
    with pytest.raises(Refused):
        actions.lift_hold(cast.erbil, concerned)
    handed_over(georgia, cast.iraq, accepted=False)
    assert other not in Hold.objects.visible_to(cast.erbil), "it was sent back"


def test_the_list_of_held_cases_and_the_gates_say_the_same() -> None:
    cast = make_cast()
    with clock.at(on(3, 10)):
        travelling = [a_cleared_case(cast, user=cast.sam), a_cleared_case(cast, user=cast.sam)]
        a_journey(cast, travelling[0], date(2020, 3, 25))
        a_journey(cast, travelling[1], date(2020, 3, 25))
        left = a_case(cast.sam, a_person(cast.be), a_person(cast.be, "Suad Mahdi"))
        georgia = a_case(cast.sam, destination="GE")
        cases = [*travelling, left, georgia, a_case(cast.paul, programme="avrr-lu", channel="self")]
        cases.append(a_case(cast.sam))
        actions.find_vulnerability(cast.sam, traveller_of(cases[-1]), "trafficking", "mild")
        with_child, marked = a_child_alone(cast.sam)
        handed_over(travelling[0], cast.iraq, accepted=True)
    tried: list[dict[str, Any]] = [
        {"programme": programme, "destination": destination, "route": route}
        for programme in ("", "avrr-be", "eu-return-lu")
        for destination in ("", "IQ", "GE")
        for route in ("", "IST", "TR", "DOH")
        if programme != "eu-return-lu" or not route
    ]
    told = 0
    with clock.at(on(3, 20)):
        for fields in tried:
            if fields["programme"] == "eu-return-lu":
                hold = Hold.objects.create(office=cast.lu, from_on=clock.today(), reason="pandemic", **fields)
            else:
                hold = the_suspension(cast, **fields)
            HoldRelease.objects.create(hold=hold, case=travelling[1], released_on=clock.today())
            one = left.travellers.select_related("person").order_by("pk")[0].person.key
            HoldRelease.objects.create(hold=hold, case=left, released_on=clock.today(), travellers=[one])
            sealed = [marked.person.key]
            HoldRelease.objects.create(
                hold=hold, case=with_child, released_on=clock.today(), travellers=sealed
            )
            for user in (cast.lies, cast.sam, cast.paul, cast.erbil):
                seen = list(Case.objects.visible_to(user))
                found = Traveller.objects.visible_to(user).filter(case__in=seen).select_related("person")
                by_gates = {pk for pk, holds in holds_on(seen, found).items() if hold in holds}
                rows = queries.filtered(user, queries.CaseFilters(held=True), clock.today())
                assert {one.pk for one in rows} == by_gates, (fields, user.name)
                told += len(by_gates)
            actions.lift_hold(cast.omar if hold.office == cast.be else _officer_of(cast.lu), hold)
    assert told > 40, "and it was not always nobody"


def _officer_of(office: Office) -> User:
    """Return somebody who moves people at another office."""
    return User.objects.get_or_create(
        email=f"moving@{office.code}.example",
        defaults={"name": "Mia", "roles": ["movement-officer"], "office": office, "password": "!"},
    )[0]


def test_a_release_counts_while_the_case_returns_to_the_country_it_was_given_for(
    client: Client,
) -> None:
    cast = make_cast()
    case, hold = a_case(cast.lies), the_suspension(cast)
    actions.release_from_hold(cast.lies, case, hold, PRECAUTIONS)
    page, form = f"/cases/{case.reference}/", f"/cases/{case.reference}/do/release/"

    def stands() -> set[bool]:
        told = page_of(cast.lies, Case.objects.get(pk=case.pk)).holds
        lists = case.reference in listed(client, cast.lies, "/cases/?held=1")
        return {bool(told), lists, "/do/release/" in listed(client, cast.lies, page)}

    assert stands() == {False}
    first, other = case.destination, "RS"
    case = actions.change_destination(cast.lies, case, other)
    assert stands() == {True}
    assert "The release was for a return to Iraq" in listed(client, cast.lies, page)
    assert "The release was for a return to" not in listed(client, cast.lies, f"/cases/?q={case.reference}")
    [line] = client.get(form).context["form"].beforehand
    assert "the release was for a return to Iraq" in line

    case = actions.change_destination(cast.lies, case, first)
    assert stands() == {False}
    with pytest.raises(problems.AlreadyRecorded):
        actions.release_from_hold(cast.lies, case, hold, PRECAUTIONS)

    case = actions.change_destination(cast.lies, case, other)
    actions.release_from_hold(cast.lies, case, hold, PRECAUTIONS)
    assert stands() == {False}
    assert [one.destination for one in case.hold_releases.order_by("pk")] == [first, other]
    case = actions.change_destination(cast.lies, case, "TR")
    assert "The release was for a return to Serbia" in listed(client, cast.lies, page)


def test_nobody_departs_to_another_country_on_the_release_for_the_first() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, user=cast.lies)
    hold = actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="pandemic")
    first, case = case.destination, actions.change_destination(cast.lies, case, "RS")
    actions.release_from_hold(cast.lies, case, hold, [])
    case = actions.change_destination(cast.lies, case, first)
    movement = a_journey(cast, case, clock.today())
    with pytest.raises(problems.OnHold):
        movements.depart(cast.omar, movement)
    actions.release_from_hold(cast.lies, case, hold, [])
    assert movements.depart(cast.omar, movement)


def test_the_release_of_somebody_hidden_for_another_country_is_told_to_nobody_else(client: Client) -> None:
    cast = make_cast()
    case, hidden = a_child_alone(cast.sam)
    hold = the_suspension(cast)
    actions.release_from_hold(cast.sam, case, hold, PRECAUTIONS, travellers=[hidden])
    case = actions.change_destination(cast.lies, Case.objects.get(pk=case.pk), "RS")
    assert page_of(cast.lies, case).holds, "the uncle is on hold as before"
    page, words = f"/cases/{case.reference}/", "The release was for a return to"
    assert words not in listed(client, cast.lies, page)
    assert not client.get(f"{page}do/release/").context["form"].beforehand
    assert words in listed(client, cast.sam, page)
