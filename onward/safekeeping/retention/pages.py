"""What the page of retention shows: what is about to go, by which rules, what stops it, and what went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from onward.access.holdings import categories
from onward.access.models import User
from onward.access.subjects import Subject, named
from onward.kernel import clock
from onward.reference.choices import said
from onward.safekeeping.retention.actions import is_alive
from onward.safekeeping.retention.choices import GROUNDS
from onward.safekeeping.retention.definition import RetentionRule, rules
from onward.safekeeping.retention.models import LegalHold, Run
from onward.safekeeping.retention.queries import runs, standing_holds

NIGHTS = timedelta(days=2)
"""How long ago the last run may have ended before the page says that none comes."""
SHOWN = 30


@dataclass(frozen=True)
class RuleLine:
    """A rule in words, with what goes under it by the day that was looked ahead to; None where unknown."""

    rule: RetentionRule
    what: str
    cases: int
    persons: int
    alone: int

    @property
    def goes(self) -> bool:
        """Whether anything does."""
        return bool(self.cases or self.persons or self.alone)


@dataclass(frozen=True)
class HoldLine:
    """A hold, and what it keeps."""

    hold: LegalHold
    about: Subject | None
    ground: str


@dataclass(frozen=True)
class RunLine:
    """A run: its state (`done`, `at work`, `stopped`), and how much went."""

    run: Run
    state: str
    units: int
    rows: int
    emptied: int


@dataclass(frozen=True)
class RetentionPage:
    """The page.

    Attributes:
        lines: the rules, in the order in which they are tried.
        ahead_day: until when the numbers look; None where no run has looked yet.
        looked_at: when they were counted.
        going: how many of the rules have something to go.
        at_work: the run that is at work or was stopped, if there is one.
        late: whether no run has ended for two nights, and so nothing goes.
    """

    lines: Sequence[RuleLine]
    holds: Sequence[HoldLine]
    runs: Sequence[RunLine]
    ahead_day: date | None
    looked_at: Any
    going: int
    at_work: RunLine | None
    late: bool


def retention_page(user: User) -> RetentionPage:
    """Return the page for a reader who may see it."""
    told = [run_line(one) for one in runs(user)[:SHOWN]]
    looked = next((one.run for one in told if one.run.ahead_day), None)
    lines = _rule_lines(looked.ahead if looked else [])
    ended = next((one.run.ended_at for one in told if one.run.ended_at), None)
    return RetentionPage(
        lines=lines,
        holds=hold_lines(list(standing_holds(user))),
        runs=told,
        ahead_day=looked.ahead_day if looked else None,
        looked_at=looked.ended_at if looked else None,
        going=sum(one.goes for one in lines),
        at_work=next((one for one in told if one.run.ended_at is None), None),
        late=ended is None or clock.now() - ended > NIGHTS,
    )


def _rule_lines(ahead: Sequence[dict[str, Any]]) -> list[RuleLine]:
    known = {one["rule"]: one for one in ahead}
    return [
        RuleLine(
            rule,
            _parts(rule.what),
            *(known.get(code, {}).get(name, 0) for name in ("cases", "persons", "alone")),
        )
        for code, rule in rules().items()
    ]


def _parts(what: Sequence[str]) -> str:
    """Return categories by name, all of them as “everything”; a single field by its code."""
    known = categories()
    if set(what) >= known.keys():
        return _("everything")
    return ", ".join(str(known[one].name) if one in known else one for one in what)


def hold_lines(holds: Sequence[LegalHold]) -> list[HoldLine]:
    """Return holds with whom or what they keep."""
    subjects = named(one.person_key or one.case_key for one in holds)
    return [
        HoldLine(one, subjects.get(one.person_key or one.case_key), said(GROUNDS, one.ground))  # type: ignore[arg-type]
        for one in holds
    ]


def run_line(run: Run) -> RunLine:
    """Return a run in numbers."""
    state = "done" if run.ended_at else "at-work" if is_alive(run) else "stopped"
    rows, emptied = (sum(run.counts.get(name, {}).values()) for name in ("rows", "emptied"))
    return RunLine(run, state, run.counts.get("units", 0), rows, emptied)
