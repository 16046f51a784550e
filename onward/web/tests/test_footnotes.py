"""The note on a name reaches the foot of the page through the house's own templates."""

from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils.functional import lazystr

from onward.kernel.problems import Problem
from onward.reference.context import notes_of
from onward.reference.countries import (
    Footnote,
    country_name,
    document,
    offered_countries,
    offered_nationalities,
)
from onward.web.problem_pages import render_problem

PAGE = "{% extends 'base.html' %}{% load places %}{% block content %}"


def page(content: str, **values: object) -> str:
    template = engines["django"].from_string(PAGE + content + "{% endblock %}")
    request = RequestFactory().get("/")
    with document(notes_of(request)):  # as `web.middleware.notes_on_names` does
        return template.render({"user": None, **values}, request)


def test_a_page_that_names_kosovo_carries_its_note_once_at_the_foot() -> None:
    html = page("{% country 'XK' %} {% country 'XK' %}")
    before, foot = html.split('<footer class="footnotes">')
    assert before.count('href="#note-1"') == 2
    assert "1244 (1999)" not in before
    assert foot.count("1244 (1999)") == 1


def test_a_page_that_does_not_has_no_note() -> None:
    assert "1244" not in page("{% country 'AL' %}")


def test_a_list_to_choose_from_carries_the_mark_and_leaves_the_note_once_it_is_drawn() -> None:
    class Choosing(forms.Form):
        where = forms.ChoiceField(choices=offered_countries)
        whence = forms.ChoiceField(choices=offered_nationalities)

    drawn = page(
        "{{ form }}{% load onward %}{% options countries 'XK' %}",
        form=Choosing(),
        countries=offered_countries(),
    )
    assert drawn.count('<option value="XK">Kosovo¹</option>') == 2
    assert '<option value="XK" selected>Kosovo¹</option>' in drawn
    assert drawn.count("1244 (1999)") == 1
    assert "1244" not in page("", form=Choosing())


def test_a_message_of_another_answer_brings_its_note_along() -> None:
    for words in ("Sent to Kosovo.", "Sent to Kosovo¹."):
        written = page("", messages=[words])
        assert "<span>Sent to Kosovo¹.</span>" in written
        assert written.count("1244 (1999)") == 1


class NoConsent(Problem):
    code = "tests.no-consent"
    sentence = lazystr("No consent for %(where)s.")
    way_out = lazystr("Record a consent first.")


def test_a_problem_that_is_swapped_into_a_page_has_its_note_within_and_leaves_the_numbers_of_the_page() -> (
    None
):
    request = RequestFactory().post("/")
    request.htmx = True  # type: ignore[attr-defined]
    with document(notes_of(request)) as notes:
        notes.mark(Footnote("another", "Another note.", "en"))
        problem = NoConsent(where=country_name("XK", "en"))
        fragment = render_problem(request, problem).content.decode()
    assert "No consent for Kosovo*." in fragment
    assert fragment.count('<p class="footnote" id="note-*" lang="en"><sup>*</sup>') == 1
    assert 'id="footnotes"' not in fragment
    assert "Another note" not in fragment
