"""What happens to every request on its way in and out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from onward.evidence.forms.exploring import period_words
from onward.kernel import clock
from onward.kernel.actions import count_anew
from onward.kernel.past import days_told_anew, period_over
from onward.kernel.problems import Problem
from onward.kernel.text import after_one_another
from onward.reference.context import notes_of
from onward.reference.countries import document
from onward.web.problem_pages import REACHED, away, not_a_page, render_problem
from onward.web.problems import RequestTooLarge

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


RESET = "/accounts/password/reset/"


def on_the_beat(get_response: Next) -> Next:
    """Hand out some answers at a full beat after their request came in (0 for at once).

    To look up what is hidden takes some hundredths of a millisecond more than what does not exist, and who
    asks often enough could tell; from a beat nobody can. So it is with each 404 (`NOT_FOUND_BEAT`), and with
    the answer to who asks for a new password, for which a letter is made where there is such an account
    (`RESET_BEAT`).
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response = get_response(request)
        beat = settings.NOT_FOUND_BEAT if response.status_code == 404 else 0.0
        if request.method == "POST" and request.path == RESET:
            beat = settings.RESET_BEAT
        if beat:
            time.sleep(beat - (time.monotonic() - began) % beat)
        return response

    return middleware


def notes_on_names(get_response: Next) -> Next:
    """Let every answer be a document whose notes on names stand at its foot (`reference.countries`)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with document(notes_of(request)):
            return get_response(request)

    return middleware


def past_figures(get_response: Next) -> Next:
    """Say of which periods that are over figures change with what was just recorded, on whatever page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return get_response(request)
        with days_told_anew() as days:
            response = get_response(request)
        over = sorted({period_over(day, clock.today()) for day in days} - {""})
        if over and response.status_code == 302:  # done: what was refused is shown again
            messages.info(request, _figures_of(over))
        return response

    return middleware


def _figures_of(periods: list[str]) -> str:
    """Return, in words, that figures of some periods change, years or parts of the one that runs."""
    told = after_one_another(period_words(one) for one in periods)
    if any("-" in one for one in periods):
        return _("Figures of what is over change with it: %(periods)s.") % {"periods": told}
    return _("Figures of %(years)s change with it.") % {"years": told}


SPOKEN = "onward_spoken"
"""The cookie with the language of whoever was in last and did not sign out: what a sign-in page speaks after
a session ended by itself."""
SPOKEN_FOR = 365 * 24 * 60 * 60
"""Seconds."""


def own_language(get_response: Next) -> Next:
    """Speak the language of the account that is in, whatever somebody else told this browser before.

    Where nobody is in, it is what the browser was told, or the language of the last one who was. Whoever
    signs out leaves neither behind, also where the session had ended by itself before.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        came_in = getattr(request.user, "language", "")
        told = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        speak(request, came_in or ("" if told else request.COOKIES.get(SPOKEN, "")))
        response = get_response(request)
        spoken = getattr(request.user, "language", "")
        leaving = request.method == "POST" and request.path == reverse("account_logout") and not spoken
        if leaving or (came_in and not spoken):
            response.delete_cookie(SPOKEN)
        elif spoken and request.COOKIES.get(SPOKEN) != spoken:
            response.set_cookie(
                SPOKEN,
                spoken,
                max_age=SPOKEN_FOR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        if (came_in or spoken or leaving) and (told or settings.LANGUAGE_COOKIE_NAME in response.cookies):
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response

    return middleware


def speak(request: HttpRequest, language: str) -> None:
    """Go on in `language`, if it is one of the house's."""
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language() or language


def speak_as_to_a_stranger(request: HttpRequest) -> None:
    """Go on as the browser asks: who sits down here next does not learn what language was spoken."""
    request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
    speak(request, translation.get_language_from_request(request))


AWAKE = "awake_at"
PROLONG_AFTER = 5 * 60
"""Seconds; a session is written no more often than that for being used."""


def awake(get_response: Next) -> Next:
    """Prolong the session of somebody who works; an idle one ends by itself (SESSION_COOKIE_AGE)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            if now - int(request.session.get(AWAKE, 0)) > PROLONG_AFTER:
                request.session[AWAKE] = now
        return get_response(request)

    return middleware


class Problems:
    """Answer a problem, and a database that went away in a view, in the words of the user.

    Where the database is away already when session or user are looked up, no view is reached: then
    `problem_pages.fault` answers.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on; what goes wrong comes by `process_exception`, a wrong method by itself."""
        response = self.get_response(request)
        return not_a_page(request, response) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render what is a problem; leave what is a fault of ours to the page for faults."""
        if isinstance(exception, Problem):
            return render_problem(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            return away(request, exception)
        return None

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Take note that the view may write from here on."""
        setattr(request, REACHED, True)
        count_anew()


def request_size(get_response: Next) -> Next:
    """Refuse a request that says it is too long, before a byte of it is read."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said) > settings.REQUEST_MAX_BYTES:
            return render_problem(request, RequestTooLarge(megabytes=settings.REQUEST_MAX_BYTES // 1024**2))
        return get_response(request)

    return middleware


# A user without a second factor reaches these, and nothing else, where one is required.
OPEN_WITHOUT_SECOND_FACTOR = ("/accounts/", "/language/", settings.STATIC_URL)
SECOND_FACTOR_KNOWN = "second_factor_known"


def second_factor(get_response: Next) -> Next:
    """Lead a user who has no second factor to setting one up, where the installation requires it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.REQUIRE_MFA and request.user.is_authenticated:
            if request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR):
                request.session.pop(SECOND_FACTOR_KNOWN, None)  # it may be taken away on these pages
            elif not _has_second_factor(request, request.user):
                return redirect("mfa_index")
        return get_response(request)

    return middleware


def lacks_second_factor(request: HttpRequest) -> bool:
    """Say whether a second factor has to be set up before anything else; nothing is remembered by it."""
    if not settings.REQUIRE_MFA or not request.user.is_authenticated:
        return False
    return not (request.session.get(SECOND_FACTOR_KNOWN) or _shows_second_factor(request, request.user))


def _has_second_factor(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Look it up once a session; who came through the office's identity provider showed it there."""
    if not request.session.get(SECOND_FACTOR_KNOWN):
        request.session[SECOND_FACTOR_KNOWN] = _shows_second_factor(request, user)
    return bool(request.session[SECOND_FACTOR_KNOWN])


def _shows_second_factor(request: HttpRequest, user: AbstractBaseUser) -> bool:
    came_by = get_authentication_records(request, user)
    return any(method.get("method") == "socialaccount" for method in came_by) or bool(is_mfa_enabled(user))
