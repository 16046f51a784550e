"""What 'Key trends' counts: every figure once, as data. `queries.py` turns them into one statement.

A return is one departure of one person: an event of departure that stands, neither superseded nor taken back,
unless entry was refused on that journey (an outcome like a no-show: they came back, and may leave again).
It is counted on the day on which it happened, by the coded circumstances that it carries. Persons, cases and
returns are told apart and never added to one another. Whether somebody is a child alone, or was one, goes by
the age on the day of departure wherever it is counted: a vulnerability noted at 17 may be that of an adult.
"""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.delivery.movements.events import Departed, EntryRefused

Words = str | Promise
Measure = Literal["returns", "persons", "cases", "destinations"]

COUNTED: str = Departed.type
"""The event that every figure of this page counts."""
SENT_BACK: str = EntryRefused.type
"""The event after which a departure is no return: entry was refused on that journey, and they came back."""

MEASURES: dict[Measure, str] = {
    "returns": "count(*)",
    "persons": "count(DISTINCT person_key)",
    "cases": "count(DISTINCT case_key)",
    "destinations": "count(DISTINCT destination)",
}
"""What is counted → SQL over the returns."""

UNITS: dict[Measure, Words] = {
    "returns": _("returns"),
    "persons": _("persons"),
    "cases": _("cases"),
    "destinations": _("destinations"),
}

DIMENSIONS: dict[str, str] = {
    "destination": "destination",
    "channel": "channel",
    "sex": "sex",
    "month": "to_char(occurred_on, 'YYYY-MM')",
    "level": "medical",
    "vulnerability": "jsonb_array_elements_text(vulnerabilities)",
}
"""By what a figure is split → SQL over one return; the last gives several parts for one: they overlap."""

GROUPS: dict[str, tuple[Words, str]] = {
    # Who was born in a year, not on a day, has no single age, and may be a child for certain all the same.
    "children": (_("Children (under 18)"), "(age < 18 OR child IN ('umc', 'accompanied'))"),
    "umc": (_("Unaccompanied children"), "child = 'umc'"),
    "company-unknown": (
        _("Children of whom it is not known whether they are alone"),
        "(age < 18 AND child IS NULL)",
    ),
    "aged-out": (_("Former unaccompanied children, of age by now"), "child = 'aged-out'"),
    "umc-or-aged-out": (
        _("Unaccompanied children, and former ones of age by now"),
        "child IN ('umc', 'aged-out')",
    ),
    "trafficking": (_("Victims of trafficking"), "vulnerabilities ? 'trafficking'"),
    "severe-health": (_("Severe medical needs"), "medical = 'severe'"),
    "health": (_("Any medical need"), "medical IN ('mild', 'severe')"),
    "vulnerable": (_("Vulnerable in any way"), "vulnerabilities <> '[]'"),
}
"""Of whom a figure counts → its words, and SQL over one return. All but the first are about few people."""

PARTS: dict[str, dict[str, Words]] = {
    "sex": {
        "male": _("Male"),
        "female": _("Female"),
        "other": _("Other"),
        "unknown": _("Not known"),
    },
    "level": {"severe": _("Severe"), "mild": _("Lesser")},
}
"""Parts of a dimension that always stand in this order, nought or not."""


@dataclass(frozen=True)
class Figure:
    """One definition.

    Attributes:
        code: stable name; stands in exports.
        name: heading.
        counts: what is counted.
        by: the dimension that it is split by, if any. Its total is counted too, never summed up.
        among: the group that it is limited to, if any.
        protected: its small numbers are not for everybody (`rules.protect`).
        whole_years: not for any period or place to whoever may not see small numbers (`rules.few_of`).
        overlaps: a return may be in several parts, so the parts add up to more than the total.
    """

    code: str
    name: Words
    counts: Measure
    by: str = ""
    among: str = ""
    protected: bool = False
    whole_years: bool = False
    overlaps: bool = False


FIGURES: dict[str, Figure] = {
    figure.code: figure
    for figure in (
        Figure("returns", _("Returns"), "returns"),
        Figure("persons", _("Persons who returned"), "persons"),
        Figure("cases", _("Cases with a departure"), "cases"),
        Figure("destinations", _("Destinations"), "destinations"),
        Figure("children", _("Children (under 18)"), "persons", among="children"),
        Figure("by-month", _("Returns by month"), "returns", by="month"),
        Figure("by-destination", _("Leading destinations"), "returns", by="destination"),
        Figure("by-sex", _("By sex"), "returns", by="sex"),
        Figure("by-channel", _("By channel of referral"), "returns", by="channel", whole_years=True),
        Figure("umc", _("Unaccompanied children"), "persons", by="sex", among="umc", protected=True),
        Figure(
            "company-unknown",
            _("Not known whether alone"),
            "persons",
            by="sex",
            among="company-unknown",
            protected=True,
        ),
        Figure(
            "aged-out",
            _("Former unaccompanied children, of age by now"),
            "persons",
            by="sex",
            among="aged-out",
            protected=True,
        ),
        Figure(
            "trafficking",
            _("Victims of trafficking"),
            "persons",
            by="sex",
            among="trafficking",
            protected=True,
        ),
        Figure("medical", _("Medical needs"), "persons", by="level", among="health", protected=True),
        Figure(
            "vulnerabilities",
            _("Vulnerabilities"),
            "persons",
            by="vulnerability",
            among="vulnerable",
            protected=True,
            overlaps=True,
        ),
    )
}

TOLD_ELSEWHERE = frozenset({"health", "umc", "aged-out-umc", "trafficking"})
"""Vulnerabilities that another protected figure counts too, so that leaving them out hides nothing."""
