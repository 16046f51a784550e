"""Fields that several forms about persons have."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.kernel.text import clean
from onward.records.people.models import Person, Relation
from onward.records.people.queries import holder_of
from onward.records.people.rules import number_of
from onward.reference.languages import languages

NOTHING = ("", "—")
JOINING = [one for one in Relation.choices if one[0] != Relation.HEAD]
"""What somebody who joins a household is to its head: one stands there, as far as whoever asks sees it."""


def text_field(label: Any, *, size: str = "", **more: Any) -> forms.CharField:
    """Return a field for one line in any script, not required; `size` is a class such as `short`.

    The length is judged where the text is cleaned, in the action: what nobody can see does not count.
    """
    attributes = {"dir": "auto", "autocomplete": "off"} | ({"class": size} if size else {})
    return forms.CharField(
        label=label, required=False, strip=False, widget=forms.TextInput(attrs=attributes), **more
    )


class NumberTick(forms.CheckboxInput):
    """A tick that stands for one number: what it sends is that number, and it is set for no other."""

    number = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Let the tick send the number that it stands for."""
        context = super().get_context(name, bool(value) and value == self.number, attrs)
        context["widget"]["value"] = self.number
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the number for which it was ticked; empty where it was not."""
        return data.get(name) or ""


def shared_field() -> forms.CharField:
    """Return the tick by which somebody says that a paper's number is right though somebody else has it.

    It counts for the number that was asked about alone (`settle_shared`): changed to a third person's, that
    one is asked about.
    """
    return forms.CharField(
        label=_("The number is right, and stands with both"), required=False, widget=NumberTick
    )


def settle_shared(form: forms.Form, paper: str = "") -> None:
    """Put into the cleaned data, as a boolean, whether the tick stands for the number that is in the form."""
    if "shared" in form.fields:
        wanted = _asked_number(form, paper)
        form.fields["shared"].widget.number = wanted
        form.cleaned_data["shared"] = bool(wanted) and form.cleaned_data.get("shared") == wanted


def _asked_number(form: forms.Form, paper: str) -> str:
    issuer, number = (str(form[f"{paper}{part}"].value() or "") for part in ("issuer", "number"))
    return f"{issuer} {number_of(clean(number))}"


def name_both(form: forms.Form, reader: User, person: Person | None, paper: str = "") -> list[UUID]:
    """Name at the tick, where it is shown, with whom the number stands; nobody who is hidden from the reader.

    `paper` is what the names of the paper's fields begin with. Return who was named.
    """
    if not form.is_bound or not (form["shared"].errors or form["shared"].value()):
        return []
    issuer, number = (str(form[f"{paper}{part}"].value() or "") for part in ("issuer", "number"))
    other = holder_of(reader, person, issuer, number_of(clean(number)))
    if other is not None:
        label = gettext("The number is right, and stands with %(name)s too") % {"name": other.name}
        form["shared"].label = form.fields["shared"].label = label
    return [other.key] if other is not None else []


def zone_field() -> forms.CharField:
    """Return the field into which a machine-readable zone is pasted."""
    attributes = {"class": "mrz", "rows": 3, "spellcheck": "false", "autocomplete": "off", "dir": "ltr"}
    return forms.CharField(
        label=_("Machine-readable zone"),
        required=False,
        help_text=_("Paste or type the two or three lines at the foot of a passport or card."),
        widget=forms.Textarea(attrs=attributes),
    )


def offered_languages() -> list[tuple[str, str]]:
    """Return the languages that may be chosen; nothing first."""
    return [NOTHING, *((one.tag, one.text) for one in languages(get_language() or "en"))]
