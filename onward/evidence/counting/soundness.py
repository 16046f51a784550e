"""What is wrong with definitions of figures, populations, dimensions and breaks, at their line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from django.utils.translation import gettext as _

from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.counting.declared import declared_is_so
from onward.evidence.counting.definition import (
    OF_COLUMN,
    Break,
    BreakOfEvents,
    Dimension,
    FigureDefinition,
    Population,
    broken_events,
    dimensions,
)
from onward.evidence.facts.columns import (
    KEY,
    OF_EVERY_FACT,
    FactColumn,
    columns,
    field_of,
    schema,
    values_of,
    vocabulary,
)
from onward.evidence.translating import untranslatable
from onward.kernel.conditions import ConditionErrors, compile_condition
from onward.kernel.definitions import Item, Library, Report, add_check, register_kind
from onward.kernel.definitions.faults import closest
from onward.kernel.events import event_types

_OF_THE_LOG: Final = frozenset({"position", "written_by", "supersedes", "retracts", "recorded_at"})


def condition_is_sound(
    item: Item, path: tuple[str | int, ...], text: str, library: Library, report: Report
) -> None:
    """Report unknown names of a condition, types that do not fit, and what no table can answer."""
    library.whole("facts")
    library.whole("groups")
    try:
        condition = compile_condition(text, vocabulary(library))
    except ConditionErrors as errors:
        for one in errors.errors:
            right = _("Write %(text)s instead") % {"text": one.suggestion} if one.suggestion else ""
            right = closest(one.given, one.known) if one.known else right
            report(item, path, one.message.rstrip("."), right, inside=(one.line, one.column))
        return
    for _node in untranslatable(condition.tree):
        wrong = _("this condition cannot be asked of a table")
        report(item, path, wrong, _("Leave out the length of a text, and choices between values"))


def _population_is_sound(item: Item, library: Library, report: Report) -> None:
    one = cast(Population, item.body)
    condition_is_sound(item, ("when",), one.when, library, report)
    for number, code in enumerate(one.within):
        if not library.knows("populations", code):
            report.unknown(item, ("within", number), _("population"), code, library.codes("populations"))
    named: list[tuple[tuple[str, ...], str]] = [(("part", code), code) for code in one.part]
    named += [(("holds", code), code) for code in one.holds]
    named += [(("named_by", code), code) for code in one.named_by]
    for path, code in [*named, *([(("spans",), one.spans)] if one.spans else [])]:
        if not library.knows("dimensions", code):
            report.unknown(item, path, _("dimension"), code, library.codes("dimensions"))
    _parts_are_known(item, "holds", one.holds, library, report)
    _parts_are_known(item, "named_by", one.named_by, library, report)


def _parts_are_known(
    item: Item, name: str, named: Mapping[str, Sequence[str]], library: Library, report: Report
) -> None:
    """Report parts of dimensions that there are not; of `named_by`, what a column may hold is a part too."""
    known = dimensions(library)
    for code, parts in named.items():
        if code not in known:
            continue
        column = columns(library).get(known[code].column or "") if name == "named_by" else None
        every = (*known[code].parts, *known[code].groups, *(values_of(column, library) if column else ()))
        for number, part in enumerate(parts):
            if part not in every:
                report.unknown(item, (name, code, number), str(known[code].name), part, every)


def _dimension_is_sound(item: Item, library: Library, report: Report) -> None:
    dimension = cast(Dimension, item.body)
    known = {**OF_EVERY_FACT, **columns(library)}
    if dimension.column is not None and dimension.column not in known:
        report.unknown(item, ("column",), _("column"), dimension.column, known)
    for code, text in dimension.instead.items():
        condition_is_sound(item, ("instead", code), text, library, report)
    for code, group in dimension.groups.items():
        condition_is_sound(item, ("groups", code, "when"), group.when, library, report)


def _parts_can_be_told(item: Item, library: Library, report: Report) -> None:
    """Report parts that no row can have a name for, or that nobody could read."""
    dimension, types = cast(Dimension, item.body), schema(library)
    type_ = types.get(dimension.column or "", "")
    if type_ == KEY or dimension.column in _OF_THE_LOG:
        wrong = _("“%(column)s” has a value of its own for each fact or person") % {
            "column": dimension.column
        }
        report(item, ("column",), wrong, _("Name a column that many have in common"))
    elif dimension.each and type_ != "date":
        wrong = _("“%(column)s” holds no days") % {"column": dimension.column}
        report(item, ("each",), wrong, _("Name a column of days, or take “each” out"))
    if dimension.instead and dimension.column and not dimension.overlaps(library):
        wrong = _("only of a column of lists do conditions add parts")
        report(item, ("instead",), wrong, _("Write “groups” in place of the column"))
    if UNKNOWN in dimension.groups:
        wrong = _("“%(code)s” is what stands in no group") % {"code": UNKNOWN}
        report(item, ("groups", UNKNOWN), wrong, _("Give this group another code"))


def _counts_what_its_events_say(item: Item, library: Library, report: Report) -> None:
    """Report a figure that takes its numbers from a column that its events never fill."""
    figure, known, types = cast(FigureDefinition, item.body), columns(library), event_types()
    column = known.get(figure.measures or "")
    if column is None or column.of_case:
        return
    for number, event in enumerate(figure.of):
        if event in types and field_of(column, types[event]) is None:
            wrong = _("“%(event)s” says no “%(column)s”, so %(counts)s of it are always nought") % {
                "event": event, "column": column.code, "counts": figure.counts,
            }  # fmt: skip
            right = _("Name an event that says it, or count something else")
            report(item, ("of", number), wrong, right)


def _figure_is_sound(item: Item, library: Library, report: Report) -> None:
    figure = cast(FigureDefinition, item.body)
    if figure.when is not None:
        condition_is_sound(item, ("when",), figure.when, library, report)
    for number, one in enumerate(figure.provided):
        if one.when is not None:
            condition_is_sound(item, ("provided", str(number), "when"), one.when, library, report)
    _its_day_is_one(item, figure, report)
    if figure.among is not None and not library.knows("populations", figure.among):
        report.unknown(item, ("among",), _("population"), figure.among, library.codes("populations"))
    if not library.knows("roles", figure.owner):
        report.unknown(item, ("owner",), _("role"), figure.owner, library.codes("roles"))
    for number, code in enumerate(figure.by):
        if not library.knows("dimensions", code):
            report.unknown(item, ("by", number), _("dimension"), code, library.codes("dimensions"))
    for path, event in events_named(figure):
        if event not in event_types():
            report.unknown(item, path, _("event"), event, event_types())


def _its_day_is_one(item: Item, figure: FigureDefinition, report: Report) -> None:
    """Report two days for one number, and a number that would count a fact on each of several days."""
    dating = [number for number, one in enumerate(figure.provided) if one.dates]
    for number in dating[1:]:
        wrong = _("another event says already by which day it counts")
        report(item, ("provided", str(number), "dates"), wrong, _("Take one of the two out"))
    if dating and figure.counts not in OF_COLUMN:
        wrong = _("“%(counts)s” would count a fact on each day of this event") % {"counts": figure.counts}
        right = _("Count what is counted once each, such as persons, or count the event itself under “of”")
        report(item, ("provided", str(dating[0]), "dates"), wrong, right)


def _break_is_somewhere(
    item: Item, where: tuple[str | int, ...], broken: Break, library: Library, report: Report
) -> None:
    known = columns(library)
    for column, value in broken.only.items():
        at = (*where, "only", column)
        if column not in known:
            report.unknown(item, at, _("column"), column, known, key=True)
        elif (values := values_of(known[column], library)) and value not in values:
            report.unknown(item, at, str(known[column].name), value, values)


def _break_is_sound(item: Item, library: Library, report: Report) -> None:
    broken = cast(BreakOfEvents, item.body)
    _break_is_somewhere(item, (), broken, library, report)
    for number, event in enumerate(broken.of):
        if event not in event_types():
            report.unknown(item, ("of", number), _("event"), event, event_types())


def _own_breaks_are_sound(item: Item, library: Library, report: Report) -> None:
    """Report a figure whose break is of nothing, or one of its events' besides: one would stay unmended."""
    figure = cast(FigureDefinition, item.body)
    told = {cast(Break, one.body).on: one.code for one in broken_events(figure, library)}
    for number, broken in enumerate(figure.breaks):
        _break_is_somewhere(item, ("breaks", number), broken, library, report)
        if broken.on in told:
            wrong = _("“%(code)s” in breaks.yaml tells this day already, of the same events")
            right = _("Take it out: every figure of these events has it")
            report(item, ("breaks", number, "on"), wrong % {"code": told[broken.on]}, right)


