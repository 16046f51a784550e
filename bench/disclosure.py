"""`python -m bench.disclosure`: what it takes to decide what a year report may show.

A made-up year report of some forty tables: programmes, sex, destinations, channels, months, nested
populations, vulnerabilities, shares, and the half-year newsletter before it. Printed are cells,
rows, hidden ones and times; beside the spans of the audit stand the bounds that single rows give, so that
what exactness costs and gives can be seen.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations

from onward.evidence.disclosure import (
    Cell,
    Edition,
    Knowledge,
    Protected,
    Release,
    Share,
    Table,
    protect,
)
from onward.evidence.disclosure.auditing import Auditor
from onward.evidence.disclosure.bounds import narrow
from onward.evidence.rules import Period

YEAR, BEFORE = (Period(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2025))
FIRST = Period(date(2026, 1, 1), date(2026, 6, 30))
PARTS: Mapping[str, tuple[str, ...]] = {
    "programme": tuple(f"programme-{number}" for number in range(6)),
    "sex": ("male", "female", "other"),
    "destination": tuple(f"country-{number:02}" for number in range(60)),
    "channel": tuple(f"channel-{number}" for number in range(6)),
    "age-group": ("under-12", "from-12-to-17", "from-18-to-64", "from-65"),
}
KNOWN = Knowledge(
    adds=frozenset({"returns"}),
    overlapping=frozenset({"vulnerability"}),
    nested=frozenset({(("returns", "umc"), ("returns", "children"))}),
)
Fact = dict[str, str]


def facts(count: int, seed: int) -> list[Fact]:
    """Draw departures: few countries take most, as in every office."""
    draw = random.Random(seed)
    found = []
    for _each in range(count):
        fact = {
            name: codes[min(int(draw.paretovariate(0.9)) - 1, len(codes) - 1) if len(codes) > 4 else 0]
            for name, codes in PARTS.items()
        }
        fact["sex"] = draw.choices(PARTS["sex"], (70, 29, 1))[0]
        fact["age-group"] = draw.choices(PARTS["age-group"], (12, 8, 78, 2))[0]
        fact["month"] = f"2026-{draw.randint(1, 12):02}"
        fact["vulnerability"] = draw.choices(("", "medical", "trafficking", "single-parent"), (80, 12, 1, 7))[
            0
        ]
        child = fact["age-group"] in ("under-12", "from-12-to-17")
        fact["among"] = "" if not child else "umc" if draw.random() < 0.06 else "children"
        found.append(fact)
    return found


def table(
    all_: Iterable[Fact], period: Period, by: tuple[str, ...], among: str = "", **limits: str
) -> tuple[dict[Cell, int], Table]:
    """Count one table, with the margins that it prints."""
    whole = Cell.of("returns", period, among, **limits)
    within = {"": ("", "children", "umc"), "children": ("children", "umc"), "umc": ("umc",)}[among]
    cells = {whole: 0}
    for fact in all_:
        if fact["among"] not in within or any(fact[name] != code for name, code in limits.items()):
            continue
        if any(not fact[name] for name in by):
            cells[whole] += 1
            continue
        for size in range(len(by) + 1):
            for names in combinations(by, size):
                where = whole.where | {(name, fact[name]) for name in names}
                cell = Cell("returns", period, among, where)
                cells[cell] = cells.get(cell, 0) + 1
    return cells, Table(whole, by)


def year_report(count: int, seed: int = 1) -> Release:
    """Make up a year report of so many returns."""
    now, then = facts(count, seed), facts(count * 9 // 10, seed + 1)
    half = [fact for fact in now if fact["month"] <= "2026-06"]
    cells: dict[Cell, int] = {}
    tables: list[Table] = []

    def add(made: tuple[dict[Cell, int], Table]) -> None:
        cells.update(made[0])
        tables.append(made[1])

    for all_, period in ((now, YEAR), (then, BEFORE)):
        for by in (
            ("programme", "sex"),
            ("programme", "destination"),
            ("sex",),
            ("channel",),
            ("age-group",),
        ):
            add(table(all_, period, by))
        for among in ("children", "umc"):
            add(table(all_, period, ("programme", "sex"), among))
        add(table(all_, period, ("vulnerability",)))
    add(table(now, YEAR, ("programme", "month")))
    add(table(now, YEAR, ("destination", "sex")))
    for programme in PARTS["programme"]:
        for by in (("channel", "sex"), ("age-group",), ("vulnerability",)):
            add(table(now, YEAR, by, programme=programme))
    total = Cell("returns", YEAR)
    said = [
        Share(cell, total)
        for cell in cells
        if cell.period == YEAR and len(cell.where) == 1 and not cell.among
    ]
    printed, by_country = (table(half, FIRST, by) for by in (("programme", "sex"), ("destination",)))
    newsletter = Release({**printed[0], **by_country[0]}, (printed[1], by_country[1]), knowledge=KNOWN)
    first = Edition(newsletter, protect(newsletter).hidden)
    return Release(cells, tuple(tables), tuple(said), knowledge=KNOWN, earlier=(first,))


def main() -> None:
    """Make up a report, protect it, and print what that took."""
    given = argparse.ArgumentParser(prog="python -m bench.disclosure", description=__doc__)
    given.add_argument("--returns", type=int, default=3_000, help="how many in the year")
    asked = given.parse_args()
    release = year_report(asked.returns)
    began = time.monotonic()
    auditor = Auditor(release)
    built = time.monotonic()
    outcome = protect(release)
    done = time.monotonic()
    auditor.audit(outcome.hidden)
    audited = time.monotonic()
    small = sum(auditor.is_small(cell) for cell in release.cells)
    cells = sum(isinstance(item, Cell) for item in outcome.hidden)
    print(f"{len(release.cells)} cells in {len(release.tables)} tables, {len(release.statements)} shares")
    print(f"{auditor.model.count} numbers, {len(auditor.model.rows)} rows")
    print(f"hidden: {small} small, {cells - small} others, {len(outcome.hidden) - cells} shares")
    print(
        f"building {built - began:.1f} s, choice {done - built:.1f} s, an exact audit {audited - done:.1f} s"
    )
    print(f"notes: {', '.join(sorted({note.code for note in outcome.notes})) or 'none'}")
    print(_peer(auditor, outcome))


def _peer(auditor: Auditor, outcome: Protected) -> str:
    """Say how far the bounds of single rows are from the exact spans: what a simple check would believe."""
    low, high = auditor.bounds(outcome.hidden)
    dropped = auditor.look(outcome.hidden, enough=True).dropped
    rows = [row for row in auditor.model.rows if row.says not in outcome.hidden and row not in dropped]
    narrow(low, high, rows)
    wider = 0
    for item, span in outcome.spans.items():
        variable = auditor.model.of[item]
        if span.greatest is not None and (span.least, span.greatest) != (low[variable], high[variable]):
            wider += 1
    return f"{wider} of {len(outcome.spans)} spans are narrower than row by row bounds would have them"


if __name__ == "__main__":
    main()
