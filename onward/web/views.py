"""The one page that belongs to no room: the start."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from onward.web.navigation import first_page


def start(request: HttpRequest) -> HttpResponse:
    """Lead to where the user's day begins; who has no role yet is told whom to ask."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = first_page(request, request.user)
    return redirect(page) if page else render(request, "no_role.html")
