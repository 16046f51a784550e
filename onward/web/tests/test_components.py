"""The drawn components: what the line says, and how charts scale."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from onward.kernel import clock
from onward.kernel.components import Bar, Exit, Line, Signal, Station, TravellerDot, drawn_bars
from onward.web.forms_renderer import OnwardFormRenderer

NOOR = TravellerDot("NZ", "Noor", restricted=True)
HASSAN = TravellerDot("HZ", "Hassan")


def render(source: str, **context: object) -> str:
    """Render a template with the house's tags."""
    context.setdefault("request", RequestFactory().get("/cases/?status=late&after=abc"))
    return Template("{% load onward %}" + source).render(Context(context))


def pathway() -> Line:
    """A case at its second of four stations, with a gate before the third."""
    return Line(
        (
            Station("registered", "Registered", "past", exits=(Exit("Withdrawn", (HASSAN,)),)),
            Station("cleared", "Cleared", "here", travellers=(HASSAN, NOOR)),
            Station("booked", "Booked", "ahead", signal=Signal("missing", 2, "best interest")),
            Station("arrived", "Arrived", "ahead", climbs=True),
        )
    )


def test_a_line_knows_where_it_is_and_what_it_waits_for() -> None:
    line = pathway()
    assert line.here is not None
    assert (line.here.code, line.position) == ("cleared", 2)
    assert line.stopped_before is line.stations[2]
    assert [drawn.high for drawn in line.drawn] == [False, False, False, True]
    assert [drawn.leads_on for drawn in line.drawn] == [True, False, False, False]


def test_a_line_that_has_not_begun_is_at_no_station() -> None:
    line = Line((Station("registered", "Registered", "ahead"),))
    assert (line.here, line.position) == (None, 0)
    assert "station" in render("{% line_small line %}", line=line)


def test_an_open_signal_stops_nobody() -> None:
    line = Line((Station("a", "A", "here"), Station("b", "B", "ahead", signal=Signal("open"))))
    assert line.stopped_before is None


def test_the_large_line_is_an_ordered_list_that_says_states_in_words() -> None:
    page = render("{% line line %}", line=pathway())
    assert "<ol" in page
    assert page.count('<li class="station') == 4
    for words in (
        "passed",
        "here now",
        "still ahead",
        "2 missing",
        "Noor (restricted)",
        "Withdrawn",
        "left the line",
    ):
        assert words in page
    assert page.count('aria-current="step"') == 1
    assert "style=" not in page


def test_the_small_line_says_station_and_signal_to_a_screen_reader() -> None:
    page = render("{% line_small line %}", line=pathway())
    assert "Cleared" in page
    assert "station 2 of 4" in page
    assert "Booked: 2 missing" in page


def test_a_large_family_gets_four_discs_and_the_rest_in_words() -> None:
    family = tuple(TravellerDot(str(n), f"Child {n}", restricted=n == 6) for n in range(7))
    page = render("{% line line %}", line=Line((Station("a", "A", "here", travellers=family),)))
    assert "+3" in page
    assert "Child 4, Child 5, Child 6 (restricted)" in page


def test_days_left_are_said_in_words() -> None:
    with clock.at(datetime(2021, 11, 10, 12, tzinfo=UTC)):
        for deadline, words in [
            ("2021-11-10", "today"),
            ("2021-11-11", "tomorrow"),
            ("2021-11-07", "3 days late"),
        ]:
            assert words in render("{% due day %}", day=datetime.fromisoformat(deadline).date())
    assert render("{% due None %}") == ""


def test_only_what_is_late_stands_out_and_what_is_for_today_or_tomorrow_mildly() -> None:
    for days, state in [(-1, "late"), (0, "near"), (1, "near"), (2, "calm"), (5, "calm"), (30, "calm")]:
        assert f"is-{state}" in render(f"{{% due {days} %}}"), days


def test_a_name_in_another_script_is_isolated_and_escaped() -> None:
    assert 'lang="ar" dir="rtl"' in render('{% native "نور" "ar" %}')
    assert "<b>" not in render("{% native name %}", name="<b>")
    assert render("{{ 'Hassan van Al-Zubaidi'|initials }}") == "HA"


def test_bars_are_scaled_to_the_longest_and_bear_nothing() -> None:
    assert [bar.percent for bar in drawn_bars([Bar("a", 4), Bar("b", Decimal(1)), Bar("c", 0)])] == [
        "100.0%", "25.0%", "0.0%",
    ]  # fmt: skip
    assert [bar.percent for bar in drawn_bars([Bar("a", 0)])] == ["0.0%"]
    assert drawn_bars([]) == ()
    assert 'width="25.0%"' in render("{% bars rows %}", rows=[Bar("a", 4), Bar("b", 1)])


def test_another_filter_starts_at_the_first_page() -> None:
    assert render("{% query list='mine' %}") == "?status=late&amp;list=mine"
    assert render("{% query status=None %}") == "?"


class Born(forms.Form):
    """One date and one group of boxes."""

    default_renderer = OnwardFormRenderer()
    born = forms.DateField(label="Date of birth", help_text="As on the passport.")
    channel = forms.ChoiceField(label="Channel", choices=[("a", "A")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)


def test_an_error_stands_at_its_field_and_in_the_summary() -> None:
    page = str(Born({"born": "yesterday"}))
    assert 'href="#id_born"' in page
    assert 'href="#id_channel_0"' in page
    assert 'aria-describedby="id_born_helptext id_born_error"' in page
    assert 'id="id_born_error"' in page
    assert 'aria-invalid="true"' in page
    assert page.count("(optional)") == 1


def test_a_form_without_errors_has_no_summary() -> None:
    assert 'class="summary"' not in str(Born())


def test_the_look_is_only_one_that_we_draw() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["onward_look"] = '"><script>'
    assert render("{% look %}", request=request) == "auto"
    request.COOKIES["onward_look"] = "dark"
    assert render("{% look %}", request=request) == "dark"


def test_what_is_settled_is_drawn_once_for_each_language_and_keeps_nothing_of_the_page() -> None:
    head = Template("{% load i18n onward %}{% settled %}{% translate 'Cases' %}{{ name }}{% endsettled %}")
    for language, word in (("en", "Cases"), ("fr", "Dossiers"), ("en", "Cases"), ("fr", "Dossiers")):
        with translation.override(language):
            assert head.render(Context({"name": "Amina"})) == word


def test_the_options_of_a_list_are_escaped_and_one_is_taken() -> None:
    drawn = render("{% options pairs 7 %}", pairs=[(7, "Lies <b>"), (8, "Paul")])
    assert drawn == '<option value="7" selected>Lies &lt;b&gt;</option><option value="8">Paul</option>'
