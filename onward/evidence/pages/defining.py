"""How a number is counted, words before codes: for the page of a number of an edition and the explorer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from onward.evidence.counting import (
    Derived,
    Dimension,
    FigureDefinition,
    breaks_of,
    dimensions,
    figures,
    populations,
)
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.documents.annex import events_of, only_where, share_part
from onward.evidence.documents.naming import Namer, break_in_words
from onward.evidence.rules import Period
from onward.kernel.definitions import Library
from onward.kernel.text import after_one_another

Told = tuple[str, str, str]
"""What is said, its words, and the code as the files write it; empty where there is none."""


def definition_lines(
    counted: Iterable[FigureDefinition], made: Derived | None, namer: Namer
) -> Iterator[Told]:
    """Give what is counted, of which events, and by which version of its definition.

    Args:
        counted: the figures.
        made: how the number is made of them, where it is.
        namer: says what their definitions hold.
    """
    library = namer.library
    if made:
        yield _("What is counted"), str(made.about), ""
        if made.share:
            yield _("Part"), *share_part(made.code, library)
            yield _("Base"), str(figures(library)[made.share.of].name), made.share.of
        yield _("Definition"), "", f"{made.code} {library.get('derived', made.code).version}"
    for figure in counted:
        if not made:
            yield _("What is counted"), str(figure.about), ""
        yield from events_of(figure, namer)
        yield _("Definition"), "", f"{figure.code} {library.get('figures', figure.code).version}"


def condition_lines(
    counted: Iterable[FigureDefinition], groups: Iterable[str], namer: Namer
) -> Iterator[Told]:
    """Give what must hold of the events that are counted.

    Args:
        counted: the figures.
        groups: populations to which they are limited besides their own.
        namer: says what their definitions hold.
    """
    known, besides = populations(namer.library), [*groups]
    for figure in counted:
        for code in dict.fromkeys([*([figure.among] if figure.among else []), *besides]):
            yield _("Of whom"), str(known[code].name), known[code].when
        if figure.when:
            yield only_where(figure.when, namer, figure.of)


def part_lines(parts: Iterable[tuple[str, str]], namer: Namer) -> Iterator[Told]:
    """Give the condition of parts, by their dimensions, with those that are tried before it."""
    for code, part in parts:
        yield _of_part(dimensions(namer.library)[code], part, namer)


def _of_part(one: Dimension, part: str, namer: Namer) -> Told:
    words = namer.part(one.code, part)
    if part in one.instead:
        return str(one.name), words, one.instead[part]
    if one.column:
        empty = part == UNKNOWN and part not in one.parts
        code = f"!has(fact.{one.column})" if empty else f"fact.{one.column}: {part}"
        return str(one.name), _("nothing is on record of it") if empty else words, code
    tried = [*one.groups] if part not in one.groups else [*one.groups][: [*one.groups].index(part)]
    earlier = after_one_another(str(one.groups[name].name) for name in tried)
    if part not in one.groups:
        codes = " || ".join(f"({one.groups[name].when})" for name in tried)
        what = _("what is on record does not say that one of these holds: %(groups)s")
        return str(one.name), what % {"groups": earlier}, f"!({codes})"
    also = _("%(part)s, and none of these that are tried before: %(groups)s")
    told = also % {"part": words, "groups": earlier} if earlier else words
    return str(one.name), told, one.groups[part].when


def others_line(dimension: str, named: Iterable[str], namer: Namer) -> Told:
    """Return what the others of a ranking are.

    Args:
        dimension: by which it is split.
        named: the parts that stand by name.
        namer: says them.
    """
    words = namer.several([namer.part(dimension, one) for one in named])
    return str(dimensions(namer.library)[dimension].name), _("all but %(named)s") % {"named": words}, ""


def break_lines(
    counted: Iterable[FigureDefinition],
    library: Library,
    after: Period,
    until: Period,
    only: Mapping[str, str],
) -> Iterator[str]:
    """Give what must be known of days from which figures count something else than before.

    Args:
        counted: the figures.
        library: whose definitions they are.
        after: the first period that is looked at.
        until: the last one.
        only: column → the value to which they are limited.
    """
    told = [one for figure in counted for one in breaks_of(figure, library)]
    here = [one for one in told if after.first < one.on <= until.last and one.is_of(only)]
    for on, says in dict.fromkeys((one.on, str(one.says)) for one in here):
        yield break_in_words(on, says)
