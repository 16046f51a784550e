"""The one place where problems become answers: a page, a fragment for HTMX, or JSON for a program."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from onward.kernel.problems import Problem, Unavailable

NEVER_SENT_BACK = ("csrfmiddlewaretoken",)
SECRET_FIELDS = ("password", "secret", "code", "credential", "token")


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


def _asking(request: HttpRequest, problem: Problem) -> HttpRequest | None:
    """The request, unless rendering with it would ask a database that is away who is signed in."""
    known = hasattr(request, "user") and not isinstance(problem, Unavailable)
    return request if known else None


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _again(request: HttpRequest) -> dict[str, Any]:
    """Everything needed to send the same request once more: never passwords, never files."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_SENT_BACK and not any(word in name.lower() for word in SECRET_FIELDS)
        for value in values
    ]
    return {
        "path": request.get_full_path(),
        "method": request.method,
        "fields": fields,
        "csrf": get_token(request),
    }
