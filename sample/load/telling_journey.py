"""The effects of the journey: steps on the line, stops of departures, booking, and what became of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from onward.casework.cases import events as case_events
from onward.casework.cases.models import Hold, HoldRelease
from onward.casework.cases.rules import has_departed, still_to_depart
from onward.delivery.movements import events, rules
from onward.delivery.movements.actions.travelling import told_departure
from onward.delivery.movements.models import FitnessCheck, Leg, Movement, Passenger
from onward.delivery.movements.rules import LegPlan
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.events import EventType
from sample.load.tables import Row
from sample.load.telling import Doer, Told
from sample.load.telling_casework import CaseworkTeller


class JourneyTeller(CaseworkTeller):
    """Tells the journey."""

    # --- no story's own ----------------------------------------------------------------------------------

    def place_hold(
        self,
        doer: Doer,
        *,
        reference: str,
        office: str,
        from_on: date,
        reason: str,
        programme: str,
        destination: str,
        precautions: list[str],
    ) -> None:
        """Stop departures. The row is written at the end, as the stop may be lifted until then."""
        row = self.make(
            None,
            Hold,
            key=self.key("hold", reference),
            office_id=self.place.offices[office][0],
            programme=programme,
            destination=destination,
            from_on=from_on,
            reason=reason,
            precautions=precautions,
            placed_by_id=doer.pk,
            placed_at=doer.at,
        )
        self.ready.pop()
        self.holds[reference] = {"row": row, "office": office}
        fact = case_events.HoldPlaced(
            from_on=from_on,
            reason=reason,
            programme=programme or None,
            destination=destination or None,
            precautions=tuple(precautions),
        )
        self.record(doer, fact, office, about=row, on=min(from_on, doer.today))

    def lift_hold(self, doer: Doer, *, reference: str, on: date) -> None:
        """Let everybody depart again."""
        row, office = self.holds[reference]["row"], self.holds[reference]["office"]
        row |= {"lifted_on": on, "lifted_by_id": doer.pk}
        self.record(doer, case_events.HoldLifted(lifted_on=on), office, about=row, on=on)

    def stops(self) -> list[Row]:
        """Return the rows of all stops."""
        return [hold["row"] for hold in self.holds.values()]

    # --- the line ----------------------------------------------------------------------------------------

    def advance(self, doer: Doer, told: Told, *, position: int, stage: str, on: date) -> None:
        """A step on the line."""
        self._enter(doer, told, position, stage, on)

    def _enter(
        self, doer: Doer, told: Told, position: int, stage: str, on: date, because: str | None = None
    ) -> None:
        traveller = told.travellers[position]
        fact = case_events.StageEntered(stage=stage, previous=traveller["stage"], because=because)
        traveller |= {"stage": stage, "stage_since": on}
        traveller["version"] += 1
        self.of_case(doer, told, fact, position, on)

    def release(
        self,
        doer: Doer,
        told: Told,
        *,
        hold: str,
        precautions: list[str],
        on: date,
        position: int | None = None,
    ) -> None:
        """Release from a hold, for those whom the doer sees and who are still to depart, or for one."""
        row = self.holds[hold]["row"]
        programme = self.rules(told.story.programme).definition
        seen = self.seen(doer, told) if position is None else (told.people[position].key,)
        keys = [
            person.key
            for person, one in zip(told.people, told.travellers, strict=True)
            if person.key in seen and not one["exit"] and still_to_depart(programme, one["stage"])
        ]
        self.make(
            told,
            HoldRelease,
            hold_id=row["id"],
            case_id=told.case["id"],
            precautions=precautions,
            released_on=on,
            released_by_id=doer.pk,
            released_at=doer.at,
            travellers=keys,
            destination=told.case["destination"],
        )
        fact = case_events.HoldReleased(
            hold=row["key"], precautions=tuple(precautions), travellers=tuple(keys)
        )
        self.of_case(doer, told, fact, on=on)

    # --- the journey -------------------------------------------------------------------------------------

    def book(
        self,
        doer: Doer,
        told: Told,
        *,
        positions: list[int],
        legs: list[tuple[Any, ...]],
        departs_on: date,
        transport: str,
        on: date,
    ) -> None:
        """Book a journey."""
        plans = [
            LegPlan(origin, destination, flight=flight, departs=departs, arrives=arrives)
            for origin, destination, flight, departs, arrives in legs
        ]
        movement = self.make(
            told,
            Movement,
            office_id=self.place.offices[told.story.office][0],
            case_id=told.case["id"],
            departs_on=departs_on,
            onward_transport=transport,
            booked_by_id=doer.pk,
            booked_at=doer.at,
        )
        for number, plan in enumerate(plans, start=1):
            self.make(
                told,
                Leg,
                movement_id=movement["id"],
                number=number,
                origin=plan.origin,
                destination=plan.destination,
                flight=plan.flight,
                departs_at=plan.departs_at(),
                arrives_at=plan.arrives_at(),
            )
        fact = events.JourneyBooked(
            movement=movement["key"],
            departs_on=departs_on,
            route=rules.route_of(plans),
            flights=tuple(plan.flight for plan in plans if plan.flight),
            departs_at=plans[0].departs_at(),
        )
        for position in positions:
            traveller = told.travellers[position]
            passenger = self.make(
                told, Passenger, movement_id=movement["id"], traveller_id=traveller["id"], state_on=on
            )
            told.passengers[position] = (passenger, movement)
            self._about(doer, told, position, fact, on)
            self._plan_for(traveller, departs_on)
            self._enter(doer, told, position, "booked", on)

    def _about(self, doer: Doer, told: Told, position: int, fact: EventType, on: date | None = None) -> None:
        movement = told.passengers[position][1]
        self.of_case(doer, told, fact, position, on, about=movement)

    def _plan_for(self, traveller: Row, day: date | None) -> None:
        if traveller["travels_on"] != day:
            traveller["travels_on"] = day
            traveller["version"] += 1

    def assign_escort(self, doer: Doer, told: Told, *, position: int, kind: str, name: str) -> None:
        """Somebody travels along."""
        passenger, movement = told.passengers[position]
        passenger |= {"escort_kind": kind, "escort_name": name}
        passenger["version"] += 1
        self._about(doer, told, position, events.EscortAssigned(movement=movement["key"], kind=kind))

    def check_fitness(
        self, doer: Doer, told: Told, *, position: int, checked_at: datetime, doctor: str
    ) -> None:
        """A doctor's word."""
        row = self.make(
            told,
            FitnessCheck,
            case_id=told.case["id"],
            person_key=told.people[position].key,
            checked_at=checked_at,
            outcome="fit",
            doctor=doctor,
        )
        fact = events.FitnessChecked(check=row["key"], outcome="fit", checked_at=checked_at)
        self.of_case(doer, told, fact, position, checked_at.astimezone(OFFICE_ZONE).date())

    def depart(self, doer: Doer, told: Told, *, positions: list[int], on: date) -> None:
        """They leave."""
        for position in positions:
            self._plan_for(told.travellers[position], on)
            self._enter(doer, told, position, "departed", on)
            self._move(told, position, "departed", on)
            self._about(doer, told, position, self._departure(told, position, on), on)

    def _departure(self, told: Told, position: int, on: date) -> events.Departed:
        person, story = told.story.household[position], told.story
        traveller, case = told.travellers[position], told.case
        categories = {category for found, category in told.found.get(position, []) if found <= on}
        levels = [level for found, level in told.levels.get(position, []) if found <= on]
        return told_departure(
            told.passengers[position][1]["key"],
            on,
            born_from=person.birth.earliest,
            born_to=min(person.birth.latest, case["opened_on"]),
            opened_on=case["opened_on"],
            accompanied=traveller["accompanied"],
            categories=tuple(categories),
            household_size=self._size_told(told, on),
            programme=story.programme,
            departure_country=case["departure_country"],
            destination=story.destination,
            channel=story.channel,
            sex=person.sex,
            nationality=person.nationalities[0],
            medical=levels[-1] if levels else None,
        )

    def _size_told(self, told: Told, on: date) -> int | None:
        programme = self.rules(told.story.programme).definition
        gone = [
            position
            for position, day in told.left.items()
            if day < on and not has_departed(programme, told.travellers[position]["stage"])
        ]
        return len(told.travellers) - len(gone) if gone else None

    def _move(self, told: Told, position: int, state: str, on: date) -> None:
        passenger, _movement = told.passengers[position]
        passenger |= {"state": state, "state_on": on}
        passenger["version"] += 1

    def arrive(self, doer: Doer, told: Told, *, positions: list[int], on: date) -> None:
        """They are there."""
        for position in positions:
            self._move(told, position, "arrived", on)
            movement = told.passengers[position][1]
            fact = events.Arrived(movement=movement["key"], destination=told.story.destination)
            self._about(doer, told, position, fact, on)
            self._enter(doer, told, position, "arrived", on)

    def no_show(self, doer: Doer, told: Told, *, position: int, on: date) -> None:
        """Somebody did not come."""
        self._did_not_depart(doer, told, position, "no-show", on)

    def turned_back(self, doer: Doer, told: Told, *, position: int, on: date) -> None:
        """Somebody was not let on board."""
        self._did_not_depart(doer, told, position, "turned-back", on)

    def _did_not_depart(self, doer: Doer, told: Told, position: int, outcome: str, on: date) -> None:
        self._move(told, position, outcome, on)
        movement = told.passengers[position][1]
        self._about(doer, told, position, events.DidNotDepart(movement=movement["key"], outcome=outcome), on)
        self._step_back(doer, told, position, outcome, on)

    def refuse_entry(self, doer: Doer, told: Told, *, position: int, at: str, on: date) -> None:
        """Somebody was sent back."""
        self._move(told, position, "refused-entry", on)
        movement = told.passengers[position][1]
        self._about(doer, told, position, events.EntryRefused(movement=movement["key"], at=at), on)
        self._step_back(doer, told, position, "refused-entry", on)

    def _step_back(self, doer: Doer, told: Told, position: int, outcome: str, on: date) -> None:
        self._plan_for(told.travellers[position], None)
        stage = rules.stage_to_go_back_to(self.rules(told.story.programme).definition, outcome)
        if stage:
            self._enter(doer, told, position, stage, on, because=outcome)
