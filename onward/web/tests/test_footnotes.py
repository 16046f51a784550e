"""The note on a name reaches the foot of the page through the house's own templates."""

from django.template import engines
from django.test import RequestFactory

PAGE = "{% extends 'base.html' %}{% load places %}{% block content %}"


def page(content: str) -> str:
    template = engines["django"].from_string(PAGE + content + "{% endblock %}")
    request = RequestFactory().get("/")
    return template.render({"user": None}, request)


def test_a_page_that_names_kosovo_carries_its_note_once_at_the_foot() -> None:
    html = page("{% country 'XK' %} {% country 'XK' %}")
    before, foot = html.split('<footer class="footnotes">')
    assert before.count('href="#note-1"') == 2
    assert "1244 (1999)" not in before
    assert foot.count("1244 (1999)") == 1


def test_a_page_that_does_not_has_no_note() -> None:
    assert "1244" not in page("{% country 'AL' %}")
