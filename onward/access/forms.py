"""What the audit is asked by, and what a user is made of."""

from itertools import product
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from onward.access.actions import NO_CODE, NO_COUNTRY, Particulars, Reached
from onward.access.hooks import organisations
from onward.access.models import Office, Restriction, User
from onward.access.queries import offices
from onward.access.roles import roles
from onward.access.rules import counted_beside_files
from onward.kernel.called import OTHER_NAMES
from onward.kernel.forms import OtherNames, day_input, show_tick, tick_if_asked
from onward.kernel.written import after_one_another


class FindForm(forms.Form):
    """Whom the audit is asked about."""

    text = forms.CharField(
        label=_("Name, reference of a case, or key"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("The search itself is written into the audit."),
    )


class PeriodForm(forms.Form):
    """Of which days."""

    first = forms.DateField(label=_("From"), required=False, widget=day_input())
    last = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=day_input(),
    )


APART = _(
    "Figures count everybody, restricted persons included. Who also reads files can take those they know off"
    " such a number, and is left with who is hidden from them. Here %(numbers)s reads figures, and %(files)s"
    " reads files: better two people. If it has to be one, tick that you know it."
)


class UserForm(forms.Form):
    """A user; the address stands fast once it is given."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    apart = tick_if_asked(_("It is so: one person is to read both figures of everybody and files"))
    office = forms.ChoiceField(label=_("Office"), required=False)
    organisation = forms.ChoiceField(
        label=_("Organisation"), required=False, help_text=_("For partners: they refer in its name.")
    )
    focal_for = forms.MultipleChoiceField(
        label=_("Focal point for"),
        required=False,
        choices=Restriction.Category.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Opens restricted files of this kind."),
    )
    language = forms.ChoiceField(label=_("Language of their pages"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, actor: User, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held = user.roles if user else []
        self.places = {office.code: office for office in offices()}
        self._choose("roles", [(code, str(role.name)) for code, role in roles().items()])
        self._choose("office", [("", pgettext("office", "None")), *self.places.items()])
        self._choose("organisation", [("", _("None")), *self._organisations(actor, user)])
        if user is not None:
            del self.fields["email"]

    def _organisations(self, actor: User, user: User | None) -> list[tuple[str, str]]:
        """Return the organisations to choose from, and that of the user even if it is none of them."""
        found = {str(key): name for key, name in organisations(actor)}
        if user is not None and user.organisation_key:
            found.setdefault(str(user.organisation_key), str(_("as it is now")))
        return list(found.items())

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Say what roles that are kept apart tell together, until it is ticked; but not of those held."""
        data = super().clean() or self.cleaned_data
        numbers, files = counted_beside_files(data.get("roles", ()))
        held = product(*counted_beside_files(self._held))
        asked = not {*product(numbers, files)} <= {*held}
        if asked and not data.get("apart"):
            named = {code: str(role.name) for code, role in roles().items()}
            told = {"numbers": numbers, "files": files}
            said = {of: after_one_another(named[code] for code in codes) for of, codes in told.items()}
            self.add_error("apart", APART % said)
        show_tick(self, "apart", asked=asked)
        return data

    def clean_organisation(self) -> UUID | None:
        """Return the key of the chosen organisation, if any."""
        chosen = self.cleaned_data["organisation"]
        return UUID(chosen) if chosen else None

    def particulars(self) -> Particulars:
        """Return what the action takes."""
        given = self.cleaned_data
        return Particulars(
            name=given["name"],
            roles=given["roles"],
            office=self.places.get(given["office"]),
            organisation_key=given["organisation"],
            focal_for=given["focal_for"],
            language=given["language"],
        )


class OfficeForm(OtherNames):
    """An office; what references and figures say of it stands fast once it is given."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    code = forms.CharField(label=_("Code"), max_length=8, help_text=NO_CODE)
    kind = forms.ChoiceField(label=_("What it does"), choices=Office.Kind.choices)
    country = forms.CharField(label=_("Country"), min_length=2, max_length=2, help_text=NO_COUNTRY)
    name = forms.CharField(label=_("Name"), max_length=120)
    field_order = ("once", "code", "kind", "country", "name", *OTHER_NAMES)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
        help_text=_("Stands on the sheet that a family takes along: a number that is answered."),
    )
    address = forms.CharField(
        label=_("Address"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def __init__(self, *args: Any, office: Office | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if office is not None:
            for name in ("code", "kind", "country"):
                del self.fields[name]
            for name in Reached.__dataclass_fields__:
                self.fields[name].initial = getattr(office, name)

    def reached(self) -> Reached:
        """Return what the actions take."""
        return Reached(**{name: self.cleaned_data[name] for name in Reached.__dataclass_fields__})


def standing(user: User) -> dict[str, Any]:
    """Return how a user stands now, as the form wants it."""
    return {
        "name": user.name,
        "roles": user.roles,
        "office": user.office.code if user.office else "",
        "organisation": str(user.organisation_key or ""),
        "focal_for": user.focal_for,
        "language": user.language,
    }
