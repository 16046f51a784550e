"""Whose page a form stood on, where no session says it any more: the browser dropped the session's cookie.

Every form carries the token of one sign-in, for Django gives each sign-in a token of its own. Beside it the
browser keeps a mark: a keyed digest of that token and of who signed in with it. A form whose token and mark
fit was drawn for one user. The server cannot read from the mark whom; when somebody signs in, it can tell
whether it was them. The mark names nobody, opens nothing, and none can be made without having been in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

Next = Callable[[HttpRequest], HttpResponseBase]

MARK = "onward_forms"
"""The cookie."""
MOST_AN_HOUR = 20
"""Forms kept for one mark: else who was in once could fill the database without being in."""
HOUR = 60 * 60


def marks(get_response: Next) -> Next:
    """Leave the mark of who is in on their browser, as long as the token of their forms lies there."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        token = _token(request)
        if token and request.user.is_authenticated:
            mark = _sign(token, _digest(token, request.user.pk))
            if request.COOKIES.get(MARK) != mark:
                response.set_cookie(
                    MARK,
                    mark,
                    max_age=settings.CSRF_COOKIE_AGE,
                    secure=settings.CSRF_COOKIE_SECURE,
                    httponly=True,
                    samesite="Lax",
                )
        return response

    return middleware


def owner_by_mark(request: HttpRequest) -> str:
    """Return the unnamed owner of a form; '' where no mark fits its token, or too many forms came."""
    token = _token(request) if token_was_right(request) else ""
    try:
        digest = Signer(salt=f"{MARK}.{token}").unsign(request.COOKIES.get(MARK, ""))
    except BadSignature:
        return ""
    return f"{_shade(token)}.{digest}" if token and _not_too_many(digest) else ""


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


def _sign(token: str, digest: str) -> str:
    return Signer(salt=f"{MARK}.{token}").sign(digest)


def _not_too_many(digest: str) -> bool:
    key = f"unsent.{digest}"
    so_far = int(cache.get(key, 0))
    cache.set(key, so_far + 1, HOUR)
    return so_far < MOST_AN_HOUR
