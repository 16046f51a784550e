"""The sheet of definitions of a copy: what decides its numbers, in words and as the files write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from onward.evidence.counting import Derived, FigureDefinition, derived, dimensions, figures, populations
from onward.evidence.documents.annex import limited_to, only_where
from onward.evidence.documents.conditions import condition_in_words
from onward.evidence.documents.copied import Defined
from onward.evidence.documents.naming import Namer
from onward.evidence.editions import DonorLayout, Frozen, ReportTable
from onward.kernel.definitions import Library
from onward.kernel.written import after_one_another, said_of


def parts_of(made: Derived | None, library: Library) -> str:
    """Return what a share is of, such as `amount`; nothing for what is no share."""
    return figures(library)[made.share.of].counts if made and made.share else ""


def counts_of(made: Derived, library: Library) -> str:
    """Return what a share or a sum counts."""
    return "percent" if made.share else figures(library)[(made.sum or ("",))[0]].counts


def definitions_in(frozen: Frozen, namer: Namer) -> Iterator[Defined]:
    """Give what decides numbers of a report, each once."""
    report, library = frozen.definition, namer.library
    tables = [one for shown in report.contents.values() for one in shown.tables.values()]
    ways = dict.fromkeys(code for shown in report.contents.values() for code in shown.derived)
    by = dict.fromkeys(code for table in tables for code in table.by)
    yield from definitions_of(figures(library), ways, populations(library), by, namer)
    if isinstance(report, DonorLayout):
        for one in report.project.indicators:
            chapter, table = report.place_of(one)
            limits = report.shown_in(chapter).tables[table]
            figure = figures(library)[limits.figure]
            asked = _limits(limits, report.chapters[chapter].only, figure, namer)
            yield _figure(figure, namer, asked).model_copy(
                update={"kind": "indicator", "code": table, "name": f"{one.code} {one.name}"}
            )


Told = tuple[str, str, str]
"""What is said of a condition, its words, and the code as the files write it."""


def _limits(
    table: ReportTable, only: Mapping[str, str], figure: FigureDefinition, namer: Namer
) -> Iterator[Told]:
    """Give what a table of a donor report asks besides its figure."""
    for code in table.among:
        yield _of_whom(code, namer)
    if table.when:
        yield only_where(table.when, namer, figure.of)
    for column, value in only.items():
        what, words, _code = limited_to(column, value, namer)
        yield what, words, f"fact.{column} == '{value}'"


def _of_whom(code: str, namer: Namer) -> Told:
    group = populations(namer.library)[code]
    return _("Of whom"), str(group.name), group.when


def definitions_of(
    codes: Iterable[str], ways: Iterable[str], groups: Iterable[str], by: Iterable[str], namer: Namer
) -> Iterator[Defined]:
    """Give definitions with their words, as a sheet of them has them: those of some codes.

    Args:
        codes: of figures.
        ways: of shares and sums.
        groups: of populations.
        by: of dimensions.
        namer: says what they hold, by the definitions whose they are.
    """
    library = namer.library
    for code in codes:
        yield _figure(figures(library)[code], namer)
    for code in ways:
        made = derived(library)[code]
        yield Defined(
            kind="share or sum", code=code, version=library.get("derived", code).version, name=str(made.name),
            about=str(made.about), counts=counts_of(made, library),
        )  # fmt: skip
    for code in groups:
        group = populations(library)[code]
        version = library.get("populations", code).version
        yield Defined(
            kind="population", code=code, version=version, name=str(group.name), condition=group.when,
            in_words=condition_in_words(group.when, namer),
        )  # fmt: skip
    for code in by:
        one = dimensions(library)[code]
        decided = {**{part: group.when for part, group in one.groups.items()}, **one.instead}
        yield Defined(
            kind="dimension", code=code, version=library.get("dimensions", code).version, name=str(one.name),
            about=one.column or "", condition=" | ".join(f"{part}: {when}" for part, when in decided.items()),
        )  # fmt: skip


def _figure(figure: FigureDefinition, namer: Namer, besides: Iterable[Told] = ()) -> Defined:
    asked = [_of_whom(figure.among, namer)] if figure.among else []
    asked += [only_where(figure.when, namer, figure.of)] if figure.when else []
    asked += [one for one in besides if one not in asked]
    tests = [code for _what, _words, code in asked]
    return Defined(
        kind="figure", code=figure.code, version=namer.library.get("figures", figure.code).version,
        name=str(figure.name), about=str(figure.about), counts=figure.counts, events=figure.of,
        unless=tuple(one.event for one in figure.unless),
        provided=tuple(f"{one.event}: {one.when}" if one.when else one.event for one in figure.provided),
        dated_by=figure.dated_by.event if figure.dated_by else "",
        condition=tests[0] if len(tests) == 1 else " && ".join(f"({one})" for one in tests),
        in_words=after_one_another(said_of(what, words) for what, words, _code in asked),
    )  # fmt: skip
