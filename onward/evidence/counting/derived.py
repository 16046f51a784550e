"""Numbers that are made of other figures: a share of one in another, and what several are together.

Persons, cases, families and returns are numbers of different things: none is added to or divided by
another, and what is counted once each is not added up at all, since one may stand in two of the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self, cast

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from onward.evidence.counting.asking import Asked, Tally, tally
from onward.evidence.counting.definition import (
    OF_COLUMN,
    FigureDefinition,
    Population,
    figures,
    populations,
)
from onward.evidence.counting.soundness import drawn_by, events_named
from onward.evidence.facts import Facts
from onward.evidence.rules import percent
from onward.kernel.definitions import (
    Code,
    Definition,
    Item,
    Library,
    Report,
    Text,
    current_library,
    register_kind,
)
from onward.kernel.events import event_types


class ShareOf(Definition):
    """One figure in percent of another that holds it.

    Attributes:
        part: the figure of which it is the share.
        among: the population to which `part` is limited besides.
        of: the base.
        digits: behind the point; half is rounded up.
    """

    part: Code
    among: Code | None = None
    of: Code
    digits: int = Field(default=0, ge=0, le=3)


class Derived(Definition):
    """A number made of others: a share, or a sum."""

    code: Code
    name: Text
    about: Text
    owner: Code
    share: ShareOf | None = None
    sum: tuple[Code, ...] | None = Field(default=None, min_length=2)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.share is None) == (self.sum is None):
            raise ValueError(_("it is a share or a sum | Write one of the two"))
        return self

    @property
    def terms(self) -> tuple[str, ...]:
        """The figures that it is made of."""
        return (*(self.sum or ()), *((self.share.part, self.share.of) if self.share else ()))


@dataclass(frozen=True)
class Share:
    """A share with its base.

    Attributes:
        part: how many.
        base: of how many.
        digits: behind the point.
    """

    part: Decimal
    base: Decimal
    digits: int = 0

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, half rounded up; None of nothing."""
        return percent(self.part, self.base, self.digits)


def derived(library: Library | None = None) -> dict[str, Derived]:
    """Return what is derived, by code."""
    known = library or current_library()
    return {code: cast(Derived, item.body) for code, item in known.of("derived").items()}


def share(facts: Facts, one: ShareOf, asked: Asked) -> Share:
    """Return a share, of a period and as known at a moment."""
    known = figures(asked.library)
    narrower = replace(asked, among=(*asked.among, one.among)) if one.among else asked
    part = tally(facts, known[one.part], narrower)
    return Share(part.total, tally(facts, known[one.of], asked).total, one.digits)


def together(facts: Facts, codes: tuple[str, ...], asked: Asked) -> Tally:
    """Return what several figures are together."""
    known = figures(asked.library)
    return Tally(sum((tally(facts, known[code], asked).total for code in codes), Decimal(0)), {})


def _sound(item: Item, library: Library, report: Report) -> None:
    one, known = cast(Derived, item.body), figures(library)
    if not library.knows("roles", one.owner):
        report.unknown(item, ("owner",), _("role"), one.owner, library.codes("roles"))
    if one.share is not None:
        _share_is_sound(item, one.share, known, populations(library), library, report)
    for number, code in enumerate(one.sum or ()):
        if code not in known:
            if not library.knows("figures", code):
                report.unknown(item, ("sum", number), _("figure"), code, library.codes("figures"))
            continue
        _term_is_sound(item, number, known[code], known.get((one.sum or ("",))[0]), report)


def _share_is_sound(
    item: Item,
    one: ShareOf,
    known: Mapping[str, FigureDefinition],
    groups: Mapping[str, Population],
    library: Library,
    report: Report,
) -> None:
    for field in ("part", "of"):
        if not library.knows("figures", getattr(one, field)):
            report.unknown(item, ("share", field), _("figure"), getattr(one, field), library.codes("figures"))
    if one.among is not None and one.among not in groups:
        report.unknown(item, ("share", "among"), _("population"), one.among, groups)
    part, base = known.get(one.part), known.get(one.of)
    if part is None or base is None:
        return
    if (part.counts, part.column, part.currency) != (base.counts, base.column, base.currency):
        wrong = _("%(part)s are not divided by %(base)s") % {"part": part.counts, "base": base.counts}
        report(item, ("share", "part"), wrong, _("Take two figures that count the same"))
    elif part.counts == "mean":
        wrong = _("there is no share of a mean")
        report(item, ("share", "part"), wrong, _("Take two figures that count something"))
    elif not _within(part, base) and not _names_no_event(part, base):
        wrong = _("“%(part)s” may count what “%(base)s” does not") % {"part": part.code, "base": base.code}
        report(item, ("share", "of"), wrong, _("Take as the base a figure that holds the other"))


def _names_no_event(*several: FigureDefinition) -> bool:
    """Say whether a figure names an event that there is not: that is told there, not what follows."""
    return any(event not in event_types() for figure in several for _path, event in events_named(figure))


def _within(part: FigureDefinition, base: FigureDefinition) -> bool:
    """Say whether a figure counts nothing that another does not, by their definitions alone."""
    return (
        {*part.of} <= {*base.of}
        and {*part.unless} >= {*base.unless}
        and {*part.provided} >= {*base.provided}
        and base.among in (None, part.among)
        and base.when in (None, part.when)
        and part.dated_by == base.dated_by
    )


def _term_is_sound(
    item: Item, number: int, one: FigureDefinition, first: FigureDefinition | None, report: Report
) -> None:
    if one.counts in OF_COLUMN or one.counts == "mean":
        wrong = _("%(what)s are not added up: one may stand in two figures") % {"what": one.counts}
        report(item, ("sum", number), wrong, _("Count them in one figure, of all its events"))
    elif first and (one.counts, one.currency) != (first.counts, first.currency):
        wrong = _("%(one)s are not added to %(other)s") % {"one": one.counts, "other": first.counts}
        report(item, ("sum", number), wrong, _("Take figures that count the same"))


def _draws_on(item: Item, library: Library) -> list[Item]:
    one = cast(Derived, item.body)
    codes = [*(one.sum or ())] + ([one.share.part, one.share.of] if one.share else [])
    named = [library.get("figures", code) for code in codes if code in library.of("figures")]
    group = library.of("populations").get(one.share.among or "") if one.share else None
    among = [group] if group else []
    return [*named, *among, *(drawn for figure in named for drawn in drawn_by(figure, library))]


def register_derived() -> None:
    """Register the kind of definition file; called when the house starts."""
    register_kind("derived", Derived, [_sound], one_file=True, draws_on=_draws_on)
