"""The tags that draw Onward's components. `{% load onward %}`; docs/pages.md shows each with its markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.forms import BaseForm, BooleanField, BoundField, Field
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from onward.kernel import clock
from onward.kernel.components import Bar, Line, Signal, drawn_bars
from onward.kernel.markup import markup
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words, said_of
from onward.kernel.written import comma
from onward.web.drawing import mini_track
from onward.web.icons import ICONS, ILLUSTRATIONS

register = template.Library()
register.filter("told_as", told_as)

NEAR = 1
"""Days left at and below which a deadline is drawn as near: what is for today or tomorrow changes the order
of a day's work. Everything later stands in ink, so that what is late cannot drown among it."""
LOOKS = ("auto", "light", "dark")
RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "ur", "ckb", "syr", "dv", "yi")


class _Settled(template.Node):
    """What is the same for everybody who reads in one language."""

    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes
        self.drawn: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Draw it once for each language; with nothing of the page at hand that it could keep."""
        language = get_language()
        if language not in self.drawn:
            self.drawn[language] = self.nodes.render(context.new())
        return self.drawn[language]


@register.tag
def settled(parser: Any, token: Any) -> _Settled:
    """`{% settled %}…{% endsettled %}`: heads of pages and tables, drawn once for each language."""
    nodes = parser.parse(("endsettled",))
    parser.delete_first_token()
    return _Settled(nodes)


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """Draw an icon. Without `words` it is decoration; with them they are read in its place."""
    spoken = markup('<span class="vh">{}</span>', words) if words else ""
    flip = " icon-flip" if name in {"next", "older", "newer", "line"} else ""
    drawing = SafeString(ICONS[name])  # nosec B703
    return markup(
        '<svg class="icon icon-{}{}" viewBox="0 0 20 20" aria-hidden="true">{}</svg>{}',
        name,
        flip,
        drawing,
        spoken,
    )


@register.simple_tag
def illustration(name: str) -> SafeString:
    """Draw the picture of an empty, refused, failed or waiting page: always a piece of the line."""
    return markup(
        '<svg viewBox="8 0 160 64" aria-hidden="true">{}</svg>',
        SafeString(ILLUSTRATIONS[name]),  # nosec B703
    )


@register.simple_tag
def options(choices: Iterable[tuple[Any, Any]], chosen: Any = "") -> SafeString:
    """Draw (code, name) pairs as the options of a list, with `chosen` taken."""
    return SafeString(  # nosec B703
        "".join(
            markup('<option value="{}"{}>{}</option>', code, _TAKEN if code == chosen else "", name)
            for code, name in choices
        )
    )


_TAKEN = SafeString(" selected")


@register.simple_tag(takes_context=True)
def look(context: Context) -> str:
    """Return the look that the reader chose in this browser: 'auto', 'light' or 'dark'."""
    request = context.get("request")
    chosen = request.COOKIES.get("onward_look", "auto") if request is not None else "auto"
    return chosen if chosen in LOOKS else "auto"


# --- the line -------------------------------------------------------------------------------------------


@register.inclusion_tag("components/line.html")
def line(line: Line) -> dict[str, Any]:
    """Draw the line large: lying where there is room, upright on a phone."""
    return {"line": line}


@register.simple_tag
def line_small(line: Line, name: bool = True) -> SafeString:
    """Draw the line small, for a row of a list; `name` writes the station beside it.

    Made in Python, not by a template: a list has 25 of them, and time to spare for other things.
    """
    here, stopped = line.here, line.stopped_before
    where = _("station %(position)d of %(all)d") % {"position": line.position, "all": len(line.stations)}
    spoken = said_of(stopped.label, signal_words(stopped.signal)) if stopped and stopped.signal else ""
    return markup(
        '<span class="mini{}">{}<span class="{}">{}<span class="vh">{}{}{}{}</span></span></span>',
        " is-out" if line.left else "",
        mini_track(line),
        "mini-name" if name else "vh",
        here.label if here else "",
        ", " if here else "",
        where,
        ", " if spoken else "",
        spoken,
    )


@register.filter
def signal_words(signal: Signal) -> str:
    """Say a signal in two or three words: '2 missing'."""
    if signal.kind == "missing":
        return ngettext("%(n)d missing", "%(n)d missing", signal.count) % {"n": signal.count}
    if signal.kind == "unknown":
        return ngettext("%(n)d unknown", "%(n)d unknown", signal.count) % {"n": signal.count}
    return (
        pgettext("signal on the line", "on hold")
        if signal.kind == "hold"
        else pgettext("signal on the line", "open")
    )


# --- pieces of a row ------------------------------------------------------------------------------------


def _due_words(days: int) -> str:
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@register.simple_tag
def due(deadline: date | int | None, words: str = "") -> SafeString:
    """Draw how long is left until a date (or so many days); nothing for no deadline.

    `words` replaces '6 days left' while the shape still follows the days.
    """
    if deadline is None or deadline == "":
        return SafeString("")
    days = deadline if isinstance(deadline, int) else (deadline - clock.today()).days
    state = "late" if days < 0 else "near" if days <= NEAR else "calm"
    return markup('<span class="due is-{}">{}</span>', state, words or _due_words(days))


@register.filter(expects_localtime=True)
def day(value: date | None, pattern: str = "j N Y") -> str:
    """Write a day in words, as Django's `date` does, but as the reader's language writes the first of a
    month; Django's takes longer than all the rest of a timeline.
    """
    return day_in_words(value, pattern) if value else ""


register.filter("said_of", said_of)
register.simple_tag(comma)


@register.simple_tag
def native(name: str, language: str = "") -> SafeString:
    """Write a name in the script it was given in, isolated from the direction of what stands around it."""
    if not name:
        return SafeString("")
    side = "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "auto"
    if not language:
        return markup('<bdi class="native" dir="auto">{}</bdi>', name)
    return markup('<bdi class="native" lang="{}" dir="{}">{}</bdi>', language, side, name)


@register.simple_tag
def seal(words: str = "") -> SafeString:
    """Draw the mark of a restricted file: hexagon, the word, and why the reader sees it."""
    mark = icon("sealed")
    if not words:
        return markup('<span class="seal">{}{}</span>', mark, _("Restricted"))
    return markup('<span class="seal">{}<span>{}</span></span>', mark, said_of(_("Restricted"), words))


@register.filter
def initials(name: str) -> str:
    """Shorten a name to at most two letters for a disc: 'Hassan Al-Zubaidi' to 'HA'."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    picked = words if len(words) < 3 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper()