def events_named(figure: FigureDefinition) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Go through the events that a figure names, each with where."""
    for number, event in enumerate(figure.of):
        yield ("of", number), event
    for number, one in enumerate(figure.unless):
        yield ("unless", number, "event"), one.event
    for number, other in enumerate(figure.provided):
        yield ("provided", number, "event"), other.event


def may_be_misspelt(by: Sequence[str], code: str, library: Library) -> bool:
    """Say whether a split that a figure lacks may be one that it names wrongly: then that alone is told.

    Whoever is told that the split is unknown here too would write the slip a second time.

    Args:
        by: dimensions that the figure names.
        code: the one that it lacks.
        library: all definitions.
    """
    slips = (one for one in by if not library.knows("dimensions", one))
    return library.knows("dimensions", code) and any(slips)


def _full_splits_are_some(item: Item, library: Library, report: Report) -> None:
    figure, known = cast(FigureDefinition, item.body), dimensions(library)
    for number, code in enumerate(figure.full):
        if code not in figure.by and not may_be_misspelt(figure.by, code, library):
            report.unknown(item, ("full", number), _("dimension"), code, figure.by)
        elif code in known and known[code].overlaps(library):
            wrong = _("parts of “%(code)s” overlap, so they never add up to the whole") % {"code": code}
            report(item, ("full", number), wrong, _("Take it out of “full”"))


def _amounts_have_their_currency(item: Item, library: Library, report: Report) -> None:
    figure = cast(FigureDefinition, item.body)
    if figure.counts == "amount" and figure.currency is None:
        wrong = _("amounts of several currencies would be added up")
        report(item, ("counts",), wrong, _("Add “currency”, with its three letters"))
    if figure.counts != "amount" and figure.currency is not None:
        report(item, ("currency",), _("only amounts have a currency"), _("Take “currency” out"))


def _a_mean_has_its_column(item: Item, library: Library, report: Report) -> None:
    figure = cast(FigureDefinition, item.body)
    numbers = {code for code, one in columns(library).items() if one.type in ("int", "decimal")}
    if figure.counts == "mean" and figure.column not in numbers:
        report.unknown(item, ("column",), _("column of numbers"), figure.column or "", numbers)
    if figure.counts != "mean" and figure.column is not None:
        report(item, ("column",), _("only a mean is taken of a column"), _("Take “column” out"))


def _always_is_sound(item: Item, library: Library, report: Report) -> None:
    always = cast(FactColumn, item.body).always
    if always is not None:
        condition_is_sound(item, ("always",), always, library, report)


def register_kinds() -> None:
    """Register the kinds of definition files; called when the house starts."""
    add_check("facts", _always_is_sound)
    register_kind("populations", Population, [_population_is_sound, declared_is_so], one_file=True)
    of_dimensions = [_dimension_is_sound, _parts_can_be_told]
    register_kind("dimensions", Dimension, of_dimensions, one_file=True, ordered=True)
    register_kind("breaks", BreakOfEvents, [_break_is_sound], one_file=True)
    checks = [_figure_is_sound, _full_splits_are_some, _a_mean_has_its_column, _amounts_have_their_currency]
    checks += [_own_breaks_are_sound, _counts_what_its_events_say]
    register_kind("figures", FigureDefinition, checks, draws_on=drawn_by)


def drawn_by(item: Item, library: Library) -> Iterator[Item]:
    """Give all that the conditions of a figure may name: its version covers it."""
    figure = cast(FigureDefinition, item.body)
    if figure.among is not None and figure.among in library.of("populations"):
        yield library.get("populations", figure.among)
    for code in figure.by:
        if code in library.of("dimensions"):
            yield library.get("dimensions", code)
    yield from broken_events(figure, library)
    yield from library.of("facts").values()
    yield from library.of("groups").values()
