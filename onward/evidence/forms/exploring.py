"""What is asked in the explorer. The address holds all of it, and whatever is wrong in it has a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol, cast

from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from onward.evidence import problems
from onward.evidence.counting import Dimension, dimensions, populations
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.documents.annex import UNITS
from onward.evidence.documents.naming import quarter_words
from onward.evidence.facts.columns import columns, values_of
from onward.evidence.forms.trends import FIRST_DAY, LONGEST
from onward.evidence.models import NAME_LIMIT
from onward.evidence.queries.exploring import PERCENT, Exploration, Subject, subjects
from onward.evidence.rules import Period, named_period, names_of_year
from onward.kernel import clock
from onward.kernel.definitions import Library, current_library
from onward.kernel.forms import ActionForm, day_input, tell
from onward.kernel.markup import markup
from onward.kernel.problems import Problem
from onward.kernel.written import day_in_words
from onward.reference.countries import Footnotes

DAYS: Final = "days"
"""The period is what the two days say."""
ONLY: Final = "only-"
"""Before the code of a dimension: to which part of it the question is limited."""
MOST_STEPS: Final = 60
"""Months, quarters or years that a table and a chart still show readably."""
TOPS: Final = ("5", "10", "20")
SHARES: Final = ("row", "column", "all")
MOST_UNKNOWN: Final = 5
"""Names of an address that are repeated to who opened it."""
_LIMIT: Final = 60

Choices = Sequence[tuple[Any, Any]]


class Offered(Protocol):
    """Gives the parts of each dimension of a subject that may be chosen, with their words."""

    @property
    def notes(self) -> Footnotes:
        """What must be known of the names."""

    def __call__(self, subject: Subject) -> Mapping[str, Choices]:
        """Return dimension → code and words of each part."""


class Menu(forms.Select):
    """A list of options in groups, drawn at once: there are hundreds on the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the control with what is chosen in it."""
        drawn = [self._drawn(code, words, str(value or "")) for code, words in self.choices]
        return markup(
            "<select{}>{}</select>",
            flatatt(self.build_attrs({"name": name}, attrs)),
            SafeString("".join(drawn)),  # nosec B703
        )

    def _drawn(self, code: Any, words: Any, chosen: str) -> str:
        if isinstance(words, list | tuple):
            inside = "".join(self._drawn(part, said, chosen) for part, said in words)
            return markup('<optgroup label="{}">{}</optgroup>', code, SafeString(inside))  # nosec B703
        return markup('<option value="{}"{}>{}</option>', code, _TAKEN if code == chosen else "", words)


_TAKEN: Final = SafeString(" selected")


def _one_of(label: Any, **more: Any) -> forms.CharField:
    """Return a choice among some; what is none of them is a problem with a code, told by `clean`."""
    return forms.CharField(label=label, required=False, max_length=_LIMIT, widget=Menu, **more)


class ExploreForm(forms.Form):
    """The question of the explorer.

    Attributes:
        problems: what is wrong with it, in the order of its fields.
        subject: the figure that is asked for; None where there is none of that name.
        unknown: the names in the address that nothing here is called by, and that were left out.
    """

    figure = _one_of(gettext_lazy("Figure"))
    period = _one_of(gettext_lazy("Period"))
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=day_input())
    last = forms.DateField(label=gettext_lazy("Until and including"), required=False, widget=day_input())
    rows = _one_of(gettext_lazy("Rows"))
    columns = _one_of(gettext_lazy("Columns"))
    known = forms.DateField(label=gettext_lazy("As known at the end of"), required=False, widget=day_input())
    of = _one_of(gettext_lazy("Of whom"))
    office = _one_of(gettext_lazy("Office"))
    top = _one_of(gettext_lazy("Rows shown"))
    shares = _one_of(gettext_lazy("Shares"))

    def __init__(self, asked: QueryDict, *, offices: Choices, years: Sequence[int], offered: Offered) -> None:
        """Offer what may be asked.

        Args:
            asked: the query of the address; without one, the last year by month is asked for.
            offices: code and name of each office that may be chosen; none where the reader has only one.
            years: those offered, the newest first.
            offered: gives the parts that conditions may name.
        """
        self.library: Library = current_library()
        self.subjects = subjects(self.library)
        self.problems: list[Problem] = []
        super().__init__(_completed(asked, self.subjects, years, self.library))
        self.data = cast(QueryDict, self.data)
        self.subject = self.subjects.get(str(self.data["figure"]))
        self._offer_figures()
        self._offer_periods(years)
        self._offer_splits()
        groups = [(code, str(one.name)) for code, one in populations(self.library).items()]
        self._choose("of", _("Everybody"), groups)
        self._choose(
            "top", _("All of them"), [(one, _("The first %(many)s") % {"many": one}) for one in TOPS]
        )
        shares = (_("Of each row"), _("Of each column"), _("Of all"))
        self._choose("shares", _("None"), list(zip(SHARES, shares, strict=True)))
        if offices:
            self._choose("office", _("Every office"), offices)
        else:
            del self.fields["office"]
        self._offer_conditions(offered)
        self.notes = offered.notes.lines()
        self.unknown = [name[:_LIMIT] for name in asked if name not in self.fields][:MOST_UNKNOWN]
        for field in self.fields.values():
            field.depends = True  # type: ignore[attr-defined]  # read by forms/field.html: nothing is 'optional'

    def _choose(self, name: str, none: str | None, choices: Choices) -> None:
        select = cast(forms.Select, self.fields[name].widget)
        select.choices = [*([("", none)] if none is not None else []), *choices]

    def _offer_figures(self) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for code, one in self.subjects.items():
            groups.setdefault(one.counts, []).append((code, one.name))
        told = {unit: capfirst(unit_words(unit)) for unit in groups}
        order = [*(unit for unit in UNITS if unit in groups), *(unit for unit in groups if unit not in UNITS)]
        ordered = [(told[unit], sorted(groups[unit], key=lambda one: one[1])) for unit in order]
        self._choose("figure", None, ordered)

    def _offer_periods(self, years: Sequence[int]) -> None:
        today, asked = clock.today(), named_period(self.data["period"])
        offered = dict.fromkeys([*years, *([asked.first.year] if asked else [])])
        groups: list[tuple[Any, Any]] = [(DAYS, _("Days, from … to …"))]
        for year in sorted(offered, reverse=True):
            found = [(code, cast(Period, named_period(code))) for code in names_of_year(year)]
            begun = [(code, period_words(code)) for code, one in found if one.first <= today]
            groups.append((str(year), begun))
        self._choose("period", None, groups)

    def _offer_splits(self) -> None:
        known = dimensions(self.library)
        mine = self.subject.by(self.library) if self.subject else list(known)
        over_time = [(code, str(known[code].name)) for code in mine if known[code].each]
        by = [(code, str(known[code].name)) for code in mine if not known[code].each]
        others = [(code, str(one.name)) for code, one in known.items() if code not in mine]
        groups = [(_("Over time"), over_time), (_("By"), by), (_("Only of other figures"), others)]
        for name in ("rows", "columns"):
            self._choose(name, _("Not split"), [group for group in groups if group[1]])

    def _offer_conditions(self, offered: Offered) -> None:
        """Offer a condition for each dimension of the figure, and show those that the address has besides."""
        known = dimensions(self.library)
        self._offered = mine = dict(offered(self.subject)) if self.subject else {}
        given = [name.removeprefix(ONLY) for name in self.data if name.startswith(ONLY) and self.data[name]]
        for code in dict.fromkeys([*mine, *(code for code in given if code in known)]):
            name = f"{ONLY}{code}"
            self.fields[name] = _one_of(str(known[code].name))
            choices, value = list(mine.get(code, ())), str(self.data.get(name, ""))[:_LIMIT]
            if value and value not in dict(choices):
                choices.append((value, value))
            self._choose(name, _("Any"), choices)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that every question has, the days apart."""
        return [self[name] for name in ("figure", "period", "rows", "columns", "known", "top", "shares")]

    @property
    def conditions(self) -> list[forms.BoundField]:
        """The fields that limit whom and what is counted."""
        names = ["of", "office", *(name for name in self.fields if name.startswith(ONLY))]
        return [self[name] for name in names if name in self.fields]

    @property
    def limited(self) -> bool:
        """Whether one of them is used."""
        return any(self.data.get(field.name) for field in self.conditions)

    def _say(self, problem: Problem) -> None:
        self.problems.append(problem)
        tell(self, problem)

    def clean(self) -> dict[str, Any]:
        """Check that the question can be asked; every fault has its code."""
        data = super().clean() or {}
        if self.subject is None:
            self._say(problems.UnknownFigure("figure", name=str(self.data["figure"])[:_LIMIT]))
        self._clean_period(data)
        if self.subject is not None:
            self._clean_splits(data, self.subject)
            self._clean_conditions(data, self.subject)
        for name in ("of", "office", "top", "shares"):
            select = self.fields[name].widget if name in self.fields else None
            if select and data.get(name) and data[name] not in dict(cast(forms.Select, select).choices):
                self._say(problems.UnknownPart(name, name=data[name]))
        if self.errors and not self.problems:  # a day that is none, or a value that is too long
            self.problems.append(problems.PeriodUnreadable())
        return data

    def _clean_period(self, data: dict[str, Any]) -> None:
        if data.get("known") and data["known"] > clock.today():
            self._say(problems.KnownAhead("known", day=data["known"]))
        name, first, last = data.get("period", ""), data.get("first"), data.get("last")
        found = named_period(name)
        where = "period" if found else "last"
        if name == DAYS and {"first", "last"} & set(self.errors):
            return
        if name == DAYS and first and last and last < first:
            return self._say(problems.PeriodBackwards("last"))
        if name == DAYS and first and last:
            found = Period(first, last)
        if found is None:
            return self._say(problems.PeriodUnreadable("last" if name == DAYS else "period"))
        if found.first < FIRST_DAY.replace(month=1, day=1) or found.last - found.first >= LONGEST:
            years = LONGEST.days // 366
            return self._say(problems.PeriodOutOfReach(where, first=FIRST_DAY.year, years=years))
        if found.first > clock.today():
            return self._say(problems.PeriodAhead(where))
        data["days"] = found
        return None

    def _clean_splits(self, data: dict[str, Any], subject: Subject) -> None:
        known, mine = dimensions(self.library), subject.by(self.library)
        given = {name: data[name] for name in ("rows", "columns") if data.get(name)}
        for name, code in given.items():
            if code not in known:
                return self._say(problems.UnknownPart(name, name=code))
            if code not in mine:
                return self._say(problems.NotSplitBy(
                    name, figure=subject.name, split=str(known[code].name),
                    known=", ".join(str(known[one].name) for one in mine),
                ))  # fmt: skip
        if "columns" in given and "rows" not in given:
            return self._say(problems.RowsFirst("rows"))
        if len(given) == 2:
            one, other = known[given["rows"]], known[given["columns"]]
            if _too_alike(one, other, self.library):
                told = {"one": str(one.name), "other": str(other.name)}
                return self._say(problems.SplitsDoNotFit("columns", **told))
        for name, code in given.items():
            each, period = known[code].each, data.get("days")
            many = len(period.steps(each)) if each and period else 0
            if many > MOST_STEPS:
                return self._say(problems.TooManySteps(name, many=many, most=MOST_STEPS))
        return None

    def _clean_conditions(self, data: dict[str, Any], subject: Subject) -> None:
        mine, known = subject.by(self.library), dimensions(self.library)
        for name in [name for name in self.fields if name.startswith(ONLY)]:
            code, part = name.removeprefix(ONLY), data.get(name)
            if not part:
                continue
            if code not in mine or known[code].each:
                self._say(problems.NotLimitedBy(name, figure=subject.name))
            elif part not in {*parts_known(known[code], self.library), *dict(self._offered.get(code, ()))}:
                self._say(problems.UnknownPart(name, name=part))
        group = data.get("of")
        if group in populations(self.library) and not subject.told_of(group, self.library):
            self._say(problems.NotLimitedBy("of", figure=subject.name))

    def kept(self) -> str:
        """Return the query of the address, with what was asked and nothing else."""
        kept = QueryDict(mutable=True)
        days = {"first", "last"} if self.data["period"] != DAYS else set()
        for name in self.fields:
            if name not in days and self.data.get(name):
                kept[name] = str(self.data[name])
        return kept.urlencode()

    def question(self, office: str | None) -> Exploration:
        """Return what is asked, once the form is valid.

        Args:
            office: the one office that the reader is limited to, or None.
        """
        data, subject = self.cleaned_data, cast(Subject, self.subject)
        only = {name.removeprefix(ONLY): data[name] for name in self.fields if name.startswith(ONLY)}
        return Exploration(
            subject=subject,
            period=data["days"],
            by=tuple(data[name] for name in ("rows", "columns") if data[name]),
            known_on=data["known"],
            office=office if office is not None else (data.get("office") or None),
            group=data["of"],
            only={code: part for code, part in only.items() if part},
            top=int(data["top"] or 0),
            library=self.library,
        )


