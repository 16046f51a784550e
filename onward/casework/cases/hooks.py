"""Where later rooms listen to what is learnt about a traveller, within the action that records it.

Casework does not know who listens: `protection` marks a file as restricted in the same transaction in which a
counsellor records the fact that asks for it. By the same rule it is said
beforehand what a fact would bring about.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from onward.access.models import User
from onward.casework.cases.models import Case, Traveller
from onward.kernel.actions import Act, Actor
from onward.kernel.events import EventType

Listener = Callable[[Act, Traveller, EventType], None]
Foresee = Callable[[EventType, date | None, date], str | None]
"""From a fact, the latest day of birth and the day of the fact, to the category of the mark it asks for."""

_listeners: list[Listener] = []
_foresights: list[Foresee] = []


def on_sensitive_fact(listener: Listener) -> Listener:
    """Register who is told of each fact that may make a file sensitive; called when the house starts."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(act: Act, traveller: Traveller, fact: EventType) -> None:
    """Tell the listeners of a fact that was just recorded about a traveller."""
    for listener in _listeners:
        listener(act, traveller, fact)


def on_fact_to_come(foresee: Foresee) -> Foresee:
    """Register who knows beforehand which facts restrict a file; called when the house starts."""
    if foresee not in _foresights:
        _foresights.append(foresee)
    return foresee


def would_restrict(fact: EventType, *, born_to: date | None, on: date) -> str | None:
    """Return for which category a fact that is not recorded yet would restrict a file, or None."""
    found = (foresee(fact, born_to, on) for foresee in _foresights)
    return next((category for category in found if category), None)


@dataclass(frozen=True)
class Boarding:
    """What the pages of journeys say of those who have a seat, and the page of a case says too.

    Attributes:
        alone: primary keys of the children who may not depart as they are booked: nobody of age whom the
            reader sees travels along.
        unbooked: of those without a seat, the children who cannot be booked: nobody of age whom the reader
            sees can be booked beside them.
        leaves: by primary key of who departs, the children who would stay behind with nobody of
            age on record: recording the departure asks about them.
        to_cancel: who left the pathway, and has a seat that is still booked.
        left_out: how many more of the household the reader moves, and knows no more of than that needs.
    """

    alone: frozenset[int] = frozenset()
    unbooked: frozenset[int] = frozenset()
    leaves: Mapping[int, str] = field(default_factory=dict)
    to_cancel: frozenset[int] = frozenset()
    left_out: int = 0


OfSome = Callable[[User, Sequence[Traveller]], frozenset[int]]
"""From some travellers in sight, of any cases, to the primary keys of those of whom something is so."""
Boards = Callable[[User, Case, Sequence[Traveller], Collection[int]], Boarding]

_alone: list[OfSome] = []
_to_cancel: list[OfSome] = []
_boarding: list[Boards] = []


def on_boarding(alone: OfSome, to_cancel: OfSome, boards: Boards) -> None:
    """Register who knows of seats on journeys; called when the house starts.

    `alone` tells for a page of cases who may not depart for want of company, `to_cancel` whose seat is still
    booked though they left the pathway, `boards` all of it for one case.
    """
    if boards not in _boarding:
        _alone.append(alone)
        _to_cancel.append(to_cancel)
        _boarding.append(boards)


def alone_with_seats(user: User, travellers: Sequence[Traveller]) -> frozenset[int]:
    """Return which of some travellers, of any cases, may not depart as booked for want of company."""
    return frozenset().union(*(tell(user, travellers) for tell in _alone))


def seats_to_cancel(user: User, travellers: Sequence[Traveller]) -> frozenset[int]:
    """Return which of some travellers left the pathway and have a seat that is still booked."""
    return frozenset().union(*(tell(user, travellers) for tell in _to_cancel))


def boarding_of(
    user: User, case: Case, travellers: Sequence[Traveller], stopped: Collection[int]
) -> Boarding:
    """Return what journeys say of the travellers of a case whom the reader sees.

    `stopped` are the primary keys of those whom a gate keeps from being booked.
    """
    return next((tell(user, case, travellers, stopped) for tell in _boarding), Boarding())


