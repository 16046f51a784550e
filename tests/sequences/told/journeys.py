"""Journeys and who is on them, as their events tell them."""

from collections import defaultdict
from datetime import date
from typing import Any

from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.rules import has_departed
from onward.casework.programmes.queries import rules_of
from onward.delivery.movements.models import FitnessCheck, Leg, Movement, Passenger
from tests.sequences.told.log import Log, check_as_told, words

ENDS = {
    "movements.cancelled": "cancelled",
    "movements.departed": "departed",
    "movements.arrived": "arrived",
    "movements.entry_refused": "refused-entry",
}
FOLLOWS = {
    "cancelled": ("booked",),
    "departed": ("booked",),
    "no-show": ("booked",),
    "turned-back": ("booked",),
    "arrived": ("departed",),
    "refused-entry": ("departed",),
}


def check(log: Log) -> None:
    """Compare journeys, passengers and certificates with the events."""
    told = {"person_key": "person_key", "outcome": "outcome"}
    check_as_told(log, FitnessCheck, "movements.fitness_checked", "check", told)
    seats: dict[tuple[str, str], dict[str, Any]] = {}
    journeys: dict[str, dict[str, Any]] = {}
    for one in log.of("movements.booked", "movements.did_not_depart", *ENDS):
        movement, seat = one.payload["movement"], (one.payload["movement"], str(one.person_key))
        if one.type == "movements.booked":
            moved, journey = one.payload["rebooked"], one.payload.get("journey", movement)
            if moved:
                assert seats[seat]["state"] == "booked", f"moved after {seats[seat]['state']}"
                assert one.payload.get("moved_from") == seats[seat]["journey"] != journey
            journeys[journey] = one.payload
            since = seats[seat]["since"] if moved else str(one.occurred_on)
            seats[seat] = {"state": "booked", "since": since, "journey": journey}
            continue
        state = ENDS.get(one.type) or one.payload["outcome"]
        assert seats[seat]["state"] in FOLLOWS[state], f"{state} after {seats[seat]['state']}"
        seats[seat] |= {"state": state, "since": str(one.occurred_on)}
    columns = ("movement__key", "traveller__person__key", "state", "state_on")
    rows = [tuple(words(value) for value in row) for row in Passenger.objects.values_list(*columns)]
    assert sorted(rows) == sorted(
        (seat["journey"], person, seat["state"], seat["since"]) for (_movement, person), seat in seats.items()
    )
    _check_escorts(log)
    _check_days(seats, log)
    _check_households(log)
    _check_order(log)
    _check_itineraries({key: journeys[key] for key in {seat["journey"] for seat in seats.values()}})


def _check_escorts(log: Log) -> None:
    """See that one event stands of each seat with an escort, and tells the kind that the seat has."""
    told = [
        (one.payload["movement"], str(one.person_key), one.payload["kind"])
        for one in log.of("movements.escort_assigned")
    ]
    rows = Passenger.objects.exclude(escort_kind="").select_related("movement", "traveller__person")
    assert sorted(told) == sorted(
        (str(one.movement.told_under), str(one.traveller.person.key), one.escort_kind) for one in rows
    )


def _check_days(seats: dict[tuple[str, str], dict[str, Any]], log: Log) -> None:
    """Compare the day of each traveller with the seat that they have: on which it is booked, or they left.

    Whether they have a seat is said twice, by this day and by the state of the passenger.
    """
    left = {(one.payload["movement"], str(one.person_key)): one for one in log.of("movements.departed")}
    rows = Passenger.objects.filter(state__in=["booked", "departed", "arrived"])
    found: dict[int, date] = {}
    for one in rows.select_related("movement", "traveller__person"):
        seat = (str(one.movement.told_under), str(one.traveller.person.key))
        assert seats[seat]["state"] == one.state
        booked = one.state == "booked"
        found[one.traveller_id] = one.movement.departs_on if booked else left[seat].occurred_on
    days = dict(Traveller.objects.exclude(travels_on=None).values_list("pk", "travels_on"))
    assert days == found, "who has a seat, and the days on which travellers leave, disagree"


def _check_households(log: Log) -> None:
    """Count by hand of how many each household was on the day of a departure, and compare what that tells."""
    cases = {one.key: one for one in Case.objects.select_related("version_of_programme")}
    for one in log.of("movements.departed"):
        case = cases[one.case_key]  # type: ignore[index]  # a departure is of a case
        [opened] = (each for each in log.by_case[case.key] if each.type == "cases.opened")
        many = len(_household(case, max(one.occurred_on, opened.occurred_on), log))
        told = one.payload.get("household_size", opened.payload["travellers"])
        assert told == many, f"a household of {many} departed as one of {told}"


def _household(case: Case, day: date, log: Log) -> set[Any]:
    """Return the keys of who was of a household on a day, as its events tell it."""
    programme = rules_of(case.version_of_programme).definition
    gone = set(
        Traveller.objects.filter(case=case, left_case_on__lt=day).values_list("person__key", flat=True)
    )
    joined, exits = set(), {}
    for event in log.by_case[case.key]:
        if event.type == "cases.traveller_added" and event.occurred_on <= day:
            joined.add(event.person_key)
        elif event.type in ("cases.exit_taken", "cases.exit_undone"):
            exits[event.person_key] = event
    for person, event in exits.items():
        returned = has_departed(programme, event.payload["stage"])
        if event.type == "cases.exit_taken" and event.occurred_on < day and not returned:
            gone.add(person)  # type: ignore[arg-type]  # an exit is somebody's
    return joined - gone


def _check_order(log: Log) -> None:
    """See that the days of each journey of a traveller lie no later than those of the next."""
    days: dict[tuple[str, str], list[tuple[str, date]]] = defaultdict(list)
    booked = [(one.payload["movement"], str(one.person_key)) for one in log.by_type["movements.booked"]]
    for one in log.of("movements.did_not_depart", *ENDS):
        if one.type != "movements.cancelled":
            days[str(one.case_key), str(one.person_key)].append((one.payload["movement"], one.occurred_on))
    for (_case, person), told in days.items():
        journeys = [movement for movement, who in dict.fromkeys(booked) if who == person]
        in_order = sorted(told, key=lambda one: (journeys.index(one[0]), one[1]))
        assert [day for _movement, day in in_order] == sorted(day for _movement, day in told)


def _check_itineraries(journeys: dict[str, dict[str, Any]]) -> None:
    """Compare each journey on which somebody has a seat with the plan of whoever was booked or moved last."""
    movements = {str(one.key): one for one in Movement.objects.all()}
    assert set(movements) == set(journeys)
    legs = list(
        Leg.objects.order_by("movement", "number").values_list("movement__key", "origin", "destination")
    )
    for key, one in movements.items():
        stops = [(origin, destination) for movement, origin, destination in legs if str(movement) == key]
        assert str(one.departs_on) == journeys[key]["departs_on"]
        assert [stops[0][0], *(destination for _origin, destination in stops)] == journeys[key]["route"]
        assert str(one.told_under) == journeys[key]["movement"]
