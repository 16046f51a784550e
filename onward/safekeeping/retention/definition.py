"""What `definitions/retention.yaml` says: what is kept how long, from which day, and what happens then.

The rules stand in an order: the first that fits decides, as an officer reads them. A category has a rule for
everything at the end, or the file is refused: nothing is kept for ever because somebody forgot it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import Field, StringConstraints

from onward.access.holdings import holdings
from onward.casework.programmes.definition import Programme
from onward.kernel.definitions import (
    Code,
    Definition,
    Item,
    Library,
    Report,
    Text,
    add_check,
    current_library,
    register_kind,
)

KIND = "retention"
Of = Literal["cases", "persons-without-case", "referrals-without-case"]
FILES: tuple[Of, ...] = ("cases", "persons-without-case", "referrals-without-case")
TAKEN_BACK = "taken-back"
"""The outcome of a case that came in wrongly and was taken back."""
_TIME = re.compile(r"([1-9][0-9]{0,2})([dmy])")
Time = Annotated[str, StringConstraints(pattern=f"^{_TIME.pattern}$")]
"""How long something is kept: `90d`, `18m`, `5y`; days, months, years of the calendar."""
Part = Annotated[
    str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$|^[a-z]+\.[A-Za-z]+\.[a-z_]+$", max_length=80)
]
"""A category of data, or one field of a table: `cases.Session.summary`."""


class RetentionRule(Definition):
    """How long some data are kept.

    Attributes:
        code: stable name; records of what went name it.
        name: what it is called.
        why: the reason for this length of time, as a data-protection officer would give it.
        of: which files: cases; persons who never were in one; referrals that never became one.
        programmes: of which programmes; all where it is left out.
        outcomes: of which outcomes of a traveller (the last stage, or the exit); all where it is left out.
        what: categories of data, or single fields.
        counted_from: the day from which time runs. `closed`: the case was closed (or the person recorded, or
            the referral answered, where there is no case). `departed`: they left; of who never did, `closed`.
        keep: how long from that day.
        then: `erase` leaves nothing; `reduce` leaves codes, days and counts, by which nobody is found.
    """

    code: Code
    name: Text
    why: Text
    of: Annotated[tuple[Of, ...], Field(min_length=1)] = ("cases",)
    programmes: tuple[Code, ...] = ()
    outcomes: tuple[Code, ...] = ()
    what: Annotated[tuple[Part, ...], Field(min_length=1)]
    counted_from: Literal["closed", "departed"] = "closed"
    keep: Time
    then: Literal["erase", "reduce"]

    def fits(self, of: Of, programme: str, outcome: str, parts: set[str]) -> bool:
        """Say whether the rule is for one of these parts of a file of this programme and outcome."""
        return (
            of in self.of
            and (not self.programmes or programme in self.programmes)
            and (not self.outcomes or outcome in self.outcomes)
            and not parts.isdisjoint(self.what)
        )

    @property
    def kept(self) -> tuple[int, int]:
        """How long as whole months and days, of which one is nought."""
        number, unit = cast("re.Match[str]", _TIME.fullmatch(self.keep)).groups()
        return {"d": (0, int(number)), "m": (int(number), 0), "y": (12 * int(number), 0)}[unit]

    @property
    def time_in_words(self) -> str:
        """How long, in the active language."""
        number, unit = cast("re.Match[str]", _TIME.fullmatch(self.keep)).groups()
        words = {
            "d": ngettext("%(count)s day", "%(count)s days", int(number)),
            "m": ngettext("%(count)s month", "%(count)s months", int(number)),
            "y": ngettext("%(count)s year", "%(count)s years", int(number)),
        }[unit]
        return words % {"count": number}


def rules() -> Mapping[str, RetentionRule]:
    """Return the rules by code, in the order in which they are tried."""
    return {code: cast(RetentionRule, item.body) for code, item in current_library().of(KIND).items()}


@lru_cache(maxsize=1)
def fields() -> Mapping[str, str]:
    """Return each field that tells something of persons, as rules name it, with its category."""
    return {
        f"{name}.{field}": category
        for name, held in holdings().items()
        for field, category in {**held.told, **held.coded}.items()
    }


def parts_of(library: Library) -> Mapping[str, set[str]]:
    """Return what is judged by itself: each category, and each field that a rule names.

    By its name: what a rule may call it. A field goes by the first rule that names it or its category.
    """
    named = {part for item in library.of(KIND).values() for part in cast(RetentionRule, item.body).what}
    categories = {code: {code} for code in library.of("data-categories")}
    return categories | {one: {one, fields()[one]} for one in sorted(named) if one in fields()}


def _names_what_there_is(item: Item, library: Library, report: Report) -> None:
    """Report programmes, outcomes, categories and fields that do not exist."""
    rule = cast(RetentionRule, item.body)
    programmes = library.of("programmes")
    for number, code in enumerate(rule.programmes):
        if code not in programmes:
            report.unknown(item, ("programmes", number), _("programme"), code, programmes)
    known = {TAKEN_BACK, *_outcomes(library)}
    for number, code in enumerate(rule.outcomes):
        if code not in known:
            report.unknown(item, ("outcomes", number), _("outcome"), code, known)
    for number, part in enumerate(rule.what):
        if part not in library.of("data-categories") and part not in fields():
            names = {*library.of("data-categories"), *fields()}
            report.unknown(item, ("what", number), _("category or field"), part, names)


def _outcomes(library: Library) -> Iterator[str]:
    """Give the stages and exits of every programme."""
    for item in library.of("programmes").values():
        programme = cast(Programme, item.body)
        yield from (one.code for one in programme.pathway)
        yield from (one.code for one in programme.exits)


def _is_kept_for_a_time(item: Item, library: Library, report: Report) -> None:
    """Report a category of data that some file would keep for ever."""
    everything = [cast(RetentionRule, one.body) for one in library.of(KIND).values()]
    for of in FILES:
        if not any(rule.fits(of, "", "", {item.code}) for rule in everything):
            wrong = _("“%(category)s” has no end in retention.yaml for %(files)s") % {
                "category": item.code,
                "files": of,
            }
            right = _("Add a rule without programmes and outcomes that names it, as the last one")
            report(item, (), wrong, right)


def register_kinds() -> None:
    """Register the kind; called when the house starts."""
    register_kind(KIND, RetentionRule, [_names_what_there_is], one_file=True, ordered=True)
    add_check("data-categories", _is_kept_for_a_time)
