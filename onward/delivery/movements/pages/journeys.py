"""What the page of a journey shows: its line, its legs, and the cards of those who travel."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.policy import may
from onward.casework.cases.bringing import Wanted, Way, way_to
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.pages.drawing import initials
from onward.casework.cases.policy import may_now, only_if_taken
from onward.casework.cases.problems import NotTakenYet
from onward.casework.cases.queries import as_told, hand_overs_of
from onward.delivery.movements import queries, rules
from onward.delivery.movements.events import EscortAssigned
from onward.delivery.movements.models import Leg, Movement, Passenger
from onward.delivery.movements.pages.closed import COUNTRY, ESCORT
from onward.delivery.movements.pages.company import (
    day_to_come,
    not_ticked,
    would_leave_behind,
)
from onward.delivery.movements.pages.told import Telling, day_of, days_apart, days_of, leads_to, tellings
from onward.delivery.movements.pages.waiting import waits_for
from onward.delivery.movements.queries import Told
from onward.kernel import clock
from onward.kernel.components import Line, Station, TravellerDot
from onward.kernel.events.log import latest_of
from onward.kernel.text import day_in_words, said_of
from onward.records.people.models import Person, TravelDocument
from onward.records.people.queries import names_beside
from onward.reference.airports import Airport, airport
from onward.reference.choices import label

ADVANCE = "cases.advance"
"""The verb under which an arrival takes its step on the line."""
BOOKED, DEPARTED, ARRIVED = Passenger.State.BOOKED, Passenger.State.DEPARTED, Passenger.State.ARRIVED
TAGS = {BOOKED: "is-wait", DEPARTED: "is-go", ARRIVED: "is-go", "cancelled": "", "no-show": "is-stop"}
"""State of a passenger → the tag that shows it."""


def place(code: str) -> str:
    """Return what a stop is called in a line: its town, and the code of its airport."""
    found = airport(code)
    return f"{found.town(get_language() or 'en')} {code}" if found else code


def local(moment: datetime | None, code: str) -> datetime | None:
    """Return a moment on the wall clock of a place, without a zone, so that pages print it as it is."""
    found = airport(code)
    return moment.astimezone(ZoneInfo(found.tz)).replace(tzinfo=None) if moment and found else moment


@dataclass(frozen=True)
class LegLine:
    """A leg as a page writes it: places, and times on the wall clock of each."""

    leg: Leg
    origin: Airport | None
    destination: Airport | None
    departs: datetime | None
    arrives: datetime | None

    @classmethod
    def of(cls, leg: Leg) -> "LegLine":
        """Return a leg with its places and local times."""
        return cls(
            leg,
            airport(leg.origin),
            airport(leg.destination),
            local(leg.departs_at, leg.origin),
            local(leg.arrives_at, leg.destination),
        )


@dataclass(frozen=True)
class TravelCard:
    """What moving somebody needs: name, birth date, travel document, assistance, escort; never why.

    Attributes:
        passenger: the row, with traveller and person.
        born: the birth date in words; a span where it is approximate.
        paper: the document they travel on, if one is there; `expires` whether it ends before the departure.
        assistance: in words.
        escort: kind in words and name, or empty.
        escort_name: the name alone, unless it is that of somebody hidden from the reader.
        restricted: whether the file is sealed; `open` whether this reader may open it all the same.
        waits_for: what the departure waits for, in words; empty where nothing does.
        corrections: what this reader may correct, each with the word of its address.
        days: what happened, in words, and the day of each as it is known now.
        mended: what was recorded otherwise before, and was told anew.
    """

    passenger: Passenger
    person: Person
    born: str
    paper: TravelDocument | None
    expires: bool
    assistance: list[str]
    escort: str
    escort_name: str
    restricted: bool
    open: bool
    state: str
    tag: str
    waits_for: str = ""
    corrections: Sequence[tuple[str, str]] = ()
    days: Sequence[tuple[str, date]] = ()
    mended: Sequence[Telling] = ()

    @property
    def withdrawn(self) -> bool:
        """Whether they left the pathway, and their seat is still booked."""
        return rules.seat_to_cancel(self.passenger)

    @property
    def gone(self) -> bool:
        """Whether they left the pathway, with a seat still booked or on the way."""
        return rules.goes_no_further(self.passenger)


@dataclass(frozen=True)
class MovementPage:
    """A journey: its line, its legs, its travellers, and what may be done now.

    `day` is that of the departure of those in sight, as it is known now, and until then the one booked; `to`
    the country to which the journey leads. `days` has each day with its names, where it is not one for all.
    `kept_back` says how many more of the household wait, whose file is with a focal point; `unanswered` which
    missions have not answered a hand-over that the reader may know of, while somebody is still to depart.
    `not_taken` says that the arrival waits for the reader's own mission to accept the case. `not_ticked`
    tells why the form of the departure does not tick some beforehand, by primary key of the passenger.
    `leaves` names the children who would stay behind with nobody of age, of whom that form asks; `lost` those
    who left, and of whom nobody knows who is with them, with the way to where the reader records it.
    """

    movement: Movement
    day: date
    to: str
    case: Case
    title: str
    line: Line
    legs: list[LegLine]
    cards: list[TravelCard]
    ready: bool
    kept_back: int = 0
    unanswered: str = ""
    can: frozenset[str] = field(default_factory=frozenset)
    sees_case: bool = False
    not_taken: NotTakenYet | None = None
    leaves: str = ""
    lost: str = ""
    way_to_company: Way | None = None
    not_ticked: Mapping[int, str] = field(default_factory=dict)
    days: Sequence[tuple[date, str]] = ()

    @property
    def as_booked(self) -> bool:
        """Whether the times of the legs are those of the day of the departure."""
        return self.day == self.movement.departs_on

    @property
    def to_place(self) -> str:
        """The place of that country to which they return, as far as it is on record."""
        return self.case.destination_place if self.to == self.case.destination else ""

    @property
    def overdue(self) -> bool:
        """Whether the day is over, and somebody in sight still stands as booked."""
        return is_overdue(self.movement.departs_on, [card.passenger.state for card in self.cards])

    @property
    def awaited(self) -> date | None:
        """The first day on which somebody in sight should have arrived of whom nothing is recorded."""
        return awaited([card.passenger for card in self.cards])

    @property
    def cancelled_on(self) -> date | None:
        """The day on which the last of those in sight was cancelled, where all of them are."""
        gone = [card.passenger for card in self.cards if card.passenger.state == "cancelled"]
        return max(one.state_on for one in gone) if gone and len(gone) == len(self.cards) else None

    @property
    def booked(self) -> list[TravelCard]:
        """The cards of those who wait to depart."""
        return [card for card in self.cards if card.passenger.state == BOOKED and not card.withdrawn]

    @property
    def withdrawn(self) -> list[TravelCard]:
        """The cards of those who left the pathway and whose seat is to be cancelled."""
        return [card for card in self.cards if card.withdrawn]

    @property
    def withdrawn_names(self) -> str:
        """Their names, one after another."""
        return ", ".join(card.person.name for card in self.withdrawn)

    @property
    def under_way(self) -> list[TravelCard]:
        """The cards of those who have left and not arrived, and are still on the pathway."""
        return [card for card in self.cards if card.passenger.state == DEPARTED and not card.gone]

    @property
    def sealed(self) -> list[TravelCard]:
        """The cards of restricted travellers."""
        return [card for card in self.cards if card.restricted]

    @property
    def left_out(self) -> str:
        """Who waits to depart and is not on the sheet that a counsellor prints, for who may open their files.

        Empty where nobody is, and where a counsellor has no sheet at all, as everybody is restricted.
        """
        restricted = [card for card in self.booked if card.restricted]
        if len(restricted) == len(self.booked):
            return ""
        return ", ".join(card.person.name for card in restricted if card.open)


def is_overdue(departs_on: date, states: Collection[str]) -> bool:
    """Say whether the day of a journey is over and nobody has recorded what became of who was booked."""
    return BOOKED in states and departs_on < clock.today()


def awaited(passengers: Iterable[Passenger]) -> date | None:
    """Return the first day on which one of these should have arrived whose arrival is overdue."""
    days = (one.awaited for one in passengers)  # type: ignore[attr-defined]  # annotated where they are asked for
    return min((day for day in days if day), default=None)


def lands_on(movement: Movement, passengers: Sequence[Passenger]) -> date | None:
    """Return the first day on which one of those under way lands by the plan, as much later as they left.

    On the clock of the last stop. None where nobody is under way.
    """
    days = [one.state_on for one in passengers if one.state == DEPARTED]
    if not days:
        return None
    legs = list(movement.legs.all())
    last = LegLine.of(legs[-1]) if legs else None
    moment = (last.arrives or last.departs) if last else None
    return (moment.date() if moment else movement.departs_on) + (min(days) - movement.departs_on)


def movement_page(
    user: User,
    movement: Movement,
    *,
    on_paper: bool = False,
    passengers: Sequence[Passenger] | None = None,
) -> MovementPage:
    """Gather the page of a journey for a reader who may see it; `passengers` where they were read before.

    `on_paper`, which leaves the office, the line marks nobody as restricted, and whoever left the pathway
    with a seat still booked is not there.
    """
    as_told(user, [movement.case])
    passengers = queries.passengers_of(user, movement) if passengers is None else passengers
    if on_paper:
        passengers = [one for one in passengers if not rules.seat_to_cancel(one)]
    seen = queries.seen_travellers(user, [one.traveller for one in passengers])
    waits, alone = waits_for([(movement, passengers)], seen, on_paper=on_paper)
    told = queries.told_of(passengers)
    day = day_of(movement, passengers, told)
    cards = cards_of(user, passengers, day, seen, waits)
    if not on_paper:
        cards = [_told(user, card, told[card.passenger.pk]) for card in cards]
    legs = [LegLine.of(leg) for leg in movement.legs.all()]
    case = movement.case
    asked = None if on_paper else queries.missions_asked(user, case)
    waiting = not on_paper and any(one.state == BOOKED for one in passengers)
    behind = queries.kept_back(user, [case], [one.traveller for one in passengers]) if waiting else {}
    can = _can(user, movement, passengers)
    lost = [] if on_paper or case.closed_on else _lost(passengers, seen)
    company = Wanted(case, "traveller.accompanied", "unknown", lost[0] if lost else None)
    untaken = "arrive" in can and not _takes_steps(user, case)
    return MovementPage(
        movement=movement,
        day=day,
        to=leads_to(movement, passengers, told),
        case=case,
        title=_("%(origin)s to %(destination)s") % _ends(legs) if legs else _("Journey without stops"),
        line=line_of(legs, cards, not on_paper, timed=day == movement.departs_on),
        legs=legs,
        cards=cards,
        ready=bool(cards) and not any(card.waits_for for card in cards),
        kept_back=behind.get(case.pk, 0),
        unanswered=", ".join(one.called for one in asked or ()) if waiting else "",
        can=can - {"arrive"} if untaken else can,
        sees_case=asked is not None,
        not_taken=NotTakenYet() if untaken else None,
        leaves=leaves(user, movement, passengers) if waiting else "",
        not_ticked=not_ticked(passengers, alone, waits, seen),
        days=days_apart(movement, passengers, told),
        lost=", ".join(one.person.name for one in lost),
        way_to_company=way_to(user, company) if lost and asked is not None else None,
    )


def _lost(passengers: Sequence[Passenger], seen: frozenset[int]) -> list[Traveller]:
    """Return the children who left and of whom nobody knows who is with them, of those `seen`."""
    today = clock.today()
    found = [one for one in passengers if rules.company_not_known(one, today)]
    return [one.traveller for one in found if one.traveller_id in seen]


def _told(user: User, card: TravelCard, told: Told) -> TravelCard:
    """Return a card with what the log tells of the journey, and what of it the reader may correct."""
    return replace(
        card,
        corrections=_corrections(user, card.passenger.state),
        days=days_of(card.passenger, told),
        mended=tellings(told),
    )


def leaves(user: User, movement: Movement, passengers: Sequence[Passenger] | None = None) -> str:
    """Return the names of the children whom the departure of all in sight leaves behind."""
    given = queries.passengers_of(user, movement) if passengers is None else passengers
    behind = would_leave_behind(user, movement.case, given, day_to_come(movement))
    return ", ".join(one.person.name for one in behind)


def _ends(legs: Sequence[LegLine]) -> dict[str, str]:
    first, last, language = legs[0], legs[-1], get_language() or "en"
    return {
        "origin": first.origin.town(language) if first.origin else first.leg.origin,
        "destination": last.destination.town(language) if last.destination else last.leg.destination,
    }


def _can(user: User, movement: Movement, passengers: Sequence[Passenger]) -> frozenset[str]:
    """Return what the reader may do with this journey as it stands."""
    booked = any(one.state == BOOKED for one in passengers)
    under_way = any(one.state == DEPARTED and not one.traveller.exit for one in passengers)
    can = {
        "plan": booked and may(user, "movements.plan"),
        "depart": booked and movement.departs_on <= clock.today() and may(user, "movements.depart"),
        "arrive": under_way and may(user, "movements.arrive"),
        "fitness": booked and may(user, "movements.fitness"),
    }
    return frozenset(name for name, allowed in can.items() if allowed)


def _takes_steps(user: User, case: Case) -> bool:
    """Say whether the reader may take travellers of a case to a stage, as an arrival does."""
    if not only_if_taken(user, ADVANCE, case):
        return True
    return may_now(user, ADVANCE, case, hand_overs_of(user, case))


def _corrections(user: User, state: str) -> list[tuple[str, str]]:
    """Return what stands of a passenger's journey and may be corrected by whoever may record it."""
    refused, found = Passenger.State.REFUSED_ENTRY, []
    if state in (ARRIVED, refused) and may(user, "movements.arrive"):
        words = _("Correct the arrival") if state == ARRIVED else _("Correct the refused entry")
        found.append(("correct-arrival", words))
    if state in (DEPARTED, ARRIVED, refused) and may(user, "movements.depart"):
        found.append(("correct-departure", _("Correct the departure")))
        found.append((COUNTRY, _("Correct the country of return")))
    if state in (DEPARTED, ARRIVED, refused) and may(user, queries.PLAN):
        found.append((ESCORT, _("Correct the escort")))
    if state in ("no-show", "turned-back") and may(user, "movements.depart"):
        found.append(("correct-departure", _("Correct what was recorded")))
    if state in (DEPARTED, ARRIVED, refused) and may(user, "movements.depart"):
        found.append(("correct-opening", _("Correct the opening of the case")))
    return found


