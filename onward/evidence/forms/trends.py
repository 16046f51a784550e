"""What is asked on 'Key trends': a period, what it is compared with, and of whom."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from onward.evidence.counting import populations
from onward.evidence.problems import PeriodIsLater, PeriodsOverlap
from onward.evidence.queries import Question
from onward.evidence.rules import Period, month_end_before
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.kernel.forms import day_input, tell
from onward.reference.countries import Footnotes, document, offered_countries

FIRST_DAY: date = settings.ONWARD_FIRST_DAY
LONGEST = timedelta(days=366 * 20)
NOT_YET = _("Nobody knows that day yet. Choose today or a day before.")
OVERLAPS = _("These days begin before the same days a year before are over. Compare with another period.")
ONE_YEAR = _(
    "Your role reads one calendar year at a time: from 1 January to 31 December of the same year."
    " Several years together could be subtracted from one another."
)
NOT_EARLIER = _("Choose a day before the one as known on which the figures stand.")
NOT_BEGUN = _("Nothing of this period was known then. Choose its first day or a later one.")
FROM_JANUARY = _(
    "Your role reads one calendar year beside another: give 1 January of the year to compare with."
)
NO_MONTH_YET = _("No month of this year is over yet. Choose the year before.")
PREVIOUS, YEAR, CHOSEN = "previous", "year", "chosen"


def programme_names() -> dict[str, str]:
    """Return the programmes by code, with their names in the language active now."""
    items = current_library().of("programmes")
    return {code: str(cast(Any, item.body).name) for code, item in items.items()}


def _day(label: Any, **more: Any) -> forms.DateField:
    control = day_input()
    return forms.DateField(label=label, widget=control, **more)


class TrendsForm(forms.Form):
    """The filters of the page, which stand in its address.

    `left_out` has the labels of those in the address that are not for this reader.
    """

    first = _day(_("From"))
    last = _day(_("Until and including"))
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    against = forms.ChoiceField(
        label=_("Compared with"),
        required=False,
        choices=[
            (YEAR, _("The same days a year before")),
            (PREVIOUS, _("The period just before, as long")),
            (CHOSEN, _("An earlier period, as long, from …")),
        ],
    )
    against_first = _day(_("… beginning on"), required=False)
    destination = forms.ChoiceField(label=_("Destination"), required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    group = forms.ChoiceField(label=_("Of whom"), required=False)
    known_on = _day(_("As known at the end of"), required=False)
    since = _day(
        _("Compare with what was known at the end of"),
        required=False,
        help_text=_("Shows what was recorded late, taken back, moved or counted otherwise since that day."),
    )

    def __init__(
        self,
        asked: QueryDict,
        *,
        small: bool,
        offices: list[tuple[str, Any]],
        files: bool = False,
    ) -> None:
        """Offer what this reader may ask.

        Args:
            asked: the query of the address.
            small: whether small numbers are open to the reader; groups of few people are offered then only.
            offices: code and name of each office that may be chosen; none where the reader has only one.
            files: whether the reader sees files behind numbers, and may ask which of them changed.
        """
        super().__init__(asked.copy())
        every = dict(self.fields)
        self.small = small
        self.period: Period | None = None
        self._choose("programme", _("Every programme, side by side"), list(programme_names().items()))
        if offices:
            self._choose("office", _("Every office"), offices)
        else:
            del self.fields["office"]
        if small:
            self._offer_destinations()
            self._choose(
                "group", _("Everybody"), [(code, str(one.name)) for code, one in populations().items()]
            )
        else:
            del self.fields["group"], self.fields["known_on"], self.fields["destination"]
            ways = [(YEAR, _("The year before")), (CHOSEN, _("An earlier year, from 1 January …"))]
            cast(forms.ChoiceField, self.fields["against"]).choices = ways
            if not files:
                del self.fields["since"]
        self.left_out = [
            one.label or name for name, one in every.items() if name not in self.fields and asked.get(name)
        ]

    def _choose(self, name: str, all_of_them: Any, choices: list[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", all_of_them), *choices]

    def _offer_destinations(self) -> None:
        """Offer every country, with the notes on names below the list, which is folded away and not printed.

        At the foot of the page stand the notes on what the page itself names.
        """
        with document(Footnotes("asterisks")) as notes:
            self._choose(
                "destination", _("Everywhere"), [(code, str(one)) for code, one in offered_countries()]
            )
        self.fields["destination"].help_text = " ".join(notes.lines())

    def clean(self) -> dict[str, Any]:
        """Check that the days follow one another."""
        data = super().clean() or {}
        first, last, known = data.get("first"), data.get("last"), data.get("known_on")
        if first and first < FIRST_DAY:
            self.add_error("first", _("Nothing is on record from before 1952."))
        if first and last and last < first:
            self.add_error("last", _("The period ends before it begins."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Choose at most twenty years."))
        if known and known > clock.today():
            self.add_error("known_on", NOT_YET)
        known = known or (clock.today() if self.small else month_end_before(clock.today()))
        if not self.errors:
            self._clean_period(Period(data["first"], data["last"]), known)
        since, period = data.get("since"), self.period
        if since and period and since < period.first:
            self.add_error("since", NOT_BEGUN)
        elif since and since >= known:
            self.add_error("since", NOT_EARLIER)
        if not self.errors:
            self._clean_against(data)
        return data

    def _clean_period(self, asked: Period, known: date) -> None:
        """End the period where knowledge ends; for whoever sees no small numbers, with a month."""
        today = clock.today()
        if asked.first > today or asked.last.year > today.year:
            self.add_error("first" if asked.first > today else "last", NOT_YET)
        elif self.small and asked.first > known:
            self.add_error("known_on", NOT_BEGUN)
        elif not self.small and not asked.is_year:
            self.add_error("last", ONE_YEAR)
        else:
            self.period = asked.known_by(known)
            if self.period is None:
                self.add_error("last", NO_MONTH_YET)

    def _clean_against(self, data: dict[str, Any]) -> None:
        """Say in the form what the period is compared with: days that are over before it begins."""
        if not self.small:
            self._clean_year(data)
            return
        period, chosen = cast(Period, self.period), data.get("against_first")
        overlaps = period.year_before().last >= period.first
        if not data["against"]:
            data["against"] = cast(QueryDict, self.data)["against"] = PREVIOUS if overlaps else YEAR
        if data["against"] == YEAR and overlaps:
            self.add_error("against", OVERLAPS)
        elif data["against"] != CHOSEN:
            return
        elif not chosen:
            self.add_error("against_first", _("Give the first day of the period to compare with."))
        elif chosen > period.last:
            tell(self, PeriodIsLater("against_first"))
        elif period.as_long_from(chosen).last >= period.first:
            tell(self, PeriodsOverlap("against_first"))

    def _clean_year(self, data: dict[str, Any]) -> None:
        """Compare with one calendar year that is over: parts of a year could be subtracted from the whole."""
        chosen = data.get("against_first")
        if not data["against"]:
            data["against"] = cast(QueryDict, self.data)["against"] = YEAR
        if data["against"] == YEAR:
            return
        if not chosen or (chosen.month, chosen.day) != (1, 1):
            self.add_error("against_first", FROM_JANUARY)
        elif chosen.year >= cast(Period, self.period).first.year:
            late = chosen.year > cast(Period, self.period).first.year
            tell(self, (PeriodIsLater if late else PeriodsOverlap)("against_first"))

    def question(self, office: str | None) -> Question:
        """Return what is asked, once the form is valid.

        Args:
            office: the one office that the reader is limited to, or None.
        """
        data = self.cleaned_data
        period = cast(Period, self.period)
        return Question(
            period=period,
            against=_compared(
                period if self.small else _year_of(period.first), data["against"], data["against_first"]
            ),
            office=office if office is not None else (data.get("office") or None),
            programme=data["programme"],
            destination=data.get("destination", ""),
            group=data.get("group", ""),
            known_on=data.get("known_on") if self.small else month_end_before(clock.today()),
            cut=period.last < data["last"],
            way=data["against"],
        )


def _year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def _compared(period: Period, way: str, chosen: date | None) -> Period:
    if way == CHOSEN and chosen:
        return period.as_long_from(chosen)
    return period.just_before() if way == PREVIOUS else period.year_before()
