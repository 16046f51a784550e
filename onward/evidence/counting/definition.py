"""What the definitions of figures say: what is counted, of whom, and by what it is split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Final, Literal, Self, cast

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from onward.evidence.facts.columns import OF_EVERY_FACT, EventName, columns, values_of, vocabulary
from onward.evidence.translating import untranslatable
from onward.kernel.conditions import ConditionErrors, compile_condition
from onward.kernel.definitions import (
    Code,
    ConditionText,
    Definition,
    Flag,
    Item,
    Library,
    Report,
    Text,
    current_library,
    register_kind,
)
from onward.kernel.definitions.faults import closest
from onward.kernel.events import event_types

Unit = Literal[
    "returns", "events", "persons", "cases", "families", "organisations", "destinations", "quantity",
    "amount", "mean",
]  # fmt: skip
"""What a number is a number of. Numbers of different units are never added or divided by one another."""
OF_COLUMN: Final[Mapping[Unit, str]] = {
    "persons": "person_key", "cases": "case_key", "families": "household", "organisations": "organisation",
    "destinations": "destination",
}  # fmt: skip
"""Units that are counted once each, however many facts name them → the column that names them."""
ADDED_UP: Final[Mapping[Unit, str]] = {"quantity": "quantity", "amount": "amount"}
"""Units that are added up over facts → the column that holds them."""
THRESHOLD: Final = 5
"""Numbers above nought and below this are not for the public, unless a figure says otherwise."""


class Population(Definition):
    """Of whom a figure counts: those for whom a condition holds.

    Attributes:
        when: the condition.
        few: whether they are few and easily recognised.
        within: populations that hold all of them: who knows how many these are, knows that they are no fewer.
        part: dimension → the part of it that a reader takes them for, where another table prints it.
        spans: the dimension in whose parts they all are, each in one at least.
        holds: dimension → the parts of it of which they are made: all in one of these are of them, and else
            only some of those whose part is not known.
        named_by: dimension → parts of it whose very name says that whoever is in them is of these.
    """

    code: Code
    name: Text
    when: ConditionText
    few: Flag = False
    within: tuple[Code, ...] = ()
    part: dict[Code, Code] = Field(default={}, max_length=1)
    spans: Code | None = None
    holds: dict[Code, tuple[Code, ...]] = Field(default={}, max_length=1)
    named_by: dict[Code, tuple[Code, ...]] = {}


class GroupOfRows(Definition):
    """One part of a dimension that is made of conditions."""

    name: Text
    when: ConditionText


class Dimension(Definition):
    """By what a figure may be split: a column, a column by month, or conditions of which the first counts.

    Any figure may be split by months, quarters and years of the day on which it happened.

    Attributes:
        name: what it is.
        heading: what stands above a table of it.
        column: of facts.
        each: months, quarters or years of a column of days.
        parts: parts that always stand, in this order.
        groups: parts by condition, where there is no column; a fact is in the first that holds.
        instead: of a column of lists: parts that a condition decides, whatever the list says.
        whole_years: few are not shown apart, and not for any period or place, to who sees no small numbers.
        apart: its parts stand side by side in reports, and a number of several of them together says so.
    """

    code: Code
    name: Text
    heading: Text
    column: str | None = None
    each: Literal["month", "quarter", "year"] | None = None
    parts: dict[Code, Text] = {}
    groups: dict[Code, GroupOfRows] = {}
    instead: dict[Code, ConditionText] = {}
    whole_years: Flag = False
    apart: Flag = False

    @model_validator(mode="after")
    def _column_or_groups(self) -> Self:
        if (self.column is None) != bool(self.groups):
            raise ValueError(_("a dimension has a column or groups | Write one of the two"))
        return self

    def overlaps(self, library: Library | None = None) -> bool:
        """Say whether a fact may be in several parts, so that parts add up to more than the total.

        Args:
            library: whose columns are meant; those in force where it is left out.
        """
        known = columns(library).get(self.column or "")
        return known is not None and known.type.startswith("list")


class Unless(Definition):
    """Facts that undo what is counted: an event about the same subjects."""

    event: EventName
    same: tuple[Literal["case_key", "person_key", "about_key"], ...] = Field(min_length=1)


class Break(Definition):
    """A day from which a series counts something else than before, and what the reader must know of it.

    Attributes:
        on: the day.
        says: what changed.
        only: column → the value for which alone it did, such as one programme; everywhere if left out.
    """

    on: date
    says: Text
    only: dict[Code, Code] = {}

    def is_of(self, only: Mapping[str, str]) -> bool:
        """Say whether it is in a series that is limited so: column → value."""
        return all(only.get(column, value) == value for column, value in self.only.items())


class BreakOfEvents(Break):
    """A day from which events are recorded of more or of fewer than before: every figure of them has it.

    Attributes:
        of: types of events.
    """

    code: Code
    of: tuple[EventName, ...] = Field(min_length=1)


class Provided(Unless):
    """Facts without which nothing is counted: an event about the same subjects, on any day.

    Attributes:
        when: what must hold of the event.
        dates: whether its day is the one that counts, in place of that of what is counted.
    """

    when: ConditionText | None = None
    dates: Flag = False


class FigureDefinition(Definition):
    """One figure.

    Attributes:
        name: heading.
        about: what is counted, in a sentence.
        owner: the role that answers for it.
        counts: of what it is a number.
        of: types of events.
        unless: events that undo one of these.
        provided: events of which each must have happened too.
        among: the population that it is limited to.
        when: a further condition over the columns of a fact.
        by: dimensions by which it may be split, besides its months, quarters and years.
        full: those of `by` of which everything counted is in exactly one part, so that parts add up to the
            whole; where they do not, nothing is published.
        column: of what a mean is taken.
        currency: of which money is added up; amounts of another currency are not counted.
        threshold: numbers above nought and below it are not for the public.
        breaks: days from which it alone counts something else than before; `breaks_of` has those of its
            events besides.
    """

    code: Code
    name: Text
    about: Text
    owner: Code
    counts: Unit
    of: tuple[EventName, ...] = Field(min_length=1)
    unless: tuple[Unless, ...] = ()
    provided: tuple[Provided, ...] = ()
    among: Code | None = None
    when: ConditionText | None = None
    by: tuple[Code, ...] = ()
    full: tuple[Code, ...] = ()
    column: str | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    threshold: int = Field(default=THRESHOLD, ge=1, le=100)
    breaks: tuple[Break, ...] = ()

    @property
    def dated_by(self) -> Provided | None:
        """The event by whose day it counts; None where that is what is counted itself."""
        return next((one for one in self.provided if one.dates), None)

    @property
    def measures(self) -> str | None:
        """The column that its numbers are taken of; None of what is counted fact by fact."""
        return self.column or ADDED_UP.get(self.counts) or OF_COLUMN.get(self.counts)


def figures(library: Library | None = None) -> dict[str, FigureDefinition]:
    """Return the figures of the definitions by code."""
    known = library or current_library()
    return {code: cast(FigureDefinition, item.body) for code, item in known.of("figures").items()}


def populations(library: Library | None = None) -> dict[str, Population]:
    """Return the populations of the definitions by code, in the order of their file."""
    known = library or current_library()
    return {code: cast(Population, item.body) for code, item in known.of("populations").items()}


def dimensions(library: Library | None = None) -> dict[str, Dimension]:
    """Return the dimensions of the definitions by code, in the order of their file."""
    known = library or current_library()
    return {code: cast(Dimension, item.body) for code, item in known.of("dimensions").items()}


def breaks_of(figure: FigureDefinition, library: Library) -> tuple[Break, ...]:
    """Return the days from which a figure counts something else than before: its own, and its events'."""
    return (*figure.breaks, *(cast(BreakOfEvents, item.body) for item in _broken_events(figure, library)))


