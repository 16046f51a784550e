"""The one place where problems become answers: a page, a fragment for HTMX, or JSON for a program."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.defaults import bad_request

from onward.kernel.actions import broke_off
from onward.kernel.problems import NotBegun, NotSaved, PerhapsSaved, Problem, Unavailable
from onward.reference.countries import Footnotes
from onward.web.form_owner import was_drawn_before
from onward.web.problems import NoPageHere, TextTooLong, TooManyFields
from onward.web.unsent import (
    OF_SIGNING_IN,
    Unsent,
    came_from_here,
    came_from_signing_in,
    page_above,
    page_before,
    typed,
)
from onward.web.unsent_pages import show_unsent

REACHED = "view_reached"
"""Set on a request once a view is asked, and may write."""


def render_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Answer `problem` under its own status, in the form that the request asked for."""
    if _wants_json(request):
        body = {
            "code": problem.code,
            "sentence": problem.say(),
            "way_out": problem.say_way_out(),
            "field": problem.field,
        }
        return JsonResponse({"problem": body}, status=problem.status)
    context: dict[str, Any] = {
        "problem": problem,
        "sentence": problem.say(),
        "way_out": problem.say_way_out(),
        "synthetic": settings.SYNTHETIC,
        "back": page_before(request) or (page_above(request.path) if isinstance(problem, NoPageHere) else ""),
    }
    if getattr(request, "htmx", False):
        context["footnotes"] = Footnotes("asterisks")  # the page that it is swapped into has numbered its own
        page = render_to_string("problem_fragment.html", context, _asking(request, problem))
        headers = {"HX-Retarget": "#problem", "HX-Reswap": "innerHTML"}
        return HttpResponse(page, status=problem.status, headers=headers)
    if isinstance(problem, Unavailable):
        context["again"] = _again(request)
    template = "problem_bare.html" if _asking(request, problem) is None else "problem.html"
    return HttpResponse(render_to_string(template, context, _asking(request, problem)), status=problem.status)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw: 503 if it was the database, else 500 in the plainest page there is.

    Django calls this (`handler500`) while it handles the exception.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return away(request, error)
    return HttpResponse(render_to_string("500.html", {"synthetic": settings.SYNTHETIC}), status=500)


def away(request: HttpRequest, error: BaseException | None = None) -> HttpResponse:
    """Answer that the database is away; that nothing was saved only where nothing can have been.

    Of what was sent that is certain where no view was reached yet, and where `error` broke the first action
    off before its transaction could end. A page that is only looked at says
    neither: it may be the one to which a form that was saved has led.
    """
    if request.method in ("GET", "HEAD"):
        return render_problem(request, Unavailable())
    if not getattr(request, REACHED, False):
        return render_problem(request, NotBegun())
    return render_problem(request, NotSaved() if error and broke_off(error) else PerhapsSaved())


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django does not read (`handler400`); where it is too long, say what is."""
    if isinstance(exception, RequestDataTooBig):
        return render_problem(request, TextTooLong(megabytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2))
    if isinstance(exception, TooManyFieldsSent):
        return render_problem(request, TooManyFields(number=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS))
    if isinstance(exception, TooManyFilesSent):
        return render_problem(request, TooManyFields(number=settings.DATA_UPLOAD_MAX_NUMBER_FILES))
    return HttpResponse(bad_request(request, exception).content, status=400)


def not_a_page(request: HttpRequest, answer: HttpResponseBase) -> HttpResponse:
    """Answer a method that an address does not take; who was led there by signing in is led on to a page."""
    above = page_above(request.path)
    if request.method == "GET" and above and came_from_signing_in(request):
        return redirect(above)
    page = render_problem(request, NoPageHere())
    page.headers["Allow"] = answer.headers.get("Allow", "")
    return page


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not of this session (`CSRF_FAILURE_VIEW`).

    If a browser vouches that a page of this house sent it, somebody signed in again, or the session ended,
    after the page was opened: then it may be sent once more, if it was drawn for the same user. What comes
    from elsewhere, or may be somebody else's, is not repeated.
    """
    if not came_from_here(request) or request.path.startswith(OF_SIGNING_IN):
        return render(request, "403_csrf.html", {"back": page_before(request)}, status=403)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)  # the middleware `unsent` says why, and to where
    if not was_drawn_before(request):
        return render(request, "403_csrf.html", {"back": page_before(request)}, status=403)
    late = Unsent(
        key="",
        owner=str(request.user.pk),
        path=request.get_full_path(),
        page=page_before(request),
        fields=typed(request),
        files=sum(len(request.FILES.getlist(name)) for name in request.FILES),
    )
    return show_unsent(request, [late], status=403)


def _asking(request: HttpRequest, problem: Problem) -> HttpRequest | None:
    """The request, unless rendering with it would ask a database that is away who is signed in."""
    known = hasattr(request, "user") and not isinstance(problem, Unavailable)
    return request if known else None


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _again(request: HttpRequest) -> dict[str, Any]:
    """Everything needed to send the same request once more: never passwords, never files."""
    return {
        "path": request.get_full_path(),
        "method": request.method,
        "fields": typed(request),
        "csrf": get_token(request),
    }
