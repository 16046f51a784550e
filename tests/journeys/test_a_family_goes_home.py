"""A Red Cross centre refers a family of four with an unaccompanied niece of seventeen, and they go home."""

from datetime import timedelta
from typing import Any

import pytest

from onward.casework.cases.models import Case, Traveller
from onward.delivery.movements.models import Movement
from onward.kernel import clock
from tests.cast import Cast, make_cast
from tests.journeys.stage import Screen

FAMILY = (
    # name, own script, born this many years ago, sex, relation, accompanied
    ("Hassan Al-Zubaidi", "حسن الزبيدي", 41, "male", "", ""),
    ("Suad Mahdi", "سعاد مهدي", 38, "female", "partner", ""),
    ("Ali Al-Zubaidi", "علي الزبيدي", 9, "male", "child", "yes"),
    ("Maryam Al-Zubaidi", "مريم الزبيدي", 1, "female", "child", "yes"),
    ("Noor Al-Zubaidi", "نور الزبيدي", 17, "female", "niece-nephew", "no"),
)
NIECE = "Noor"


@pytest.fixture
def screen(page: Any, sign_in: Any, axe: Any) -> Screen:
    return Screen(page, sign_in, axe)


def born(years: int) -> str:
    """Return a birth date that makes somebody `years` old for the months to come."""
    today = clock.today()
    return (today.replace(year=today.year - years, day=1) - timedelta(days=150)).isoformat()


def test_a_family_and_their_niece_go_home(screen: Screen) -> None:
    cast = make_cast()
    the_red_cross_refers_them(screen, cast)
    case = the_counsellor_accepts(screen, cast)
    the_niece_is_for_the_focal_point_alone(screen, cast, case)
    the_family_is_counselled(screen, cast, case)
    what_is_best_for_the_niece_is_determined(screen, cast, case)
    everybody_declares_and_has_papers(screen, cast, case)
    the_funder_approves(screen, cast, case)
    departures_are_put_on_hold(screen, cast, case)
    movement = the_movement_officer_books(screen, cast, case)
    nobody_departs_while_the_hold_stands(screen, cast, case, movement)
    the_counsellor_releases_the_case(screen, cast, case)
    the_focal_point_releases_the_niece(screen, cast, case)
    they_depart_and_arrive(screen, cast, case, movement)
    the_red_cross_learns_of_it(screen, cast)


def the_red_cross_refers_them(screen: Screen, cast: Cast) -> None:
    screen.turn(cast.rik).open("/referrals/own/")
    screen.open("/referrals/new/")
    screen.tick("They agreed to be referred")
    screen.tick("They also agreed")
    screen.fill(programme="avrr-be", destination="IQ", destination_place="Erbil", language="ar")
    for number, (name, native, years, sex, relation, accompanied) in enumerate(FAMILY):
        if number:
            screen.add("Another person")
        prefix = f"people__{number}__"
        fields = {"name": name, "name_native": native, "born": born(years), "sex": sex, "nationality": "IQ"}
        if relation:
            fields["relation"] = relation
        if accompanied:
            fields["accompanied"] = accompanied
        screen.page.locator(f'main [name="people-{number}-name"]').wait_for()
        screen.fill(**{prefix + field: value for field, value in fields.items()})
    screen.press("Send the referral")
    screen.sees("R-")
    screen.open("/referrals/own/")
    screen.sees("waiting for an answer")


def the_counsellor_accepts(screen: Screen, cast: Cast) -> Case:
    screen.turn(cast.lies).open("/work/")
    screen.sees("Al-Zubaidi")
    screen.open("/referrals/")
    screen.page.locator("main a.row-link").first.click()
    screen.look()
    screen.sees("Hassan Al-Zubaidi", "حسن الزبيدي")
    screen.fill(destination="IQ", spoken_by="Hassan Al-Zubaidi", guardian="Leen Maes")
    screen.press("Accept")
    case = Case.objects.get()
    assert case.travellers.count() == 5
    screen.open(f"/cases/{case.reference}/")
    screen.sees("Hassan Al-Zubaidi", "Iraq", "4 travellers")
    return case


