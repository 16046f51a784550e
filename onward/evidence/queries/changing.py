"""What was told anew: which returns a question counts otherwise than it did as known on an earlier day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from onward.evidence.counting import Asked, FigureDefinition, figures
from onward.evidence.counting.listing import ALWAYS, Listed, listed, listed_again, superseded
from onward.evidence.facts import Facts, open_facts
from onward.evidence.queries.key_trends import Question, asked
from onward.evidence.rules import Kind

DIFFERS = (
    "programme", "day", "month", "year", "departure-country", "destination", "channel", "sex", "age-group",
    "child", "nationality", "level", "vulnerability",
)  # fmt: skip
"""In what two tellings of one return may differ: all by which returns are split anywhere, and the day."""
ADDED_UP = ("quantity", "kind", "initiative", "amount")
"""In what else two tellings differ of what is added up."""
_OF_ITSELF = [name for name in DIFFERS if name not in ("day", "month", "year")]


@dataclass(frozen=True)
class Changed:
    """A return that is counted otherwise than it was.

    Attributes:
        kind: how it changed what is counted.
        programme: of which it counts, or counted.
        case: key of its case.
        person: key of its person.
        was_on: the day on which it had happened, as known then; None where none was known.
        is_on: the day on which it happened, as known now; None where it did not.
        differs: in what it is told otherwise, of one that was told anew.
        position: of the event that counts, or counted; two that are told alike are the same change.
        reported: of a quantity, what was reported; else empty.
        told: in what it is told otherwise, as it was told then and is now: a part, several, or a number.
    """

    kind: Kind
    programme: str
    case: UUID | None
    person: UUID | None
    was_on: date | None
    is_on: date | None
    differs: tuple[str, ...] = ()
    position: int = field(default=0, compare=False)
    reported: str = ""
    told: tuple[tuple[str, Any, Any], ...] = ()


def changes(question: Question, since: date, facts: Facts | None = None) -> list[Changed]:
    """Return the returns in which the answer to a question differs from what was known at the end of a day.

    One that was told anew with nothing different that any figure counts is none of them.

    Args:
        question: what is asked, and as known on which day.
        since: an earlier day.
        facts: those that a page asks; else those of now.
    """
    found = [*_changes(facts or open_facts(), question, since)]
    told = [one for one in found if one.kind != "changed" or {*one.differs} - {"day"}]
    return sorted(
        told, key=lambda one: (one.was_on or date.max, one.is_on or date.max, str(one.case), str(one.person))
    )


def _changes(facts: Facts, question: Question, since: date) -> Iterator[Changed]:
    before, after = asked(question, question.period, since), asked(question, question.period)
    yield from told_otherwise(facts, figures()["returns"], before, after, since)


def told_otherwise(
    facts: Facts,
    figure: FigureDefinition,
    before: Asked,
    after: Asked,
    since: date,
    *,
    apart: str | None = "programme",
    by: Sequence[str] = (),
) -> Iterator[Changed]:
    """Give what a figure counts otherwise at one moment of knowing than at another.

    Args:
        facts: of the columns that the figure is defined over.
        figure: what is counted.
        before: what is asked, as known at the earlier moment.
        after: the same, as known at the later one.
        since: the day of the earlier moment: what happened after it was not late.
        apart: the dimension whose parts are told apart: what goes from one to another moved out of the one
            and into the other. None where all is one number.
        by: further dimensions in which two tellings may differ.
    """
    names = [name for name in dict.fromkeys((*_OF_ITSELF, *by)) if name in after.dimensions]
    names = [name for name in names if not after.dimensions[name].each]  # days say these
    then, now = (listed(facts, figure, one, names) for one in (before, after))
    if then.keys() == now.keys():
        return
    # What an event stood in the place of at the earlier moment, or what stands in its place now, may lie
    # outside the question: on another day, in another programme.
    stood, stands = (listed_again(facts, figure, one, names) for one in (before, after))
    story = superseded(facts, figure)
    anew = {new: old for old, new in story.items()}
    for position in now.keys() - then.keys():
        was = _first(position, anew, stood)
        yield _came(now[position], was, was and then.get(was["position"]), since, apart)
    for position in then.keys() - now.keys():
        remains = _first(position, story, stands)
        if remains and _counted_alike(now.get(remains["position"]), then[position], apart):
            continue  # told anew, and already told above
        yield _went(then[position], remains)


def _first(position: int, steps: Mapping[int, int], among: Mapping[int, Listed]) -> Listed | None:
    """Walk along corrections from an event to the one that stood; at any moment one of them does, or none."""
    at: int | None = position
    while at is not None:
        if at in among:
            return among[at]
        at = steps.get(at)
    return None


def _counted_alike(one: Listed | None, other: Listed, apart: str | None) -> bool:
    return one is not None and (apart is None or one[apart] == other[apart])


def _came(
    come: Listed, was: Listed | None, counted: Listed | None, since: date, apart: str | None
) -> Changed:
    kind: Kind
    if was is None:
        kind = "left" if come["occurred_on"] > since else "added"
    else:
        kind = "changed" if _counted_alike(counted, come, apart) else "moved-in"
    return _told(kind, come, was, come)


def _went(gone: Listed, remains: Listed | None) -> Changed:
    return _told("moved-out" if remains else "withdrawn", gone, gone, remains)


def _told(kind: Kind, one: Listed, was: Listed | None, now: Listed | None) -> Changed:
    return Changed(
        kind,
        one["programme"],
        _key(one["case_key"]),
        _key(one["person_key"]),
        was["occurred_on"] if was else None,
        now["occurred_on"] if now else None,
        tuple(_differing(was, now)) if was and now else (),
        one["position"],
        one.get("told_kind") or "",
        tuple(_both(was, now)) if was and now else (),
    )


def _key(value: bytes | None) -> UUID | None:
    return UUID(bytes=value) if value else None


def _both(was: Listed, now: Listed) -> Iterator[tuple[str, Any, Any]]:
    """Give in what two tellings of one thing differ, as each of them says it; days stand apart."""
    for name in _differing(was, now):
        column = name if name in was else f"told_{name}"
        if column in was:
            yield name, was[column], now[column]


def _differing(was: Listed, now: Listed) -> Iterator[str]:
    """Give by what two tellings of one thing differ, of what figures are split by, count or add up."""
    parts = [name for name in was if name not in ALWAYS and not name.startswith("told_")]
    seen: Mapping[str, Any] = {name: (was[name], now[name]) for name in parts}
    day = was["occurred_on"], now["occurred_on"]
    ways = {
        "day": day[0] != day[1] and day[0].replace(day=1) == day[1].replace(day=1),
        "month": day[0].month != day[1].month and day[0].year == day[1].year,
        "year": day[0].year != day[1].year,
        **{name: one != other for name, (one, other) in seen.items()},
        **{name: was.get(f"told_{name}") != now.get(f"told_{name}") for name in ADDED_UP},
    }
    yield from (name for name in dict.fromkeys((*DIFFERS, *ADDED_UP, *parts)) if ways.get(name))