def _broken_events(figure: FigureDefinition, library: Library) -> list[Item]:
    known = library.of("breaks").values()
    return [item for item in known if {*cast(BreakOfEvents, item.body).of} & {*figure.of}]


def versions(library: Library) -> tuple[str, ...]:
    """Return the versions of what figures name: once one changes, the same figure asks otherwise."""
    return tuple(
        item.hash for kind in ("populations", "dimensions", "groups") for item in library.of(kind).values()
    )


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
    for path, event in _events_named(figure):
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
    told = {cast(Break, one.body).on: one.code for one in _broken_events(figure, library)}
    for number, broken in enumerate(figure.breaks):
        _break_is_somewhere(item, ("breaks", number), broken, library, report)
        if broken.on in told:
            wrong = _("“%(code)s” in breaks.yaml tells this day already, of the same events")
            right = _("Take it out: every figure of these events has it")
            report(item, ("breaks", number, "on"), wrong % {"code": told[broken.on]}, right)


def _events_named(figure: FigureDefinition) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for number, event in enumerate(figure.of):
        yield ("of", number), event
    for number, one in enumerate(figure.unless):
        yield ("unless", number, "event"), one.event
    for number, other in enumerate(figure.provided):
        yield ("provided", number, "event"), other.event


def _full_splits_are_some(item: Item, library: Library, report: Report) -> None:
    figure, known = cast(FigureDefinition, item.body), dimensions(library)
    for number, code in enumerate(figure.full):
        if code not in figure.by:
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


def register_kinds() -> None:
    """Register the kinds of definition files; called when the house starts."""
    register_kind("populations", Population, [_population_is_sound], one_file=True)
    register_kind("dimensions", Dimension, [_dimension_is_sound], one_file=True, ordered=True)
    register_kind("breaks", BreakOfEvents, [_break_is_sound], one_file=True)
    checks = [_figure_is_sound, _full_splits_are_some, _a_mean_has_its_column, _amounts_have_their_currency]
    checks += [_own_breaks_are_sound]
    register_kind("figures", FigureDefinition, checks, draws_on=drawn_by)


def drawn_by(item: Item, library: Library) -> Iterator[Item]:
    """Give all that the conditions of a figure may name: its version covers it."""
    figure = cast(FigureDefinition, item.body)
    if figure.among is not None and figure.among in library.of("populations"):
        yield library.get("populations", figure.among)
    for code in figure.by:
        if code in library.of("dimensions"):
            yield library.get("dimensions", code)
    yield from _broken_events(figure, library)
    yield from library.of("facts").values()
    yield from library.of("groups").values()
