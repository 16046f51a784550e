"""What is asked on 'Key trends': a period, what it is compared with, and of whom."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onward.evidence.figures import GROUPS
from onward.evidence.queries import Question
from onward.evidence.rules import Period
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.reference.countries import countries

FIRST_DAY = date(1951, 12, 5)
"""No office of this kind is older."""
LONGEST = timedelta(days=366 * 20)
NOT_YET = _("Nobody knows that day yet. Choose today or a day before.")
PREVIOUS, YEAR, CHOSEN = "previous", "year", "chosen"


def programme_names() -> dict[str, str]:
    """Return the programmes by code, with their names in the language active now."""
    items = current_library().of("programmes")
    return {code: str(cast(Any, item.body).name) for code, item in items.items()}


def _day(label: Any, **more: Any) -> forms.DateField:
    control = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=control, **more)


class TrendsForm(forms.Form):
    """The filters of the page, which stand in its address."""

    first = _day(_("From"))
    last = _day(_("Until and including"))
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    against = forms.ChoiceField(
        label=_("Compared with"),
        required=False,
        choices=[
            (YEAR, _("The same days a year before")),
            (PREVIOUS, _("The period just before, as long")),
            (CHOSEN, _("Another period, as long, from …")),
        ],
    )
    against_first = _day(_("… beginning on"), required=False)
    destination = forms.ChoiceField(label=_("Destination"), required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    group = forms.ChoiceField(label=_("Of whom"), required=False)
    known_on = _day(_("As known at the end of"), required=False)

    def __init__(self, asked: QueryDict, *, small: bool, offices: list[tuple[str, str]]) -> None:
        """Offer what this reader may ask.

        Args:
            asked: the query of the address.
            small: whether small numbers are open to the reader; groups of few people are offered then only.
            offices: code and name of each office that may be chosen; none where the reader has only one.
        """
        super().__init__(asked)
        language = get_language() or "en"
        self._choose("programme", _("Every programme, side by side"), list(programme_names().items()))
        self._choose("destination", _("Everywhere"), [(c.code, c.text) for c in countries(language)])
        if offices:
            self._choose("office", _("Every office"), offices)
        else:
            del self.fields["office"]
        if small:
            self._choose("group", _("Everybody"), [(code, words) for code, (words, _sql) in GROUPS.items()])
        else:
            del self.fields["group"]

    def _choose(self, name: str, all_of_them: Any, choices: list[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", all_of_them), *choices]

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
        for name in ("last", "against_first"):
            if data.get(name) and data[name].year > clock.today().year + 1:
                self.add_error(name, NOT_YET)
        if data.get("against") == CHOSEN and not data.get("against_first"):
            self.add_error("against_first", _("Give the first day of the period to compare with."))
        return data

    def question(self, office: str | None) -> Question:
        """Return what is asked, once the form is valid.

        Args:
            office: the one office that the reader is limited to, or None.
        """
        data = self.cleaned_data
        period = Period(data["first"], data["last"])
        return Question(
            period=period,
            against=_compared(period, data["against"], data["against_first"]),
            office=office if office is not None else (data.get("office") or None),
            programme=data["programme"],
            destination=data["destination"],
            group=data.get("group", ""),
            known_on=data["known_on"],
        )


def _compared(period: Period, way: str, chosen: date | None) -> Period:
    if way == CHOSEN and chosen:
        return period.as_long_from(chosen)
    if way == PREVIOUS or period.last >= period.first.replace(day=1, month=1, year=period.first.year + 2):
        return period.just_before()
    return period.year_before()
