"""Fields that several forms about persons have."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.kernel.text import clean
from onward.records.people.models import Person
from onward.records.people.queries import holder_of
from onward.records.people.rules import number_of
from onward.reference.languages import languages

NOTHING = ("", "—")


def text_field(label: Any, *, size: str = "", **more: Any) -> forms.CharField:
    """Return a field for one line in any script, not required; `size` is a class such as `short`.

    The length is judged where the text is cleaned, in the action: what nobody can see does not count.
    """
    attributes = {"dir": "auto", "autocomplete": "off"} | ({"class": size} if size else {})
    return forms.CharField(
        label=label, required=False, strip=False, widget=forms.TextInput(attrs=attributes), **more
    )


def shared_field() -> forms.BooleanField:
    """Return the tick by which somebody says that a paper's number is right though somebody else has it."""
    return forms.BooleanField(label=_("The number is right, and stands with both"), required=False)


def name_both(form: forms.Form, reader: User, person: Person | None, paper: str = "") -> None:
    """Name at the tick, where it is shown, with whom the number stands; nobody who is hidden from the reader.

    `paper` is what the names of the paper's fields begin with.
    """
    if not form.is_bound or not (form["shared"].errors or form["shared"].value()):
        return
    issuer, number = (str(form[f"{paper}{part}"].value() or "") for part in ("issuer", "number"))
    other = holder_of(reader, person, issuer, number_of(clean(number)))
    if other is not None:
        label = gettext("The number is right, and stands with %(name)s too") % {"name": other.name}
        form["shared"].label = form.fields["shared"].label = label


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
