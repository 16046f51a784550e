"""The table: printed, and kept under bench/results."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

RESULTS = Path(__file__).parent / "results"
GOAL_PAGE, GOAL_SQL, GOAL_QUERIES, GOAL_CPU, GOAL_BUSY = 60, 10, 15, 35, 60


@dataclass
class Measured:
    """What was measured of one page; milliseconds, save where it says otherwise."""

    name: str
    one: list[float] = field(default_factory=list)
    eight: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    queries: int = 0
    cpu: float | None = None
    size: int = 0


def at(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies; not a number where there are none."""
    if not values:
        return float("nan")
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def written(made: dict[str, Any], measured: Iterable[Measured], busy: float, asked: dict[str, Any]) -> str:
    """Return the whole result as Markdown."""
    now, rows = datetime.now(UTC), made["rows"]
    load = psutil.getloadavg()
    seconds = {step: round(took) for step, took in made["seconds"].items()}
    lines = [
        f"# {now:%Y-%m-%d %H:%M} UTC",
        "",
        f"{rows['people_person']:,} persons, {rows['cases_case']:,} cases, {rows['kernel_event']:,} events, "
        f"{made['bytes'] / 1e9:.1f} GB; made in {sum(seconds.values())} s ({_words(seconds)}).",
        f"{psutil.cpu_count()} cores, {psutil.virtual_memory().total / 1e9:.0f} GB, Python "
        f"{platform.python_version()}; load {load[0]:.1f} {load[1]:.1f} {load[2]:.1f} at the end.",
        f"One user: {asked['times']} times each, without pause. Eight users: {asked['seconds']:.0f} s, two "
        "seconds between pages. Milliseconds; a number beyond its goal stands in bold.",
        "",
        "| | one: p50 | p90 | p99 | eight: p50 | p90 | p99 | n | SQL p50 | SQL p90 | queries | CPU | KB |",
        "| --- |" + " ---: |" * 12,
        *(_row(one) for one in measured),
        "",
        f"Eight clients that do not pause: **{busy:.0f} pages a second** (goal {GOAL_BUSY}).",
        "",
    ]
    return "\n".join(lines)


def _words(seconds: dict[str, int]) -> str:
    return ", ".join(f"{step} {took} s" for step, took in seconds.items())


def _row(one: Measured) -> str:
    cells = [
        *(_cell(at(one.one, share), GOAL_PAGE if share == 0.9 else None) for share in (0.5, 0.9, 0.99)),
        *(_cell(at(one.eight, share), GOAL_PAGE if share == 0.9 else None) for share in (0.5, 0.9, 0.99)),
        str(len(one.eight)),
        _cell(at(one.bare, 0.5)),
        _cell(at(one.bare, 0.9), GOAL_SQL, 1),
        _cell(one.queries, GOAL_QUERIES),
        "" if one.cpu is None else _cell(one.cpu, GOAL_CPU),
        f"{one.size / 1000:.0f}" if one.size else "",
    ]
    return f"| {one.name} | " + " | ".join(cells) + " |"


def _cell(value: float, goal: float | None = None, places: int = 0) -> str:
    text = f"{value:.{places}f}"
    return f"**{text}**" if goal is not None and value > goal else text


def keep(text: str, plans: list[str]) -> Path:
    """Write the result down, below earlier ones of the same day; plans into a file of their own."""
    RESULTS.mkdir(exist_ok=True)
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    path = RESULTS / f"{day}.md"
    before = path.read_text() + "\n" if path.exists() else ""
    path.write_text(before + text)
    if plans:
        (RESULTS / f"{day}-plans.md").write_text("\n".join(plans))
    return path
