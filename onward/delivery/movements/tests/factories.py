"""Cases that are ready to travel, and journeys booked for them, all made through the actions."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_person
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.rules import LegPlan
from onward.kernel import clock
from onward.records.people.actions.papers import Paper, add_document
from onward.records.people.models import Person
from tests.cast import Cast

NOON = datetime(2021, 6, 1, 10, 0, tzinfo=UTC)
"""The day on which these tests play: 1 June 2021, noon in Brussels."""
FUNDER = "fedasil-avrr-be"


def travellers_of(case: Case) -> list[Traveller]:
    """Return the travellers of a case, in the order in which they joined."""
    return list(case.travellers.select_related("person", "case").order_by("pk"))


def a_cleared_case(cast: Cast, *people: Person, user: User | None = None, **fields: Any) -> Case:
    """Return a case whose travellers wait for a journey: counselled, declared, with papers and funding."""
    user = user or cast.sam
    case = a_case(user, *people, **fields)
    casework.hold_session(user, case, way="in-person")
    for one in travellers_of(case):
        clear(user, one)
    approval = casework.ask_approval(user, case, FUNDER)
    casework.decide_approval(user, approval, True, depart_by=clock.today() + timedelta(days=90))
    case.refresh_from_db()
    return case


def clear(user: User, one: Traveller) -> None:
    """Bring one traveller to the stage before the booking, in good health."""
    born = one.person.born_from
    child = born is not None and born > clock.today().replace(year=clock.today().year - 18)
    casework.advance(user, one, "counselled")
    by_others = "guardian" if one.accompanied is False else "parent"
    casework.sign_declaration(user, one, by_others if child else "self")
    add_document(
        user,
        one.person,
        Paper("passport", "received", number=f"P{one.pk:07}", issuer="IQ", expires_on=date(2030, 1, 1)),
    )
    if not one.medical_needs:
        casework.record_medical_needs(user, one, "none")
    one.refresh_from_db()
    casework.advance(user, one, "cleared")
    one.refresh_from_db()


def to_erbil(day: date) -> list[LegPlan]:
    """Return two legs that lead to Erbil: by Istanbul, at local times."""
    return [
        LegPlan("BRU", "IST", "air", "TK 1938", _at(day, 11, 30), _at(day, 16, 5)),
        LegPlan("IST", "EBL", "air", "TK 314", _at(day, 20, 15), _at(day, 22, 50)),
    ]


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute))


def a_journey(cast: Cast, case: Case, departs_on: date | None = None, **fields: Any) -> Movement:
    """Return a journey that the movement officer booked for everybody in the case."""
    day = departs_on or clock.today()
    seats = [actions.Seat(one) for one in travellers_of(case) if not one.exit]
    return actions.book(
        fields.pop("user", cast.omar),
        case,
        fields.pop("seats", seats),
        fields.pop("legs", to_erbil(day)),
        departs_on=day,
        **fields,
    )


def passenger_of(movement: Movement, person: Person | None = None) -> Passenger:
    """Return the passenger who stands for `person`, or the only one."""
    rows = movement.passengers.select_related("traveller__person", "movement")
    return rows.get(traveller__person=person) if person else rows.get()


def a_niece_alone(cast: Cast, user: User, **fields: Any) -> tuple[Case, Person]:
    """Return a cleared case of an adult and his niece without parents, with every assessment there."""
    niece = a_person(cast.be, "Noor Zubaidi", sex="female", born=fields.pop("born", date(2004, 3, 1)))
    uncle = a_person(cast.be)
    joining = [casework.Joining(uncle, principal=True), casework.Joining(niece, accompanied=False)]
    case = a_cleared_case(cast, uncle, niece, user=user, joining=joining, **fields)
    one = case.travellers.get(person=niece)
    for kind in ("best-interest-determination", "family-assessment"):
        asked = protection.ask_assessment(user, one, kind)
        protection.decide_assessment(
            user, asked, "positive", author="Dr Claes", reasons="Uncle cares for her."
        )
    guardian = protection.name_guardian(user, one, "Griet Maes")
    protection.record_guardian_agreement(user, guardian)
    return case, niece
