"""What happens to every request on its way in and out."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation

from onward.kernel.problems import Problem, Unavailable
from onward.web.problem_pages import render_problem

Next = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def security_headers(get_response: Next) -> Next:
    """Send the headers that keep foreign scripts, frames and forms out, and pages out of shared caches."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def own_language(get_response: Next) -> Next:
    """Speak the language that the signed-in user chose, unless this browser was told otherwise."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = getattr(request.user, "language", "")
        if chosen and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language() or chosen
        return get_response(request)

    return middleware


class Problems:
    """Answer a problem, and a database that went away, in the words of the user.

    The exception reaches `process_exception` before Django undoes the request, so both the page and the
    fragment that HTMX asked for get the problem's own status.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render what is a problem; leave what is a fault of ours to the page for faults."""
        if isinstance(exception, Problem):
            return render_problem(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            return render_problem(request, Unavailable())
        return None


def database_away(get_response: Next) -> Next:
    """Answer 503 where the database is away already when the session or the user is looked up."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            return get_response(request)
        except (OperationalError, InterfaceError):
            return render_problem(request, Unavailable())

    return middleware


# A user without a second factor reaches these, and nothing else, where one is required.
OPEN_WITHOUT_SECOND_FACTOR = ("/accounts/", "/language/", settings.STATIC_URL)


def second_factor(get_response: Next) -> Next:
    """Lead a user who has no second factor to setting one up, where the installation requires it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.REQUIRE_MFA and request.user.is_authenticated:
            from allauth.mfa.utils import is_mfa_enabled

            if not request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR) and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
        return get_response(request)

    return middleware