def cards_of(
    user: User,
    passengers: Sequence[Passenger],
    on: date,
    seen: frozenset[int],
    waits: dict[int, str] | None = None,
) -> list[TravelCard]:
    """Return the travel cards of passengers."""
    papers = queries.papers_of(passengers, on)
    marks = queries.marks_of(passengers)
    escorts = escort_names(user, passengers)
    return [
        _card(one, papers, marks, on, seen, (waits or {}).get(one.pk, ""), escorts.get(one.pk, ""))
        for one in passengers
    ]


def escort_names(user: User, passengers: Sequence[Passenger]) -> dict[int, str]:
    """Return who travels along with passengers, by their primary keys, as far as the user may know.

    Whoever wrote a name reads it: taken from them, it would tell that somebody of that name is hidden.
    """
    escorted = [one for one in passengers if one.escort_name]
    names = names_beside(user, [one.traveller.person.key for one in escorted])
    told = {one.pk: one.escort_name for one in escorted if names.may_be_told(one.escort_name)}
    veiled = [one for one in escorted if one.pk not in told]
    if veiled:
        keys = [one.traveller.person.key for one in veiled]
        own = latest_of(user.key, EscortAssigned, "movement", keys)
        theirs = [one for one in veiled if (one.traveller.person.key, one.movement.told_under) in own]
        told |= {one.pk: one.escort_name for one in theirs}
    return told


