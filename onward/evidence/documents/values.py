"""The numbers of one chapter, as sentences, tables and charts take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from onward.evidence.counting import Derived, derived, dimensions, figures
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.documents.naming import Namer
from onward.evidence.documents.texts import SOME, Number, Ref, counted, marked
from onward.evidence.editions import Contents, Frozen, ReportTable
from onward.evidence.editions.cells import ADDS
from onward.evidence.editions.freezing import BEFORE, NOW
from onward.evidence.editions.printed import BASE
from onward.evidence.rules import LEADERS, change, leading, standing_out, untorn
from onward.kernel.definitions import Library

Shown = Callable[[Ref], bool]
"""Says whether a number may be shown where the document goes."""


@dataclass(frozen=True)
class PrintedShare:
    """A share in percent, rounded when it was frozen, and of how many it is; None where that is not shown."""

    percent: Decimal
    base: Decimal | None


@dataclass(frozen=True)
class Numbers:
    """The numbers of a chapter of an edition.

    Attributes:
        frozen: the edition's.
        chapter: its code.
        contents: what the chapter shows.
        library: definitions that the numbers go by.
        shown: which of them may be shown.
    """

    frozen: Frozen
    chapter: str
    contents: Contents
    library: Library
    shown: Shown

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Those of which there are numbers to tell."""
        return self.frozen.told_in(self.chapter)

    def is_recorded(self, period: str = NOW) -> bool:
        """Say whether anything is on record of the chapter in a period: else its noughts are not told."""
        return self.frozen.is_recorded(self.chapter, period)

    def total(self, table: str, period: str = NOW) -> Decimal | None:
        """Return a number in all, or None where it is not shown, or is a mean of nothing."""
        found = self.frozen.tally(self.chapter, table, period)
        return None if found.of_nothing else self._if_shown(Ref(self.chapter, table, period), found.total)

    def part(self, table: str, part: str, period: str = NOW) -> Decimal | None:
        """Return the number of a part, nought where there is none, or None where it is not shown."""
        parts = self.frozen.tally(self.chapter, table, period).parts
        if (part,) not in parts and self.is_mean(table):
            return None
        return self._if_shown(Ref(self.chapter, table, period, (part,)), parts.get((part,), Decimal(0)))

    def is_mean(self, table: str) -> bool:
        """Say whether a table tells means: of a part of which nothing is known there is none."""
        return figures(self.library)[self.contents.tables[table].figure].counts == "mean"

    def parts(self, table: str) -> list[str]:
        """Return the parts that have a row, in order: those that always stand, else the greatest first.

        What is not shown stands at the end, by its code: its place among the others would tell its size.
        """
        known = self.always(self.contents.tables[table])
        counted_ = [self.frozen.tally(self.chapter, table, one).parts for one in self.periods]
        found = dict.fromkeys(
            part
            for period, parts in zip(self.periods, counted_, strict=True)
            for (part,), number in parts.items()
            if number or not self.shown(Ref(self.chapter, table, period, (part,)))
        )
        if known:
            return [part for part in known if part in found] + [part for part in found if part not in known]
        now = {part: self.part(table, part) for part in found}
        return sorted(found, key=lambda part: (now[part] is None, -(now[part] or Decimal(0)), part))

    def always(self, table: ReportTable) -> list[str]:
        """Return the parts of a split that the definitions name, in their order."""
        one = dimensions(self.library)[table.by[0]] if table.by else None
        return [*one.parts, *one.groups, *([UNKNOWN] if one.groups else [])] if one else []

    def ranked(self, table: str) -> tuple[list[str], list[str]]:
        """Return the parts that stand by name, and those of the remainder: of the period now, by size.

        What is not shown is never named: its place among the others would tell its size.
        """
        parts = self.frozen.tally(self.chapter, table, NOW).parts
        shown = {part: int(number) for (part,), number in parts.items() if self.part(table, part) is not None}
        top = self.contents.tables[table].top
        named = [part for part, _number in leading(shown, top or len(shown) or 1)[0]]
        # A nought may be hidden too, and how many others there are must not tell which of them are there.
        others = ((part, number or self.part(table, part) is None) for (part,), number in parts.items())
        return named, [part for part, counts in others if counts and part not in named]

    def leaders(self, table: str) -> list[str]:
        """Return the parts of a ranking that a sentence names: those that stand out, none where none does.

        Where a part is not shown, nothing is said to stand out: they are the first of those that are shown,
        as many as tie with none that is not named.
        """
        named = self.ranked(table)[0]
        most = min(LEADERS, len(named))
        parts = self.frozen.tally(self.chapter, table, NOW).parts
        if self.hides(table) or not most:
            return untorn({part: int(parts[(part,)]) for part in named}, most)
        return standing_out({part: int(number) for (part,), number in parts.items()}, most)

    def leads(self, table: str) -> int:
        """Return how many parts tie for the first place of a ranking; nought where one is not shown.

        That a part leads says of every other that it is less: of a hidden one too, which nobody has judged.
        """
        if self.hides(table):
            return 0
        parts = self.frozen.tally(self.chapter, table, NOW).parts
        most = max(parts.values(), default=Decimal(0))
        return sum(number == most for number in parts.values()) if most else 0

    def hides(self, table: str) -> bool:
        """Say whether a part of a ranking is not shown of the period now.

        Beside a number in all that is not shown, a hidden part has no row: some part is left out all the
        same, or the others would add up to what is not shown.
        """
        parts = self.frozen.tally(self.chapter, table, NOW).parts
        return not self.shown(Ref(self.chapter, table)) or any(
            self.part(table, part) is None for (part,) in parts
        )

    def base_is_hidden(self, table: str) -> bool:
        """Say whether a number is of some of those whose number in all is not shown: no part without it."""
        known, tables = figures(self.library), self.contents.tables
        one = known[tables[table].figure]
        if not (one.among or tables[table].among):
            return False
        bases = [
            name
            for name, other in tables.items()
            if (whole := known[other.figure]).counts == one.counts
            and not (other.by or whole.among or other.among or other.when or whole.when)
        ]
        return bool(bases) and all(self.total(name) is None for name in bases)

    def rest(self, table: str, period: str = NOW) -> Decimal | None:
        """Return the remainder of a ranking, or None where it would tell what is not shown."""
        named, whole = self.ranked(table)[0], self.total(table, period)
        told = [self.part(table, one, period) for one in named]
        # What stands by name for its number now may not be shown of the year before: that sum would tell it.
        shown = [one for one in told if one is not None]
        if whole is None or len(shown) < len(told):
            return None
        if self._adds_up(table):
            return whole - sum(shown, Decimal(0))
        parts = self.frozen.tally(self.chapter, table, period).parts
        others = [self.part(table, part, period) for (part,) in parts if part not in named]
        # Who is counted once may stand in several parts: nobody has judged what a sum of theirs would tell.
        return None if None in others else sum((one for one in others if one is not None), Decimal(0))

    def _adds_up(self, table: str) -> bool:
        asked = self.contents.tables[table]
        overlap = any(dimensions(self.library)[code].overlaps(self.library) for code in asked.by)
        return figures(self.library)[asked.figure].counts in ADDS and not overlap

    def others(self, table: str) -> int | None:
        """Return how many parts are in the remainder, or None where one of them is not shown.

        A nought may be hidden among them, and beside a whole that is not shown not all have a row: nobody
        outside can be told how many there are.
        """
        rest = self.ranked(table)[1]
        known = self.total(table) is not None and all(self.part(table, part) is not None for part in rest)
        return len(rest) if known else None

    def share(self, code: str, period: str = NOW) -> PrintedShare | None:
        """Return a share as the edition holds it, or None where it is not shown or is of nothing.

        Raises:
            KeyError: it is a sum, which has a number in all (`total`).
        """
        kept = self.frozen.values["chapters"][self.chapter][period][code]
        ref = Ref(self.chapter, code, period)
        if kept["percent"] is None or not self.shown(ref):
            return None
        base = self._if_shown(replace(ref, part=(BASE,)), Decimal(kept["base"]))
        return PrintedShare(Decimal(kept["percent"]), base)

    def _if_shown(self, ref: Ref, number: Decimal) -> Decimal | None:
        return number if self.shown(ref) else None


