"""How a number is counted, in words: for the page of a number of an edition, and for the explorer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from onward.evidence.counting import Derived, FigureDefinition, dimensions, populations
from onward.evidence.documents.naming import Namer
from onward.evidence.rules import Period
from onward.kernel.definitions import Library
from onward.kernel.events import event_types
from onward.kernel.text import after_one_another, day_in_words, said_of

Pairs = Iterator[tuple[str, str]]


def definition_lines(counted: Iterable[FigureDefinition], made: Derived | None, library: Library) -> Pairs:
    """Give what is counted, of which events, and by which version of its definition: what, and its words.

    Args:
        counted: the figures.
        made: how the number is made of them, where it is.
        library: whose definitions they are.
    """
    if made:
        yield _("What is counted"), str(made.about)
        yield _("Definition"), f"{made.code} {library.get('derived', made.code).version}"
    for figure in counted:
        if not made:
            yield _("What is counted"), str(figure.about)
        yield _("Of events"), after_one_another(_event(code) for code in figure.of)
        if figure.unless:
            yield _("Not if"), after_one_another(_event(one.event) for one in figure.unless)
        if figure.provided:
            yield _("Only with"), after_one_another(_event(one.event) for one in figure.provided)
        yield _("Definition"), f"{figure.code} {library.get('figures', figure.code).version}"


def condition_lines(counted: Iterable[FigureDefinition], groups: Iterable[str], library: Library) -> Pairs:
    """Give words of what must hold, and the condition as the files write it.

    Args:
        counted: the figures.
        groups: populations to which they are limited besides their own.
        library: whose definitions they are.
    """
    known, besides = populations(library), [*groups]
    for figure in counted:
        for code in dict.fromkeys([*([figure.among] if figure.among else []), *besides]):
            yield str(known[code].name), known[code].when
        if figure.when:
            yield _("Only where"), figure.when
        for one in figure.provided:
            if one.when:
                yield said_of(_("Only with"), _event(one.event)), one.when


def part_lines(parts: Iterable[tuple[str, str]], namer: Namer) -> Pairs:
    """Give the condition of parts, by their dimensions, in the same way."""
    for code, part in parts:
        one = dimensions(namer.library)[code]
        if part in one.groups:
            yield str(one.groups[part].name), one.groups[part].when
        elif part in one.instead:
            yield namer.part(code, part), one.instead[part]
        elif one.column:
            yield str(one.name), f"fact.{one.column}: {part}"


def break_lines(counted: Iterable[FigureDefinition], after: Period, until: Period) -> Iterator[str]:
    """Give what must be known of days from which figures count something else than before.

    Args:
        counted: the figures.
        after: the first period that is looked at.
        until: the last one.
    """
    for figure in counted:
        for one in figure.breaks:
            if after.first < one.on <= until.last:
                yield _("From %(day)s on: %(says)s") % {"day": day_in_words(one.on), "says": str(one.says)}


def _event(code: str) -> str:
    known = event_types().get(code)
    words = str(known.wording) if known else ""
    return said_of(code, words) if words and "%(" not in words else code
