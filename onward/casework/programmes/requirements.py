"""The kinds of requirement that rooms can satisfy, and what they answer with.

A room registers a kind in Python; `definitions/requirements.yaml` gives it its words and says who brings it.
Gates read recorded events only, so this room never imports those that satisfy its gates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol
from uuid import UUID

State = Literal["met", "asked", "failed", "missing", "unknown"]


class EventView(Protocol):
    """What a requirement reads of a recorded event; the rows of the kernel's log fit it."""

    @property
    def type(self) -> str:
        """Name of the type of event."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """The coded fields."""

    @property
    def occurred_on(self) -> date:
        """When it happened."""

    @property
    def recorded_at(self) -> datetime:
        """When the office learnt of it."""

    @property
    def position(self) -> int:
        """Place in the log."""

    @property
    def case_key(self) -> UUID | None:
        """Random key of the case in which it was recorded, where it was in one."""

    @property
    def person_key(self) -> UUID | None:
        """Random key of the person, where the event is about one."""


@dataclass(frozen=True)
class Evidence:
    """What the events say about one requirement.

    Attributes:
        state: met, asked for, failed (the answer was no), missing, or unknown.
        since: day, or exact moment, from which it holds.
        until: last day on which it holds, where the fact itself has an end (an approval, a passport).
        position: place in the log of the event that decided.
        missing: for `unknown`, the names of the facts that are missing.
        by_others: whether somebody did it in the person's stead.
        due: for `asked`, the day by which it was asked for, where one was named.
    """

    state: State
    since: date | datetime | None = None
    until: date | None = None
    position: int | None = None
    missing: tuple[str, ...] = ()
    by_others: bool = False
    due: date | None = None


@dataclass(frozen=True)
class Parameters:
    """What the programme and the case say to a kind.

    Attributes:
        by: who must decide or bring it, where the gate says so: a role, or a party of `parties.yaml`.
        accepts: which sorts of it count; empty where each does.
        of_age_on: the first day on which the traveller is of age for certain, where that is known.
        valid_for: how long it holds; the gate itself checks this, a kind may ignore it.
        traveller: key of the traveller whom the gate is about.
        departs_on: the planned day of departure.
        values: the values of the vocabulary, such as `traveller.age`.
    """

    by: str | None = None
    valid_for: timedelta | None = None
    traveller: UUID | None = None
    departs_on: date | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    accepts: tuple[str, ...] = ()
    of_age_on: date | None = None

    def accepted(self, sort: object) -> bool:
        """Tell whether this sort of what is asked for counts."""
        return not self.accepts or sort in self.accepts


Satisfied = Callable[[Sequence[EventView], Parameters, date], Evidence]


@dataclass(frozen=True)
class Settled:
    """An event by which a requirement is met beyond doubt: what can be looked for in the log of many cases.

    With it, cases in which nothing is missing are left unread. It need not know all that meets a requirement,
    but must take nothing for met that `satisfied` does not.

    Attributes:
        type: the type of the event; it counts for the traveller, and `told` are values of its fields.
        known: fields that must hold something.
        until: field with the last day on which it holds; without an end where that is empty.
        sort: field with the sort, and `by` with who brought it, where definitions choose among them.
        in_person: field with who did it, and its value where the person did: what another did counts as long
            as they are no adult for certain.
        doubted_by: types of event, a field of theirs and its value: where one such was told of the traveller,
            only the gates can say whether what another did in their stead counts.
        same: field that names what the event is about: only events about the same undo it.
        undone_by: types of event that undo it, those that come after it, or with `ever` also earlier ones.
        asked_by: type of event that must have asked for it for the traveller, and the field both share.
    """

    type: str
    told: Mapping[str, object] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    until: str = ""
    sort: str = ""
    by: str = ""
    in_person: tuple[str, str] | None = None
    doubted_by: tuple[tuple[str, ...], str, object] | None = None
    same: str = ""
    undone_by: tuple[str, ...] = ()
    ever: bool = False
    asked_by: tuple[str, str] | None = None


@dataclass(frozen=True)
class RequirementKind:
    """A kind of requirement that a room can satisfy.

    Attributes:
        code: what `needs:` in `requirements.yaml` names.
        room: the room that records its events.
        subject: whether each traveller needs it or the case as a whole. `satisfied` is given the events about
            that person, of a case those of `event_types` that count for each traveller who leaves; oldest
            first, without those that a correction superseded.
        satisfied: the decision; pure.
        event_types: the types of event that it reads.
        sorts: the sorts that a definition may choose from under `accepts`; none where there is one only.
        ahead: whether it takes so long that it is told of before the stage that needs it is the next one.
        not_before: the kind of stage that it comes with, where nobody can have it earlier: a gate before an
            earlier stage would hold for ever, and is a fault in a programme's file. With a booking comes what
            is recorded of a journey; it is there when the gate before the stage of the booking is asked.
        settled: by which event it is met beyond doubt, where the log can be asked for one.
        asks: whether it can be `asked`, so that the time for it runs from a day that its events tell.
        due: field of its events with the day by which it was asked for, where they name one.
        given_by: of its types of event, those that are for one country of return: the one on record when they
            are recorded. None where what it asks for is for no country.
        about: field that names what an event is about, where another of them answers such a one: an answer is
            for the country for which it was asked. What takes something back counts whatever the country.
    """

    code: str
    room: str
    subject: Literal["traveller", "case"]
    satisfied: Satisfied
    event_types: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    ahead: bool = False
    not_before: Literal["booking"] | None = None
    settled: Settled | None = None
    asks: bool = True
    due: str = ""
    given_by: tuple[str, ...] = ()
    about: str = ""


_kinds: dict[str, RequirementKind] = {}


def register(kind: RequirementKind) -> RequirementKind:
    """Register a kind.

    Raises:
        TypeError: two rooms claim the same code.
    """
    other = _kinds.setdefault(kind.code, kind)
    if other.room != kind.room:
        raise TypeError(f"The rooms {other.room} and {kind.room} both register {kind.code}.")
    _kinds[kind.code] = kind
    return kind


def requirement_kind(code: str) -> RequirementKind | None:
    """Give one registered kind, or None."""
    return _kinds.get(code)


def requirement_kinds() -> dict[str, RequirementKind]:
    """Give the registered kinds by code."""
    return dict(sorted(_kinds.items()))


def latest(
    *,
    met: Mapping[str, Callable[[EventView], bool] | None],
    asked: Sequence[str] = (),
    failed: Mapping[str, Callable[[EventView], bool] | None] | None = None,
    until: str | None = None,
) -> Satisfied:
    """Make the commonest decision: the last event that speaks about it, by day and place in the log, decides.

    Args:
        met: types of event that meet it, each with a test of the event, or None for any.
        asked: types of event that ask for it.
        failed: types of event that refuse it or take it back, likewise.
        until: field of the payload, of the deciding event, that holds the last day (ISO) on which it holds.
    """

    def satisfied(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
        evidence = Evidence("missing")
        for event in sorted(events, key=lambda one: (one.occurred_on, one.position)):
            state: State | None = None
            if _speaks(event, met):
                state = "met"
            elif _speaks(event, failed or {}):
                state = "failed"
            elif event.type in asked:
                state = "asked"
            if state is not None:
                end = event.payload.get(until) if until else None
                last = date.fromisoformat(end) if end else None
                evidence = Evidence(state, event.occurred_on, last, event.position)
        return evidence

    return satisfied


def _speaks(event: EventView, tests: Mapping[str, Callable[[EventView], bool] | None]) -> bool:
    if event.type not in tests:
        return False
    test = tests[event.type]
    return test is None or test(event)
