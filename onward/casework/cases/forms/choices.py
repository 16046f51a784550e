"""Choices that several forms offer, and lists that are drawn by hand."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from onward.kernel import forms as kernel
from onward.reference.countries import countries

WHICH_FILES = _("PDF, picture, Word or Excel, at most 20 MB.")


def day_field(label: Any, *, required: bool = True, today: bool = True) -> forms.DateField:
    """Return a field for a day, today unless said otherwise."""
    return kernel.day_field(label, required=required, today=today)


def offer(form: forms.Form, field: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a field of choices those that it offers."""
    chosen = form.fields[field]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = list(choices)


def country_choices() -> list[tuple[str, str]]:
    """Return all countries in the reader's language, as a form wants them."""
    return list(_countries(get_language() or "en", clock.today()))


@lru_cache(maxsize=8)
def _countries(language: str, on: date) -> tuple[tuple[str, str], ...]:
    """Return all countries of a day in a language; sorting so many names is not for every page."""
    return tuple((one.code, one.text) for one in countries(language, on))


def country_options(chosen: str) -> SafeString:
    """Return all countries as the options of a list that is drawn by hand."""
    return _country_options(get_language() or "en", clock.today(), chosen)


@lru_cache(maxsize=64)
def _country_options(language: str, on: date, chosen: str) -> SafeString:
    rows = ((code, " selected" if code == chosen else "", name) for code, name in _countries(language, on))
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def programme_choices(office: str | None) -> list[tuple[str, str]]:
    """Return the programmes in force, of one office or of all."""
    return [(rules.code, str(rules.definition.name)) for rules in programmes.offered(office)]
