"""The numbers of a report as they are printed: computed, written in one form, and computed again.

A frozen report keeps all that decides its numbers: the definitions as they were, the period, and the place
in the log up to which it knows. Whoever computes it again, at any time, gets the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Final, cast

from onward.evidence.counting import (
    Asked,
    FigureDefinition,
    Tally,
    Wanted,
    derived,
    figures,
    own_limits,
    recorded,
    share,
    tallies,
    together,
)
from onward.evidence.counting.asking import backing
from onward.evidence.editions.beyond import BEYOND, counted_beyond, programmes_beyond
from onward.evidence.editions.definition import (
    BEFORE,
    NOW,
    Contents,
    Layout,
    ReportDefinition,
    ReportTable,
    sheet_items,
)
from onward.evidence.editions.donor import DonorLayout, donor_draws_on, donor_layout
from onward.evidence.facts import AsOf, Facts
from onward.evidence.rules import Period
from onward.kernel.definitions import Item, Library
from onward.kernel.definitions.library import canonical, revive
from onward.records.projects.definition import Project

__all__ = ["BEFORE", "NOW", "Differs", "Frozen", "differing", "freeze", "freeze_for_donor", "thaw"]

UNRECORDED: Final = "unrecorded"
"""Under this name values keep of which chapters nothing at all is on record, and in which periods."""


@dataclass(frozen=True)
class Frozen:
    """The numbers of a report.

    Attributes:
        snapshot: the definition of the report, and of all that it draws on, as they were.
        period: whose events count.
        as_of: as which they are known.
        values: chapter → period (`NOW`, `BEFORE`) → table or derived number → what was counted. Where nothing
            is on record of a chapter, its noughts stand there too; `UNRECORDED` tells that they say nothing.
    """

    snapshot: str
    period: Period
    as_of: AsOf
    values: Mapping[str, Any]

    @property
    def bytes(self) -> bytes:
        """The values in their one form."""
        return canonical(self.values).encode()

    @property
    def digest(self) -> str:
        """The SHA-256 of the values."""
        return hashlib.sha256(self.bytes).hexdigest()

    @cached_property
    def definition(self) -> Layout:
        """The report as it was defined."""
        return _layout(self.snapshot)

    @cached_property
    def told_of(self) -> tuple[str, ...]:
        """Those of its periods that a document tells of: not the one before, where that counts nothing.

        An office of which no chapter has a single event of a whole year has no record of that year: a nought
        would say that nobody returned.
        """
        return tuple(one for one in self.definition.periods if one != BEFORE or self._counts_in(one))

    def _counts_in(self, period: str) -> bool:
        return any(_counts(chapter[period]) for chapter in self.values["chapters"].values())

    def is_recorded(self, chapter: str, period: str = NOW) -> bool:
        """Say whether anything is on record of a chapter in a period, so that its noughts are told.

        Chapters that tell of one thing are told alike: where nothing is on record of one of them, and another
        one counts nothing either, neither has a nought. What is left out of a copy counts as something.
        """
        untold, chapters = self.values.get(UNRECORDED, {}), self.values["chapters"]
        if period in untold.get(chapter, ()):
            return False
        if not self.definition.one_record or _counts(chapters[chapter][period]):
            return True
        return not any(period in untold.get(one, ()) for one in chapters)

    def told_in(self, chapter: str) -> tuple[str, ...]:
        """Return those of its periods of which a chapter tells: its own, and others that are on record."""
        return tuple(one for one in self.told_of if one == NOW or self.is_recorded(chapter, one))

    def days(self, name: str) -> Period:
        """Return the days of one of its periods."""
        return self.definition.days(name, self.period)

    def tally(self, chapter: str, table: str, period: str = NOW) -> Tally:
        """Return the numbers of a table.

        Raises:
            KeyError: the report has no such chapter, table or period.
        """
        kept = self.values["chapters"][chapter][period][table]
        parts = {tuple(part): Decimal(n) for part, n in kept.get("parts", [])}
        return Tally(Decimal(kept["total"] or 0), parts, kept["total"] is None)


def freeze(facts: Facts, library: Library, code: str, period: Period, as_of: AsOf) -> Frozen:
    """Return the numbers of a report, by the definitions of a library.

    Raises:
        UnknownDefinition: there is no such report.
    """
    return thaw(facts, snapshot_of(library, code), period, as_of)


def snapshot_of(library: Library, code: str) -> str:
    """Return what an edition of a report keeps of definitions; raises as `freeze`."""
    item = library.get("reports", code)
    report = cast(ReportDefinition, item.body)
    sheets = [project for chapter in report.chapters.values() for project in chapter.projects]
    kept = [*sheet_items(sheets, library), *programmes_beyond(report, library)]
    return library.snapshot(item, kept)


def freeze_for_donor(facts: Facts, library: Library, project: str, period: Period, as_of: AsOf) -> Frozen:
    """Return the numbers of the donor report on a project, by the definitions of a library.

    Raises:
        UnknownDefinition: there is no such project.
    """
    return thaw(facts, snapshot_for_donor(library, project), period, as_of)


def snapshot_for_donor(library: Library, project: str) -> str:
    """Return what an edition for a donor keeps of definitions; raises as `freeze_for_donor`."""
    item = library.get("projects", project)
    return library.snapshot(item, donor_draws_on(item, library))


def layout_of(item: Item, library: Library) -> Layout:
    """Return how the document is laid out that a definition is kept for: of a report, or of a project."""
    if item.kind == "projects":
        return donor_layout(cast(Project, item.body), library)
    return cast(ReportDefinition, item.body)


@lru_cache(maxsize=16)
def _layout(snapshot: str) -> Layout:
    """Return the layout that a snapshot keeps: editions of a report that was not changed share theirs."""
    return layout_of(*revive(snapshot))


def thaw(facts: Facts, snapshot: str, period: Period, as_of: AsOf) -> Frozen:
    """Return the numbers of a report by its definitions as they were kept.

    Args:
        facts: those of the log, in the columns that the snapshot defines.
        snapshot: of the report.
        period: whose events count.
        as_of: as which they are known.
    """
    item, library = revive(snapshot)
    report = layout_of(item, library)
    periods = {name: report.days(name, period) for name in report.periods}
    chapters: dict[str, dict[str, Any]] = {}
    for code, chapter in report.chapters.items():
        for name, one in periods.items():
            asked = Asked(one.first, one.until, as_of, chapter.only, (), library)
            chapters.setdefault(code, {})[name] = _counted(facts, report.shown_in(code), asked)
    asked = Asked(period.first, period.until, as_of, {}, (), library)
    besides = counted_beyond(facts, report, programmes_beyond(report, library), asked)
    unrecorded = _unrecorded(facts, report, periods, chapters, asked)
    return Frozen(
        snapshot,
        period,
        as_of,
        {
            "report": report.code,
            **({BEYOND: besides} if besides else {}),
            **({"project": report.project.code} if isinstance(report, DonorLayout) else {}),
            "period": [period.first, period.last],
            "chapters": chapters,
            **({UNRECORDED: unrecorded} if unrecorded else {}),
        },
    )


def _unrecorded(
    facts: Facts,
    report: Layout,
    periods: Mapping[str, Period],
    chapters: Mapping[str, Mapping[str, Any]],
    asked: Asked,
) -> dict[str, list[str]]:
    """Return the chapters of which nothing at all is on record in some periods, with these.

    Facts are asked only where nothing was counted, and by what the definitions of the edition say: before
    these named what has a record of its own (`own_record`), nothing was kept of it.
    """
    limits = {code: own_records(report, code, asked.library) for code in report.chapters}
    noughts = {
        code: [name for name in periods if not _counts(kept[name])]
        for code, kept in chapters.items()
        if limits[code]
    }
    columns = {column for code, names in noughts.items() if names for one in limits[code] for column in one}
    spans = {periods[name] for names in noughts.values() for name in names}
    if not columns:
        return {}
    known = recorded(facts, columns, spans, asked.as_of)
    found = {
        code: [name for name in names if not any(known.any(one, periods[name]) for one in limits[code])]
        for code, names in noughts.items()
    }
    return {code: names for code, names in found.items() if names}


def own_records(report: Layout, chapter: str, library: Library) -> list[dict[str, str]]:
    """Return the limits by which records of a chapter's own are asked for; none where it has no such record.

    Nothing is on record of it where nothing is of any of them.
    """
    found = [own_limits(one, library) for one in report.records(chapter)]
    return found if all(found) else []


def _counts(kept: Mapping[str, Any]) -> bool:
    """Say whether any number of a chapter in a period is more than nought."""
    return any(Decimal(told.get("total", told.get("base")) or 0) for told in kept.values())


def _counted(facts: Facts, shown: Contents, asked: Asked) -> dict[str, Any]:
    known, found = figures(asked.library), dict[str, Any]()
    for limits in dict.fromkeys(map(_limits, shown.tables.values())):
        tables = {code: one for code, one in shown.tables.items() if _limits(one) == limits}
        wanted: list[Wanted] = [(known[one.figure], one.by) for one in tables.values()]
        limited = replace(asked, among=limits[0], when=limits[1])
        for code, tally in zip(tables, tallies(facts, wanted, limited), strict=True):
            found[code] = _written(tally, tables[code].by)
            if known[tables[code].figure].counts == "amount" and len(tables[code].by) == 1:
                found[code]["behind"] = _behind(
                    facts, known[tables[code].figure], limited, tables[code].by[0]
                )
    for code in shown.derived:
        found[code] = _derived(facts, asked, code)
    return {code: found[code] for code in (*shown.tables, *shown.derived)}


def _limits(table: ReportTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return table.among, (table.when,) if table.when else ()


def _behind(facts: Facts, figure: FigureDefinition, asked: Asked, by: str) -> list[list[Any]]:
    """Return how many persons stand behind amounts, and the largest sum of one of them."""
    found = sorted(backing(facts, figure, asked, by).items())
    return [[part, persons, _number(largest)] for part, (persons, largest) in found]


def _derived(facts: Facts, asked: Asked, code: str) -> dict[str, Any]:
    one = derived(asked.library)[code]
    if one.share is None:
        return _written(together(facts, one.sum or (), asked), ())
    found = share(facts, one.share, asked)
    percent = found.percent
    return {
        "part": _number(found.part),
        "base": _number(found.base),
        "percent": None if percent is None else str(percent),
    }


def _written(tally: Tally, by: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {"total": None if tally.of_nothing else _number(tally.total)}
    if by:
        told["parts"] = [[[*part], _number(number)] for part, number in sorted(tally.parts.items())]
    return told


def _number(value: Decimal) -> str:
    """Return a number without noughts that say nothing, so that one number is written in one way."""
    return f"{value.normalize():f}"


@dataclass(frozen=True)
class Differs:
    """A number that is not what was printed.

    Attributes:
        chapter, period, table, part: where it stands; `part` is empty for the number in all.
        printed: as printed; None where it was not there.
        known: as known now; None where it is not there any more.
        printed_on_record: whether anything was on record then of its chapter and period: else no number of
            them was told.
        known_on_record: whether anything is now.
    """

    chapter: str
    period: str
    table: str
    part: tuple[str, ...]
    printed: Decimal | None
    known: Decimal | None
    printed_on_record: bool = True
    known_on_record: bool = True


def differing(printed: Frozen, known: Frozen) -> list[Differs]:
    """Return the numbers in which a report as printed differs from the same as known at another time."""
    then, now = dict(_numbers(printed.values)), dict(_numbers(known.values))
    places = dict.fromkeys((*then, *now))
    return [
        Differs(
            *place,
            then.get(place),
            now.get(place),
            *(one.is_recorded(*place[:2]) for one in (printed, known)),
        )
        for place in places
        if then.get(place, Decimal(0)) != now.get(place, Decimal(0))
    ]


def each_once(report: Layout, found: Iterable[Differs]) -> list[Differs]:
    """Return numbers that differ, that in all of a figure once, whatever tables it stands in."""
    kept: dict[tuple[object, ...], Differs] = {}
    for one in found:
        table = report.shown_in(one.chapter).tables.get(one.table)
        counted = (table.figure, table.among, table.when) if table and not one.part else (one.table,)
        kept.setdefault((one.chapter, one.period, one.part, *counted), one)
    return list(kept.values())


def _numbers(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str, tuple[str, ...]], Decimal]]:
    blank = values.get(UNRECORDED, {})
    for chapter, periods in values["chapters"].items():
        for period, tables in periods.items():
            if period in blank.get(chapter, ()):
                continue  # nobody was told these noughts
            for table, told in tables.items():
                whole = told.get("total", told.get("percent"))
                if whole is not None:
                    yield (chapter, period, table, ()), Decimal(whole)
                for part, number in told.get("parts", ()):
                    yield (chapter, period, table, tuple(part)), Decimal(number)


def read_values(text: str) -> Mapping[str, Any]:
    """Return values from their one form."""
    return cast("Mapping[str, Any]", json.loads(text))
