"""The pages that belong to no room: the start, and those that are not offered."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from onward.kernel.problems import Missing
from onward.web.navigation import first_page
from onward.web.problem_pages import show_unsent
from onward.web.unsent import KEPT, kept_for


def start(request: HttpRequest) -> HttpResponse:
    """Lead to where the user's day begins; who has no role yet is told whom to ask."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = first_page(request, request.user)
    return redirect(page) if page else render(request, "no_role.html")


@login_required
@require_http_methods(["GET", "POST"])
def unsent(request: HttpRequest) -> HttpResponse:
    """Show what was sent after the session had ended, to be sent now; a POST puts it aside."""
    kept = kept_for(request)
    if kept is None:
        return redirect("start")
    if request.method == "POST":
        del request.session[KEPT]
        return redirect(kept["page"] or "start")
    again = {
        "path": kept["path"],
        "method": "POST",
        "fields": kept["fields"],
        "csrf": get_token(request),
    }
    return show_unsent(request, again, kept["page"], kept["files"])


def no_such_page(request: HttpRequest) -> HttpResponse:
    """Answer for a page of a library that this house does not offer.

    Raises:
        Missing: always.
    """
    raise Missing()
