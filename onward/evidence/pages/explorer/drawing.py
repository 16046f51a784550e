"""The chart of an answer of the explorer."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from onward.evidence.counting import breaks_of
from onward.evidence.documents import charts
from onward.evidence.documents.drawn import inline
from onward.evidence.documents.strands import MOST_STRANDS, Strand, crossed, lines
from onward.evidence.pages.explorer.shapes import Axis, Picture
from onward.evidence.pages.explorer.writing import Writing
from onward.evidence.queries.exploring import Value
from onward.kernel.text import after_one_another, said_of

MOST_BARS: Final = 20
MOST_GROUPS: Final = 12
_WRITTEN: Final = 24
"""So many columns over time at most have their number above them."""


def chart(writing: Writing) -> Picture | None:
    """Return the chart; None where there is nothing to draw."""
    if not any(value.number for value in writing.answer.parts.values()):
        return None
    return _strands(writing) if writing.answer.margins else _one(writing)


def _bar(writing: Writing, words: str, value: Value, *, written: bool = True) -> charts.Bar:
    number = value.number
    drawn = None if number is None else int(number) if number == number.to_integral_value() else float(number)
    said = writing.number(value) if written and number is not None else ""
    return charts.Bar(words, drawn, written=said, nothing=number is None)


def _one(writing: Writing) -> Picture:
    over_time = writing.question.over_time is not None
    axis = writing.axis(0, 0 if over_time else writing.question.top or MOST_BARS)
    codes = axis.codes
    heads = [writing.short(0, code) for code in codes]
    told = [writing.value((code,)) for code in codes]
    words = [(head, writing.number(value)) for head, value in zip(heads, told, strict=True)]
    if over_time:
        bars = [
            _bar(writing, head, value, written=len(codes) <= _WRITTEN)
            for head, value in zip(heads, told, strict=True)
        ]
        legend = (_("as counted now"), _("counted otherwise, in all or in part"))
        spec = charts.series(bars, _otherwise(writing), legend, width=760)
    else:
        spec = charts.bars([_bar(writing, *one) for one in zip(heads, told, strict=True)], width=560)
    return _picture(writing, spec, words, _left_out(axis))


def _strands(writing: Writing) -> Picture:
    """Draw two splits: lines where one is over time, else bars in groups; of many parts, those that lead."""
    question = writing.question
    place = question.over_time
    along = 0 if place is None else place
    other = 1 - along
    groups = writing.axis(along, question.top or MOST_GROUPS if place is None else 0)
    parts = writing.axis(other, MOST_STRANDS)
    some = [code for code in parts.codes if writing.answer.margin(other, code).number]
    drawn = tuple(some[:MOST_STRANDS])
    left = (*parts.rest, *some[MOST_STRANDS:])
    codes = groups.codes
    strands, words = [], []
    for part in drawn:
        found = []
        for group in codes:
            key = (group, part) if along == 0 else (part, group)
            head, value = writing.short(along, group), writing.value(key)
            found.append(_bar(writing, head, value))
            words.append((said_of(writing.head(other, part).words, head), writing.number(value)))
        strands.append(Strand(writing.head(other, part).words, tuple(found)))
    spec = crossed(strands) if place is None else lines(strands, _since(writing), width=760)
    return _picture(writing, spec, words, _left_out(Axis(drawn, left), Axis(codes, groups.rest)))


def _left_out(*axes: Axis) -> tuple[str, ...]:
    if not any(axis.rest for axis in axes):
        return ()
    return (_("The chart shows those that lead; the table has the others."),)


def _picture(
    writing: Writing, spec: dict[str, Any], words: list[tuple[str, str]], notes: tuple[str, ...]
) -> Picture:
    told = after_one_another(f"{what} {number}" for what, number in words[:MOST_GROUPS])
    title = said_of(writing.question.subject.name, told)
    drawn = SafeString(inline(spec, "explored", title))  # nosec B703 - drawn by ourselves
    return Picture(drawn, tuple(words), notes)


def _breaks(writing: Writing) -> list[date]:
    """Return the days within the period from which something else is counted than before."""
    question, only = writing.question, writing.limited_to()
    told = [one for term in question.subject.all_terms for one in breaks_of(term, question.library)]
    period = question.period
    return sorted({one.on for one in told if one.is_of(only) and period.first < one.on <= period.last})


def _otherwise(writing: Writing) -> int:
    """Return how many of the steps hold days before the last of these days."""
    days = _breaks(writing)
    return sum(step.first < days[-1] for step in writing.question.steps.values()) if days else 0


def _since(writing: Writing) -> list[str]:
    """Return the words of the steps in which these days lie."""
    place, steps = writing.question.over_time, writing.question.steps
    assert place is not None or not steps
    return [
        writing.short(place or 0, next(code for code, step in steps.items() if step.last >= on))
        for on in _breaks(writing)
        if steps
    ]
