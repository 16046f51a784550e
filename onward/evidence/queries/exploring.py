"""Questions of the explorer: one figure, of any days, as known on any day, split in up to two ways.

Everything is asked of the figure's one definition: what the explorer answers is what a report would print.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, cast
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import QuerySet

from onward.evidence.counting import (
    Asked,
    Derived,
    Dimension,
    FigureDefinition,
    Share,
    Tally,
    derived,
    dimensions,
    figures,
    own_limits,
    populations,
    tallies,
)
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.counting.definition import versions
from onward.evidence.counting.listing import Listed, listed
from onward.evidence.facts import AsOf, Facts, vocabulary
from onward.evidence.facts.columns import columns, field_of
from onward.evidence.models import KeptQuestion
from onward.evidence.queries.explored import on_record
from onward.evidence.queries.key_trends import end_of
from onward.evidence.queries.late import Since, told_since
from onward.evidence.rules import Period, Step
from onward.kernel.actions import Actor
from onward.kernel.conditions import compile_condition
from onward.kernel.definitions import Library, current_library
from onward.kernel.events import event_types
from onward.kernel.problems import Missing

PERCENT: Final = "percent"
MOST_SPLITS: Final = 2
ADDING: Final = frozenset({"returns", "events", "quantity", "amount"})
"""Units of which parts that do not overlap add up to the whole; others are counted once each."""


@dataclass(frozen=True)
class Subject:
    """What may be asked for: a figure, or a number that is made of figures.

    Attributes:
        code, name, about: as its definition says.
        terms: the figures that count it: one, or those of which it is the sum; of a share, its part.
        made: how it is made of them, where it is.
        base: of a share, the figure that it is a share of.
    """

    code: str
    name: str
    about: str
    terms: tuple[FigureDefinition, ...]
    made: Derived | None = None
    base: FigureDefinition | None = None

    @property
    def counts(self) -> str:
        """Of what it is a number, or `PERCENT`."""
        return PERCENT if self.base else self.terms[0].counts

    @property
    def kind(self) -> str:
        """The kind of its definition."""
        return "derived" if self.made else "figures"

    @property
    def all_terms(self) -> tuple[FigureDefinition, ...]:
        """Every figure that it takes."""
        return (*self.terms, *((self.base,) if self.base else ()))

    def by(self, library: Library) -> list[str]:
        """Return the dimensions by which it may be split: those that all its figures have.

        Whatever happened has its day, so months, quarters and years are always among them.
        """
        return [
            code
            for code, one in dimensions(library).items()
            if one.each or all(code in term.by for term in self.all_terms)
        ]

    def told_of(self, population: str, library: Library) -> bool:
        """Say whether the events that it counts say anything that a population goes by."""
        named = compile_condition(populations(library)[population].when, vocabulary(library)).names
        asked = [
            columns(library)[name[5:]] for name in named if name.removeprefix("fact.") in columns(library)
        ]
        return all(
            any(one.of_case or field_of(one, event_types()[event]) for one in asked for event in term.of)
            for term in self.all_terms
        )


def subjects(library: Library | None = None) -> dict[str, Subject]:
    """Return what may be asked for, by code: figures, then what is made of them."""
    known = library or current_library()
    counted = figures(known)
    found = {code: Subject(code, str(one.name), str(one.about), (one,)) for code, one in counted.items()}
    for code, made in derived(known).items():
        share = made.share
        terms = tuple(counted[one] for one in (made.sum or ((share.part,) if share else ())))
        base = counted[share.of] if share else None
        found.setdefault(code, Subject(code, str(made.name), str(made.about), terms, made, base))
    return found


@dataclass(frozen=True)
class Exploration:
    """What is asked.

    Attributes:
        subject: a figure, or what is made of figures.
        period: whose events count.
        by: codes of the dimensions that it is split by: rows, then columns.
        known_on: as known at the end of this day; None for as known now.
        office: code of the one office whose events count; None for every office.
        group: the population to which it is limited besides its own; empty for everybody.
        only: dimension → the part of it to which it is limited.
        top: so many rows of a ranking stand by name; 0 for all of them.
        library: whose definitions are meant.
    """

    subject: Subject
    period: Period
    by: tuple[str, ...] = ()
    known_on: date | None = None
    office: str | None = None
    group: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    top: int = 0
    library: Library = field(default_factory=current_library, repr=False)

    @cached_property
    def dimensions(self) -> list[Dimension]:
        """The dimensions that it is split by."""
        return [dimensions(self.library)[code] for code in self.by]

    @cached_property
    def over_time(self) -> int | None:
        """Which of its splits is one over time."""
        return next((place for place, one in enumerate(self.dimensions) if one.each), None)

    @cached_property
    def own(self) -> dict[str, str]:
        """Column → value of the parts to which it is limited that have a record of their own."""
        known = dimensions(self.library)
        limits = ((known[code].column or "", part) for code, part in self.only.items() if part != UNKNOWN)
        return own_limits(dict(limits), self.library)

    @cached_property
    def own_split(self) -> int | None:
        """Which of its splits beside that over time is one whose parts have a record of their own."""
        if self.over_time is None:
            return None
        return next((place for place, one in enumerate(self.dimensions) if one.own_record), None)

    @cached_property
    def steps(self) -> dict[str, Period]:
        """The months, quarters or years that it is split by, as far as they lie in the period."""
        if self.over_time is None:
            return {}
        each = cast(Step, self.dimensions[self.over_time].each)
        return {code: one.within(self.period) for code, one in self.period.steps(each).items()}

    @cached_property
    def overlaps(self) -> tuple[bool, ...]:
        """Of each split, whether one thing may be in several parts."""
        return tuple(one.overlaps(self.library) for one in self.dimensions)

    @cached_property
    def apart(self) -> str | None:
        """The dimension whose parts reports tell side by side, where the figure is not limited to one."""
        known = dimensions(self.library)
        ways = self.subject.by(self.library)
        return next((code for code in ways if known[code].apart and code not in self.only), None)

    @cached_property
    def adds_up(self) -> bool:
        """Whether the parts add up to the whole: of units that do, split into parts that do not overlap."""
        return self.subject.counts in ADDING and not any(self.overlaps)

    def asked(self) -> Asked:
        """Return it as it is asked of facts."""
        return Asked(
            self.period.first,
            self.period.until,
            AsOf(before=end_of(self.known_on) if self.known_on else None),
            {"office": self.office} if self.office is not None else {},
            (self.group,) if self.group else (),
            self.library,
            dict(self.only),
        )

    def narrowed(self, part: tuple[str | None, ...]) -> Exploration:
        """Return the question whose whole is a part of this one.

        Args:
            part: a code for each split; None for all of its parts.
        """
        only, period = dict(self.only), self.period
        for place, (code, value) in enumerate(zip(self.by, part, strict=True)):
            if value is not None and place == self.over_time:
                period = self.steps[value]
            elif value is not None:
                only[code] = value
        return replace(self, by=(), period=period, only=only, top=0)


@dataclass(frozen=True)
class Value:
    """A number; of a share, in percent, with how many of how many. None where there is none."""

    number: Decimal | None
    share: Share | None = None


Parts = Mapping[tuple[str, ...], Value]


@dataclass(frozen=True)
class Explored:
    """The answer.

    Attributes:
        total: the number in all.
        parts: each combination of parts of which there is any.
        margins: of two splits, the parts of each one by itself: counted, never added up.
        recorded: whether the number in all is told: more than nought, or a nought of days of which something
            of its kind is on record as known when, or anything at all of each month; of what it is limited
            to, where that has a record of its own.
        gaps: where it is not, and something is on record of the period: the stretches of which nothing is.
        later: whether nothing was on record of it then, and something is by now.
        missing: steps over time of which nothing at all is on record, likewise.
        missing_of: part of a split whose parts have a record of their own → steps of which it has nothing.
        since: what was told after the day as of which it is known.
        together: the parts of what reports tell side by side, where the number in all is of several of them.
        mean: whether its numbers are means: of what there is nothing of there is none.
    """

    total: Value
    parts: Parts
    margins: tuple[Parts, Parts] | None
    recorded: bool
    later: bool
    missing: frozenset[str]
    missing_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    together: Mapping[str, Value] = field(default_factory=dict)
    mean: bool = False
    since: Since = field(default_factory=Since)
    gaps: tuple[Period, ...] = ()

    def part(self, codes: tuple[str, ...]) -> Value:
        """Return the number of a combination of parts: nought where there is none of it."""
        return self.parts.get(codes) or self._nothing()

    def margin(self, split: int, code: str) -> Value:
        """Return the number of a part of one of two splits, whatever the other one says."""
        assert self.margins
        return self.margins[split].get((code,)) or self._nothing()

    def _nothing(self) -> Value:
        if share := self.total.share:
            return Value(None, Share(Decimal(0), Decimal(0), share.digits))
        return Value(None if self.mean else Decimal(0))


def explore(question: Exploration, facts: Facts) -> Explored:
    """Return the answer to a question; all of it is counted from the same facts."""
    by = question.by
    ways = [by, *(((one,) for one in by) if len(by) == MOST_SPLITS else ())]
    apart = [(question.apart,)] if question.apart else []
    found = _counted(question, facts, [*ways, *apart])
    told = on_record(question, facts, *found[0])
    then = not told.anything and question.known_on is not None
    return Explored(
        total=found[0][0],
        parts=found[0][1],
        margins=(found[1][1], found[2][1]) if len(by) == MOST_SPLITS else None,
        recorded=told.at_all,
        later=then and on_record(replace(question, by=(), known_on=None), facts).anything,
        missing=told.missing,
        missing_of=told.missing_of,
        together=_several(found[-1][1]) if apart else {},
        mean=any(one.counts == "mean" for one in question.subject.terms),
        since=_since(question, facts) if told.at_all else Since(),
        gaps=told.gaps,
    )


def _since(question: Exploration, facts: Facts) -> Since:
    """Return what was told after the day of a question."""
    day, terms = question.known_on, question.subject.terms
    before, after = (_of_parts(one) for one in (question, replace(question, known_on=None)))
    return told_since(facts, terms, before, after, day, question.by) if day else Since()


def _of_parts(question: Exploration) -> Asked:
    """Return what is asked of the figures whose facts stand behind the number: of a share, of its part."""
    asked, made = question.asked(), question.subject.made
    if made and made.share and made.share.among:
        asked = replace(asked, among=(*asked.among, made.share.among))
    return asked


def _several(parts: Parts) -> Mapping[str, Value]:
    """Return the parts of which there is any, where these are more than one."""
    some = {code: one for (code,), one in parts.items() if (one.share.base if one.share else one.number)}
    return some if len(some) > 1 else {}


def _counted(question: Exploration, facts: Facts, ways: list[tuple[str, ...]]) -> list[tuple[Value, Parts]]:
    """Return the number in all and the parts, split in each of some ways."""
    subject, asked = question.subject, question.asked()
    if not subject.base:
        each = tallies(facts, [(term, way) for term in subject.terms for way in ways], asked)
        tables = [_summed(each[place :: len(ways)]) for place in range(len(ways))]
        return [
            (
                Value(None if one.of_nothing else one.total),
                {part: Value(number) for part, number in one.parts.items()},
            )
            for one in tables
        ]
    assert subject.made
    assert subject.made.share
    among = subject.made.share.among
    narrower = replace(asked, among=(*asked.among, among)) if among else asked
    of = [tallies(facts, [(subject.base, way) for way in ways], asked)]
    of.insert(0, tallies(facts, [(subject.terms[0], way) for way in ways], narrower))
    digits = subject.made.share.digits
    return [_shares(part, base, digits) for part, base in zip(*of, strict=True)]


def _summed(terms: list[Tally]) -> Tally:
    """Return what several figures are together; the loader has refused those that may not be added up."""
    parts: dict[tuple[str, ...], Decimal] = {}
    for term in terms:
        for code, number in term.parts.items():
            parts[code] = parts.get(code, Decimal(0)) + number
    return Tally(sum((term.total for term in terms), Decimal(0)), parts, any(one.of_nothing for one in terms))


def _shares(part: Tally, base: Tally, digits: int) -> tuple[Value, Parts]:
    def value(many: Decimal, of: Decimal) -> Value:
        share = Share(many, of, digits)
        return Value(share.percent, share)

    parts = {code: value(part.parts.get(code, Decimal(0)), of) for code, of in base.parts.items()}
    return value(part.total, base.total), parts


def events_of(question: Exploration, facts: Facts) -> list[Listed]:
    """Return the events that the number in all counts, one by one, in the order of their days."""
    asked = _of_parts(question)
    found: dict[int, Listed] = {}
    for term in question.subject.terms:
        found |= listed(facts, term, asked, ())
    return sorted(found.values(), key=lambda one: (one["occurred_on"], one["position"]))


_occurring: WeakKeyDictionary[Facts, dict[Hashable, dict[str, list[str]]]] = WeakKeyDictionary()
"""What was found to occur: facts that are open stay the same."""


def occurring(
    subject: Subject, ever: Period, office: str | None, facts: Facts, library: Library
) -> dict[str, list[str]]:
    """Return the parts of each dimension of a subject that occur, for choosing among them.

    Args:
        subject: what is asked for.
        ever: days that hold all that is on record.
        office: the one office whose events count; None for every office.
        facts: those of now.
        library: whose dimensions are meant.
    """
    kept = _occurring.setdefault(facts, {})
    asked_for = (subject.code, office, ever, versions(library))
    if asked_for not in kept:
        kept[asked_for] = _found(subject, ever, office, facts, library)
    return kept[asked_for]


def _found(
    subject: Subject, ever: Period, office: str | None, facts: Facts, library: Library
) -> dict[str, list[str]]:
    by = [code for code in subject.by(library) if not dimensions(library)[code].each]
    figure = subject.base or subject.terms[0]
    asked = Asked(
        ever.first, ever.until, equals={"office": office} if office is not None else {}, library=library
    )
    found = tallies(facts, [(figure, (code,)) for code in by], asked, whole=False) if by else []
    return {code: sorted(part for (part,) in one.parts) for code, one in zip(by, found, strict=True)}


def kept_by(user: Actor) -> QuerySet[KeptQuestion]:
    """Return the questions that somebody keeps, in the order of their names."""
    return KeptQuestion.objects.visible_to(user).order_by("name")


def kept_question(user: Actor, key: UUID) -> KeptQuestion:
    """Return one of them.

    Raises:
        Missing: there is none with this key, or it is somebody else's.
    """
    found = kept_by(user).filter(key=key).first()
    if found is None:
        raise Missing()
    return found
