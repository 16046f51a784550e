"""The one place where problems become answers: a page, a fragment for HTMX, or JSON for a program."""

from __future__ import annotations

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
    fragment = bool(getattr(request, "htmx", False))
    context = {
        "problem": problem,
        "sentence": problem.say(),
        "way_out": problem.say_way_out(),
        "again": _again(request) if isinstance(problem, Unavailable) else None,
        "fragment": fragment,
    }
    # The database may be away: the page is rendered without asking who the user is.
    asking = None if isinstance(problem, Unavailable) else request
    template = "problem_fragment.html" if fragment else "problem.html"
    if asking is None and not fragment:
        template = "problem_bare.html"
    response = HttpResponse(render_to_string(template, context, asking), status=problem.status)
    if fragment:
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML"
    return response


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _again(request: HttpRequest) -> dict[str, object]:
    """Everything needed to send the same request once more: never passwords, never files."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_SENT_BACK and not any(word in name.lower() for word in SECRET_FIELDS)
        for value in values
    ]
    return {"path": request.get_full_path(), "method": request.method, "fields": fields, "csrf": get_token(request)}
