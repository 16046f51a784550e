"""The explorer: any figure, of any days, as known on any day; its copies, and questions that one keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onward.access import audit
from onward.access.doors import door, whose
from onward.access.queries import offices as every_office
from onward.evidence import actions
from onward.evidence.documents import copies
from onward.evidence.documents.cells import as_csv
from onward.evidence.documents.workbook import as_xlsx
from onward.evidence.exports import case_lines
from onward.evidence.facts import Facts, open_facts
from onward.evidence.forms import FIRST_DAY, ExploreForm, KeepForm
from onward.evidence.hooks import everybody_told
from onward.evidence.pages import explorer as pages
from onward.evidence.pages.lines import cases as cases_behind
from onward.evidence.pages.lines import lines_behind
from onward.evidence.pages.shapes import CasesOf
from onward.evidence.policy import READ_EDITIONS, READ_SMALL, office_read_by, told_by_reference
from onward.evidence.queries import years_with_returns
from onward.evidence.queries.behind import keys_of
from onward.evidence.queries.exploring import Exploration, events_of, explore, kept_by, kept_question
from onward.kernel import clock
from onward.kernel.forms import perform
from onward.kernel.problems import Missing
from onward.reference.context import notes_of

YEARS_OFFERED = 10
COPIES = ("xlsx", "csv")
_BESIDE_NAMES = re.compile(r"[^A-Za-z0-9-]+")
"""What does not belong in the name of a file."""


@require_http_methods(["GET", "POST"])
@door(READ_EDITIONS, READ_SMALL)
def explore_figures(request: HttpRequest) -> HttpResponse:
    """Show the answer to the question of the address; keep that question by a name."""
    user, facts = whose(request), open_facts()
    form, office = _form(request, facts)
    keep = KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept, figure = form.kept(), form.data["figure"]
        name = keep.cleaned_data.get("name", "") if keep.is_valid() else ""
        if perform(keep, lambda: actions.keep_question(user, name, kept, figure, once=keep.token)):
            messages.success(request, _("The question is kept."))
            return redirect(f"{reverse('evidence:explore')}?{kept}")
    page, links = None, []
    if form.is_valid():
        question, shares = form.question(office), form.cleaned_data["shares"]
        page = pages.explore_page(_writing(request, question, facts, shares))
        links = [
            (way, pages.address("evidence:explore-copy", question, way, shares=shares)) for way in COPIES
        ]
    context = {"form": form, "page": page, "keep": keep, "kept": kept_by(user), "copies": links}
    return render(
        request, "evidence/explore.html", context, status=422 if form.errors or keep.errors else 200
    )


@require_safe
@door(READ_EDITIONS, READ_SMALL)
def copy(request: HttpRequest, way: str) -> HttpResponse:
    """Give an answer as a file; who took it is written down."""
    if way not in COPIES:
        raise Missing()
    form, question, facts = _question(request)
    writing = _writing(request, question, facts, form.cleaned_data["shares"])
    made = pages.copy_of(writing)
    if way == "xlsx":
        content = as_xlsx(made, pages.crossed(writing), pages.below(writing))
    else:
        content = copies.WAYS[way].write(made)
    audit.exported(
        whose(request), what="evidence.explore", rows=len(made.lines), filters={**_filters(form), "as": way}
    )
    return _file(content, copies.WAYS[way].media, f"{_name(question)}.{way}")


@require_safe
@door(READ_EDITIONS, READ_SMALL)
def cases(request: HttpRequest) -> HttpResponse:
    """Show the cases behind a number: references, with no name; who read them is written down."""
    form, question, facts = _question(request)
    question = question.narrowed(tuple(None for _code in question.by))
    writing = _writing(request, question, facts, "")
    page = pages.explore_page(writing)
    figure = question.subject.terms[0]
    found = cases_behind(events_of(question, facts), whose(request), figure, writing.namer)
    if found is not None:
        of, asked = everybody_told(found.of), _filters(form)
        audit.told(whose(request), page="evidence.explore-cases", rows=found.told, filters=asked, of=of)
    by_reference = told_by_reference(whose(request))
    context = {
        "page": page,
        "cases": found,
        "back": pages.address("evidence:explore", question),
        "copy": pages.address("evidence:explore-cases-csv", question) if by_reference else "",
    }
    return render(request, "evidence/explore_cases.html", context)


@require_safe
@door(READ_EDITIONS, READ_SMALL)
def cases_csv(request: HttpRequest) -> HttpResponse:
    """Give the references of the cases behind a number, with no name; who took them is written down."""
    if not told_by_reference(whose(request)):
        raise Missing()
    form, question, facts = _question(request)
    events, figure = events_of(question, facts), question.subject.terms[0]
    namer = pages.namer_of(question, notes_of(request))
    rows, of = lines_behind(events, whose(request), figure, namer), everybody_told(keys_of(events))
    lines = case_lines(rows, _cases_of(request, form, question, facts), figure)
    asked = {**_filters(form), "as": "csv"}
    audit.exported(whose(request), what="evidence.explore-cases", rows=len(rows), filters=asked, of=of)
    return _file(as_csv(lines).encode(), "text/csv; charset=utf-8", f"{_name(question)}-cases.csv")


def _cases_of(request: HttpRequest, form: ExploreForm, question: Exploration, facts: Facts) -> CasesOf:
    """Say behind which number of the explorer cases stand."""
    writing = _writing(request, question, facts, "")
    day = question.known_on
    known = day if day and day < clock.today() else clock.now().astimezone(clock.OFFICE_ZONE)
    subject, limits = question.subject, writing.limits()
    notes = tuple(notes_of(request).lines())
    return CasesOf(subject.code, subject.name, limits, question.period, known, notes=notes)


@require_POST
@door(READ_EDITIONS, READ_SMALL)
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep a question no longer."""
    actions.remove_question(whose(request), kept_question(whose(request), key))
    messages.success(request, _("The question is no longer kept."))
    return redirect("evidence:explore")


def _form(request: HttpRequest, facts: Facts) -> tuple[ExploreForm, str | None]:
    """Return the form with the question of the address, and the one office that the reader is limited to."""
    office = office_read_by(whose(request))
    offices = [(one.code, one) for one in every_office()] if office is None else []
    years = years_with_returns(
        office, latest=clock.today().year, earliest=FIRST_DAY.year, most=YEARS_OFFERED, facts=facts
    )
    offered = pages.Offering(office, facts)
    return ExploreForm(request.GET, offices=offices, years=years, offered=offered), office


def _question(request: HttpRequest) -> tuple[ExploreForm, Exploration, Facts]:
    """Return the question of the address, and the facts that it is asked of.

    Raises:
        Problem: what is wrong with it.
    """
    facts = open_facts()
    form, office = _form(request, facts)
    if not form.is_valid():
        raise form.problems[0]
    return form, form.question(office), facts


def _writing(request: HttpRequest, question: Exploration, facts: Facts, shares: str) -> pages.Writing:
    namer = pages.namer_of(question, notes_of(request))
    return pages.Writing(question, explore(question, facts), namer, shares)


def _filters(form: ExploreForm) -> Mapping[str, str]:
    return dict(QueryDict(form.kept()).items())  # type: ignore[arg-type]


def _name(question: Exploration) -> str:
    limits = [part for part in (question.office, question.group, *question.only.values()) if part]
    told = [
        question.subject.code,
        *question.by,
        *limits,
        f"{question.period.first}",
        f"{question.period.last}",
        *([f"known-{question.known_on}"] if question.known_on else []),
    ]
    return _BESIDE_NAMES.sub("-", "-".join(told))


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