class KeepForm(ActionForm):
    """Under which name a question is kept."""

    name = forms.CharField(
        label=gettext_lazy("Name of this question"),
        max_length=NAME_LIMIT,
        help_text=gettext_lazy("Your own: nobody else sees it. Name no person in it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


def _completed(
    asked: QueryDict, known: Mapping[str, Subject], years: Sequence[int], library: Library
) -> QueryDict:
    """Return the address with what it leaves out: the first figure that counts returns, and the last year."""
    whole = asked.copy()
    if not asked:
        whole["rows"] = next((code for code, one in dimensions(library).items() if one.each), "")
    if not whole.get("figure"):
        counted = (code for code, one in known.items() if one.counts == "returns")
        whole["figure"] = next(counted, next(iter(known), ""))
    if not whole.get("period"):
        days = whole.get("first") or whole.get("last")
        whole["period"] = DAYS if days else str(years[0] if years else clock.today().year)
    return whole


def _too_alike(one: Dimension, other: Dimension, library: Library) -> bool:
    return (
        one.code == other.code
        or bool(one.each and other.each)
        or (one.overlaps(library) and other.overlaps(library))
    )


def parts_known(one: Dimension, library: Library) -> frozenset[str]:
    """Return the codes that the definitions know as parts of a dimension."""
    column = columns(library).get(one.column or "")
    listed: Iterable[str] = values_of(column, library) if column else ()
    return frozenset({*one.parts, *one.groups, *one.instead, *listed, UNKNOWN})


def unit_words(counts: str) -> str:
    """Return the words for what a number counts."""
    return _("percent") if counts == PERCENT else str(UNITS[counts]())


def period_words(code: str) -> str:
    """Return the words of a period by its code, as `named_period` reads it."""
    period = cast(Period, named_period(code))
    if "-h" in code:
        half = _("first half of %(year)s") if code.endswith("1") else _("second half of %(year)s")
        return half % {"year": period.first.year}
    if "-q" in code:
        return quarter_words(code, get_language() or "en")
    return day_in_words(period.first, "F Y") if "-" in code else str(period.first.year)
