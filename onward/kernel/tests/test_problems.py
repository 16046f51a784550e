"""What can go wrong: each with a code of its own, a sentence, and a way out, in every language."""

import re
from datetime import date

import pytest
from django import forms
from django.apps import apps
from django.utils import translation

from onward.kernel.forms import tell
from onward.kernel.problems import Invalid, Problem, catalogue

_PLACES = re.compile(r"%\((\w+)\)s")


def every_problem() -> list[type[Problem]]:
    """Return the problems of the house; importing a room's module declares its own."""
    from importlib import import_module
    from importlib.util import find_spec

    for config in apps.get_app_configs():
        if config.name.startswith("onward.") and find_spec(f"{config.name}.problems"):
            import_module(f"{config.name}.problems")
    return [found for found in catalogue().values() if not found.__module__.startswith("tests")]


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_problem_says_what_is_wrong_and_what_to_do(language: str) -> None:
    with translation.override(language):
        for found in every_problem():
            assert len(str(found.sentence)) > 5, found.code
            assert len(str(found.way_out)) > 12, found.code
            assert 400 <= found.status < 600, found.code


def test_a_code_names_its_room_and_its_fault() -> None:
    for found in every_problem():
        assert re.fullmatch(r"[a-z-]+\.[a-z0-9-]+", found.code), found.code


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_translation_keeps_the_places_of_its_sentence(language: str) -> None:
    for found in every_problem():
        for words in (found.sentence, found.way_out):
            with translation.override("en"):
                wanted = set(_PLACES.findall(str(words)))
            with translation.override(language):
                assert set(_PLACES.findall(str(words))) == wanted, found.code


def test_two_problems_do_not_share_a_code() -> None:
    with pytest.raises(TypeError, match=r"share the code kernel\.invalid"):
        type("Another", (Problem,), {"code": Invalid.code, "__module__": __name__})


def test_a_problem_fills_its_places() -> None:
    assert Invalid("day", message="No such day.").say() == "No such day."


@pytest.mark.parametrize(("language", "day"), [("en", "1 June 2021"), ("fr", "1er juin 2021")])
def test_a_day_in_a_sentence_is_written_as_the_reader_s_language_writes_it(language: str, day: str) -> None:
    with translation.override(language):
        assert day in Invalid(message=date(2021, 6, 1)).say()


class OneField(forms.Form):
    name = forms.CharField()


def test_an_error_at_its_own_field_does_not_send_one_to_the_marked_field() -> None:
    form = OneField({"name": "?"})
    tell(form, Invalid(field="name", message="A name has letters."))
    assert form.errors == {"name": ["A name has letters."]}


def test_an_error_above_the_form_says_what_to_do() -> None:
    form = OneField({"name": "?"})
    tell(form, Invalid(message="A name has letters."))
    assert form.errors["__all__"] == ["A name has letters. Mend the marked field and send the form again."]
