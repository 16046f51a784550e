"""What the tables should say, told again from the standing events alone."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from onward.casework.cases.models import Case, Declaration, FunderApproval, Hold, Traveller, Vulnerability
from onward.delivery.movements.models import Passenger
from onward.kernel.models import Event

TABLES = (
    "kernel_event",
    "kernel_sending",
    "kernel_counter",
    "access_restriction",
    "people_person",
    "people_household",
    "cases_case",
    "cases_traveller",
    "cases_vulnerability",
    "cases_declaration",
    "cases_funderapproval",
    "cases_cashhandover",
    "cases_session",
    "cases_task",
    "cases_note",
    "cases_hold",
    "cases_holdrelease",
    "cases_handover",
    "movements_movement",
    "movements_leg",
    "movements_passenger",
)


def fingerprint() -> list[tuple[Any, ...]]:
    """Return a hash of every row of every table that actions write, to see that a refusal left no trace."""
    # The names are our own.
    parts = (
        f"SELECT '{table}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"
        for table in TABLES
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return list(cursor.fetchall())


@dataclass
class Told:
    """What the events of one traveller say."""

    stage: str = ""
    since: Any = None
    exit: str = ""
    principal: bool | None = None
    accompanied: bool | None = None


@dataclass
class Person:
    """What the events about a person say, over a case and those that it came from."""

    medical: str = ""
    needs: set[str] = field(default_factory=set)
    declarations: set[str] = field(default_factory=set)


def check() -> None:
    """Compare every row with what the standing events say."""
    events: dict[UUID | None, list[Event]] = defaultdict(list)
    for event in Event.objects.standing().order_by("position"):
        events[event.case_key].append(event)
    for case in Case.objects.all():
        _check_case(case, events[case.key])
        _check_travellers(case, events)
    _check_holds(events[None])
    _check_nobody_travels_twice()


def _check_case(case: Case, events: list[Event]) -> None:
    kinds = [event.type for event in events]
    assert kinds.count("cases.opened") == 1
    assert (case.closed_on is not None) == ("cases.closed" in kinds)
    places = ("cases.opened", "cases.destination_changed")
    assert [one.payload["destination"] for one in events if one.type in places][-1] == case.destination
    given = [one.payload["counsellor"] for one in events if one.type == "cases.counsellor_assigned"]
    if given or not case.came_from:
        assert (str(case.counsellor.key) if case.counsellor else None) == (given[-1] if given else None)
    approvals = {
        one.payload["approval"]: one.payload.get("outcome", "asked")
        for one in events
        if one.type in ("cases.approval_asked", "cases.approval_decided")
    }
    rows = FunderApproval.objects.filter(case=case).values_list("key", "outcome")
    assert {str(key): outcome for key, outcome in rows} == approvals


def _check_travellers(case: Case, events: dict[UUID | None, list[Event]]) -> None:
    told: dict[UUID, Told] = defaultdict(Told)
    for event in events[case.key]:
        if event.person_key:
            _tell(told[event.person_key], event)
    known: dict[UUID, Person] = defaultdict(Person)
    for key in (*(case.came_from or ()), case.key):
        for event in events[key]:
            if event.person_key:
                _know(known[event.person_key], event)
    travellers = list(case.travellers.select_related("person"))
    staying = [one for one in travellers if one.left_case_on is None]
    parted = sum(
        one.payload["travellers"] for one in events[case.key] if one.type == "cases.travellers_parted"
    )
    assert len(travellers) - len(staying) == parted
    assert sum(one.principal for one in staying) == 1
    for one in travellers:
        said = told[one.person.key]
        assert (one.stage, one.stage_since, one.exit) == (said.stage, said.since, said.exit), one.pk
        assert (one.principal, one.accompanied) == (said.principal, said.accompanied), one.pk
        if one.left_case_on is None:
            _check_what_goes_along(one, known[one.person.key])
        for passenger in Passenger.objects.filter(traveller=one, state="departed"):
            assert one.stage in ("departed", "arrived", "reintegrating", "closed"), passenger.pk


def _tell(told: Told, event: Event) -> None:
    said = event.payload
    if event.type == "cases.stage_entered":
        told.stage, told.since = said["stage"], event.occurred_on
    elif event.type == "cases.exit_taken":
        told.exit = said["exit"]
    elif event.type == "cases.exit_undone":
        told.exit = ""
    elif event.type == "cases.traveller_added":
        told.principal, told.accompanied = said["principal"], said.get("accompanied")
    elif event.type == "cases.accompaniment_recorded":
        told.accompanied = said["accompanied"]


def _know(person: Person, event: Event) -> None:
    said = event.payload
    if event.type == "cases.medical_needs_recorded":
        person.medical = said["level"]
    elif event.type == "cases.vulnerability_found":
        person.needs.add(said["category"])
    elif event.type == "cases.vulnerability_ended":
        person.needs.discard(said["category"])
    elif event.type == "cases.declaration_signed":
        person.declarations.add(said["declaration"])
    elif event.type == "cases.declaration_withdrawn":
        person.declarations.discard(said["declaration"])


def _check_what_goes_along(one: Traveller, known: Person) -> None:
    needs = Vulnerability.objects.filter(traveller=one, ended_on=None).values_list("category", flat=True)
    signed = Declaration.objects.filter(traveller=one, withdrawn_on=None).values_list("key", flat=True)
    assert one.medical_needs == known.medical
    assert set(needs) == known.needs
    assert {str(key) for key in signed} == known.declarations


def _check_holds(events: list[Event]) -> None:
    lifted = {one.about_key for one in events if one.type == "cases.hold_lifted"}
    placed = {one.about_key for one in events if one.type == "cases.hold_placed"}
    rows = dict(Hold.objects.values_list("key", "lifted_on"))
    assert set(rows) == placed
    assert {key for key, day in rows.items() if day} == lifted


def _check_nobody_travels_twice() -> None:
    travelling = Traveller.objects.filter(exit="", left_case_on=None, case__closed_on=None)
    seen = list(travelling.values_list("person_id", "case__programme"))
    assert len(seen) == len(set(seen))
