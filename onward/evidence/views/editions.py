"""Reports: the editions there are, preparing one, publishing it, and the pages of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onward.access import audit
from onward.access.doors import door, whose
from onward.access.models import User
from onward.access.policy import may
from onward.evidence import actions, judging
from onward.evidence.documents import copies
from onward.evidence.documents.cells import as_csv
from onward.evidence.documents.composing import compose, everything
from onward.evidence.documents.html import alone
from onward.evidence.documents.texts import LANGUAGES, Ref
from onward.evidence.documents.typeset import pdf
from onward.evidence.editions.freezing import NOW
from onward.evidence.editions.protecting import LeftOut
from onward.evidence.exports import case_lines
from onward.evidence.facts import Facts, current_store, open_facts
from onward.evidence.forms import PrepareDonorForm, PrepareForm, WithdrawForm
from onward.evidence.hooks import Keys, everybody_told
from onward.evidence.models import Edition
from onward.evidence.pages import editions as pages
from onward.evidence.pages.judging import work_page
from onward.evidence.pages.lines import lines_behind
from onward.evidence.pages.numbers import cases_of, namer_of, number_page
from onward.evidence.pages.redefined import named, redefined, since_published
from onward.evidence.policy import APPROVE, PREPARE, READ_EDITIONS, READ_SMALL, told_by_reference
from onward.evidence.problems import SplitAstray
from onward.evidence.queries.behind import Behind, keys_of
from onward.evidence.queries.beside import beside_public
from onward.evidence.queries.defined import redefined_today
from onward.evidence.queries.editions import (
    edition_seen,
    editions_seen,
    frozen_of,
    imprint_of,
    shown_to_public,
    standing,
)
from onward.evidence.queries.judged import published_before
from onward.kernel import clock
from onward.kernel.forms import perform
from onward.kernel.problems import Missing
from onward.reference.context import notes_of
from onward.reference.countries import Footnotes

LISTED = 50
PUBLIC = "public"
"""Asks for the copy that the public gets; without it a copy is exact."""


@require_http_methods(["GET", "POST"])
@door(READ_EDITIONS)
def reports(request: HttpRequest) -> HttpResponse:
    """Show the editions there are and the periods of which one may be prepared; prepare one."""
    user = whose(request)
    form, donor = _prepare_forms(request) if may(user, PREPARE) else (None, None)
    prepared = _prepared(user, form, donor)
    if prepared:
        if prepared.frozen.definition.public:
            judging.begin(user, prepared)
        messages.success(request, _("The numbers are frozen. Somebody else may publish them now."))
        return redirect("evidence:edition", prepared.key)
    lines = pages.edition_lines(editions_seen(user)[:LISTED])
    offered = pages.offer_lines(clock.today(), lines) if form else []
    explorer = may(user, READ_SMALL)
    context = {"lines": lines, "form": form, "donor": donor, "offers": offered, "explorer": explorer}
    failed = any(one.errors for one in (form, donor) if one)
    return render(request, "evidence/reports.html", context, status=422 if failed else 200)


def _prepare_forms(request: HttpRequest) -> tuple[PrepareForm, PrepareDonorForm]:
    """Return the forms of the reports of the office and of those for donors; that which was sent is bound."""
    sent = request.POST if request.method == "POST" else None
    of_donor = sent is not None and "told" in sent
    donor = PrepareDonorForm(sent if of_donor else None, offered=pages.donor_choices(clock.today()))
    return PrepareForm(None if of_donor else sent), donor


def _prepared(user: User, form: PrepareForm | None, donor: PrepareDonorForm | None) -> Edition | None:
    """Prepare what was asked for in the form that was sent, if one was."""
    if donor is not None and donor.is_bound:
        return perform(donor, lambda: _of_donor(user, donor))
    if form is None or not form.is_bound:
        return None
    return perform(form, lambda: _of_office(user, form))


def _of_donor(user: User, form: PrepareDonorForm) -> Edition:
    project, code = form.chosen
    with _writing_astray(user, project=project, period=code):
        return actions.prepare_donor_report(user, project, code, once=form.token)


def _of_office(user: User, form: PrepareForm) -> Edition:
    report, first = form.cleaned_data["report"], form.cleaned_data["first"]
    with _writing_astray(user, report=report, first=str(first)):
        return actions.prepare_edition(user, report, first, once=form.token)


@contextmanager
def _writing_astray(user: User, **asked: str) -> Iterator[None]:
    """Write down who read references of cases, where an edition is refused and the refusal tells them."""
    try:
        yield
    except SplitAstray as astray:
        if astray.references:
            of = everybody_told([(case, None) for case in astray.cases])
            audit.told(user, page="evidence.split-astray", rows=len(astray.references), filters=asked, of=of)
        raise


@require_safe
@door(READ_EDITIONS)
def edition(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an edition: how it stands, its document, and what may be done with it."""
    return _edition(request, edition_seen(whose(request), key))


