"""Computes every published record from facts, and says what comes of it: the score of the sample office.

A record is reproduced, contradictory (then Onward says what the mapping has), or not covered for a reason.
What neither comes out nor is known to contradict itself differs: a mistake of the sample or of a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from onward.evidence.counting import Asked, Tally, dimensions, figures, populations, tally
from onward.evidence.facts import Facts
from onward.evidence.facts.columns import schema
from onward.kernel.definitions import current_library
from sample.draw.check import percent, ranking_holds
from sample.draw.records import Asking, Counted, Library, Period, Record, Saying, Tiers, unknown

State = Literal["reproduced", "contradictory", "not covered", "differs"]
STATES: Final[tuple[State, ...]] = ("reproduced", "contradictory", "not covered", "differs")


@dataclass(frozen=True)
class Outcome:
    """What came of a record; `words` say what Onward counts, why it is not covered, or what differs."""

    record: Record
    state: State
    words: str


def check_names(library: Library) -> None:
    """Refuse a mapping that names what no definition has.

    Raises:
        ValueError: says which name, where, and which one may have been meant.
    """
    for name, reading in library.readings.counted.items():
        for asking in (reading, *_full(reading)):
            for what, given, known in _named(asking):
                if given and given not in known:
                    raise unknown(what, given, known, name)
            counted = figures()[asking.figure]
            split = (
                {*asking.part, asking.by, *reading.split.values()} if asking is reading else {*asking.part}
            )
            for dimension in sorted(split - {""}):
                if dimension not in dimensions():
                    raise unknown("dimension", dimension, dimensions(), name)
                if dimension not in counted.by:
                    raise ValueError(f"mapping.yaml, {name}: {counted.code} is not split by “{dimension}”")
            if asking.of and figures()[asking.of].counts != counted.counts:
                raise ValueError(f"mapping.yaml, {name}: a share of {asking.of} in {counted.counts}")


def _named(asking: Asking) -> Iterator[tuple[str, str, Iterable[str]]]:
    yield "figure", asking.figure, figures()
    yield "figure", asking.of, figures()
    yield "population", asking.among, populations()
    yield "programme", asking.programme, current_library().codes("programmes")
    yield "initiative", asking.equals.get("initiative", ""), current_library().codes("initiatives")
    yield from (("column", column, schema()) for column in asking.equals)


def outcomes(library: Library, facts: Facts) -> list[Outcome]:
    """Return what comes of every record, in the order of their documents."""
    check_names(library)
    return [outcome(record, library, facts) for record in library.records.values()]


def score(found: Iterable[Outcome]) -> dict[str, Counter[State]]:
    """Return chapter → how many of its records came to what."""
    told: dict[str, Counter[State]] = {}
    for one in found:
        told.setdefault(one.record.chapter, Counter())[one.state] += 1
    return dict(sorted(told.items()))


def table(found: list[Outcome]) -> str:
    """Return the score as lines of text, chapter by chapter, with the sum of all below."""
    lines = [f"{'':<28}" + "".join(f"{state:>15}" for state in STATES)]
    chapters = {**score(found), "all": Counter(one.state for one in found)}
    for chapter, states in chapters.items():
        lines.append(f"{chapter:<28}" + "".join(f"{states[state]:>15}" for state in STATES))
    return "\n".join(lines)


def outcome(record: Record, library: Library, facts: Facts) -> Outcome:
    """Return what comes of one record; the mapping has been checked."""
    reading = library.readings.counted.get(record.id)
    if reading is None:
        remark = f" In print: {record.remark}" if record.remark else ""
        return Outcome(record, "not covered", library.readings.why_not(record.id) + remark)
    if record.remark:
        wrong = [text for one in _full(reading) for text in _differs(facts, one, record.period, one.value)]
        words = f"{record.remark} Onward says: {reading.contradiction}"
        return Outcome(record, "differs" if wrong else "contradictory", "; ".join(wrong) or words)
    wrong = [*_of_record(facts, record, reading), *_cells(facts, record, reading)]
    wrong += _base(facts, record, reading, library)
    told = f"{record.value}, by {reading.figure}"
    return Outcome(record, "differs" if wrong else "reproduced", "; ".join(wrong) or told)


def _full(reading: Counted) -> list[Saying]:
    """Return what Onward says about a contradiction, of the programme of the record unless one is named."""
    return [
        one if one.programme else one.model_copy(update={"programme": reading.programme})
        for one in reading.says
    ]


def _tally(facts: Facts, figure: str, asking: Asking, period: Period, by: str = "") -> Tally:
    only = {**asking.equals, **({"programme": asking.programme} if asking.programme else {})}
    until = period.last + timedelta(days=1)
    asked = Asked(period.first, until, equals=only, among=(asking.among,) if asking.among else ())
    return tally(facts, figures()[figure], asked, [by] if by else [])


def _number(facts: Facts, asking: Asking, period: Period) -> int:
    """Return the number that is asked for: of the parts named, or in all."""
    for dimension, labels in asking.part.items():
        found = _tally(facts, asking.figure, asking, period, dimension).parts
        return int(sum(found.get((label,), Decimal(0)) for label in labels))
    return int(_tally(facts, asking.figure, asking, period).total)


def _whole(facts: Facts, asking: Asking, period: Period) -> int:
    """Return what a share is taken of."""
    return int(_tally(facts, asking.of or asking.figure, asking, period).total)


def _of_record(facts: Facts, record: Record, reading: Counted) -> list[str]:
    if reading.reads in ("rank", "named"):
        printed = reading.tiers or [str(one) for one in _listed(record)]
        return _differs(facts, reading, record.period, printed)
    if not isinstance(record.value, int):
        return [f"{record.value} is no whole number"]
    return _differs(facts, reading, record.period, record.value)


def _listed(record: Record) -> list[int | Decimal | str]:
    return record.value if isinstance(record.value, list) else [record.value]


def _differs(facts: Facts, asking: Asking, period: Period, printed: int | Tiers) -> list[str]:
    """Return what differs between a number or a ranking in print and what facts give."""
    if isinstance(printed, int):
        found = _VALUES[asking.reads](facts, asking, period)
        same = found >= printed if asking.reads == "at-least" else found == printed
        return [] if same else [f"{asking.figure}: {printed} in print, {found} counted"]
    parts = _tally(facts, asking.figure, asking, period, asking.by).parts
    counts = Counter({part: int(number) for (part,), number in parts.items()})
    tiers = [[one] if isinstance(one, str) else one for one in printed]
    if asking.reads == "named":
        missing = [one for tier in tiers for one in tier if not counts[one]]
        return [f"{asking.figure}: none of {', '.join(missing)}"] if missing else []
    return [] if ranking_holds(counts, tiers) else [f"{asking.figure}: {counts.most_common(8)} counted"]


def _share(facts: Facts, asking: Asking, period: Period) -> int:
    return percent(_number(facts, asking, period), _whole(facts, asking, period))


def _change(facts: Facts, asking: Asking, period: Period) -> int:
    """Return the change against another period in whole percent, halves rounded away from nought."""
    before = _number(facts, asking, asking.against or period)
    change = Decimal(100) * (_number(facts, asking, period) - before) / max(before, 1)
    return int(change.quantize(Decimal(1), rounding=ROUND_HALF_UP))


_VALUES: Final[Mapping[str, Callable[[Facts, Asking, Period], int]]] = {
    "exact": _number, "at-least": _number, "share": _share, "change": _change,
}  # fmt: skip


def _cells(facts: Facts, record: Record, reading: Counted) -> Iterator[str]:
    """Give each breakdown that is not as printed; one that is printed whole has no part besides."""
    for breakdown, dimension in reading.split.items():
        printed = record.breakdown[breakdown]
        found = {
            part: int(number)
            for (part,), number in _tally(
                facts, reading.figure, reading, record.period, dimension
            ).parts.items()
            if number and (part in printed or breakdown not in record.partial)
        }
        if found != printed:
            yield f"{reading.figure} by {dimension}: {printed} in print, {found} counted"


def _base(facts: Facts, record: Record, reading: Counted, library: Library) -> Iterator[str]:
    """Give the base of a share where it is not the number that is printed for it."""
    if reading.base:
        whole, printed = _whole(facts, reading, record.period), library.records[reading.base].value
        if whole != printed:
            yield f"share of {printed} in print, of {whole} counted"
