"""Since when rows of cases are known that come in for what was taken back: since they come in.

What was taken back was known until it was, and a figure as known on a day before counts it. Were the row that
tells it rightly known since then too, both would count. Each departure that was taken back answers for one
row: that keeps for which one it stands (`models.ImportedRow.instead_of`), and no other row is taken for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q

from onward.access.models import Office
from onward.casework.cases.models import Case
from onward.delivery.movements.events import Departed
from onward.history.events import CaseBroughtIn
from onward.history.models import ImportedRow
from onward.history.queries.cases import REASONS
from onward.history.workbook.rows import CaseRows, PersonRow
from onward.kernel.models import Event
from onward.records.people.models import Person, Sex
from onward.reference.choices import misplaces

T = TypeVar("T")
AT_ONCE = 250
"""Cases whose numbers and days one query asks for."""


@dataclass(frozen=True)
class Known(Generic[T]):
    """Rows that come in, each with the day since when it is known.

    Attributes:
        rows: without a day where they are known from the day on which they come in.
        instead: the key of a row → the primary key of what was taken back for which it stands.
        told: the same rows, without a day only where that goes by a number which whoever brings them in has.
            That somebody was recognised by what their file says is told to nobody: it may be sealed.
    """

    rows: list[T]
    instead: Mapping[str, int] = field(default_factory=dict)
    told: list[T] = field(default_factory=list)


@dataclass(frozen=True)
class Gone:
    """A departure that was taken back.

    Attributes:
        row: primary key of the row by which it came in.
        days: on which it was told to be, of those that are asked for.
        who: None for somebody whose file was erased.
        misplaced: it was of another programme, which may be another office's.
        answered: a row stands for it already, or its own row stands again.
        surely: that is so by a number, and no guess.
    """

    row: int
    office: int
    number: str
    case: str
    own_number: str
    programme: str
    days: frozenset[date]
    who: Person | None
    misplaced: bool
    answered: bool
    surely: bool


def known_cases(office: Office, cases: Sequence[CaseRows]) -> Known[CaseRows]:
    """Return the cases, without a day on which they were known where they come in for what was taken back.

    They do where one of their number was taken back in their office, or where a departure that was taken back
    answers for one of their rows (`_place`). The caller is alone with the cases of the house.
    """
    if not cases or not _is_anything_gone():
        return Known(list(cases), told=list(cases))
    gone = list(_gone(cases))
    paired = _answers(office, cases, gone)
    numbers = {one.case for one in gone if one.office == office.pk}

    def is_late(one: CaseRows) -> bool:
        return one.number in numbers or any(row.number in paired for row in one.persons)

    return Known(
        [_known_now(one) if is_late(one) else one for one in cases],
        {number: one.row for number, (_place, one) in paired.items()},
        [_known_now(one) if one.number in numbers else one for one in cases],
    )


def likeliest_first(office: Office, cases: Sequence[CaseRows]) -> list[CaseRows]:
    """Return the cases of a workbook in an order in which those come first for which most speaks.

    They come in some at a time, and the first one that may be it is taken for what was taken back.
    """
    if not _is_anything_gone():
        return list(cases)
    found = {one.row: one for at in range(0, len(cases), AT_ONCE) for one in _gone(cases[at : at + AT_ONCE])}
    paired = _answers(office, cases, list(found.values()))

    def place(one: CaseRows) -> int:
        return min((paired[row.number][0] for row in one.persons if row.number in paired), default=_NONE)

    return sorted(cases, key=place)


def numbers_taken_back(cases: Iterable[CaseRows]) -> tuple[set[str], set[str]]:
    """Return which numbers of cases, and of persons, stood in what was taken back, in whichever office.

    Whoever asks typed them, and learns nothing else of who stood in it.
    """
    called = _called(cases)
    rows = ImportedRow.objects.filter(called).exclude(taken_back_on=None)
    told = list(rows.values_list("case_number", "own_number"))
    return {number for number, _own in told}, {own for _number, own in told} - {""}


def _known_now(case: CaseRows) -> CaseRows:
    return replace(case, persons=tuple(replace(row, known_on=None) for row in case.persons))


def _is_anything_gone() -> bool:
    return ImportedRow.objects.of_persons().exclude(taken_back_on=None).exists()


def _called(cases: Iterable[CaseRows]) -> Q:
    own = {row.own_number for one in cases for row in one.persons} - {""}
    return Q(case_number__in={one.number for one in cases}) | Q(own_number__in=own)


# --- which row comes in for what --------------------------------------------------------------------------

_EXACT, _LIKE, _MAY_BE = range(3)
"""How somebody may be the one of a row: of the same sex and birth; of none that speaks against it, both told;
or only not known to be another."""
_BY_PERSON = 6
_NONE = 99


def _answers(office: Office, cases: Sequence[CaseRows], gone: Sequence[Gone]) -> dict[str, tuple[int, Gone]]:
    """Return by the key of a row how likely it is that it comes in for what was taken back, and for what.

    The likeliest first, then in order: one row for each.
    """
    by_case, by_own, by_day = defaultdict(list), defaultdict(list), defaultdict(list)
    for at, one in enumerate(gone):
        by_case[one.case].append(at)
        by_own[one.own_number].append(at)
        for day in one.days:
            by_day[day].append(at)
    rows = [row for case in cases for row in case.persons]
    likely = []
    for which, row in enumerate(rows):
        of_own = by_own[row.own_number] if row.own_number else []
        for at in {*by_case[row.case], *of_own, *by_day[row.departed_on]}:
            place = _place(office, row, gone[at])
            if place is not None:
                likely.append((place, which, at))
    return {rows[which].number: (place, gone[at]) for place, which, at in one_for_each(likely)}


def one_for_each(likely: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Give of place, row and what was taken back those that hold, the lowest place first; none twice."""
    rows: set[int] = set()
    taken: set[int] = set()
    for place, row, gone in sorted(likely):
        if row not in rows and gone not in taken:
            rows.add(row)
            taken.add(gone)
            yield place, row, gone


