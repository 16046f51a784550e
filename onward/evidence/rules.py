"""Pure decisions about figures: periods, shares, rankings, and what is hidden where numbers are small."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

SMALL = 5
"""A protected number below this, and above nought, is not shown to everybody."""
LEADING = 8
"""How many destinations stand in a ranking, ties with the last of them besides."""

LEADERS = 5
"""How many parts of a ranking a sentence names as those that lead, at most."""


@dataclass(frozen=True, order=True)
class Period:
    """First and last day, both included on the page; half-open (`first` ≤ day < `until`) when counted.

    Raises:
        ValueError: it ends before it begins.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A period ends on its first day or later.")

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.last + timedelta(days=1)

    @property
    def whole_months(self) -> int:
        """How many calendar months it is made of, or 0 where it begins or ends within one."""
        if self.first.day != 1 or self.until.day != 1:
            return 0
        return (self.until.year - self.first.year) * 12 + self.until.month - self.first.month

    @property
    def is_year(self) -> bool:
        """Whether it is one calendar year."""
        return self.whole_months == 12 and self.first.month == 1

    def just_before(self) -> "Period":
        """Return the period of the same length that ends where this one begins: whole months stay whole."""
        last = self.first - timedelta(days=1)
        if self.whole_months:
            return Period(_months_earlier(self.first, self.whole_months), last)
        return Period(self.first - (self.until - self.first), last)

    def as_long_from(self, first: date) -> "Period":
        """Return the period of the same length that begins on a day: whole months stay whole months."""
        if self.whole_months and first.day == 1:
            return Period(first, _months_earlier(first, -self.whole_months) - timedelta(days=1))
        return Period(first, first + (self.last - self.first))

    def year_before(self) -> "Period":
        """Return the same days of the calendar, a year earlier: whole months stay whole.

        For a 29 February that the earlier year has not, a period begins on the day after it and ends on the
        day before it; that day alone stands beside the last day of that February.
        """
        first = _months_earlier(self.first, 12)
        if self.whole_months:
            return Period(first, _months_earlier(self.until, 12) - timedelta(days=1))
        last = _months_earlier(self.last, 12)
        if last.day != self.last.day:
            last -= timedelta(days=1)
        return Period(min(first, last), last)

    def known_by(self, day: date) -> "Period | None":
        """Return as much of it as has passed by the end of a day; None where it has not begun."""
        return Period(self.first, min(self.last, day)) if self.first <= day else None

    def within(self, other: "Period") -> "Period":
        """Return those of its days that lie in another period, with which it has some in common."""
        return Period(max(self.first, other.first), min(self.last, other.last))

    def months(self) -> list[date]:
        """Return the first day of each calendar month that it touches."""
        found, month = [], self.first.replace(day=1)
        while month <= self.last:
            found.append(month)
            month = (month + timedelta(days=32)).replace(day=1)
        return found

    def steps(self, each: "Step") -> "dict[str, Period]":
        """Return the calendar months, quarters or years that it touches, whole, by code.

        Codes are those of parts: '2020-03', '2020-q1', '2020'.
        """
        found: dict[str, Period] = {}
        for month in self.months():
            begins = month.replace(month=(month.month - 1) // _MONTHS[each] * _MONTHS[each] + 1)
            ends = _months_earlier(begins, -_MONTHS[each]) - timedelta(days=1)
            found[step_code(begins, each)] = Period(begins, ends)
        return found


Step = Literal["month", "quarter", "year"]
_MONTHS: dict[Step, int] = {"month": 1, "quarter": 3, "year": 12}


def step_code(day: date, each: Step) -> str:
    """Return the code of the month, quarter or year of a day."""
    if each == "quarter":
        return f"{day.year}-q{(day.month + 2) // 3}"
    return f"{day:%Y-%m}" if each == "month" else f"{day.year}"


_NAMED = re.compile(r"(\d{4})(?:-(h[12]|q[1-4]|0[1-9]|1[0-2]))?")


def named_period(code: str) -> Period | None:
    """Return the year, half-year, quarter or month of a code: '2020', '2020-h1', '2020-q3', '2020-03'."""
    found = _NAMED.fullmatch(code)
    if not found or code.startswith(("0000", "9999")):
        return None
    year, part = int(found[1]), found[2] or ""
    months = {"": 12, "h": 6, "q": 3}.get(part[:1], 1)
    number = int(part[1:]) if months in (3, 6) else int(part or 1)
    first = date(year, (number - 1) * months + 1, 1)
    return Period(first, _months_earlier(first, -months) - timedelta(days=1))


def names_of_year(year: int) -> list[str]:
    """Return the codes of a year, its half-years, quarters and months, as `named_period` reads them."""
    parts = ("h1", "h2", "q1", "q2", "q3", "q4", *(f"{month:02d}" for month in range(1, 13)))
    return [f"{year:04d}", *(f"{year:04d}-{part}" for part in parts)]


@lru_cache(maxsize=1024)
def name_of_period(period: Period) -> str | None:
    """Return the code of a period that has one; None of any other days."""
    return next((code for code in names_of_year(period.first.year) if named_period(code) == period), None)


Whole = Literal["", "running", "part"]
"""Whether a column stands for a whole month or year: "" for yes, else why not."""


def whole(column: Period, period: Period, over: date) -> Whole:
    """Say whether what is asked covers a whole month or year, and if not, why.

    Args:
        column: the month or year.
        period: what is asked.
        over: the last day that is over.
    """
    if column.last > over and period.last >= min(over, column.last):
        return "running"
    return "" if period.first <= column.first and column.last <= period.last else "part"


def month_end_before(day: date) -> date:
    """Return the last day of the month before that of a day.

    As known at its end figures are told to whoever sees no small numbers: all copies of a month are the same,
    so no two of them can be subtracted to tell what was learnt of in between.
    """
    return day.replace(day=1) - timedelta(days=1)


Behind = frozenset[bytes] | None
"""Whose facts moved a number in a month, by key; None where they are not few."""


def told_until(moved: Mapping[date, Behind]) -> date | None:
    """Return the month, by its first day, as known at whose end a number is told; None where none is yet.

    Copies of two months can be subtracted. So the number stays as it was told until so many persons stand
    behind what was recorded since that their number is not small.

    Args:
        moved: by the first day of a month of recording, whose facts moved the number in it.
    """
    told, since = None, set[bytes]()
    for month, whose in sorted(moved.items()):
        since |= whose or set()
        if whose is None or len(since) >= SMALL:
            told, since = month, set()
    return told


def is_leap_day(day: date) -> bool:
    """Say whether it is a 29 February."""
    return (day.month, day.day) == (2, 29)


def _months_earlier(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:  # 29 February of a year that has none: the day after it stands for it
        return date(year, month + 1, 28) + timedelta(days=1)


@dataclass(frozen=True)
class Split:
    """A figure's number for one programme and period, in all and by part. Parts need not add up to it."""

    total: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """A split as a reader may see it; None is a number that is not shown.

    Nobody is told whether one is hidden for being small, or for another one's sake.
    """

    total: int | None
    parts: Mapping[str, int | None]

    def part(self, code: str) -> int | None:
        """Return the number of a part: nought where there is none, unless no part is told."""
        return self.parts.get(code, 0 if self.parts or self.total is not None else None)


def percent(part: Decimal | int, whole: Decimal | int, digits: int = 0) -> Decimal | None:
    """Return a share in percent, half rounded up; None of nothing. Every share of the house is rounded here.

    Args:
        part: how many.
        whole: of how many.
        digits: behind the point.
    """
    if not whole:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def change(now: int, before: int) -> int | None:
    """Return by how many percent a number rose or fell, half rounded away from nought; None from nought."""
    return _rounded(Decimal(100) * (now - before) / before) if before else None


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def leading(
    parts: Mapping[str, int], most: int = LEADING
) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return the `most` greatest parts, with whatever ties with the last of them, and the remainder.

    Equal parts stand in the order of their codes.
    """
    ranked = sorted(parts.items(), key=lambda one: (-one[1], one[0]))
    if len(ranked) <= most:
        return ranked, []
    least = ranked[most - 1][1]
    return [one for one in ranked if one[1] >= least], [one for one in ranked if one[1] < least]


def untorn(parts: Mapping[str, int], most: int) -> list[str]:
    """Return `most` of the greatest parts, or fewer: those that tie are in it or out of it together.

    Where more tie for the first place than may be in it, all of these are.
    """
    ranked, _rest = leading(parts, most)
    if len(ranked) <= most:
        return [part for part, _number in ranked]
    last = ranked[-1][1]
    above = [part for part, number in ranked if number > last]
    return above or [part for part, _number in ranked]


def standing_out(parts: Mapping[str, int], most: int = LEADERS) -> list[str]:
    """Return the parts that a sentence may say to lead, the greatest first; all of them where they are few.

    They are as many of the greatest as there are before a clear step: the next one is less by two at least,
    and by a tenth of its own number. Parts that tie are never torn apart. Where there is no such step among
    the first of them, none stands out and the list is empty.

    Args:
        parts: what is ranked, by how many.
        most: how many may lead.
    """
    ranked = sorted(
        ((number, part) for part, number in parts.items() if number), key=lambda one: (-one[0], one[1])
    )
    if len(ranked) <= most:
        return [part for _number, part in ranked]
    steps = ((many, ranked[many - 1][0] - ranked[many][0], ranked[many][0]) for many in range(most, 0, -1))
    clear = next((many for many, step, below in steps if step >= 2 and 10 * step >= below), 0)
    return [part for _number, part in ranked[:clear]]


def exact(split: Split) -> Shown:
    """Return a split with nothing hidden."""
    return Shown(split.total, dict(split.parts))


def is_few(number: int) -> bool:
    """Say whether a number of persons is above nought and so small that it may point at one of them."""
    return 0 < number < SMALL


def few_of(split: Split, beside: Collection[str] = ()) -> frozenset[str]:
    """Return the parts that stand together in one row, so that no row is small.

    Those from 1 to 4, and the next smallest until there are none of them, or at least five. A channel can
    tell why somebody came (a shelter, a hospital), so few who came by it are not shown apart. It goes by the
    one period alone: were it to change with what a year is compared with, one table of that year could be
    subtracted from another.

    Args:
        split: the parts and their numbers.
        beside: parts that tell by their name what is not shown elsewhere. They stand with others, and with so
            many that theirs is not told by that of all of them.
    """
    parts = sorted(
        (part for part, number in split.parts.items() if number), key=lambda p: (split.parts[p], p)
    )
    named = {part for part in parts if part in beside}
    few = named | {part for part in parts if is_few(split.parts[part])}
    others = [part for part in parts if part not in few]
    while few and others and not _told_together(split, few, named):
        few.add(others.pop(0))
    return frozenset(few)


def _told_together(split: Split, few: Collection[str], named: Collection[str]) -> bool:
    """Say whether the number of some parts together tells none of theirs, nor of those that are named."""
    together = sum(split.parts[part] for part in few)
    rest = together - sum(split.parts[part] for part in named)
    return together >= SMALL and (not named or rest >= SMALL)


@dataclass(frozen=True)
class Columns:
    """Two periods beside each other, part by part; each column adds up to its total, the rest included.

    `rows` holds part, number now and number before; None is a number that is counted in the rest alone.
    `rest` holds the numbers now and before of all that no row tells, `others` how many parts of the
    period now have no row: with the rows, they are all that its number of parts counts.
    """

    rows: tuple[tuple[str, int, int | None], ...]
    rest: tuple[int, int]
    others: int


def columns(
    now: Split,
    before: Split,
    wanted: Iterable[str],
    *,
    protected: bool,
    beside: tuple[Collection[str], Collection[str]] = ((), ()),
) -> Columns:
    """Return the wanted parts as rows and all others as the rest; where protected, few stand in the rest.

    `beside` are the parts, of each of the two, that stand in the rest however many they are (`few_of`).
    """
    few, few_before = (
        few_of(one, named) if protected else frozenset()
        for one, named in zip((now, before), beside, strict=True)
    )
    apart = [part for part in wanted if part not in few and (part in now.parts or part not in few_before)]
    rows = tuple(
        (part, now.parts.get(part, 0), None if part in few_before else before.parts.get(part, 0))
        for part in apart
    )
    told = sum(number for _part, number, _before in rows)
    told_before = sum(number or 0 for _part, _now, number in rows)
    rest = sum(now.parts.values()) - told, sum(before.parts.values()) - told_before
    return Columns(rows, rest, len({part for part, number in now.parts.items() if number} - {*apart}))


Kind = Literal["added", "left", "moved-in", "withdrawn", "moved-out", "changed"]
"""How a return changed what is counted, since an earlier day of knowing: it was learnt of since though it had
happened, it has happened since, it came in or went out by another day or another particular, it is no return
after all, or it counts as before and otherwise."""
ENTERED: tuple[Kind, ...] = ("added", "left", "moved-in")
LEFT_OUT: tuple[Kind, ...] = ("withdrawn", "moved-out")


def known_then(now: int, kinds: Mapping[Kind, int]) -> int:
    """Return how many returns were known then, from those known now and how many changed in which way."""
    entered = sum(kinds.get(kind, 0) for kind in ENTERED)
    return now - entered + sum(kinds.get(kind, 0) for kind in LEFT_OUT)


def change_is_told(now: int, kinds: Mapping[Kind, int]) -> bool:
    """Say whether a change may be told to whoever sees no small numbers: all of it, or nothing.

    The number then and the number now differ by what changed, so a small change would stand in the difference
    of two large numbers. It is told if no number is few: then, now, of each kind, and of those that did not
    change, which are what is left. Nought is not told apart from few: else one
    would learn that somebody's file was mended.
    """
    kept = now - sum(kinds.get(kind, 0) for kind in (*ENTERED, "changed"))
    return sum(kinds.values()) >= SMALL and not any(
        is_few(number) for number in (now, known_then(now, kinds), kept, *kinds.values())
    )


def _safe(split: Split, hidden: Collection[str], threshold: int) -> bool:
    """Say whether the total and the parts that are left give no hidden number away.

    Noughts are shown, so each that is hidden is 1 at least, and at most what the others leave.
    """
    together = sum(split.parts[part] for part in hidden)
    return len(hidden) >= 2 and together - len(hidden) >= threshold
