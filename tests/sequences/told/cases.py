"""Cases, their travellers and holds, as their events tell them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model

from onward.casework.cases.models import (
    Case,
    CashHandover,
    Declaration,
    FunderApproval,
    HandOver,
    Hold,
    HoldRelease,
    Note,
    Session,
    Task,
    Traveller,
    Vulnerability,
)
from onward.delivery.movements.models import Passenger
from tests.sequences.told.log import Log, Told, check_as_told, rows_by_key

ROWS: tuple[tuple[type[Model], str, str, dict[str, str]], ...] = (
    (
        Session,
        "session_held",
        "session",
        {
            "person_key": "person_key",
            "held_on": "occurred_on",
            "way": "way",
            "language": "language",
            "minutes": "minutes",
            "topics": "topics",
        },
    ),
    (Task, "task_set", "task", {"person_key": "person_key", "kind": "kind", "due_on": "due_on"}),
    (Note, "note_added", "note", {"person_key": "person_key"}),
)
"""Tables that have a row for each event of a type: the columns, and where the event tells them."""


@dataclass
class Place:
    """What the events of one traveller say about them in one case."""

    stage: str = ""
    since: Any = None
    exit: str = ""
    principal: bool | None = None
    accompanied: bool | None = None
    days: list[Any] = field(default_factory=list)


@dataclass
class Person:
    """What the events about a person say, over a case and those that it came from."""

    levels: dict[date, str] = field(default_factory=dict)
    needs: Counter[str] = field(default_factory=Counter)
    declarations: set[str] = field(default_factory=set)

    @property
    def medical(self) -> str:
        """Return the level of health that was found last, whenever it was written down."""
        return self.levels[max(self.levels)] if self.levels else ""


def check(log: Log) -> None:
    """Compare cases, everybody in them, and the holds over them with the events."""
    travellers: dict[int, list[Traveller]] = defaultdict(list)
    for one in Traveller.objects.select_related("person"):
        travellers[one.case_id].append(one)
    needs, signed = _rows_of_travellers()
    for case in Case.objects.select_related("counsellor", "version_of_programme"):
        _check_case(case, log.by_case[case.key])
        _check_travellers(case, travellers[case.pk], log)
        known = _known(case, log)
        for one in travellers[case.pk]:
            if one.left_case_on is None:
                person = known[one.person.key]
                assert one.medical_needs == person.medical
                assert needs[one.pk] == {category for category, times in person.needs.items() if times}
                assert signed[one.pk] == person.declarations
    for table, type, key, columns in ROWS:
        check_as_told(log, table, f"cases.{type}", key, columns)
    _check_tasks_and_approvals(log)
    _check_cash(log)
    _check_holds(log)
    _check_hand_overs(log)
    _check_nobody_travels_twice()


def _check_case(case: Case, events: list[Told]) -> None:
    kinds = [one.type for one in events]
    assert kinds.count("cases.opened") == 1
    assert [one.payload["channel"] for one in events if one.type == "cases.opened"] == [case.channel]
    closed = [one.occurred_on for one in events if one.type == "cases.closed"]
    assert (closed == [case.closed_on]) if closed else case.closed_on is None
    moved = [
        one.payload["version"] for one in events if one.type in ("cases.opened", "cases.version_changed")
    ]
    assert moved[-1] == case.version_of_programme.number
    places = ("cases.opened", "cases.destination_changed")
    assert [one.payload["destination"] for one in events if one.type in places][-1] == case.destination
    given = [one.payload["counsellor"] for one in events if one.type == "cases.counsellor_assigned"]
    if given or not case.came_from:
        assert (str(case.counsellor.key) if case.counsellor else None) == (given[-1] if given else None)


def _check_travellers(case: Case, travellers: list[Traveller], log: Log) -> None:
    events = log.by_case[case.key]
    told: dict[UUID, Place] = defaultdict(Place)
    for event in events:
        if event.person_key:
            _tell(told[event.person_key], event)
    for place in told.values():
        assert place.days == sorted(place.days), "a step of the line lies before the one that it follows"
    staying = [one for one in travellers if one.left_case_on is None]
    parted = sum(one.payload["travellers"] for one in events if one.type == "cases.travellers_parted")
    assert len(travellers) - len(staying) == parted
    assert sum(one.principal for one in staying) == 1
    for one in travellers:
        said = told[one.person.key]
        assert (one.stage, one.stage_since, one.exit) == (said.stage, said.since, said.exit), one.pk
        assert (one.principal, one.accompanied) == (said.principal, said.accompanied), one.pk


def _tell(told: Place, event: Told) -> None:
    said = event.payload
    if event.type == "cases.stage_entered":
        told.stage, told.since = said["stage"], event.occurred_on
        told.days.append(event.occurred_on)
    elif event.type == "cases.exit_taken":
        told.exit = said["exit"]
    elif event.type == "cases.exit_undone":
        told.exit = ""
    elif event.type == "cases.traveller_added":
        told.principal, told.accompanied = said["principal"], said.get("accompanied")
    elif event.type == "cases.accompaniment_recorded":
        told.accompanied = said.get("accompanied")


def _known(case: Case, log: Log) -> dict[UUID, Person]:
    known: dict[UUID, Person] = defaultdict(Person)
    for key in (*(case.came_from or ()), case.key):
        for event in log.by_case[key]:
            if event.person_key:
                _know(known[event.person_key], event)
    return known


def _know(person: Person, event: Told) -> None:
    said = event.payload
    if event.type == "cases.medical_needs_recorded":
        person.levels[event.occurred_on] = said["level"]
    elif event.type == "cases.vulnerability_found":
        person.needs[said["category"]] += 1
    elif event.type == "cases.vulnerability_ended":
        person.needs[said["category"]] -= 1
    elif event.type == "cases.declaration_signed":
        person.declarations = {said["declaration"]}  # one stands at a time: a new one takes its place
    elif event.type == "cases.declaration_withdrawn":
        person.declarations.discard(said["declaration"])


def _rows_of_travellers() -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Return standing vulnerabilities and declarations, by the traveller's primary key."""
    needs = Vulnerability.objects.filter(ended_on=None).values_list("traveller_id", "category")
    signed = Declaration.objects.filter(withdrawn_on=None).values_list("traveller_id", "key")
    return _by_traveller(needs), _by_traveller((pk, str(key)) for pk, key in signed)