def value_names(contents: Contents, library: Library, compared: bool) -> dict[str, str]:
    """Return the names that sentences of a chapter may use, each with the table that it is of."""
    return dict(_value_names(contents, library, compared))


def names_of_two(contents: Contents, library: Library, compared: bool) -> dict[str, str]:
    """Return the names that two numbers of a chapter have: a sentence would say the one for the other.

    With each stands the table or share that has it by its code.
    """
    told = Counter(name for name, _code in _value_names(contents, library, compared))
    own = {*contents.tables, *contents.derived}
    return {
        name: name if name in own else code
        for name, code in _value_names(contents, library, compared)
        if told[name] > 1
    }


def _value_names(contents: Contents, library: Library, compared: bool) -> Iterator[tuple[str, str]]:
    known = dimensions(library)
    yield from ((name, "") for name in ("place", "period", "period-before"))
    for code, table in contents.tables.items():
        one = known[table.by[0]] if len(table.by) == 1 else None
        unknown = [UNKNOWN] if one and one.groups else []
        parts = [f"{code}-{part}" for part in (*one.parts, *one.groups, *unknown)] if one else []
        told = [code, *parts]
        if table.top and one:
            places = range(1, table.top + 1)
            told += [f"{code}-{place}{more}" for place in places for more in ("", "-name")]
            more = ("rest", "named", "each", "leads", "leaders", "leading", "beyond")
            told += [f"{code}-{one}" for one in more]
        if compared:
            told += [f"{one}-before" for one in (code, *parts)] + [f"{code}-change", f"{code}-difference"]
        yield from ((name, code) for name in told)
    for code in contents.derived:
        told = [code, *([f"{code}-base"] if derived(library)[code].share else [])]
        yield from ((name, code) for name in (*told, *([f"{code}-before"] if compared else [])))


