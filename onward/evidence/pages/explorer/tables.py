"""The table of an answer of the explorer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from onward.evidence.counting import dimensions
from onward.evidence.documents.naming import by_another_day
from onward.evidence.forms.exploring import unit_words
from onward.evidence.pages.explorer.shapes import Axis, Cell, Head, Row, Table
from onward.evidence.pages.explorer.writing import Writing
from onward.evidence.queries.exploring import PERCENT, Value
from onward.kernel.text import said_of

MOST_COLUMNS: Final = 12
"""So many parts stand side by side by name; steps over time all do."""


def table(writing: Writing) -> Table:
    """Return the table: a number beside its share, or a cross of two splits with what each is by itself."""
    made = _Crossed(writing) if writing.answer.margins else _Single(writing)
    heads = made.heads()
    rows = [replace(row, cells=_headed(row.cells, heads)) for row in made.rows()]
    known = dimensions(writing.question.library)
    heading, *across = (str(known[code].name) for code in writing.question.by)
    return Table(heading, "".join(across), heads, tuple(rows), tuple(made.notes()))


def whole(writing: Writing) -> Head:
    """Return the head of the number in all, which says that it is no sum where it is none."""
    counts = writing.question.subject.counts
    if writing.question.adds_up or counts == PERCENT:
        return Head(_("In all"))
    return Head(_("On average of all") if counts == "mean" else _("In all, each once"))


def _headed(cells: tuple[Cell, ...], heads: tuple[Head, ...]) -> tuple[Cell, ...]:
    return tuple(replace(one, head=head.words) for one, head in zip(cells, heads, strict=True))


@dataclass(frozen=True)
class _Made:
    writing: Writing

    @property
    def counts(self) -> str:
        return self.writing.question.subject.counts

    @cached_property
    def down(self) -> Axis:
        return self.writing.axis(0, self.writing.question.top)

    def others(self, axis: Axis) -> Head:
        return Head(_("Others (%(many)s)") % {"many": len(axis.rest)})

    def added(self, values: Iterable[Value]) -> Value:
        """Return a remainder, where it may be added up; else none."""
        values = list(values)
        if not self.writing.question.adds_up or all(one.number is None for one in values):
            return Value(None)
        return Value(sum((one.number or Decimal(0) for one in values), Decimal(0)))

    def of_units(self, axes: Iterable[Axis]) -> Iterator[str]:
        """Say how the parts and the whole belong together."""
        question, answer = self.writing.question, self.writing.answer
        yield from dict.fromkeys(filter(None, map(by_another_day, question.subject.all_terms)))
        if any(question.overlaps):
            yield _("One may stand in several parts: they are not added up, and “In all” counts each once.")
        elif self.counts == "mean":
            yield _("Means are not added up.")
        elif self.counts == PERCENT:
            yield _("Each share is of its own base, which stands beside it; half is rounded up.")
        elif not question.adds_up:
            yield _(
                "What stands in several parts counts once in each and once in all: parts are not added up."
            )
        if any(axis.rest for axis in axes):
            yield _("What ties with the last part by name stands by name too. The copies have all of them.")
        if answer.missing and not question.own:
            yield _(
                "A dash over time: nothing at all is on record of these days, or of one of their months. A"
                " nought: something is on record, of whatever kind, and nothing that is counted here."
            )
        dashed = _("a dash where nothing at all is on record of it in these days, or in one of their months.")
        yield from (said_of(what, dashed) for what in self._dashed())

    def _dashed(self) -> Iterator[str]:
        """Give what has a record of its own, and a dash where nothing is on it."""
        question, answer = self.writing.question, self.writing.answer
        if answer.missing and question.own:
            yield self.writing.of_what()
        if question.own_split is not None and any(answer.missing_of.values()):
            yield str(question.dimensions[question.own_split].name)


class _Single(_Made):
    @property
    def shares(self) -> bool:
        """Whether numbers are shares of the whole: counted things whose parts do not overlap."""
        return self.counts not in (PERCENT, "mean") and not any(self.writing.question.overlaps)

    def heads(self) -> tuple[Head, ...]:
        unit = Head(capfirst(unit_words(self.counts)))
        if self.counts == PERCENT:
            return unit, Head(_("How many of how many"))
        return (unit, Head(_("Share"))) if self.shares else (unit,)

    def rows(self) -> Iterator[Row]:
        writing, answer = self.writing, self.writing.answer
        for code in self.down.codes:
            yield Row(writing.head(0, code), self._cells(writing.value((code,)), (code,)))
        if self.down.rest:
            rest = self.added(writing.value((code,)) for code in self.down.rest)
            yield Row(self.others(self.down), self._cells(rest, None), last=True)
        yield Row(whole(self.writing), self._cells(answer.total, (None,)), last=True)

    def _cells(self, value: Value, part: tuple[str | None, ...] | None) -> tuple[Cell, ...]:
        number = self.writing.cell(value, part, self.writing.answer.total if self.shares else None)
        beside = (Cell(number.share),) if self.shares or self.counts == PERCENT else ()
        return (replace(number, share=""), *beside)

    def notes(self) -> Iterator[str]:
        yield from self.of_units([self.down])
        if self.shares and self.writing.answer.total.number:
            base = self.writing.number(self.writing.answer.total)
            yield _("Shares are of %(base)s in all, in whole percent, half rounded up.") % {"base": base}


class _Crossed(_Made):
    @cached_property
    def across(self) -> Axis:
        return self.writing.axis(1, 0 if self.writing.question.over_time == 1 else MOST_COLUMNS)

    @property
    def shares(self) -> str:
        return self.writing.shares if self.counts not in (PERCENT, "mean") else ""

    def heads(self) -> tuple[Head, ...]:
        writing = self.writing
        parts = [replace(writing.head(1, code), words=writing.short(1, code)) for code in self.across.codes]
        return (*parts, *((self.others(self.across),) if self.across.rest else ()), whole(self.writing))

    def rows(self) -> Iterator[Row]:
        writing, answer, rest = self.writing, self.writing.answer, self.down.rest
        for code in self.down.codes:
            parts = [(code, one) for one in self.across.codes]
            yield Row(writing.head(0, code), self._row(parts, code))
        if rest:
            cells = [
                writing.cell(self.added(writing.value((one, code)) for one in rest), None)
                for code in self.across.codes
            ]
            if self.across.rest:
                both = (writing.value((one, other)) for one in rest for other in self.across.rest)
                cells.append(writing.cell(self.added(both), None))
            cells.append(writing.cell(self.added(answer.margin(0, one) for one in rest), None))
            yield Row(self.others(self.down), tuple(cells), last=True)
        yield Row(whole(self.writing), self._last(), last=True)

    def _row(self, parts: list[tuple[str, str]], code: str) -> tuple[Cell, ...]:
        writing, answer = self.writing, self.writing.answer
        of_row = writing.margin(0, code)
        cells = [
            writing.cell(writing.value(part), part, self._base(of_row, answer.margin(1, part[1])))
            for part in parts
        ]
        if self.across.rest:
            rest = self.added(writing.value((code, one)) for one in self.across.rest)
            cells.append(writing.cell(rest, None))
        return (*cells, writing.cell(of_row, (code, None), self._base(of_row, answer.total)))

    def _last(self) -> tuple[Cell, ...]:
        writing, answer = self.writing, self.writing.answer
        cells = []
        for code in self.across.codes:
            of_column = writing.margin(1, code)
            base = self._base(answer.total, of_column)
            cells.append(writing.cell(of_column, (None, code), base))
        if self.across.rest:
            cells.append(writing.cell(self.added(writing.margin(1, one) for one in self.across.rest), None))
        return (*cells, writing.cell(answer.total, (None, None), self._base(answer.total, answer.total)))

    def _base(self, row: Value, column: Value) -> Value | None:
        return {"row": row, "column": column, "all": self.writing.answer.total}.get(self.shares)

    def notes(self) -> Iterator[str]:
        yield from self.of_units([self.down, self.across])
        match self.shares:
            case "row":
                yield _("Shares are of the last number of each row, in whole percent, half rounded up.")
            case "column":
                yield _("Shares are of the last number of each column, in whole percent, half rounded up.")
            case "all":
                base = self.writing.number(self.writing.answer.total)
                yield _("Shares are of %(base)s in all, in whole percent, half rounded up.") % {"base": base}
