"""`{% case_rows rows %}`: the rows of a list of cases, made in Python, since every list has 25 of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from onward.casework.cases.choices import task_words
from onward.casework.cases.models import Case, Task
from onward.casework.cases.pages.lists import CaseRow
from onward.kernel.markup import markup
from onward.kernel.text import day_in_words
from onward.reference.templatetags.places import country
from onward.web.templatetags.onward import due, icon, line_small, native

register = template.Library()
NOTHING = SafeString("")
MOST_TOLD = 160
"""Letters of what a colleague wrote that a row of a list has room for."""
_HOLE = "00000000-0000-4000-8000-000000000000"
ROW = (
    '<tr{}><th scope="row"><a class="row-link" href="{}">{}</a>{} {}{}'
    '<small class="quiet"><span class="ref">{} ·</span> {}</small></th>'
    '<td data-label="{}">{}</td><td data-label="{}"><span>{}{}{}{}</span></td>'
    '<td data-label="{}">{}</td>{}</tr>'
)
TICK = (
    '<td class="tick"><button class="button quiet small" id="tick-{}" type="submit" form="tick" '
    'formaction="{}" aria-label="{}">✓</button></td>'
)
DONE = (
    '<tr><td colspan="5"><div class="note is-go" role="status">{}<div class="row"><span id="done">{}</span>'
    '<button class="button quiet small" id="undo" type="submit" form="tick" formaction="{}" '
    'name="undo" value="1" aria-describedby="done">{}</button></div></div></td></tr>'
)


@register.simple_tag(takes_context=True)
def case_rows(
    context: Context, rows: Sequence[CaseRow], ticks: bool = False, blocked: bool = False
) -> SafeString:
    """Draw the rows: `ticks` ends each with a button for its task, `blocked` says what stops it."""
    heads = (_("On the line"), _("What blocks") if blocked else _("Next step"), _("Days left"))
    drawn = (
        part
        for row in rows
        for part in (
            _done(row.done_above) if row.done_above else NOTHING,
            _row(context, row, heads, _tick(row) if ticks else NOTHING, blocked),
        )
    )
    return SafeString("".join(drawn))  # nosec B703


def _row(
    context: Context, row: CaseRow, heads: tuple[str, str, str], tick: SafeString, blocked: bool
) -> SafeString:
    case = row.case
    return markup(
        ROW,
        SafeString(' class="is-sealed"') if row.restricted else NOTHING,
        _address("cases:case").replace(_HOLE, case.reference),
        row.name,
        markup(" {}", native(row.name_native)) if row.name_native else NOTHING,
        markup('<span class="quiet">+{}</span> ', row.others) if row.others > 0 else NOTHING,
        markup("{} ", icon("sealed", _("Restricted"))) if row.restricted else NOTHING,
        case.reference,
        country(context, case.destination),
        heads[0],
        line_small(row.line),
        heads[1],
        _closed(case) if case.closed_on else _held() if row.held and not row.task else NOTHING,
        row.next,
        markup(' <small class="quiet">{}</small>', row.who) if row.who and not blocked else NOTHING,
        _stop(row) if blocked else _told(row),
        heads[2],
        due(row.due),
        tick,
    )


def _held() -> SafeString:
    return markup('<span class="tag is-stop">{}</span> ', _("On hold"))


def _closed(case: Case) -> SafeString:
    words = _("closed on %(day)s") % {"day": day_in_words(case.closed_on)} if case.closed_on else ""
    return markup('<span class="tag">{}</span> ', words)


def _stop(row: CaseRow) -> SafeString:
    """Return before which stage it stands, by what else, and who must act: on a line of its own."""
    return markup('<small class="quiet row-more">{}</small>', " · ".join(filter(None, (row.stops, row.who))))


def _told(row: CaseRow) -> SafeString:
    """Return the beginning of what a colleague wrote; all of it stands in the case."""
    words = Truncator(row.told).chars(MOST_TOLD)
    return markup('<small class="quiet row-more" dir="auto">{}</small>', words) if words else NOTHING


def _done(task: Task) -> SafeString:
    """Return the row that says in the place of a task that it is done; the keyboard is at its undoing."""
    words = _("Task done: %(words)s") % {"words": task_words(task)}
    return markup(DONE, icon("go"), words, _finish(task), _("Undo"))


def _tick(row: CaseRow) -> SafeString:
    """Return the cell with the button that says that a task is done."""
    if row.task is None:
        return SafeString("<td></td>")
    words = _("Done: %(words)s, %(name)s") % {"words": row.next, "name": row.name}
    return markup(TICK, str(row.task.key), _finish(row.task), words)


def _finish(task: Task) -> str:
    return _address("cases:finish-task").replace(_HOLE, str(task.key))


register.filter("task_words", task_words)


@cache
def _address(name: str) -> str:
    """Return an address with a hole for its one argument: to ask for each row costs more than to draw it."""
    return reverse(name, args=[_HOLE])