def sentence_values(numbers: Numbers, namer: Namer) -> dict[str, object]:
    """Return what sentences may name; a number that is not shown is not there."""
    values: dict[str, object] = {
        name: counted(value, ref) for name, value, ref in _all(numbers) if value is not None
    }
    for code, table in numbers.contents.tables.items():
        if table.top:
            values |= _names(numbers, namer, code, table)
    for code in numbers.contents.tables:
        now, before = numbers.total(code), numbers.total(code, BEFORE) if BEFORE in numbers.periods else None
        if now is not None and before is not None:
            values[f"{code}-difference"] = int(now - before)
            moved = change(int(now), int(before))
            values |= {} if moved is None else {f"{code}-change": moved}
    ways = derived(numbers.library)
    for code in numbers.contents.derived:
        for period in numbers.periods:
            ref = Ref(numbers.chapter, code, period)
            if ways[code].share is None:
                total = numbers.total(code, period)
                values |= {} if total is None else {code + _after(period): counted(total, ref)}
                continue
            found = numbers.share(code, period)
            if found is not None:
                values[code + _after(period)] = counted(found.percent, ref)
                if period == NOW and found.base is not None:
                    values[f"{code}-base"] = counted(found.base, _base(numbers, ways[code], ref))
    return values


def _base(numbers: Numbers, made: Derived, ref: Ref) -> Ref:
    """Return where the base of a share stands: the figure itself where the chapter counts it."""
    of = made.share.of if made.share else ""
    tables = numbers.contents.tables.items()
    whole = (name for name, one in tables if one.figure == of and not one.among and not one.when)
    return next((replace(ref, table=name) for name in whole), ref)


def _after(period: str) -> str:
    return "" if period == NOW else "-before"


def _all(numbers: Numbers) -> Iterator[tuple[str, Decimal | None, Ref]]:
    """Give every number in all and of the parts that always stand, with its name and its reference."""
    for code, table in numbers.contents.tables.items():
        for period in numbers.periods:
            yield code + _after(period), numbers.total(code, period), Ref(numbers.chapter, code, period)
            for part in numbers.always(table) if len(table.by) == 1 else ():
                ref = Ref(numbers.chapter, code, period, (part,))
                yield f"{code}-{part}{_after(period)}", numbers.part(code, part, period), ref


def _names(numbers: Numbers, namer: Namer, code: str, table: ReportTable) -> Mapping[str, object]:
    """Return the leading parts of a ranking by name and number, and the remainder."""
    named = numbers.ranked(code)[0]
    told: dict[str, object] = {}
    words = [namer.part_within(table.by[0], part) for part in named]
    for place, (part, name) in enumerate(zip(named, words, strict=True), 1):
        number = numbers.part(code, part)
        if number is not None:
            told[f"{code}-{place}"] = counted(number, Ref(numbers.chapter, code, NOW, (part,)))
            told[f"{code}-{place}-name"] = name
    told[f"{code}-named"] = len(named)
    told[f"{code}-leads"] = numbers.leads(code)
    if all(numbers.part(code, part) is not None for part in named):
        told[f"{code}-each"] = namer.several([*_with_numbers(numbers, namer, code, named)])
    leaders = numbers.leaders(code)
    told[f"{code}-leaders"] = namer.several([*_with_numbers(numbers, namer, code, leaders)])
    told[f"{code}-leading"] = len(leaders)
    others = numbers.others(code)
    told[f"{code}-beyond"] = SOME if others is None else len(named) + others - len(leaders)
    left = numbers.rest(code)
    if left is not None:
        told[f"{code}-rest"] = counted(left, Ref(numbers.chapter, code, NOW, ("others",)))
    return told


def _with_numbers(numbers: Numbers, namer: Namer, code: str, parts: list[str]) -> Iterator[str]:
    """Give parts of a ranking, each with its number, as a sentence names them: 'Brazil (254)'."""
    by = numbers.contents.tables[code].by[0]
    for part in parts:
        number = numbers.part(code, part)
        if number is not None:
            told = marked(namer.number(number), Ref(numbers.chapter, code, NOW, (part,)))
            yield f"{namer.part_within(by, part)}\N{NO-BREAK SPACE}({told})"


def written(number: Decimal | None, ref: Ref, namer: Namer) -> Number | None:
    """Return a number as it stands in a table; None where it is not shown."""
    return None if number is None else Number(namer.number(number), ref)
