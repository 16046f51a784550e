"""The past comes in by a page: hand in a workbook, look at what it would bring, bring it in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onward.access import audit
from onward.access.doors import door, uuid_of, whose
from onward.access.paging import page_by_key
from onward.access.roles import roles
from onward.casework.cases.models import Case
from onward.casework.cases.policy import travellers_whatever_became
from onward.history import actions, pages, uploads
from onward.history.forms import CorrectQuantityForm, TakeBackCaseForm, TakeBackQuantityForm, UploadForm
from onward.history.models import ImportedRow
from onward.history.pages.cases import case_lines, take_back_page
from onward.history.pages.quantities import quantity_lines, quantity_page
from onward.history.policy import LOAD, TAKE_BACK
from onward.history.queries import imports_seen
from onward.history.queries import quantities as told
from onward.history.queries.cases import cases_that_came_in, told_of_case, workbook_of_cases
from onward.history.uploads import State, Upload
from onward.history.workbook import write_template
from onward.history.workbook.columns import PERSONS, QUANTITIES
from onward.history.workbook.quantities import LONGEST
from onward.kernel.forms import perform
from onward.kernel.problems import Missing
from onward.kernel.text import clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 50


@require_http_methods(["GET", "POST"])
@door(LOAD)
def start(request: HttpRequest) -> HttpResponse:
    """Show what came in and what waits; take a workbook in, and check it."""
    user = whose(request)
    uploads.sweep()
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and (upload := perform(form, lambda: _keep(request, form))):
        return redirect("history:upload", upload.key)
    context = {
        "form": form,
        "waiting": [pages.upload_page(*one) for one in uploads.waiting(user)],
        "imports": [pages.import_line(one) for one in imports_seen(user)[:LISTED]],
        "has_quantities": ImportedRow.objects.visible_to(user).exists(),
        "take_back": _roles_with(TAKE_BACK),
    }
    return render(request, "history/start.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, form: UploadForm) -> Upload | None:
    """Keep the file and begin to check it; one that cannot be read at all is not kept."""
    given = form.cleaned_data
    name = clean(given["file"].name)
    upload = uploads.keep(whose(request), given["file"], name, get_language() or "en", given["known_on"])
    uploads.start(upload)
    if problem := uploads.wait(upload).problem:
        upload.remove()
        form.add_error("file", " ".join(problem[1:]))
        return None
    return upload


@require_safe
@door(LOAD)
def template(request: HttpRequest) -> HttpResponse:
    """Give the workbook to fill in, in the reader's language."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        return _file(path.read_bytes(), "onward-history.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_safe
@door(LOAD)
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how a workbook stands: how far the work on it is, and what it would bring or brought in."""
    found, state = _found(request, key)
    page = pages.upload_page(found, state)
    if request.headers.get("HX-Request") and not page.at_work:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "history/upload.html", {"page": page})


def _found(request: HttpRequest, key: UUID) -> tuple[Upload, State]:
    uploads.sweep()
    found = uploads.find(whose(request), key)
    if found is None:
        raise Missing()
    return found


@require_safe
@door(LOAD)
def bad(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the rows that cannot come in, with their reasons; who took them is written down."""
    found, state = _found(request, key)
    if not found.bad.exists():
        raise Missing()
    filters = {"file": state.digest}
    audit.exported(whose(request), what="history.bad-rows", rows=state.found.get("bad", 0), filters=filters)
    return _file(found.bad.read_bytes(), "onward-history-bad-rows.xlsx")


@require_POST
@door(LOAD)
def load(request: HttpRequest, key: UUID) -> HttpResponse:
    """Bring in what may come in, or the rest of it."""
    found, state = _found(request, key)
    page = pages.upload_page(found, state)
    if page.may_load:
        uploads.start(found, loading=True)
        uploads.wait(found)
    return redirect("history:upload", key)


@require_POST
@door(LOAD)
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """Check a workbook once more: what is there already has changed, or the work on it was cut off."""
    found, state = _found(request, key)
    if pages.upload_page(found, state).may_check:
        uploads.start(found)
        uploads.wait(found)
    return redirect("history:upload", key)


@require_POST
@door(LOAD)
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop the work on a workbook; what came in stays."""
    found, _state = _found(request, key)
    uploads.stop(found)
    return redirect("history:upload", key)


@require_POST
@door(LOAD)
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a workbook away before its day is over."""
    found, _state = _found(request, key)
    found.remove()
    messages.success(request, _("The file is deleted. What came in from it stays."))
    return redirect("history:start")


