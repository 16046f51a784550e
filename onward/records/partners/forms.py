"""The forms of the directory. Each offers what the definitions list; the actions check it again."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.kernel import clock
from onward.kernel.called import OTHER_NAMES
from onward.kernel.forms import ActionForm, OtherNames, day_input
from onward.kernel.sealing import told_as
from onward.kernel.text import said_of
from onward.records.partners.actions import Particulars
from onward.records.partners.models import ContactPerson, Desk, Organisation, RotaDay
from onward.records.partners.queries import Filters
from onward.reference.choices import options
from onward.reference.countries import offered_countries
from onward.reference.languages import languages

NOTHING = ("", "—")


def text_field(label: Any, **more: Any) -> forms.CharField:
    """Return a field for one line in any script; its length is judged once it is clean, in the action."""
    return forms.CharField(
        label=label, strip=False, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}), **more
    )


def offer(form: forms.Form, field: str, choices: list[Any]) -> None:
    """Give a field of choices those that it offers."""
    cast(forms.ChoiceField, form.fields[field]).choices = choices


def offered_languages() -> list[tuple[str, str]]:
    """Return the languages that may be chosen, in the reader's language."""
    return [(one.tag, one.text) for one in languages(get_language() or "en")]


class FilterForm(forms.Form):
    """What a list of organisations is narrowed to; nothing in it is wrong, at most it finds nobody."""

    q = forms.CharField(label=_("Name or town"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    service = forms.ChoiceField(label=_("Service"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    ended = forms.BooleanField(label=_("Those that ended, too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "type", [("", _("Any")), *options("partner-types")])
        offer(self, "service", [("", _("Any")), *options("partner-services")])
        offer(self, "language", [("", _("Any")), *offered_languages()])

    def filters(self) -> Filters:
        """Return what was chosen. From then on no field is told to be optional: in a filter all are."""
        self.full_clean()
        data = self.cleaned_data
        self.use_required_attribute = False
        for field in self.fields.values():
            field.required = True
        return Filters(
            type=data.get("type", ""),
            service=data.get("service", ""),
            language=data.get("language", ""),
            text=data.get("q", ""),
            ended=data.get("ended", False),
        )


class OrganisationForm(OtherNames, ActionForm):
    """Particulars of an organisation."""

    field_order = ("name", *OTHER_NAMES)
    name = text_field(_("Name"))
    type = forms.ChoiceField(label=_("Type"))
    town = text_field(_("Town"), required=False)
    country = forms.ChoiceField(label=_("Country"))
    services = forms.MultipleChoiceField(
        label=_("Services"), required=False, widget=forms.CheckboxSelectMultiple
    )
    adapted_services = forms.MultipleChoiceField(
        label=_("Run otherwise than usual at present"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("By telephone, on appointment, with fewer places."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Those in which people are received; several with the Control key."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )

    def __init__(
        self, *args: Any, organisation: Organisation | None = None, country: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        services = options("partner-services")
        offer(self, "type", [NOTHING, *options("partner-types")])
        offer(self, "services", list(services))
        offer(self, "adapted_services", list(services))
        offer(self, "languages", offered_languages())
        offer(self, "country", [NOTHING, *offered_countries()])
        if organisation is not None:
            for name in ("version", *Particulars.__dataclass_fields__):
                self.initial.setdefault(name, getattr(organisation, name))
        elif country:
            self.initial.setdefault("country", country)

    def particulars(self) -> Particulars:
        """Return what was typed, as the action takes it."""
        return Particulars(**{name: self.cleaned_data[name] for name in Particulars.__dataclass_fields__})


class EndForm(ActionForm):
    """An organisation with which the office works no more."""

    ended_on = forms.DateField(
        label=_("Since"),
        initial=clock.today,
        widget=day_input(),
    )


class DeskForm(ActionForm):
    """A place where an organisation receives people."""

    name = text_field(_("Name of the desk"))
    address = text_field(_("Address"), required=False)
    phone = text_field(_("Telephone"), required=False)
    hours = text_field(_("Open"), required=False, help_text=_("Such as: Monday and Thursday, 9 to 12."))

    def __init__(self, *args: Any, desk: Desk | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if desk is not None:
            for name in ("name", "address", "phone", "hours"):
                self.initial.setdefault(name, getattr(desk, name))


class ContactForm(ActionForm):
    """Whom to call at an organisation."""

    name = text_field(_("Name"))
    role = text_field(_("What they do there"), required=False)
    phone = text_field(_("Telephone"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False, widget=forms.EmailInput)
    desk = forms.ChoiceField(label=_("At which desk"), required=False)

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        contact: ContactPerson | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desks = {told_as(one): one for one in organisation.desks.order_by("name")}
        offer(self, "desk", [NOTHING, *((pk, one.name) for pk, one in self.desks.items())])
        if contact is not None:
            for name in ("name", "role", "phone", "email"):
                self.initial.setdefault(name, getattr(contact, name))
            self.initial.setdefault("desk", told_as(contact.desk) if contact.desk else "")

    def chosen_desk(self) -> Desk | None:
        """Return the desk that was chosen, if any."""
        return self.desks.get(self.cleaned_data["desk"])


class TurnForm(ActionForm):
    """Who sits at a desk on which day."""

    desk = forms.ChoiceField(label=_("Desk"))
    on = forms.DateField(label=_("Day"), widget=day_input())
    part = forms.ChoiceField(
        label=_("Part of the day"), choices=RotaDay.Part.choices, widget=forms.RadioSelect, initial="day"
    )
    who = forms.ChoiceField(label=_("Who"))

    def __init__(
        self,
        *args: Any,
        desks: Iterable[Desk],
        organisations: Iterable[Organisation],
        colleagues: Iterable[User],
        on: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desks = {told_as(one): one for one in desks}
        self.organisations = {str(one.key): one for one in organisations}
        self.colleagues = {str(one.key): one for one in colleagues}
        offer(
            self,
            "desk",
            [NOTHING, *((pk, said_of(one.organisation, one.name)) for pk, one in self.desks.items())],
        )
        offer(
            self,
            "who",
            [
                NOTHING,
                (_("Colleagues"), [(key, one.name) for key, one in self.colleagues.items()]),
                (_("Organisations"), [(key, str(one)) for key, one in self.organisations.items()]),
            ],
        )
        if on is not None:
            self.initial.setdefault("on", on)

    def chosen(self) -> tuple[Organisation | None, User | None]:
        """Return who sits there: an organisation, or a colleague."""
        key = str(UUID(self.cleaned_data["who"]))
        return self.organisations.get(key), self.colleagues.get(key)