def _place(office: Office, row: PersonRow, one: Gone) -> int | None:
    """Return how likely it is that a row comes in for a departure taken back, lower first; None for none.

    By the number of the case or of the person; in another office somebody else may have either, so the person
    has to fit. Or by the person alone, on the day and in the programme of before, whichever that is where the
    wrong one is why it was taken back.
    """
    here, like = one.office == office.pk, _likeness(row, one.who)
    own = bool(row.own_number) and row.own_number == one.own_number
    numbered = here or (like is not None and not one.surely)
    case = numbered and row.case == one.case
    if case and (own or row.number == one.number):
        return 0
    same_day = row.departed_on in one.days
    if own and numbered and not one.surely:
        return 1 if same_day else 4
    if case:
        return 5 if like is None else 2 if like == _EXACT else 3
    there = one.misplaced or (here and row.programme == one.programme)
    if same_day and there and like is not None and not one.answered:
        return _BY_PERSON + like
    return None


def _likeness(row: PersonRow, who: Person | None) -> int | None:
    """Return how somebody may be the one of a row; None for somebody else.

    What is not known of either says nothing against it.
    """
    if who is None:
        return _MAY_BE
    first, last = row.born.earliest, row.born.latest
    told = Sex.UNKNOWN not in (row.sex, who.sex)
    if told and row.sex != who.sex:
        return None
    if first is None or last is None or who.born_from is None or who.born_to is None:
        return _MAY_BE
    if first > who.born_to or who.born_from > last:
        return None
    if not told:
        return _MAY_BE
    return _EXACT if (first, last) == (who.born_from, who.born_to) else _LIKE


# --- what was taken back ----------------------------------------------------------------------------------


def _gone(cases: Sequence[CaseRows]) -> Iterator[Gone]:
    """Give what was taken back with a number, or a day, of some cases, in the order in which it came in."""
    days = _days_left(cases)
    called = _called(cases) | Q(case_key__in={case for case, _who in days})
    rows = list(ImportedRow.objects.of_persons().filter(called).exclude(taken_back_on=None).order_by("pk"))
    keys = {one.case_key for one in rows if one.case_key}
    programmes = dict(Case.objects.filter(key__in=keys).values_list("key", "programme"))
    told = Event.objects.filter(type=CaseBroughtIn.type, retracts=True, case_key__in=keys)
    misplaced = set(told.filter(payload__reason__in=misplaces(REASONS)).values_list("case_key", flat=True))
    persons = {one.person_key for one in rows if one.person_key}
    people = Person.objects.in_bulk(list(persons), field_name="key")
    answered, surely = _answered(rows)
    for one in rows:
        assert one.case_key
        yield Gone(
            row=one.pk,
            office=one.office_id,
            number=one.number,
            case=one.case_number,
            own_number=one.own_number,
            programme=programmes.get(one.case_key, ""),
            days=frozenset(days.get((one.case_key, one.person_key), ())),
            who=people.get(one.person_key) if one.person_key else None,
            misplaced=one.case_key in misplaced,
            answered=one.pk in answered,
            surely=one.pk in surely,
        )


def _days_left(cases: Sequence[CaseRows]) -> dict[tuple[UUID, UUID | None], set[date]]:
    """Return by case and person on which of the days of some cases they left, of what was taken back."""
    told = Event.objects.filter(
        type=Departed.type,
        retracts=False,
        occurred_on__in={row.departed_on for one in cases for row in one.persons},
        case_key__in=Case.objects.exclude(taken_back_on=None).values("key"),
    )
    days: dict[tuple[UUID, UUID | None], set[date]] = defaultdict(set)
    for case, who, day in told.values_list("case_key", "person_key", "occurred_on"):
        if case:
            days[case, who].add(day)
    return days


def _answered(rows: Sequence[ImportedRow]) -> tuple[set[int], set[int]]:
    """Return for which rows taken back others stand, and for which of them so by a number.

    Whether those stand or were taken back too: then they answer themselves for what comes in.
    """
    by_key = {one.pk: one for one in rows}
    numbers = {one.number for one in rows}
    again = ImportedRow.objects.standing().filter(number__in=numbers).values_list("office", "number")
    stand = set(again)
    surely = {one.pk for one in rows if (one.office_id, one.number) in stand}
    answered = set(surely)
    instead = ImportedRow.objects.filter(instead_of__in=by_key)
    for pk, case, own in instead.values_list("instead_of", "case_number", "own_number"):
        assert pk
        one = by_key[pk]
        answered.add(one.pk)
        if case == one.case_number or (own and own == one.own_number):
            surely.add(one.pk)
    return answered, surely
