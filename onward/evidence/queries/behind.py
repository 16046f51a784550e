"""What lies behind one number of an edition: its question, the years before, and what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from onward.evidence.counting import (
    Asked,
    Derived,
    FigureDefinition,
    Tally,
    derived,
    dimensions,
    figures,
    recorded,
    share,
    tally,
    together,
)
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.counting.listing import Listed, listed
from onward.evidence.documents.texts import Ref
from onward.evidence.documents.values import Numbers
from onward.evidence.editions import Frozen, Layout, ReportTable
from onward.evidence.editions.freezing import own_records
from onward.evidence.facts import AsOf, Facts
from onward.evidence.facts.columns import columns, values_of
from onward.evidence.hooks import Keys
from onward.evidence.queries.key_trends import each_on_record
from onward.evidence.rules import Period
from onward.kernel.definitions import Library
from onward.kernel.definitions.library import revive
from onward.kernel.problems import Missing

YEARS = 6
"""So many periods stand in the series of a number, that of the edition included."""
OTHERS = "others"
"""The part that is the remainder of a ranking."""


@dataclass(frozen=True)
class Point:
    """A number of a series; None where nothing was on record of its period as the edition knows.

    That is nothing of its chapter, where that has a record of its own; else nothing at all.

    `today` is the same as known today, None too where nothing is on record any more.
    """

    period: Period
    number: Decimal | None
    today: Decimal | None


@dataclass(frozen=True)
class Behind:
    """One number of an edition and where it comes from.

    Attributes:
        frozen: the numbers of the edition.
        ref: which of them.

    Raises:
        Missing: the edition has no such number.
    """

    frozen: Frozen
    ref: Ref

    def __post_init__(self) -> None:
        if self.ref.chapter not in self.report.chapters or self.ref.period not in self.frozen.told_of:
            raise Missing()
        if self.table is None and self.ref.table not in self.numbers.contents.derived:
            raise Missing()
        by = self.table.by if self.table else ()
        if self.ref.part and (len(self.ref.part) != len(by) and self.ref.part != (OTHERS,)):
            raise Missing()
        if self.ref.part == (OTHERS,):
            if not (self.table and self.table.top):
                raise Missing()
        elif not all(self._is_part(at, part) for at, part in enumerate(self.ref.part)):
            raise Missing()

    def _is_part(self, at: int, part: str) -> bool:
        """Say whether a code is a part of the split at a place: one that may be counted, or one that was."""
        assert self.table
        one = dimensions(self.library)[self.table.by[at]]
        if one.each:
            return part in {_step(day, one.each) for day in self.period.months()}
        if part in one.parts or part in one.groups or (one.groups and part == UNKNOWN):
            return True
        column = columns(self.library).get(one.column or "")
        if column and part in values_of(column, self.library):
            return True
        chapters = self.frozen.values["chapters"][self.ref.chapter].values()
        return any(part == told[0][at] for kept in chapters for told in kept[self.ref.table]["parts"])

    @cached_property
    def library(self) -> Library:
        """The definitions that the edition keeps."""
        return revive(self.frozen.snapshot)[1]

    @cached_property
    def report(self) -> Layout:
        """The report as it was defined."""
        return self.frozen.definition

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of its chapter."""
        if self.ref.chapter not in self.report.chapters:
            raise Missing()
        contents = self.report.shown_in(self.ref.chapter)
        return Numbers(self.frozen, self.ref.chapter, contents, self.library, lambda _ref: True)

    @property
    def table(self) -> ReportTable | None:
        """The table in which it stands; None of what is derived."""
        return self.numbers.contents.tables.get(self.ref.table)

    @property
    def made(self) -> Derived | None:
        """How it is made of others, where it is."""
        return None if self.table else derived(self.library)[self.ref.table]

    @cached_property
    def counted(self) -> tuple[FigureDefinition, ...]:
        """The figures that count what lies behind it: one, or those that a sum is made of."""
        known = figures(self.library)
        if self.table:
            return (known[self.table.figure],)
        assert self.made
        return tuple(known[code] for code in (self.made.sum or (self.made.share.part,)))  # type: ignore[union-attr]

    @property
    def period(self) -> Period:
        """Whose events count."""
        return self.frozen.days(self.ref.period)

    def asked(self, period: Period, as_of: AsOf | None = None) -> Asked:
        """Return what is asked of a period, as the edition knows unless another moment is named."""
        chapter = self.report.chapters[self.ref.chapter]
        among = self.table.among if self.table else ()
        when = (self.table.when,) if self.table and self.table.when else ()
        known = as_of or self.frozen.as_of
        return Asked(period.first, period.until, known, chapter.only, among, self.library, when=when)

    @cached_property
    def value(self) -> Decimal | None:
        """The number as printed; of a share, in percent, None of nothing, and where nothing is on record."""
        if not self.numbers.is_recorded(self.ref.period):
            return None
        if self.table is None:
            kept = self.frozen.values["chapters"][self.ref.chapter][self.ref.period][self.ref.table]
            text = kept.get("total", kept.get("percent"))
            return None if text is None else Decimal(text)
        return self._picked(self.frozen.tally(self.ref.chapter, self.ref.table, self.ref.period))

    @property
    def base(self) -> Decimal | None:
        """Of how many it is a part: of a part the number in all, of a share its base; else None."""
        if not self.numbers.is_recorded(self.ref.period):
            return None
        if self.table is None:
            kept = self.frozen.values["chapters"][self.ref.chapter][self.ref.period][self.ref.table]
            return Decimal(kept["base"]) if "base" in kept else None
        if not self.ref.part:
            return None
        return self.frozen.tally(self.ref.chapter, self.ref.table, self.ref.period).total

    @property
    def part(self) -> Decimal | None:
        """Of a share, how many of its base; else None."""
        if self.table is not None or not self.numbers.is_recorded(self.ref.period):
            return None
        kept = self.frozen.values["chapters"][self.ref.chapter][self.ref.period][self.ref.table]
        return Decimal(kept["part"]) if "part" in kept else None

    def _picked(self, found: Tally) -> Decimal | None:
        """Return the number of the part; None of a mean of nothing."""
        if not self.ref.part:
            return None if found.of_nothing else found.total
        if self.counted[0].counts == "mean" and self.ref.part != (OTHERS,):
            return found.parts.get(self.ref.part)
        if self.ref.part == (OTHERS,):
            return sum((n for (part,), n in found.parts.items() if part not in self.named), Decimal(0))
        return found.parts.get(self.ref.part, Decimal(0))

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The parts of a ranking that stand by name, in their order."""
        return tuple(self.numbers.ranked(self.ref.table)[0])

    @property
    def ends(self) -> list[Period]:
        """The periods of the editions that a series tells of, its own first."""
        ends = [self.frozen.period]
        while len(ends) < YEARS:
            ends.append(ends[-1].year_before())
        return ends

    def series(self, facts: Facts) -> Iterator[Point]:
        """Give the same number of earlier periods and of its own, the oldest first, as the edition knows."""
        periods = [*self._days(self.ends)][::-1]
        known = (self._told(facts, periods, as_of) for as_of in (self.frozen.as_of, AsOf()))
        for period, number, today in zip(periods, *known, strict=True):
            yield Point(period, number, today)

    def _told(self, facts: Facts, periods: list[Period], as_of: AsOf) -> list[Decimal | None]:
        """Return the number of each period, None in place of a nought of which nothing is on record."""
        numbers = [self._of(facts, period, as_of) for period in periods]
        if all(numbers):
            return numbers
        told = self._on_record(facts, periods, as_of)
        return [number if number or there else None for number, there in zip(numbers, told, strict=True)]

    def _on_record(self, facts: Facts, periods: list[Period], as_of: AsOf) -> list[bool]:
        """Say of each period whether anything is on record, of its chapter or at all."""
        limits = own_records(self.report, self.ref.chapter, self.library)
        if not limits:
            return each_on_record(periods, None, as_of=as_of)
        columns = {column for one in limits for column in one}
        known = recorded(facts, columns, periods, as_of)
        return [any(known.any(one, period) for one in limits) for period in periods]

    def _days(self, ends: Iterable[Period]) -> Iterator[Period]:
        """Give the days that its number has in editions of other periods, as long as there are any."""
        for one in ends:
            try:
                yield self.report.days(self.ref.period, one)
            except ValueError:  # it would end before it begins: the project had not started
                return

    def _of(self, facts: Facts, period: Period, as_of: AsOf | None = None) -> Decimal | None:
        asked = self.asked(period, as_of)
        if self.table:
            if self.table.by and dimensions(self.library)[self.table.by[0]].each and self.ref.part:
                return self._of_month(facts, period, asked)
            return self._picked(tally(facts, self.counted[0], asked, self.table.by))
        assert self.made
        if self.made.share:
            return share(facts, self.made.share, asked).percent
        return together(facts, self.made.sum or (), asked).total

    def _of_month(self, facts: Facts, period: Period, asked: Asked) -> Decimal:
        """Return the number of the same month of another year, which bears another name there."""
        assert self.table
        moved = period.first.year - self.period.first.year
        (name,) = self.ref.part
        part = (f"{int(name[:4]) + moved}{name[4:]}",)
        return tally(facts, self.counted[0], asked, self.table.by).parts.get(part, Decimal(0))

    def events(self, facts: Facts) -> list[Listed]:
        """Return the events that it counts, one by one, in the order of their days."""
        by = self.table.by if self.table else ()
        asked = self.asked(self.period)
        if self.made and self.made.share and self.made.share.among:
            asked = replace(asked, among=(*asked.among, self.made.share.among))
        found: dict[int, Listed] = {}
        for figure in self.counted:
            found |= listed(facts, figure, asked, by)
        held = [one for one in found.values() if self._holds(one, by)]
        return sorted(held, key=lambda one: (one["occurred_on"], one["position"]))

    def _holds(self, one: Listed, by: tuple[str, ...]) -> bool:
        if not self.ref.part:
            return True
        if self.ref.part == (OTHERS,):
            return one[by[0]] not in self.named
        return all(
            part in one[code] if isinstance(one[code], frozenset) else one[code] == part
            for code, part in zip(by, self.ref.part, strict=True)
        )


def keys_of(events: list[Listed]) -> list[Keys]:
    """Return the keys of cases and persons of events, in their order, each pair once."""
    return list(dict.fromkeys((_key(one["case_key"]), _key(one["person_key"])) for one in events))


def _key(value: bytes | None) -> UUID | None:
    return UUID(bytes=value) if value else None


def _step(day: date, each: str) -> str:
    """Return the code of the month, the quarter or the year of a day, as splits over time write it."""
    match each:
        case "month":
            return f"{day:%Y-%m}"
        case "quarter":
            return f"{day:%Y}-q{(day.month + 2) // 3}"
        case _:
            return f"{day:%Y}"
