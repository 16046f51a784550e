"""The numbers of a report as they are printed: computed, written in one form, and computed again.

A frozen report keeps all that decides its numbers: the definitions as they were, the period, and the place
in the log up to which it knows. Whoever computes it again, at any time, gets the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, cast

from onward.evidence.counting import Asked, Tally, Wanted, derived, figures, share, tallies, together
from onward.evidence.editions.definition import Contents, ReportDefinition
from onward.evidence.facts import AsOf, Facts
from onward.evidence.rules import Period
from onward.kernel.definitions import Library
from onward.kernel.definitions.library import canonical, revive

NOW: Final = "now"
BEFORE: Final = "before"


@dataclass(frozen=True)
class Frozen:
    """The numbers of a report.

    Attributes:
        snapshot: the definition of the report, and of all that it draws on, as they were.
        period: whose events count.
        as_of: as which they are known.
        values: chapter → period (`NOW`, `BEFORE`) → table or derived number → what was counted.
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

    @property
    def definition(self) -> ReportDefinition:
        """The report as it was defined."""
        return cast(ReportDefinition, revive(self.snapshot)[0].body)

    def tally(self, chapter: str, table: str, period: str = NOW) -> Tally:
        """Return the numbers of a table.

        Raises:
            KeyError: the report has no such chapter, table or period.
        """
        kept = self.values["chapters"][chapter][period][table]
        return Tally(Decimal(kept["total"]), {tuple(part): Decimal(n) for part, n in kept.get("parts", [])})


def freeze(facts: Facts, library: Library, code: str, period: Period, as_of: AsOf) -> Frozen:
    """Return the numbers of a report, by the definitions of a library.

    Raises:
        UnknownDefinition: there is no such report.
    """
    return thaw(facts, library.snapshot(library.get("reports", code)), period, as_of)


def thaw(facts: Facts, snapshot: str, period: Period, as_of: AsOf) -> Frozen:
    """Return the numbers of a report by its definitions as they were kept.

    Args:
        facts: those of the log, in the columns that the snapshot defines.
        snapshot: of the report.
        period: whose events count.
        as_of: as which they are known.
    """
    item, library = revive(snapshot)
    report = cast(ReportDefinition, item.body)
    periods = {NOW: period} | ({BEFORE: period.year_before()} if report.compared else {})
    chapters: dict[str, dict[str, Any]] = {}
    for code, chapter in report.chapters.items():
        for name, one in periods.items():
            asked = Asked(one.first, one.until, as_of, chapter.only, (), library)
            chapters.setdefault(code, {})[name] = _counted(facts, report.shown_in(code), asked)
    return Frozen(
        snapshot,
        period,
        as_of,
        {
            "report": report.code,
            "period": [period.first, period.last],
            "chapters": chapters,
        },
    )


def _counted(facts: Facts, shown: Contents, asked: Asked) -> dict[str, Any]:
    known, found = figures(asked.library), dict[str, Any]()
    for among in dict.fromkeys(table.among for table in shown.tables.values()):
        tables = {code: one for code, one in shown.tables.items() if one.among == among}
        wanted: list[Wanted] = [(known[one.figure], one.by) for one in tables.values()]
        for code, tally in zip(tables, tallies(facts, wanted, replace(asked, among=among)), strict=True):
            found[code] = _written(tally, tables[code].by)
    for code in shown.derived:
        found[code] = _derived(facts, asked, code)
    return {code: found[code] for code in (*shown.tables, *shown.derived)}


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
    told: dict[str, Any] = {"total": _number(tally.total)}
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
    """

    chapter: str
    period: str
    table: str
    part: tuple[str, ...]
    printed: Decimal | None
    known: Decimal | None


def differing(printed: Frozen, known: Frozen) -> list[Differs]:
    """Return the numbers in which a report as printed differs from the same as known at another time."""
    then, now = dict(_numbers(printed.values)), dict(_numbers(known.values))
    places = dict.fromkeys((*then, *now))
    return [
        Differs(*place, then.get(place), now.get(place))
        for place in places
        if then.get(place, Decimal(0)) != now.get(place, Decimal(0))
    ]


def _numbers(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str, tuple[str, ...]], Decimal]]:
    for chapter, periods in values["chapters"].items():
        for period, tables in periods.items():
            for table, told in tables.items():
                whole = told.get("total", told.get("percent"))
                if whole is not None:
                    yield (chapter, period, table, ()), Decimal(whole)
                for part, number in told.get("parts", ()):
                    yield (chapter, period, table, tuple(part)), Decimal(number)


def read_values(text: str) -> Mapping[str, Any]:
    """Return values from their one form."""
    return cast("Mapping[str, Any]", json.loads(text))
