"""Template tags that name places: `{% country code %}`, `{% destination code place %}`, `{% airport it %}`,
`{% noted prose %}`, `{% footnotes %}`.

A name that has a note is followed by its mark, and the note is printed by `{% footnotes %}`, once, below.
"""

from datetime import date

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from onward.kernel.markup import markup
from onward.kernel.written import comma
from onward.reference.airports import Airport
from onward.reference.context import collector
from onward.reference.countries import CountryName, UnknownCountry, country_name
from onward.reference.towns import readers_name

register = template.Library()


def _html(context: Context, name: CountryName) -> SafeString:
    if name.footnote is None:
        return markup('<span class="country">{}</span>', name.bare)
    mark = collector(context).mark(name.footnote)
    return markup(
        '<span class="country">{}<sup class="footnote-mark">'
        '<a href="#note-{}" aria-label="{}">{}</a></sup></span>',
        name.bare,
        mark,
        gettext("note %(mark)s") % {"mark": mark},
        mark,
    )


@register.simple_tag(takes_context=True)
def country(context: Context, code: str | None, on: date | None = None) -> SafeString | str:
    """Write the name of a country in the page's language, with the mark of its note.

    `{% country person.nationality %}`, `{% country case.destination on=edition.date %}`. Nothing is written
    for an empty code; a code that is not known is written as it is.
    """
    if not code:
        return ""
    try:
        return _html(context, country_name(code, get_language() or "en", on))
    except UnknownCountry:
        return code


@register.simple_tag(takes_context=True)
def destination(context: Context, code: str, place: str = "") -> SafeString | str:
    """Write where somebody goes: the country, and the town or region, in the reader's language and its own.

    `{% destination case.destination case.destination_place %}`: 'Iraq, Erbil أربيل'.
    """
    named = country(context, code)
    if not place:
        return named
    known = readers_name(place, code, get_language() or "en")
    if not known:
        return markup('{}, <bdi dir="auto">{}</bdi>', named, place)
    return markup('{}, {} <bdi class="native" dir="auto">{}</bdi>', named, known, place)


@register.simple_tag(takes_context=True)
def airport(context: Context, of: Airport | None) -> SafeString | str:
    """Write an airport as town, code and country: `{% airport leg.arrival %}`."""
    if of is None:
        return ""
    language = get_language() or "en"
    named = _html(context, country_name(of.country, language))
    return markup('<span class="airport">{} ({}){}{}</span>', of.town(language), of.iata, comma(), named)


@register.simple_tag(takes_context=True)
def noted(context: Context, text: object) -> str:
    """Write prose with a raised mark behind each name that has a note: `{% noted card.words %}`.

    A mark that stands there already is kept, and its note comes along: for words that another answer wrote.
    """
    return collector(context).prose(str(text), get_language() or "en")


@register.simple_tag(takes_context=True)
def footnotes(context: Context) -> SafeString:
    """Print the notes collected so far, a paragraph each; nothing where there are none.

    Stands after all that names places: the base template puts it at the foot of every page. A fragment that
    names places is a document of its own, with asterisks (`Footnotes`) and its notes within: the page that it
    is swapped into has numbered its own.
    """
    return format_html_join(
        "",
        '<p class="footnote" id="note-{}" lang="{}"><sup>{}</sup> {}</p>',
        ((mark, note.language, mark, note.text) for mark, note in collector(context)),
    )