@require_safe
@door(TAKE_BACK, "cases.read")
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases that came in, of all workbooks or of one, those that were taken back among them."""
    user, given = whose(request), request.GET
    key, number = uuid_of(given.get("workbook", "")), clean(given.get("number", ""))[:LONGEST]
    workbook = workbook_of_cases(user, key) if key else None
    page = page_by_key(cases_that_came_in(user, workbook, number), request)
    context = {
        "page": page,
        "lines": case_lines(page.rows),
        "workbook": workbook,
        "number": number,
        "sheet": PERSONS.title,
        "hands_in": _roles_with(LOAD),
    }
    return render(request, "history/cases.html", context)


def _roles_with(verb: str) -> list[str]:
    """Return what the roles are called that may do something."""
    return [str(one.name) for one in roles().values() if verb in one.verbs]


@require_http_methods(["GET", "POST"])
@door(TAKE_BACK, "cases.read")
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what goes where a case that came in is taken back, and take it back."""
    user = whose(request)
    found = cases_that_came_in(user).filter(key=key).select_related("office", "household").first()
    if found is None:
        raise Missing()
    travellers = travellers_whatever_became(user, found)
    sent = request.POST if request.method == "POST" else None
    form = TakeBackCaseForm(sent, case=found, travellers=travellers)

    def save() -> Case:
        why = form.cleaned_data["reason"]
        read = {"version": form.seen_version, "listed": form.cleaned_data["listed"]}
        return actions.take_back_case(user, found, why, **read, once=form.token)

    if form.is_bound and perform(form, save) is not None:
        messages.success(request, _("Taken back. Mended in the workbook, it comes in again."))
        return redirect("cases:case", found.reference)
    found.refresh_from_db(fields=["taken_back_on"])
    if found.taken_back_on:  # before, or by somebody who was quicker
        if form.gone:
            messages.warning(request, form.gone.say())
        return redirect("cases:case", found.reference)
    of_it = told_of_case(found)
    form.lists(of_it)
    page = take_back_page(user, found, travellers, of_it, form.unread_after)
    audit.shown_restricted(request, page.sealed, case=found.key)
    context = {"page": page, "form": form}
    return render(request, "history/case.html", context, status=422 if form.is_bound else 200)


@require_safe
@door(LOAD)
def quantities(request: HttpRequest) -> HttpResponse:
    """List the quantities that came in, of all workbooks or of one, the newest day first."""
    user, given = whose(request), request.GET
    key = uuid_of(given.get("workbook", ""))
    workbook = told.workbook_seen(user, key) if key else None
    page = told.page_of_quantities(user, workbook, given.get("after", ""), given.get("before", ""))
    context = {"page": page, "lines": quantity_lines(user, page.rows), "workbook": workbook}
    context |= {"sheet": QUANTITIES.title}
    return render(request, "history/quantities.html", context)


@require_http_methods(["GET", "POST"])
@door(LOAD)
def quantity(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a quantity that came in with all that was told of it, and correct it."""
    user, row = whose(request), told.quantity(whose(request), key)
    story = told.story_of(row)
    stands = told.as_told(row, story).says
    form = CorrectQuantityForm(request.POST if request.method == "POST" else None, row=row, stands=stands)

    def save() -> ImportedRow:
        right, why = form.right(), form.cleaned_data["reason"]
        return actions.correct_quantity(user, row, right, why, version=form.seen_version, once=form.token)

    if form.is_bound and perform(form, save) is not None:
        messages.success(request, _("Corrected. What was told before stays on record."))
        return redirect("history:quantity", key)
    return _quantity(request, row, form, TakeBackQuantityForm(row=row))


@require_POST
@door(LOAD)
def take_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a quantity was none."""
    user, row = whose(request), told.quantity(whose(request), key)
    back = TakeBackQuantityForm(request.POST, row=row)

    def save() -> ImportedRow:
        why = back.cleaned_data["reason"]
        return actions.take_back_quantity(user, row, why, version=back.seen_version, once=back.token)

    if perform(back, save) is not None:
        messages.success(request, _("Taken back."))
        return redirect("history:quantity", key)
    stands = told.as_told(row, told.story_of(row)).says
    return _quantity(request, row, CorrectQuantityForm(row=row, stands=stands), back)


def _quantity(
    request: HttpRequest, row: ImportedRow, form: CorrectQuantityForm, back: TakeBackQuantityForm
) -> HttpResponse:
    """Draw a quantity as it stands now, with forms as they were sent."""
    row.refresh_from_db()
    page = quantity_page(whose(request), row, told.story_of(row))
    refused = form.is_bound or back.is_bound
    context = {"page": page, "form": form, "back": back}
    return render(request, "history/quantity.html", context, status=422 if refused else 200)