def the_niece_is_for_the_focal_point_alone(screen: Screen, cast: Cast, case: Case) -> None:
    screen.sees_not(NIECE, "نور")
    screen.open("/people/?q=Noor")
    screen.sees_not("Noor Al-Zubaidi")
    screen.turn(cast.nora).open(f"/cases/{case.reference}/")
    screen.sees("Noor Al-Zubaidi", "5 travellers", "Restricted")


def the_family_is_counselled(screen: Screen, cast: Cast, case: Case) -> None:
    screen.turn(cast.lies).open(f"/cases/{case.reference}/do/session/")
    screen.fill(
        way="in-person", language="ar", minutes="50", place="Lint", summary="They wish to go home together."
    )
    screen.press("Save")
    screen.press("Go on to")
    screen.turn(cast.nora).open(f"/cases/{case.reference}/")
    screen.sees("No counselling session was held with Noor Al-Zubaidi yet")
    screen.follow("Record a session")
    screen.fill(way="in-person", language="ar", minutes="40", place="Lint", summary="She wants to go along.")
    screen.press("Save")
    screen.press("Go on to")
    assert {one.stage for one in case.travellers.all()} == {"counselled"}


def what_is_best_for_the_niece_is_determined(screen: Screen, cast: Cast, case: Case) -> None:
    niece = travellers(case)[NIECE]
    for kind in ("best-interest-determination", "family-assessment"):
        screen.open(f"/protection/travellers/{niece.key}/ask/")
        screen.fill(kind=kind, asked_of="the competent service")
        screen.press("Save")
    screen.open(f"/protection/travellers/{niece.key}/guardian/")
    screen.fill(name="Guardian of the tests", organisation="Guardianship service")
    screen.press("Save")
    for assessment in case.assessments.order_by("pk"):
        screen.open(f"/protection/assessments/{assessment.key}/")
        screen.page.locator('main [name="by"]').first.check()
        screen.fill(outcome="positive", author="The service", reasons="She goes back to her mother.")
        screen.press("Save the outcome")
    screen.open(f"/cases/{case.reference}/")
    screen.follow("The guardian agrees")
    screen.press("Save")
    screen.turn(cast.lies).open(f"/cases/{case.reference}/")
    screen.sees_not(NIECE, "Guardian of the tests")


def everybody_declares_and_has_papers(screen: Screen, cast: Cast, case: Case) -> None:
    screen.turn(cast.lies).open(f"/cases/{case.reference}/do/declaration/")
    screen.press("Save")
    screen.open(f"/cases/{case.reference}/do/medical-needs/")
    screen.fill(level="none")
    screen.press("Save")
    for name, one in travellers(case).items():
        if name != NIECE:
            a_passport_for(screen, one)
    niece = travellers(case)[NIECE]
    screen.turn(cast.nora).open(f"/cases/{case.reference}/do/declaration/")
    only(screen, niece)
    screen.fill(signed_by="guardian")
    screen.press("Save")
    screen.open(f"/cases/{case.reference}/do/medical-needs/")
    only(screen, niece)
    screen.fill(level="none")
    screen.press("Save")
    a_passport_for(screen, niece)


def a_passport_for(screen: Screen, traveller: Traveller) -> None:
    screen.open(f"/people/{traveller.person.key}/papers/new/")
    ends = (clock.today() + timedelta(days=900)).isoformat()
    number = f"A{traveller.pk:08d}"
    screen.fill(kind="passport", state="received", number=number, issuer="IQ", expires_on=ends)
    screen.press("Save")


def only(screen: Screen, traveller: Traveller) -> None:
    """Leave only one traveller ticked."""
    for box in screen.page.locator('main [name="travellers"]').all():
        box.set_checked(box.get_attribute("value") == str(traveller.key))


def the_funder_approves(screen: Screen, cast: Cast, case: Case) -> None:
    """For the family as the counsellor sees it, and for the niece as her focal point does."""
    screen.turn(cast.lies)
    _funded(screen, case, "")
    screen.press("Go on to")
    screen.turn(cast.nora)
    _funded(screen, case, f"?about={travellers(case)[NIECE].key}")
    screen.press("Go on to")
    assert {one.stage for one in case.travellers.all()} == {"cleared"}


def _funded(screen: Screen, case: Case, chosen: str) -> None:
    screen.open(f"/cases/{case.reference}/do/ask-approval/{chosen}")
    screen.page.locator('main [name="project"]').first.check()
    screen.press("Save")
    screen.open(f"/cases/{case.reference}/do/decide-approval/")
    screen.fill(approved="yes", depart_by=(clock.today() + timedelta(days=60)).isoformat())
    screen.press("Save")


