"""Whose page a form stood on, where no session says it any more: the browser dropped the session's cookie.

Every form carries the token of one sign-in, for Django gives each sign-in a token of its own. Beside it the
browser keeps a mark: a keyed digest of that token and of who signed in with it. A form whose token and mark
fit was drawn for one user. The server cannot read from the mark whom; when somebody signs in, it can tell
whether it was them. The mark names nobody, opens nothing, and none can be made without having been in. It
lives about as long as a session may. Who signs out takes it along, and the token with it: what is sent from
that browser afterwards is nobody's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import (  # type: ignore[attr-defined]
    CSRF_TOKEN_LENGTH,
    _unmask_cipher_token,
    rotate_token,
)
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

Next = Callable[[HttpRequest], HttpResponseBase]

MARK = "onward_forms"
"""The cookie."""
BEFORE = "forms_before"
"""Where a session keeps which token the forms of the same user's last sign-in on this browser carried."""
MOST_AN_HOUR = 20
"""Forms kept for one owner: else who was in once could fill the database without being in."""
HOUR = 60 * 60
RENEW_AFTER = 5 * 60
"""Seconds; no mark is made anew more often, and each outlives the session by so long at most."""


def marks(get_response: Next) -> Next:
    """Leave the mark of who is in on their browser; take it away when they sign out."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        was_in = request.user.is_authenticated
        response = get_response(request)
        token = _token(request)
        if request.user.is_authenticated:
            if token and not _mark_says(request, token, _digest(token, request.user.pk), RENEW_AFTER):
                _leave_mark(response, token, _digest(token, request.user.pk))
        elif was_in or _asked_to_leave(request):
            _forget(request)
            response.delete_cookie(MARK, samesite="Lax")
        return response

    return middleware


def owner_of_ended_session(request: HttpRequest) -> str:
    """Return whose session the cookie names: one that ended by itself still lies there for a day."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(session_key=key).first() if key else None
    held: dict[str, Any] = ended.get_decoded() if ended else {}
    return str(held.get(SESSION_KEY, ""))


def owner_by_mark(request: HttpRequest) -> str:
    """Return the unnamed owner of a form; '' where no mark fits its token."""
    token = _token(request) if token_was_right(request) else ""
    digest = _marked(request, token, _mark_lives()) if token else ""
    return f"{_shade(token)}.{digest}" if digest else ""


def remember_before(request: HttpRequest, user: Any) -> None:
    """At signing in, keep which token the user's forms carried, if the last one in here was the same user."""
    token = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if token and _mark_says(request, token, _digest(token, user.pk), _mark_lives()):
        request.session[BEFORE] = _shade(token)
    else:
        request.session.pop(BEFORE, None)


def was_drawn_before(request: HttpRequest) -> bool:
    """Say whether a form whose token is not this session's was drawn for who is in, at their last sign-in."""
    sent = request.POST.get("csrfmiddlewaretoken", "")
    if len(sent) != CSRF_TOKEN_LENGTH or not (sent.isascii() and sent.isalnum()):
        return False
    before = str(request.session.get(BEFORE, ""))
    return constant_time_compare(_shade(_unmask_cipher_token(sent)), before)


def not_too_many(owner: str) -> bool:
    """Count a form of `owner`, however they are known; False where the hour has had its number.

    Each takes one place of the hour, and a place is taken once, whoever asks at the same moment.
    """
    hour = int(time.time()) // HOUR
    return any(cache.add(f"unsent.{owner}.{hour}.{place}", 1, HOUR) for place in range(MOST_AN_HOUR))


def token_was_right(request: HttpRequest) -> bool:
    """Say whether Django's check of tokens let the request pass: the form's token is the browser's."""
    return bool(getattr(request, "csrf_processing_done", False))


def is_owner(owner: str, user: Any) -> bool:
    """Say whether `user` is the one whom `owner` means, by their key or by a mark."""
    shade, dot, digest = owner.partition(".")
    if not dot:
        return owner == str(user.pk)
    return constant_time_compare(digest, _digest_of_shade(shade, user.pk))


def _token(request: HttpRequest) -> str:
    """Return the secret that all forms of this browser carry; '' before the first one."""
    return str(request.META.get("CSRF_COOKIE") or "")


def _shade(token: str) -> str:
    """Return what stands for the token where it is kept: the token itself is worth something."""
    return salted_hmac("onward.form-owner.token", token, algorithm="sha256").hexdigest()


def _digest(token: str, user: Any) -> str:
    return _digest_of_shade(_shade(token), user)


def _digest_of_shade(shade: str, user: Any) -> str:
    return salted_hmac("onward.form-owner.user", f"{shade}.{user}", algorithm="sha256").hexdigest()


def _signer(token: str) -> TimestampSigner:
    return TimestampSigner(salt=f"{MARK}.{token}")


def _marked(request: HttpRequest, token: str, no_older_than: int) -> str:
    """Return the digest in the browser's mark; '' where there is none for this token, or it is too old."""
    try:
        return _signer(token).unsign(request.COOKIES.get(MARK, ""), max_age=no_older_than)
    except BadSignature:
        return ""


def _mark_says(request: HttpRequest, token: str, digest: str, no_older_than: int) -> bool:
    return constant_time_compare(_marked(request, token, no_older_than), digest)


def _mark_lives() -> int:
    return settings.SESSION_COOKIE_AGE + RENEW_AFTER


def _leave_mark(response: HttpResponseBase, token: str, digest: str) -> None:
    response.set_cookie(
        MARK,
        _signer(token).sign(digest),
        max_age=_mark_lives(),
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _asked_to_leave(request: HttpRequest) -> bool:
    """Say whether somebody signs out whose session had ended before: that is wanted all the same."""
    return request.method == "POST" and request.path == reverse("account_logout") and token_was_right(request)


def _forget(request: HttpRequest) -> None:
    """Let nothing that this browser sends from now on count as a form of who was in."""
    rotate_token(request)
    if key := request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
        Session.objects.filter(session_key=key).delete()
    request.session.flush()