def _card(
    one: Passenger,
    papers: dict[int, TravelDocument],
    marks: dict[UUID, frozenset[str]],
    on: date,
    seen: frozenset[int],
    waits_for: str,
    escort_name: str,
) -> TravelCard:
    person, paper = one.traveller.person, papers.get(one.traveller.person_id)
    kind = label("escort-kinds", one.escort_kind) if one.escort_kind else ""
    return TravelCard(
        passenger=one,
        person=person,
        born=born_words(person),
        paper=paper,
        expires=bool(paper and paper.expires_on and paper.expires_on < on),
        assistance=[label("assistance", code) for code in one.assistance],
        escort=said_of(kind, escort_name) if escort_name else kind,
        escort_name=escort_name,
        restricted=person.key in marks,
        open=one.traveller_id in seen,
        state=str(one.get_state_display()),
        tag=TAGS.get(one.state, "is-stop"),
        waits_for=waits_for,
    )


def born_words(person: Person) -> str:
    """Return a birth date in words: a day, a span of days, or that it is not known."""
    if person.born_from is None or person.born_to is None:
        return _("birth date not known")
    first, last = (day_in_words(day, "j F Y") for day in (person.born_from, person.born_to))
    return first if first == last else _("between %(first)s and %(last)s") % {"first": first, "last": last}