# --- charts ---------------------------------------------------------------------------------------------


@register.inclusion_tag("components/bars.html")
def bars(rows: Iterable[Bar], caption: str = "", what: str = "", number: str = "") -> dict[str, Any]:
    """Draw a table of bars: `what` and `number` head the first and the last column."""
    return {"rows": drawn_bars(rows), "caption": caption, "what": what, "number": number}


@register.inclusion_tag("components/columns.html")
def columns(rows: Iterable[Bar], caption: str = "") -> dict[str, Any]:
    """Draw upright columns, for months or years."""
    return {"rows": drawn_bars(rows), "caption": caption}


# --- forms ----------------------------------------------------------------------------------------------


def _answers(field: Field) -> bool:
    """Say whether a field answers what its error asks, so that its label follows the question.

    A tick that need not be set has an error only where one asks for it: 'Is the number right?'
    """
    return isinstance(field, BooleanField) and not field.required


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm, others: Iterable[BaseForm] = ()) -> dict[str, Any]:
    """List what is wrong in a form, with a link to each field. Nothing where nothing is wrong.

    With `others` also what is wrong in these: each says by `called` whom or what its fields are about.
    """
    forms = [form, *others]
    found = [
        (field, "" if _answers(field.field) else field.label, error, getattr(one, "called", ""))
        for one in forms
        for field in one.visible_fields()
        for error in field.errors
    ]
    general = [
        (error, getattr(one, "called", ""))
        for one in forms
        for errors in (one.non_field_errors(), *(field.errors for field in one.hidden_fields()))
        for error in errors
    ]
    return {"found": found, "general": general}


@register.filter
def first_id(field: BoundField) -> str:
    """The id of the control that an error link jumps to; a group of boxes has it on its first box."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return the address's query with some parts changed: `{% query status='late' after=None %}`.

    The keys of the pages (`after`, `before`) fall away unless given: another filter starts at the first page.
    """
    kept = context["request"].GET.copy()
    for key in ("after", "before"):
        kept.pop(key, None)
    for key, value in changes.items():
        kept.pop(key, None)
        if value not in (None, ""):
            kept[key] = value
    return f"?{kept.urlencode()}"
