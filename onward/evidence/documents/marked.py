"""Marks numbers of which an earlier edition printed another one: who has both is told why they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

from onward.evidence.documents.blocks import Block, Drawing, Headline, Paragraph, Section, Table
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.texts import Number, Ref

DAGGER: Final = "\N{DAGGER}"
"""Stands behind such a number; asterisks and raised figures stand behind names."""


def with_marks(sections: Sequence[Section], imprint: Imprint) -> list[Section]:
    """Return chapters with a mark behind each number that was published otherwise before."""
    if not imprint.before:
        return [*sections]
    marker = _Marker(imprint)
    return [
        replace(
            one,
            headlines=tuple(map(marker.headline, one.headlines)),
            blocks=tuple(map(marker.block, one.blocks)),
        )
        for one in sections
    ]


_LEADING: Final = re.compile(r"^[\d.,\u00a0\u202f]*\d")
"""The number with which what stands beside a headline begins, however a language groups it."""
T = TypeVar("T", bound=Number | str | None)


class _Marker:
    def __init__(self, imprint: Imprint) -> None:
        self.imprint = imprint

    def mark(self, ref: Ref) -> str:
        place = (ref.chapter, ref.table, ref.period, ref.part)
        return DAGGER if self.imprint.is_otherwise(place) else ""

    def number(self, one: T) -> T | Number:
        return replace(one, text=one.text + self.mark(one.ref)) if isinstance(one, Number) else one

    def headline(self, one: Headline) -> Headline:
        then = self.mark(one.before) if one.before and one.beside else ""
        number = replace(one.number, text=one.number.text + self.mark(one.number.ref))
        beside = _LEADING.sub(lambda found: found[0] + then, one.beside) if then else one.beside
        return replace(one, number=number, beside=beside)

    def block(self, one: Block) -> Block:
        match one:
            case Paragraph():
                return Paragraph(tuple(map(self.number, one.runs)))
            case Table():
                return self.table(one)
            case Drawing():
                return replace(one, table=self.table(one.table)) if one.table else one
        return one

    def table(self, one: Table) -> Table:
        rows = (replace(row, numbers=tuple(map(self.number, row.numbers))) for row in one.rows)
        return replace(one, rows=tuple(rows))
