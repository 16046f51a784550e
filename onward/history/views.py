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
from onward.access.doors import door, whose
from onward.history import pages, uploads
from onward.history.forms import UploadForm
from onward.history.policy import LOAD
from onward.history.queries import imports_seen
from onward.history.uploads import State, Upload
from onward.history.workbook import write_template
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
