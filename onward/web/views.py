"""The pages that belong to no room: the start, and those that are not offered."""

from __future__ import annotations

from allauth.account.views import password_reset
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from onward.access import actions
from onward.access.doors import whose
from onward.kernel.problems import Missing
from onward.web.navigation import first_page
from onward.web.unsent import WHICH, kept_for, put_aside
from onward.web.unsent_pages import show_unsent


def start(request: HttpRequest) -> HttpResponse:
    """Lead to where the user's day begins; who has no role yet is told whom to ask."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = first_page(request, request.user)
    return redirect(page) if page else render(request, "no_role.html")


@login_required
@require_http_methods(["GET", "POST"])
def unsent(request: HttpRequest) -> HttpResponse:
    """Show what was sent after the session had ended, to be sent now; a POST puts one form aside."""
    kept = kept_for(request, request.user)
    if request.method == "POST":
        gone = put_aside(request, request.POST.get(WHICH, ""))
        return redirect("unsent" if len(kept) > 1 else (gone and gone["page"]) or "start")
    return show_unsent(request, kept) if kept else redirect("start")


def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Speak another language: the account that is in, else this browser (`middleware.own_language`)."""
    response = set_language(request)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        user = whose(request)
        if chosen != user.language:
            actions.choose_language(user, chosen)
    return response


@require_http_methods(["GET", "POST"])
def forgotten_password(request: HttpRequest) -> HttpResponseBase:
    """Send a letter to whoever forgot a password; where no letters are sent, say so, and whom to ask."""
    if settings.SENDS_LETTERS:
        return password_reset(request)
    return render(request, "account/no_letters.html")


def no_such_page(request: HttpRequest) -> HttpResponse:
    """Answer for a page of a library that this house does not offer.

    Raises:
        Missing: always.
    """
    raise Missing()
