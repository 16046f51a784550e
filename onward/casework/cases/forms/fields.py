"""Fields that several forms about cases have, and what they offer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.casework.programmes import queries as programmes
from onward.kernel import forms as kernel
from onward.kernel.forms import show_tick as show_tick
from onward.kernel.forms import tick_if_asked as tick_if_asked
from onward.kernel.problems import Problem

AS_RECORDED = ("", _("As recorded"))
"""What a form that corrects offers first: that this stays as it is."""
CHOOSE_AGAIN = _("A colleague changed this meanwhile: choose from what stands now.")
"""Said where something was chosen that a colleague took back meanwhile."""
WHICH_FILES = _("PDF, picture, Word or Excel, at most 20 MB.")


def day_field(
    label: Any, *, required: bool = True, today: bool = True, past: bool = False
) -> forms.DateField:
    """Return a field for a day, today unless said otherwise; `past` as of the kernel's."""
    return kernel.day_field(label, required=required, today=today, past=past)


def offer(form: forms.Form, field: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a field of choices those that it offers."""
    chosen = form.fields[field]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = list(choices)


def became_field() -> forms.CharField:
    """Return the field for what becomes of a child beside whom nobody stays; hidden until it is asked for."""
    return forms.CharField(
        label=_("What becomes of the child"),
        help_text=_(
            "Who is with the child, where, and who was told. It becomes a task that everybody reads who works"
            " on the case of the child: name nobody whose file is restricted."
        ),
        max_length=300,
        required=False,
        widget=forms.HiddenInput,
    )


def ask_became(form: forms.Form, problem: Problem | None = None) -> None:
    """Show that field where the problem asks for it, or where it was answered."""
    asked = problem is not None and problem.field == "became"
    if asked or (form.is_bound and form.data.get(form.add_prefix("became"))):
        form.fields["became"].widget = forms.Textarea(attrs={"rows": 3, "maxlength": 300})
        form.fields["became"].depends = True  # type: ignore[attr-defined]  # read by forms/field.html


def programme_choices(office: str | None) -> list[tuple[str, str]]:
    """Return the programmes in force, of one office or of all."""
    return [(rules.code, str(rules.definition.name)) for rules in programmes.offered(office)]
