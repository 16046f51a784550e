"""Copies of an answer of the explorer: the same lines as those of editions, and its table as it stands."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from onward.evidence.documents.copied import About, Copy, Line, not_recorded, numeric
from onward.evidence.documents.defined import definitions_of
from onward.evidence.documents.naming import Namer
from onward.evidence.documents.workbook import Crossed
from onward.evidence.forms.exploring import unit_words
from onward.evidence.pages.explorer.tables import table, whole
from onward.evidence.pages.explorer.writing import Writing, known_words
from onward.evidence.pages.shapes import days
from onward.evidence.queries.editions import warning_in
from onward.evidence.queries.exploring import Value
from onward.kernel import clock
from onward.kernel.definitions.library import canonical
from onward.kernel.text import said_of
from onward.reference.countries import Footnotes

REPORT = "explore"
"""Stands where copies of editions have the code of their report."""


def copy_of(writing: Writing) -> Copy:
    """Return an answer to take away: every number of it, also those that the page leaves to the copy."""
    lines = tuple(_lines(writing))
    question = writing.question
    told = [line.model_dump(mode="json") for line in lines]
    about = About(
        report=REPORT,
        name=question.subject.name,
        edition="draft",
        state="draft",
        access="exact",
        first=question.period.first,
        last=question.period.last,
        known_on=question.known_on or clock.today(),
        published_on=None,
        withdrawn_on=None,
        withdrawn_why="",
        language=writing.namer.language,
        digest=hashlib.sha256(canonical(told).encode()).hexdigest(),
        said=tuple(_said(writing, lines)),
    )
    groups = dict.fromkeys(
        code
        for code in (question.group, *(term.among for term in question.subject.all_terms), _among(writing))
        if code
    )
    made = [question.subject.code] if question.subject.made else []
    definitions = definitions_of(
        dict.fromkeys(term.code for term in question.subject.all_terms),
        made,
        groups,
        dict.fromkeys([*question.by, *question.only]),
        writing.namer,
    )
    return Copy(about=about, lines=lines, definitions=tuple(definitions))


def _among(writing: Writing) -> str | None:
    made = writing.question.subject.made
    return made.share.among if made and made.share else None


def _said(writing: Writing, lines: tuple[Line, ...]) -> Iterator[str]:
    yield internal_words()
    if warning := warning_in(writing.namer.language):
        yield warning
    for what, words in writing.said():
        yield said_of(what, words)
    if writing.nothing():
        yield writing.nothing()
    yield from writing.since()
    if writing.of_several():
        yield writing.of_several()
    yield from writing.breaks()
    if writing.question.by and not writing.nothing():
        yield from table(writing).notes
    yield from dict.fromkeys(line.note for line in lines if line.note)


def internal_words() -> str:
    """Return what must be said of all numbers of the explorer."""
    return _("Internal: exact, and not for publication. What may be shown comes from an edition.")


def _lines(writing: Writing) -> Iterator[Line]:
    question, answer = writing.question, writing.answer
    subject, period = question.subject, question.period
    common = {
        "report": REPORT, "edition": "draft", "access": "exact",
        "state": "draft", "withdrawn_on": None, "withdrawn_why": "",
        "known_on": question.known_on or clock.today(), "chapter": REPORT,
        "chapter_name": writing.limits(), "table": "-by-".join((subject.code, *question.by)),
        "figure": subject.code, "figure_name": subject.name, "counts": subject.counts,
        "first": period.first, "last": period.last, "compared": False, "shown": True,
        "definition": question.library.get(subject.kind, subject.code).version,
        "breaks": " ".join(writing.breaks()),
    }  # fmt: skip
    if untold := writing.nothing():
        yield _line(writing, common, (), Value(None), (), untold=untold)
        return
    yield _line(writing, common, (), answer.total, ())
    if not question.by:
        return
    for split, code in enumerate(question.by if answer.margins else ()):
        for part in writing.axis(split).codes:
            blank = split == question.over_time and part in answer.missing
            untold = not_recorded() if blank and not answer.margin(split, part).number else ""
            yield _line(writing, common, (code,), writing.margin(split, part), (part,), untold=untold)
    axes = [writing.axis(split).codes for split in range(len(question.by))]
    for parts in itertools.product(*axes):
        untold = not_recorded() if writing.blank(parts) and not answer.part(parts).number else ""
        yield _line(writing, common, question.by, writing.value(parts), parts, untold=untold)


def _line(
    writing: Writing,
    common: dict[str, Any],
    by: tuple[str, ...],
    value: Value,
    parts: tuple[str, ...],
    *,
    untold: str = "",
) -> Line:
    notes = Footnotes()
    namer = Namer(writing.namer.language, writing.namer.on, notes, writing.namer.library)
    words = ", ".join(namer.part(code, part) for code, part in zip(by, parts, strict=True))
    share = value.share
    base = writing.question.subject.base
    of = base.counts if base else ""
    return Line(
        **common,
        dimensions=by,
        parts=parts,
        parts_name=words,
        value=numeric(value.number, common["counts"]),
        counted=numeric(share.part, of) if share else None,
        base=numeric(share.base, of) if share else None,
        recorded=not untold,
        note=" ".join((*notes.lines(), *([untold] if untold else []))),
    )


def crossed(writing: Writing) -> Crossed:
    """Return the table as it stands on the page, numbers as numbers; nothing where there is no split."""
    question = writing.question
    if not question.by or writing.nothing():
        return ()
    plain = partial(numeric, counts=question.subject.counts)
    axes = [writing.axis(split).codes for split in range(len(question.by))]
    heads = [[writing.head(split, code).words for code in codes] for split, codes in enumerate(axes)]
    in_all = whole(writing).words
    of_whom = (writing.limits(),) if writing.limits() else ()
    title = ", ".join((question.subject.name, *of_whom, days(question.period), known_words(question)))
    if len(axes) == 1:
        rows: list[list[str | int | Decimal | None]] = [[title, unit_words(question.subject.counts)]]
        rows += [
            [head, plain(writing.value((code,)).number)] for head, code in zip(heads[0], axes[0], strict=True)
        ]
        return [*rows, [in_all, plain(writing.answer.total.number)]]
    rows = [[title, *heads[1], in_all]]
    for head, row in zip(heads[0], axes[0], strict=True):
        numbers = [plain(writing.value((row, column)).number) for column in axes[1]]
        rows.append([head, *numbers, plain(writing.margin(0, row).number)])
    last = [plain(writing.margin(1, column).number) for column in axes[1]]
    return [*rows, [in_all, *last, plain(writing.answer.total.number)]]


def below(writing: Writing) -> list[str]:
    """Return what stands below the table: that it is exact, and the notes on the names in it."""
    notes = writing.namer.notes
    return [internal_words(), *notes.lines()]