Leaves = Callable[[Act, Traveller, str], AbstractContextManager[None]]
"""Around what records that a traveller leaves the pathway, with what becomes of a child asked about."""

_leaves: list[Leaves] = []


def on_leaving(around: Leaves) -> Leaves:
    """Register who looks at who is under way when somebody leaves; called when the house starts."""
    if around not in _leaves:
        _leaves.append(around)
    return around


@contextmanager
def left_by(act: Act, traveller: Traveller, became: str) -> Iterator[None]:
    """Let it be recorded that a traveller, held, leaves the pathway, with all who look at it around."""
    with ExitStack() as stack:
        for around in _leaves:
            stack.enter_context(around(act, traveller, became))
        yield


Guardians = Callable[[User, Collection[UUID]], Mapping[UUID, str] | None]
"""From some children to the names of their guardians on file, empty where one is not to be told; None to
whoever reads of no guardian."""

_guardians: list[Guardians] = []


def on_guardians(lookup: Guardians) -> Guardians:
    """Register who knows the guardians of children; called when the house starts."""
    if lookup not in _guardians:
        _guardians.append(lookup)
    return lookup


def guardians_of(user: User, children: Collection[UUID]) -> Mapping[UUID, str] | None:
    """Return the guardians on file of some children as the user may read of them, by the children's keys."""
    return next((lookup(user, children) for lookup in _guardians), None)


Parted = Callable[[Act, Case, Case, Sequence[Traveller]], None]
"""From the case that some part from, to the new one, with those who go."""

_parted: list[Parted] = []


def on_parting(along: Parted) -> Parted:
    """Register who lets something go along with those who part; called when the house starts."""
    if along not in _parted:
        _parted.append(along)
    return along


def take_along(act: Act, case: Case, new: Case, going: Sequence[Traveller]) -> None:
    """Let what later rooms keep of those who part go along into their new case; both cases are held."""
    for along in _parted:
        along(act, case, new, going)


@dataclass(frozen=True)
class Resting:
    """What was done since somebody had arrived: on which day, and what, in words.

    Without words (`what`) where the actor may not read of it.
    """

    on: date
    what: str = ""


Rests = Callable[[Actor, Traveller], Sequence[Resting]]
"""From who arrived to what was done because they had, in words that the actor may read."""

_rests: list[Rests] = []


def on_arrival(rests: Rests) -> Rests:
    """Register who knows what rests on an arrival; called when the house starts."""
    if rests not in _rests:
        _rests.append(rests)
    return rests


def rests_on_arrival(actor: Actor, traveller: Traveller) -> list[Resting]:
    """Return what was done because a traveller had arrived, also what the actor may not read of."""
    return [one for rests in _rests for one in rests(actor, traveller)]


@dataclass(frozen=True)
class CameIn:
    """A case that came from the files of before, and did not happen under the eyes of the house.

    `opening_told` says whether these named the day on which it was opened; else it opened with its first
    departure. `brought_at` is when the case came in, with all that was written in one transaction
    (`written_by`), whenever each of it is known since.
    """

    opening_told: bool
    brought_at: datetime
    written_by: int


@dataclass(frozen=True)
class OfBefore:
    """What the files of before call a case that was taken back.

    Attributes:
        number: that of the case.
        instead: references of the cases that stand under it in the reader's sight.
    """

    number: str
    instead: Sequence[str] = ()


Past = Callable[[Collection[UUID]], Mapping[UUID, CameIn]]
"""From keys of cases to those of them that came from the files of before."""
Called = Callable[[User, Case], OfBefore | None]
"""From a case that was taken back, and that the user could see, to what the files of before call it."""

_past: list[Past] = []
_called: list[Called] = []


def on_past(lookup: Past, called: Called) -> None:
    """Register who brings in the past of an office; called when the house starts."""
    if lookup not in _past:
        _past.append(lookup)
        _called.append(called)


def came_in(cases: Collection[UUID]) -> Mapping[UUID, CameIn]:
    """Return which of some cases, by their keys, came from the files of before."""
    return next((lookup(cases) for lookup in _past), {}) if cases else {}


def of_before(user: User, case: Case) -> OfBefore | None:
    """Return what the files of before call a case that was taken back, and that the user could see."""
    return next((called(user, case) for called in _called), None)
