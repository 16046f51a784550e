"""The one place where problems become answers: a page, a fragment for HTMX, or JSON for a program."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from onward.kernel.forms import LOOK_FIRST
from onward.kernel.problems import Problem, Unavailable
from onward.web.problems import NoPageHere
from onward.web.unsent import (
    KEPT,
    OF_SIGNING_IN,
    came_from_here,
    came_from_signing_in,
    page_above,
    page_before,
    typed,
)


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
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return render_problem(request, Unavailable())
    return HttpResponse(render_to_string("500.html", {"synthetic": settings.SYNTHETIC}), status=500)


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
    after the page was opened: then it may be sent once more. What comes from elsewhere is not repeated.
    """
    if not came_from_here(request) or request.path.startswith(OF_SIGNING_IN):
        return render(request, "403_csrf.html", {"back": page_before(request)}, status=403)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)  # the middleware `unsent` says why, and to where
    return show_unsent(request, _again(request), page_before(request), len(request.FILES), status=403)


def show_unsent(
    request: HttpRequest, again: dict[str, Any], page: str, files: int, status: int = 200
) -> HttpResponse:
    """Show what was sent in vain, with a button that sends it now, and one that shows its form first."""
    names = {name for name, _value in again["fields"]}
    context = {
        "again": again,
        "page": page,
        "files": files,
        "kept": KEPT in request.session,
        "words": [value for name, value in again["fields"] if _worth_showing(value)],
        "look_first": LOOK_FIRST if {"once", "version"} <= names else "",
    }
    return render(request, "unsent.html", context, status=status)


def _worth_showing(value: str) -> bool:
    """Say whether somebody would recognise a value as typed: words, not keys and codes."""
    return " " in value.strip()


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
