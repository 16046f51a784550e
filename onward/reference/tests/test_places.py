from datetime import UTC, date, datetime

from django.http import HttpRequest
from django.template import Context, Engine, RequestContext
from django.utils.translation import override

from onward.reference.airports import _all, airport, find_airports
from onward.reference.context import KEY, footnotes
from onward.reference.countries import Footnotes, codes

ENGINE = Engine(
    libraries={"places": "onward.reference.templatetags.places"},
    context_processors=["onward.reference.context.footnotes"],
    loaders=[
        (
            "django.template.loaders.locmem.Loader",
            {"piece": "{% load places %}{% country 'XK' %}"},
        )
    ],
)


def written(source: str, language: str = "en", **values: object) -> str:
    with override(language):
        return ENGINE.from_string("{% load places %}" + source).render(Context(values))


def test_a_country_is_written_in_the_language_of_the_page() -> None:
    assert written("{% country 'DE' %}", "nl") == '<span class="country">Duitsland</span>'
    assert "Macedonia" in written("{% country 'MK' on=day %}", day=date(2019, 1, 1))


def test_an_empty_code_writes_nothing_and_a_strange_one_is_escaped() -> None:
    assert written("{% country code %}", code=None) == ""
    assert written("{% country code %}", code="<b>") == "&lt;b&gt;"


def test_kosovo_is_marked_and_its_note_printed_once_below() -> None:
    page = written("{% country 'XK' %} {% country 'AL' %} {% country 'XK' %}{% footnotes %}", "fr")
    assert page.count('<a href="#note-1"') == 2
    assert page.count("1244 (1999)") == 1
    assert '<p class="footnote" id="note-1" lang="fr"><sup>1</sup> Toute mention' in page


def test_a_page_without_such_a_name_has_no_notes() -> None:
    assert written("{% country 'AL' %}{% footnotes %}") == '<span class="country">Albania</span>'


def test_a_piece_included_with_only_still_leaves_its_note_with_the_page() -> None:
    page = ENGINE.from_string("{% load places %}{% include 'piece' only %}{% footnotes %}")
    assert "1244 (1999)" in page.render(RequestContext(HttpRequest()))


def test_each_request_has_a_collector_of_its_own() -> None:
    one, other = HttpRequest(), HttpRequest()
    assert isinstance(footnotes(one)[KEY], Footnotes)
    assert footnotes(one)[KEY] is footnotes(one)[KEY]
    assert footnotes(one)[KEY] is not footnotes(other)[KEY]


def test_prose_and_airports_carry_the_note_too() -> None:
    assert "Kosovo¹" in written("{% noted 'to Kosovo' %}")
    page = written("{% airport there %}{% footnotes %}", there=airport("prn"))
    assert "(PRN)" in page
    assert "1244 (1999)" in page
    assert written("{% airport none %}", none=None) == ""


def test_an_airport_tells_where_it_is_and_what_its_clock_shows() -> None:
    brussels, kabul = airport("BRU"), airport(" kbl ")
    assert brussels is not None
    assert kabul is not None
    assert (brussels.country, brussels.city, brussels.tz) == ("BE", "Brussels", "Europe/Brussels")
    assert kabul.local(datetime(2020, 6, 1, 12, tzinfo=UTC)).isoformat() == "2020-06-01T16:30:00+04:30"
    assert airport("QQQ") is None


def test_every_airport_lies_in_a_country_that_we_know() -> None:
    assert {one.country for one in _all().values()} <= codes()


def test_airports_are_found_by_code_town_and_name() -> None:
    assert find_airports("lux")[0].iata == "LUX"
    assert "BRU" in {one.iata for one in find_airports("bruss")}
    assert "ADD" in {one.iata for one in find_airports("bole")}
    assert find_airports("  ") == []


def test_a_town_is_found_by_its_name_in_each_language_of_the_pages() -> None:
    for typed in ("Bruxelles", "Brussel", "Brussels", "bruxelles"):
        assert find_airports(typed)[0].iata == "BRU"
    assert {one.iata for one in find_airports("Oulan-Bator")} == {
        one.iata for one in find_airports("Ulaanbaatar")
    }
    for typed, code in (("Le Caire", "CAI"), ("Alger", "ALG"), ("Athene", "ATH"), ("Tbilissi", "TBS")):
        assert code in {one.iata for one in find_airports(typed)}