def _edition(request: HttpRequest, found: Edition, form: WithdrawForm | None = None) -> HttpResponse:
    user, line = whose(request), pages.edition_line(found)
    public, approves = found.frozen.definition.public, may(user, APPROVE)
    judged = judging.taken_up(user, found) if public and approves and not line.stands.published else None
    withdraw = pages.may_withdraw(user, line)
    context = {
        "line": line,
        "title": pages.title_of(line),
        "told": pages.document_of(found, notes_of(request)),
        "changed": len(pages.known_otherwise(found)),
        "beyond": pages.beyond(found),
        "redefined": named(redefined_today(found)),
        "otherwise": "" if line.stands.published else since_published(found),
        "public": public,
        "approves": approves,
        "may_publish": pages.may_publish(user, line),
        "work": work_page(found, judged) if isinstance(judged, judging.State) else None,
        "in_the_way": isinstance(judged, LeftOut) and not judged.can_be_published,
        "moved": isinstance(judged, LeftOut) and judged.can_be_published and _moved(found, judged),
        "mine": found.prepared_by_id == user.pk and approves,
        "form": (form or WithdrawForm()) if withdraw else None,
        "languages": LANGUAGES,
        "copies": tuple(copies.WAYS),
    }
    return render(request, "evidence/edition.html", context, status=422 if form else 200)


def _moved(found: Edition, hidden: LeftOut) -> bool:
    """Say whether numbers of an edition differ by few from what is public."""
    return bool(beside_public(found, hidden, list(published_before())).many)


@require_POST
@door(READ_EDITIONS, APPROVE)
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that an edition no longer stands, and why."""
    user, found = whose(request), edition_seen(whose(request), key)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    if perform(form, lambda: actions.withdraw_edition(user, found, reason, once=form.token)):
        messages.success(request, _("The edition is withdrawn. It can be read all the same."))
        return redirect("evidence:edition", key)
    return _edition(request, found, form)


@require_safe
@door(READ_EDITIONS)
def since(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show each number of an edition that is known otherwise today, and why.

    Who read references of cases is written down.
    """
    found = edition_seen(whose(request), key)
    line = pages.edition_line(found)
    changed = pages.what_changed(found, whose(request), notes_of(request))
    if told := set[str]().union(*(one.told for one in changed)):
        asked, of = _asked(found, "html"), everybody_told(set[Keys]().union(*(one.of for one in changed)))
        audit.told(whose(request), page="evidence.edition-since", rows=len(told), filters=asked, of=of)
    context = {
        "line": line,
        "title": pages.title_of(line),
        "chapters": changed,
        "redefined": redefined(found, whose(request), notes_of(request)),
    }
    return render(request, "evidence/edition_since.html", context)


@require_safe
@door(READ_EDITIONS)
def document(request: HttpRequest, key: UUID, language: str, way: str) -> HttpResponse:
    """Give the document in a language, for print or as one file; who took it is written down."""
    found = edition_seen(whose(request), key)
    if language not in LANGUAGES:
        raise Missing()
    public = _is_public(request)
    shown = shown_to_public(found) if public else everything
    told = compose(
        frozen_of(found, public=public), language, imprint_of(found, language, public=public), shown
    )
    kinds: dict[str, tuple[str, Callable[[], bytes]]] = {
        "pdf": ("application/pdf", lambda: pdf(told)),
        "html": ("text/html; charset=utf-8", lambda: alone(told).encode()),
    }
    if way not in kinds:
        raise Missing()
    media, make = kinds[way]
    audit.exported(
        whose(request), what="evidence.edition", rows=1, filters=_asked(found, f"{language}.{way}", public)
    )
    return _file(make(), media, f"{_name(found, public)}-{language}.{way}")


