"""The form by which a person enters the records, and by which particulars are mended."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from onward.kernel import clock
from onward.kernel.forms import ActionForm, day_field, to_choose
from onward.kernel.problems import Problem
from onward.kernel.text import yes_or_no
from onward.records.people.actions import ContactGiven, Paper
from onward.records.people.forms.fields import (
    JOINING,
    NOTHING,
    offered_languages,
    settle_shared,
    shared_field,
    text_field,
    zone_field,
)
from onward.records.people.models import Contact, Person, PersonName, Sex, TravelDocument
from onward.records.people.problems import PaperIncomplete
from onward.records.people.rules import Born, GivenName, is_whole_year
from onward.reference.countries import offered_nationalities

NATIONALITIES, LANGUAGES = 2, 3
"""How many boxes stand there at least."""
EXTRA_NAMES = 2
ONE_WAY = _("Give the day, or the year, or two dates: only one of the three.")
BIRTH_FIELDS = ("born_on", "born_year", "born_from", "born_to")


class NameForm(forms.Form):
    """One name: in two parts, or whole in the second where nobody can say which part is which."""

    kind = forms.ChoiceField(label=_("What kind of name"), choices=PersonName.Kind.choices)
    given = text_field(_("Given names"))
    family = text_field(_("Family name"))
    full = forms.CharField(widget=forms.HiddenInput, required=False)

    def name(self) -> GivenName | None:
        """Return the name, or None where the row was left or made empty."""
        given, family = self.cleaned_data.get("given", ""), self.cleaned_data.get("family", "")
        if not f"{given}{family}".strip():
            return None
        untouched = not {"given", "family"} & set(self.changed_data)
        whole = self.cleaned_data.get("full", "") if untouched or not given.strip() else ""
        if not given.strip() and family != whole:
            whole = family
        if whole and whole == family and not given.strip():
            return GivenName(self.cleaned_data["kind"], full=whole)
        return GivenName(self.cleaned_data["kind"], given, family, whole)


def names_formset(
    data: QueryDict | None = None, names: Sequence[PersonName] = ()
) -> "forms.BaseFormSet[NameForm]":
    """Return the rows of names: those that stand, and empty ones for more."""
    rows = [
        {
            "kind": name.kind,
            "given": name.given,
            "family": name.family or ("" if name.given else name.full),
            "full": name.full,
        }
        for name in names
    ]
    if not rows:
        rows = [{"kind": PersonName.Kind.MAIN}, {"kind": PersonName.Kind.NATIVE}]
        made = forms.formset_factory(NameForm, extra=0, max_num=12, absolute_max=20)
    else:
        made = forms.formset_factory(NameForm, extra=EXTRA_NAMES, max_num=12, absolute_max=20)
    return made(data, initial=rows, prefix="names")


class PersonForm(ActionForm):
    """Particulars of a person, names aside (see `names_formset`).

    For a new person also a contact, a paper, and what they are to the head of the household they join.
    """

    zone = zone_field()
    sex = forms.ChoiceField(
        label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect, initial=Sex.UNKNOWN
    )
    born_on = day_field(_("Day, where it is known"))
    born_year = forms.IntegerField(
        label=_("Or the year alone"),
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    born_from = day_field(_("Or between"))
    born_to = day_field(_("and"))
    contact_kind = forms.ChoiceField(label=_("Way"), choices=to_choose(Contact.Kind.choices), required=False)
    contact_value = text_field(_("Number or address"))
    contact_safe = forms.ChoiceField(
        label=_("May it be used without danger?"),
        choices=[("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))],
        required=False,
    )
    paper_kind = forms.ChoiceField(label=_("Paper"), required=False)
    paper_number = text_field(_("Number"), size="short")
    shared = shared_field()
    paper_issuer = forms.ChoiceField(label=_("Issued by"), required=False)
    paper_expires_on = day_field(_("Expires on"))
    paper_held_by = text_field(_("Where the paper is"))
    relation = forms.ChoiceField(
        label=_("To the head of the household"), choices=[NOTHING, *JOINING], required=False
    )

    def __init__(
        self, *args: Any, person: Person | None = None, joining: bool = False, **kwargs: Any
    ) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        countries = [NOTHING, *offered_nationalities()]
        self._boxes("nationality", NATIONALITIES, person.nationalities if person else (), countries)
        self._boxes("language", LANGUAGES, person.languages if person else (), offered_languages())
        if person is not None:
            self._fill(person)
        gone = (
            [name for name in self.fields if name.startswith(("paper_", "contact_", "zone", "shared"))]
            if person
            else []
        )
        for name in [*gone, *([] if joining else ["relation"])]:
            del self.fields[name]
        if person is None:
            self._offer("paper_kind", [NOTHING, *TravelDocument.Kind.choices])
            self._offer("paper_issuer", countries)

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def _boxes(
        self, name: str, least: int, chosen: Sequence[str], choices: Sequence[tuple[str, Any]]
    ) -> None:
        """Make as many boxes as there are values, and one more to add to them."""
        labels = {
            "nationality": (_("Nationality"), _("Further nationality")),
            "language": (_("Language spoken best"), _("Further language")),
        }
        for place in range(max(least, len(chosen) + 1)):
            label = labels[name][min(place, 1)]
            self.fields[f"{name}_{place}"] = forms.ChoiceField(label=label, choices=choices, required=False)
            if place < len(chosen):
                self.initial.setdefault(f"{name}_{place}", chosen[place])

    def _fill(self, person: Person) -> None:
        """Put in what stands."""
        self.initial.setdefault("sex", person.sex)
        self.initial.setdefault("version", person.version)
        if person.born_exactly:
            self.initial.setdefault("born_on", person.born_exactly)
        elif person.born_from and is_whole_year(person.born_from, person.born_to, clock.today()):
            self.initial.setdefault("born_year", person.born_from.year)
        else:
            self.initial.setdefault("born_from", person.born_from)
            self.initial.setdefault("born_to", person.born_to)

    @property
    def nationality_fields(self) -> list[forms.BoundField]:
        """The boxes for nationalities, for the template."""
        return [self[name] for name in self.fields if name.startswith("nationality_")]

    @property
    def language_fields(self) -> list[forms.BoundField]:
        """The boxes for languages, for the template."""
        return [self[name] for name in self.fields if name.startswith("language_")]

    def clean(self) -> dict[str, Any]:
        """Refuse a birth that is told in two ways, and a contact of which nobody said what it is."""
        data = super().clean() or self.cleaned_data
        if sum(self._ways(data)) > 1:
            self.add_error(None, ValidationError(ONE_WAY))
        if data.get("contact_value", "").strip() and not data.get("contact_kind"):
            self.add_error("contact_kind", self.fields["contact_kind"].error_messages["required"])
        settle_shared(self, "paper_")
        return data

    @staticmethod
    def _ways(data: Mapping[str, Any]) -> tuple[bool, bool, bool]:
        """Say which of the ways to tell a birth were used: day, year, span."""
        span = bool(data.get("born_from") or data.get("born_to"))
        return bool(data.get("born_on")), data.get("born_year") is not None, span

    def born(self) -> Born:
        """Return when the person was born, as far as the form says.

        Raises:
            TooOld, BornInTheFuture: no calendar has the year.
        """
        day: date | None = self.cleaned_data.get("born_on")
        year: int | None = self.cleaned_data.get("born_year")
        if day:
            return Born.on(day)
        if year is not None:
            return Born.in_year(year)
        return Born(self.cleaned_data.get("born_from"), self.cleaned_data.get("born_to"))

    def chosen(self, name: str) -> list[str]:
        """Return the values of the boxes of this name, without the empty ones."""
        return [
            self.cleaned_data[box]
            for box in self.fields
            if box.startswith(f"{name}_") and self.cleaned_data[box]
        ]

    def contacts(self) -> list[ContactGiven]:
        """Return the contact that was written, if any."""
        value = self.cleaned_data.get("contact_value", "")
        if not value.strip():
            return []
        safe = yes_or_no(self.cleaned_data["contact_safe"])
        return [ContactGiven(self.cleaned_data["contact_kind"], value, safe)]

    def paper(self) -> Paper | None:
        """Return the paper that was shown, if any."""
        data = self.cleaned_data
        if not any(data.get(f"paper_{part}") for part in ("kind", "number", "issuer", "expires_on")):
            return None
        return Paper(
            data["paper_kind"] or TravelDocument.Kind.OTHER,
            TravelDocument.State.RECEIVED,
            number=data["paper_number"],
            issuer=data["paper_issuer"],
            expires_on=data["paper_expires_on"],
            held_by=data["paper_held_by"],
        )

    def refuse(self, problem: Problem) -> None:
        """Say a problem at the box that it is about: births, nationalities and papers have several."""
        used = [name for name in BIRTH_FIELDS if self.cleaned_data.get(name) is not None]
        places = {
            "born": used[-1] if used else None,
            "nationalities": "nationality_0",
            "languages": "language_0",
            "number": "paper_number",
            "issuer": "paper_issuer",
            "expires_on": "paper_expires_on",
            "held_by": "paper_held_by",
        }
        for one in problem.each() if isinstance(problem, PaperIncomplete) else [problem]:
            if one.field in places:
                one.field = places[one.field]
            super().refuse(one)
