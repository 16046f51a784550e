"""The annex of a document: what lies behind its numbers, each figure once, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from onward.evidence.counting import FigureDefinition, derived, figures, populations
from onward.evidence.documents.blocks import Entry
from onward.evidence.documents.conditions import condition_in_words
from onward.evidence.documents.naming import Namer, event_words
from onward.evidence.editions import Layout
from onward.evidence.facts.columns import columns
from onward.kernel.definitions import Library
from onward.kernel.written import after_one_another, said_of

UNITS = {
    "returns": lambda: _("returns"),
    "events": lambda: _("times"),
    "persons": lambda: _("persons"),
    "cases": lambda: _("cases"),
    "families": lambda: _("families"),
    "organisations": lambda: _("organisations"),
    "destinations": lambda: _("destinations"),
    "quantity": lambda: _("in number"),
    "amount": lambda: _("amount"),
    "mean": lambda: _("on average"),
}


def annex(report: Layout, namer: Namer, exact: bool) -> tuple[list[Entry], dict[tuple[str, str], int]]:
    """Return an entry for each figure and each share, and which of them stands behind which table.

    Args:
        report: whose numbers they are.
        namer: says what their definitions hold.
        exact: whether the document tells what only the exact copy does.
    """
    library = namer.library
    names: dict[str, Entry] = {}
    behind: dict[tuple[str, str], str] = {}
    known = figures(library)
    for code in report.chapters:
        shown = report.shown_in(code)
        for name, table in shown.tables.items():
            if table.exact and not exact:
                continue
            figure = known[table.figure]
            names.setdefault(figure.code, entry_of(figure, namer))
            behind[code, name] = figure.code
        for name in shown.derived:
            made = derived(library)[name]
            names.setdefault(name, Entry(str(made.name), in_words(_of_derived(name, library))))
            behind[code, name] = name
    places = {name: place for place, name in enumerate(names, 1)}
    return list(names.values()), {table: places[name] for table, name in behind.items()}


def entry_of(figure: FigureDefinition, namer: Namer) -> Entry:
    """Return the entry of a figure."""
    return Entry(str(figure.name), in_words(_of_figure(figure, namer)))


def in_words(lines: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    """Return what is said of a figure without the codes: a reader has no files to find them in."""
    return tuple((what, words) for what, words, _code in lines)


def _of_figure(figure: FigureDefinition, namer: Namer) -> Iterator[tuple[str, str, str]]:
    yield _("What is counted"), str(figure.about), ""
    yield _("Unit"), UNITS[figure.counts](), ""
    yield from events_of(figure, namer)
    if figure.among:
        yield of_whom(figure.among, namer, figure.of)
    if figure.when:
        yield only_where(figure.when, namer, figure.of)
    yield _("Definition"), _version(figure.code, namer.library.get("figures", figure.code).version), ""


def _version(code: str, version: str) -> str:
    return _("%(code)s, version %(version)s") % {"code": code, "version": version}


def of_whom(code: str, namer: Namer, events: Iterable[str] = ()) -> tuple[str, str, str]:
    """Return a population: its name, with what makes somebody one of it in words, and as the files say it."""
    group = populations(namer.library)[code]
    return _("Of whom"), said_of(group.name, condition_in_words(group.when, namer, events)), group.when


def only_where(when: str, namer: Namer, events: Iterable[str]) -> tuple[str, str, str]:
    """Return a condition on the events that are counted, in words and as the files write it."""
    return _("Only where"), condition_in_words(when, namer, events), when


def limited_to(column: str, value: str, namer: Namer) -> tuple[str, str, str]:
    """Return to which value of a column a chapter is limited, in words and as the files write it."""
    words = said_of(columns(namer.library)[column].name, namer.value(column, value))
    return _("Limited to"), words, f"{column} = {value}"


def events_of(figure: FigureDefinition, namer: Namer) -> Iterator[tuple[str, str, str]]:
    """Give the events counted, those that undo them, those that must have been: what, words, codes.

    What is asked of an event that must have been stands with it.
    """
    for what, events in (
        (_("Of events"), figure.of),
        (_("Not if"), tuple(one.event for one in figure.unless)),
    ):
        if events:
            yield what, after_one_another(event_words(one) for one in events), ", ".join(events)
    for one in figure.provided:
        asked = condition_in_words(one.when, namer, (one.event,)) if one.when else ""
        codes = f"{one.event}: {one.when}" if one.when else one.event
        what = _("Only with, and by its day") if one.dates else _("Only with")
        yield what, after_one_another((event_words(one.event), asked)), codes


def _of_derived(code: str, library: Library) -> Iterator[tuple[str, str, str]]:
    one, known = derived(library)[code], figures(library)
    yield _("What is counted"), str(one.about), ""
    if one.share:
        yield _("Part"), *share_part(code, library)
        yield _("Base"), str(known[one.share.of].name), one.share.of
    for term in one.sum or ():
        yield _("Sum of"), str(known[term].name), term
    yield _("Definition"), _version(code, library.get("derived", code).version), ""


def share_part(code: str, library: Library) -> tuple[str, str]:
    """Return of what something is a share, in words and as codes."""
    one = derived(library)[code].share
    assert one
    name = str(figures(library)[one.part].name)
    if not one.among:
        return name, one.part
    return f"{name} · {populations(library)[one.among].name}", f"{one.part} · {one.among}"
