"""The pages that belong to no room: the start, and those that are not offered."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from onward.kernel.problems import Missing
from onward.web.navigation import first_page


def start(request: HttpRequest) -> HttpResponse:
    """Lead to where the user's day begins; who has no role yet is told whom to ask."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = first_page(request, request.user)
    return redirect(page) if page else render(request, "no_role.html")


def no_such_page(request: HttpRequest) -> HttpResponse:
    """Answer for a page of a library that this house does not offer.

    Raises:
        Missing: always.
    """
    raise Missing()