def _by_traveller(rows: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for pk, value in rows:
        found[pk].add(value)
    return found


def _check_tasks_and_approvals(log: Log) -> None:
    done = {one.payload["task"]: str(one.occurred_on) for one in log.by_type["cases.task_done"]}
    rows = Task.objects.exclude(done_on=None).values_list("key", "done_on")
    assert {str(key): str(day) for key, day in rows} == done
    asked = log.last("approval", "cases.approval_asked", "cases.approval_decided")
    columns = ("case__key", "person_key", "project", "outcome", "depart_by", "decided_on")
    assert rows_by_key(FunderApproval.objects.all(), *columns) == {
        key: (
            str(one.case_key),
            one.person_key and str(one.person_key),
            one.payload["project"],
            one.payload.get("outcome", "asked"),
            one.payload.get("depart_by"),
            str(one.occurred_on) if "outcome" in one.payload else None,
        )
        for key, one in asked.items()
    }


def _check_cash(log: Log) -> None:
    columns = ("traveller__case__key", "traveller__person__key", "amount", "currency", "project", "given_on")
    told = [
        (
            one.case_key,
            one.person_key,
            Decimal(one.payload["amount"]),
            *(one.payload[name] for name in ("currency", "project")),
            one.occurred_on,
        )
        for one in log.by_type["cases.cash_given"]
    ]
    assert Counter(CashHandover.objects.values_list(*columns)) == Counter(told)
    receipts = list(CashHandover.objects.values_list("receipt", flat=True))
    assert len(receipts) == len(set(receipts)), "cash twice against one receipt"


def _check_holds(log: Log) -> None:
    lifted = {one.about_key: one.payload["lifted_on"] for one in log.by_type["cases.hold_lifted"]}
    placed = {str(one.about_key): one.payload for one in log.by_type["cases.hold_placed"]}
    where = ("programme", "destination", "route")
    found = rows_by_key(Hold.objects.all(), "from_on", "reason", *where, "precautions", "lifted_on")
    assert found == {
        key: (
            said["from_on"],
            said["reason"],
            *(said.get(one) or "" for one in where),
            said["precautions"],
            lifted.get(UUID(key)),
        )
        for key, said in placed.items()
    }
    released = Counter(
        (str(one.case_key), one.payload["hold"], key)
        for one in log.by_type["cases.hold_released"]
        for key in one.payload["travellers"]
    )
    rows = HoldRelease.objects.values_list("case__key", "hold__key", "travellers")
    assert (
        Counter((str(case), str(hold), str(key)) for case, hold, keys in rows for key in keys or ())
        == released
    )
    once = Counter(
        (case, hold, destination, key)
        for case, hold, destination, keys in rows.values_list(
            "case__key", "hold__key", "destination", "travellers"
        )
        for key in keys or ()
    )
    assert all(number == 1 for number in once.values()), "for each country of return once"


def _check_hand_overs(log: Log) -> None:
    answers = log.last("hand_over", "cases.hand_over_answered")
    returned = [one for one in log.by_type["cases.hand_over_answered"] if not one.payload["accepted"]]
    why = {one.payload["hand_over"]: one.payload["reason"] for one in returned}
    assert rows_by_key(HandOver.objects.all(), "case__key", "mission__key", "accepted", "reason") == {
        key: (
            str(one.case_key),
            one.payload["mission"],
            answers[key].payload["accepted"] if key in answers else None,
            why.get(key, ""),
        )
        for key, one in log.last("hand_over", "cases.handed_over").items()
    }


def _check_nobody_travels_twice() -> None:
    # Whoever opens a case again does not see everybody who came to its end, and is in another by now.
    travelling = Traveller.objects.filter(exit="", left_case_on=None, case__closed_on=None)
    travelling = travelling.exclude(stage="closed")
    seen = list(travelling.values_list("person_id", "case__programme"))
    assert len(seen) == len(set(seen))
    under_way = Passenger.objects.filter(state="departed").values_list("traveller__stage", flat=True)
    assert set(under_way) <= {"departed", "arrived", "reintegrating", "closed"}
