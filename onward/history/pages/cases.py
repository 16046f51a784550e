"""What the pages of cases show that came in: the list, and what goes where one of them is taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from onward.access.models import User
from onward.access.policy import may
from onward.access.restrictions import marked
from onward.casework.cases import events
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.pages.telling import event_words
from onward.casework.cases.queries import told_on_the_timeline
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.versions import ProgrammeRules
from onward.delivery.movements.events import Departed
from onward.delivery.movements.models import Movement
from onward.delivery.reintegration.events import HelpAsked
from onward.evidence.forms.exploring import period_words
from onward.history.models import Import
from onward.history.queries.cases import CaseTold, numbers_of, row_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.past import period_over
from onward.reference.countries import said_country


@dataclass(frozen=True)
class CaseLine:
    """A case in the list; `number` is what the files of before call it."""

    key: UUID
    reference: str
    number: str
    programme: str
    destination: str
    opened_on: date
    closed_on: date | None
    taken_back: bool


@dataclass(frozen=True)
class Stays:
    """A person in sight of a case, with the references of the others in which they stand."""

    name: str
    others: tuple[str, ...]


_FOR_GOOD = frozenset(
    one.type
    for one in (
        events.NoteAdded,
        events.DocumentAdded,
        events.TaskSet,
        events.TaskDone,
        events.HandedOver,
        events.HandOverAnswered,
        events.HandOverEnded,
        events.HandOverKept,
        events.TravellersParted,
        events.DestinationChanged,
    )
)
"""What no page takes back: it is on record for good."""


@dataclass(frozen=True)
class Since:
    """What was recorded in a case since it came in: what, when, by whom, and the page on which it stands.

    `for_good` says that it cannot be taken back.
    """

    words: str
    about: str
    on: date
    by: str
    url: str
    for_good: bool


@dataclass(frozen=True)
class TakeBackPage:
    """What goes where a case is taken back, as far as the reader sees it.

    Attributes:
        people: who stays on file.
        departures: the day, and the country of return, with how many.
        help: what each service is called, with how many.
        periods: which years, or parts of the one that runs, are over and count otherwise.
        since: what stands in the way.
        along: what was recorded since of the case alone, and goes along.
        unread: what of it all was recorded after the reader had opened the page, and sent it.
        worked_on: something stands in the way, whether the reader sees it or not.
        sealed: keys of restricted persons.
    """

    case: Case
    number: str
    workbook: Import | None
    programme: str
    people: tuple[Stays, ...]
    departures: tuple[tuple[date, str, int], ...]
    help: tuple[tuple[str, int], ...]
    periods: tuple[str, ...]
    since: tuple[Since, ...]
    along: tuple[Since, ...]
    unread: tuple[Since, ...]
    worked_on: bool
    sealed: frozenset[UUID]

    @property
    def for_good(self) -> bool:
        """Say whether something that the reader sees stands in the way for good."""
        return any(one.for_good for one in self.since)


def case_lines(cases: Iterable[Case]) -> list[CaseLine]:
    """Return what is shown of cases in a list."""
    rows = list(cases)
    numbers = numbers_of(rows)
    names = {rules.definition.code: str(rules.definition.name) for rules in programmes.offered()}
    return [
        CaseLine(
            key=one.key,
            reference=one.reference,
            number=numbers.get(one.key, ""),
            programme=names.get(one.programme, one.programme),
            destination=said_country(one.destination),
            opened_on=one.opened_on,
            closed_on=one.closed_on,
            taken_back=one.taken_back_on is not None,
        )
        for one in rows
    ]


def take_back_page(
    user: User,
    case: Case,
    travellers: Sequence[Traveller],
    found: CaseTold,
    unread_after: int | None = None,
) -> TakeBackPage:
    """Return what goes where a case is taken back.

    Args:
        user: who looks.
        case: which they may see, and which stands.
        travellers: of it, in their sight.
        found: what was told of it.
        unread_after: the place in the log up to which they have read what goes; None for all of it.
    """
    rules = programmes.rules_of(case.version_of_programme)
    names = {one.person.key: one.person.name for one in travellers}
    row = row_of(case)
    told = [one for one in found.told if one.person_key in names]
    departures = _departures(told)
    days = {day for day, _country, _many in departures}
    seen = told_on_the_timeline(user, case, travellers, [*found.since, *found.along])
    lines = _lines(user, case, seen, rules, names)
    along = {one.position for one in found.along}
    fresh = found.after(unread_after) if unread_after is not None else []
    unread = told_on_the_timeline(user, case, travellers, fresh) if fresh else []
    over = sorted({period_over(day, clock.today()) for day in days} - {""})
    return TakeBackPage(
        case=case,
        number=row.case_number if row else "",
        workbook=row.imported if row else None,
        programme=str(rules.definition.name),
        people=_people(user, case, travellers),
        departures=departures,
        help=_help(told, rules),
        periods=tuple(period_words(one) for one in over),
        since=tuple(line for place, line in lines.items() if place not in along),
        along=tuple(line for place, line in lines.items() if place in along),
        unread=tuple(_lines(user, case, unread, rules, names).values()),
        worked_on=bool(found.since),
        sealed=frozenset(marked(list(names))),
    )


def _people(user: User, case: Case, travellers: Sequence[Traveller]) -> tuple[Stays, ...]:
    others: dict[int, list[str]] = defaultdict(list)
    rows = Traveller.objects.visible_to(user).filter(person__in=[one.person_id for one in travellers])
    for person, reference in rows.exclude(case=case).order_by("pk").values_list("person", "case__reference"):
        others[person].append(reference)
    return tuple(Stays(one.person.name, tuple(others[one.person_id])) for one in travellers)


def _departures(told: Iterable[Event]) -> tuple[tuple[date, str, int], ...]:
    facts = [(one.occurred_on, one.fact()) for one in told]
    left = Counter((day, fact.destination) for day, fact in facts if isinstance(fact, Departed))
    return tuple((day, said_country(to), many) for (day, to), many in sorted(left.items()))


def _help(told: Iterable[Event], rules: ProgrammeRules) -> tuple[tuple[str, int], ...]:
    facts = [one.fact() for one in told]
    asked = Counter(fact.service for fact in facts if isinstance(fact, HelpAsked))
    known = rules.definition.services
    return tuple((str(known[code].name) if code in known else code, many) for code, many in asked.items())


def _lines(
    user: User, case: Case, seen: Sequence[Event], rules: ProgrammeRules, names: dict[UUID, str]
) -> dict[int, Since]:
    """Return what was recorded since, and is told on the timeline, by its place in the log."""
    by = dict(User.objects.filter(key__in={one.actor_key for one in seen}).values_list("key", "name"))
    journeys = _journeys(user, {one.about_key for one in seen if one.about_key})
    page = f"{reverse('cases:case', args=[case.reference])}#happened"
    return {
        one.position: Since(
            words=event_words(user, one, rules),
            about=names.get(one.person_key, "") if one.person_key else "",
            on=one.occurred_on,
            by=by.get(one.actor_key, "") if one.actor_key else "",
            url=journeys.get(one.about_key, page) if one.about_key else page,
            for_good=one.type in _FOR_GOOD,
        )
        for one in seen
    }


def _journeys(user: User, keys: Collection[UUID]) -> dict[UUID, str]:
    """Return the pages of those journeys that the user may open."""
    if not keys or not may(user, "movements.read"):
        return {}
    found = Movement.objects.visible_to(user).filter(key__in=keys).values_list("key", flat=True)
    return {key: reverse("movements:movement", args=[key]) for key in found}