def departures_are_put_on_hold(screen: Screen, cast: Cast, case: Case) -> None:
    screen.turn(cast.omar).open("/holds/")
    screen.fill(reason="pandemic", destination="IQ", explanation="Entry is closed.")
    screen.tick("Every leg to the last stop is open")
    screen.tick("Test taken")
    screen.press("Put on hold")
    screen.turn(cast.lies).open("/work/?list=held")
    screen.sees("Al-Zubaidi", "On hold")
    screen.open(f"/cases/{case.reference}/")
    screen.sees("Departures are on hold", "Entry is closed.")


def the_movement_officer_books(screen: Screen, cast: Cast, case: Case) -> Movement:
    screen.turn(cast.omar).open("/journeys/to-book/")
    screen.sees("Al-Zubaidi")
    screen.open(f"/journeys/book/{case.key}/")
    day = clock.today()
    legs = (("BRU", "IST", "TK1938", "11:00", "16:30"), ("IST", "EBL", "TK0314", "19:00", "21:40"))
    screen.fill(departs_on=day.isoformat())
    for number, (origin, destination, flight, leaves, arrives) in enumerate(legs):
        prefix = f"leg__{number}__"
        fields = {"origin": origin, "destination": destination, "flight": flight}
        fields |= {"departs": f"{day}T{leaves}", "arrives": f"{day}T{arrives}"}
        screen.fill(**{prefix + field: value for field, value in fields.items()})
    screen.press("Book")
    movement = Movement.objects.get()
    assert movement.passengers.count() == 5
    assert {one.stage for one in case.travellers.all()} == {"booked"}
    screen.open(f"/journeys/{movement.key}/")
    screen.sees("Noor Al-Zubaidi")
    screen.sees_not("unaccompanied", "best-interest")
    screen.open(f"/journeys/{movement.key}/sheet/")
    return movement


def nobody_departs_while_the_hold_stands(screen: Screen, cast: Cast, case: Case, movement: Movement) -> None:
    screen.open(f"/journeys/{movement.key}/")
    if screen.page.get_by_role("button", name="Record the departure").count():
        screen.press("Record the departure")
    screen.sees("hold")
    assert {one.stage for one in case.travellers.all()} == {"booked"}


def the_counsellor_releases_the_case(screen: Screen, cast: Cast, case: Case) -> None:
    screen.turn(cast.lies).open(f"/cases/{case.reference}/")
    screen.follow("Release this case")
    screen.press("Save")
    screen.sees("Not every precaution is ticked")
    screen.sees("Test taken", "Masks")  # what was chosen for this hold, and what is usual for its reason
    for box in screen.page.locator('main [name="precautions"]').all():
        box.check()
    screen.press("Save")
    screen.sees_not("Departures are on hold")


def the_focal_point_releases_the_niece(screen: Screen, cast: Cast, case: Case) -> None:
    """What the counsellor ticked was not ticked for somebody whom she does not see."""
    screen.turn(cast.nora).open(f"/cases/{case.reference}/")
    screen.follow("Release this case")
    for box in screen.page.locator('main [name="precautions"]').all():
        box.check()
    screen.press("Save")
    screen.sees_not("Departures are on hold")


def they_depart_and_arrive(screen: Screen, cast: Cast, case: Case, movement: Movement) -> None:
    screen.turn(cast.omar).open(f"/journeys/{movement.key}/")
    screen.press("Record the departure")
    assert {one.stage for one in case.travellers.all()} == {"departed"}
    screen.press("Record the arrival")
    assert {one.stage for one in case.travellers.all()} == {"arrived"}
    screen.turn(cast.lies).open(f"/cases/{case.reference}/")
    screen.sees("Arrived", "4 travellers")


def the_red_cross_learns_of_it(screen: Screen, cast: Cast) -> None:
    screen.turn(cast.rik).open("/referrals/own/")
    screen.sees("R-", "accepted", "departed")


def travellers(case: Case) -> dict[str, Traveller]:
    """Return the travellers of a case by first name."""
    found = case.travellers.select_related("person")
    return {one.person.name.split()[0]: one for one in found}
