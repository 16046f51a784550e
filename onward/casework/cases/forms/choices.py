"""Choices that several forms offer, and lists that are drawn by hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.casework.programmes import queries as programmes
from onward.kernel import forms as kernel

WHICH_FILES = _("PDF, picture, Word or Excel, at most 20 MB.")


def day_field(label: Any, *, required: bool = True, today: bool = True) -> forms.DateField:
    """Return a field for a day, today unless said otherwise."""
    return kernel.day_field(label, required=required, today=today)


def offer(form: forms.Form, field: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a field of choices those that it offers."""
    chosen = form.fields[field]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = list(choices)


def programme_choices(office: str | None) -> list[tuple[str, str]]:
    """Return the programmes in force, of one office or of all."""
    return [(rules.code, str(rules.definition.name)) for rules in programmes.offered(office)]
