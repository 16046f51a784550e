"""Plays stories through the real actions, with the clock stopped at each cue and its user acting."""

from __future__ import annotations

from datetime import date
from typing import Any

from onward.access.models import User
from onward.casework.cases import actions as cases
from onward.delivery.movements import actions as movements
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.rules import LegPlan
from sample.load.played import Played
from sample.load.playing_casework import CaseworkPlayer


class Stage(CaseworkPlayer):
    """Plays every cue: stops of departures and the journey here, all else in the classes above."""

    # --- no story's own ----------------------------------------------------------------------------------

    def place_hold(self, actor: User, *, reference: str, office: str, **given: Any) -> None:
        """Stop departures."""
        self.holds[reference] = cases.place_hold(actor, self.offices[office], **given)

    def lift_hold(self, actor: User, *, reference: str, on: date) -> None:
        """Let everybody depart again."""
        cases.lift_hold(actor, self.holds[reference], lifted_on=on)

    # --- the journey -------------------------------------------------------------------------------------

    def advance(self, actor: User, played: Played, *, position: int, stage: str, on: date) -> None:
        """A step on the line."""
        cases.advance(actor, played.traveller(position), stage, on=on)

    def release(
        self,
        actor: User,
        played: Played,
        *,
        hold: str,
        precautions: list[str],
        on: date,
        position: int | None = None,
    ) -> None:
        """Release from a hold."""
        going = () if position is None else (played.traveller(position),)
        cases.release_from_hold(
            actor, played.opened, self.holds[hold], precautions, travellers=going, released_on=on
        )

    def book(
        self,
        actor: User,
        played: Played,
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
        seats = [movements.Seat(played.traveller(position)) for position in positions]
        movements.book(
            actor,
            played.opened,
            seats,
            plans,
            departs_on=departs_on,
            onward_transport=transport,
            booked_on=on,
        )

    def _passenger(self, played: Played, position: int) -> Passenger:
        found = Passenger.objects.filter(traveller=played.traveller(position)).order_by("pk").last()
        assert found is not None, "nobody is booked"
        return found

    def _movement(self, played: Played, positions: list[int]) -> tuple[Movement, list[Passenger]]:
        found = [self._passenger(played, position) for position in positions]
        return found[0].movement, found

    def assign_escort(self, actor: User, played: Played, *, position: int, kind: str, name: str) -> None:
        """Somebody travels along."""
        movements.assign_escort(actor, self._passenger(played, position), kind, name)

    def check_fitness(self, actor: User, played: Played, *, position: int, **given: Any) -> None:
        """A doctor's word."""
        movements.record_fitness(actor, played.traveller(position), "fit", **given)

    def depart(self, actor: User, played: Played, *, positions: list[int], on: date) -> None:
        """They leave."""
        movements.depart(actor, *self._movement(played, positions), departed_on=on)

    def arrive(self, actor: User, played: Played, *, positions: list[int], on: date) -> None:
        """They are there."""
        movements.arrive(actor, *self._movement(played, positions), arrived_on=on)

    def no_show(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """Somebody did not come."""
        movements.no_show(actor, self._passenger(played, position), on=on)

    def turned_back(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """Somebody was not let on board."""
        movements.turned_back(actor, self._passenger(played, position), on=on)

    def refuse_entry(self, actor: User, played: Played, *, position: int, at: str, on: date) -> None:
        """Somebody was sent back."""
        movements.refuse_entry(actor, self._passenger(played, position), at, on=on)