@require_safe
@door(READ_EDITIONS)
def numbers(request: HttpRequest, key: UUID, way: str) -> HttpResponse:
    """Give the numbers of an edition as a file; who took it is written down."""
    found = edition_seen(whose(request), key)
    if way not in copies.WAYS:
        raise Missing()
    language = pages.language()
    public = _is_public(request)
    shown = shown_to_public(found) if public else everything
    copy = copies.copy_of(
        frozen_of(found, public=public), language, imprint_of(found, language, public=public), shown
    )
    asked = _asked(found, way, public)
    audit.exported(whose(request), what="evidence.edition", rows=len(copy.lines), filters=asked)
    return _file(copies.WAYS[way].write(copy), copies.WAYS[way].media, f"{_name(found, public)}.{way}")


@require_safe
@door(READ_EDITIONS)
def number(request: HttpRequest, key: UUID, chapter: str, table: str) -> HttpResponse:
    """Show one number: what it is, how it is asked for, the years before, and the cases behind it.

    Who read references of cases is written down.
    """
    found, behind, facts = _behind(request, key, chapter, table)
    page = number_page(found, behind, facts, whose(request), notes_of(request))
    if page.cases is not None:
        asked = {**_asked(found, "html"), "number": str(behind.ref)}
        of = everybody_told(page.cases.of)
        audit.told(whose(request), page="evidence.number", rows=page.cases.told, filters=asked, of=of)
    line, by_reference = pages.edition_line(found), told_by_reference(whose(request))
    copy = pages.number_url(found, behind.ref, "evidence:number-cases") if by_reference else ""
    context = {"line": line, "title": pages.title_of(line), "page": page, "copy": copy}
    return render(request, "evidence/number_page.html", context)


@require_safe
@door(READ_EDITIONS, READ_SMALL)
def number_cases(request: HttpRequest, key: UUID, chapter: str, table: str) -> HttpResponse:
    """Give the references of the cases behind a number, with no name; who took them is written down."""
    if not told_by_reference(whose(request)):
        raise Missing()
    found, behind, facts = _behind(request, key, chapter, table)
    events = behind.events(facts)
    notes, figure = Footnotes(), behind.counted[0]
    rows = lines_behind(events, whose(request), figure, namer_of(found, behind, notes))
    of = everybody_told(keys_of(events))
    lines = case_lines(rows, cases_of(found, behind, notes), figure)
    asked = {**_asked(found, "csv"), "number": str(behind.ref)}
    audit.exported(whose(request), what="evidence.number", rows=len(rows), filters=asked, of=of)
    name = "-".join((_name(found), *str(behind.ref).split("/")))
    return _file(as_csv(lines).encode(), "text/csv; charset=utf-8", f"{name}.csv")


def _is_public(request: HttpRequest) -> bool:
    """Say which copy is asked for: a word that nobody knows gives none, least of all the exact one.

    Raises:
        Missing: there is no copy of that name.
    """
    asked = request.GET.get("copy")
    if asked not in (None, PUBLIC):
        raise Missing()
    return asked == PUBLIC


def _behind(request: HttpRequest, key: UUID, chapter: str, table: str) -> tuple[Edition, Behind, Facts]:
    found = edition_seen(whose(request), key)
    ref = Ref(chapter, table, request.GET.get("period", NOW), tuple(request.GET.getlist("part")))
    behind = Behind(found.frozen, ref)
    return found, behind, open_facts(current_store(behind.library))


def _asked(found: Edition, way: str, public: bool = False) -> dict[str, str]:
    copy = {"copy": PUBLIC} if public else {}
    return copy | {"edition": str(found.key), "report": found.report, "first": str(found.first), "as": way}


def _name(found: Edition, public: bool = False) -> str:
    kind = PUBLIC if public else "exact"
    report = "-".join(one for one in (found.report, found.project) if one)
    end = "-withdrawn" if standing(found).withdrawn else ""
    return f"{report}-{found.first}-{found.last}-edition-{found.number}-{kind}{end}"


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