def line_of(
    legs: Sequence[LegLine], cards: Sequence[TravelCard], mark: bool = True, *, timed: bool = True
) -> Line:
    """Return a journey as a line: airports as stations, local times below, travellers where they are.

    `timed` says that the times of the legs hold: else nobody is known to have landed anywhere on the way.
    """
    if not legs:
        return Line(())
    landed = _landed(legs, timed)
    home = legs[0].origin.country if legs[0].origin else ""
    at: dict[str, int | None] = {BOOKED: 0, DEPARTED: landed or None, ARRIVED: len(legs)}
    standing: dict[int, list[TravellerDot]] = {}
    coming = [card for card in cards if not card.gone]
    for card in coming:
        stop = at.get(card.passenger.state)
        if stop is not None:
            dot = TravellerDot(initials(card.person.name), card.person.name, mark and card.restricted)
            standing.setdefault(stop, []).append(dot)
    left = any(card.passenger.state == DEPARTED for card in coming)
    passed = max([landed if left else -1, *standing])
    codes = [legs[0].leg.origin, *(leg.leg.destination for leg in legs)]
    climbed, stations = False, []
    for number, code in enumerate(codes):
        found = airport(code)
        climbs = not climbed and found is not None and found.country != home
        climbed = climbed or climbs
        times = _times(legs, number)
        stations.append(
            Station(
                f"{code}-{number}",
                place(code),
                "here" if number in standing else "past" if number <= passed else "ahead",
                travellers=tuple(standing.get(number, ())),
                climbs=climbs,
                note=" · ".join(filter(None, (times, _("on the way here"))))
                if left and not landed and number == 1
                else times,
            )
        )
    return Line(tuple(stations), label=_("Journey, with local times"))


def _landed(legs: Sequence[LegLine], timed: bool) -> int:
    """Return the last stop between the ends at which somebody who left has landed, by the clock; 0 for none.

    Who has landed nowhere is not at the first stop any more: they are on the way. Without times nobody is
    known to have landed; at the last stop they are once the arrival is recorded.
    """
    now = clock.now()
    arrivals = [one.leg.arrives_at for one in legs[:-1]] if timed else []
    return sum(moment is not None and moment <= now for moment in arrivals)


def _times(legs: Sequence[LegLine], at: int) -> str:
    """Return the local times at a stop: when one arrives, when one leaves."""
    arrives = legs[at - 1].arrives if at else None
    leaves = legs[at].departs if at < len(legs) else None
    times = [f"{moment:%H:%M}" for moment in (arrives, leaves) if moment]
    return " – ".join(times)
