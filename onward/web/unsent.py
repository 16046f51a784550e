"""What somebody sent after their session had ended: kept until they are in again, and shown to them alone.

A form that waited longer than a session lasts leads through sign-in. What was typed into it lies in the new
session meanwhile, if the old one says whose it is, or the mark beside the form's token where the browser has
dropped the old one (`form_owner`): never passwords, never files, nothing of a stranger's. A few are kept,
each by itself; one goes when it is sent or put aside, all go when their owner signs out. After signing out
nothing is kept: only a session that ended by itself was left unwillingly.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal, TypedDict
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from onward.web.form_owner import (
    is_owner,
    not_too_many,
    owner_by_mark,
    owner_of_ended_session,
    token_was_right,
)
from onward.web.unsent_words import is_offered

Next = Callable[[HttpRequest], HttpResponseBase]

KEPT = "unsent"
"""Where they lie in the session, a list, the newest last."""
WHICH = "unsent"
"""The field in which a form that is sent again says which of those kept it is."""
AT_MOST = 5
"""Forms kept at a time: one more is refused, and none takes another's place."""
MOST_KEPT = 100_000
"""Characters; a longer form is not kept, so that a session stays a row that is read at every request."""
NEVER_KEPT = ("csrfmiddlewaretoken", WHICH)
SECRET_FIELDS = ("password", "secret", "code", "credential", "token")
OF_SIGNING_IN = "/accounts/"


class Unsent(TypedDict):
    """One form that was sent too late.

    `key` tells it from the others, `owner` is the user's primary key as text, or what `form_owner` can tell
    from a mark, `path` where it was sent to, `page` where it stood, `fields` what was typed, `files` how many
    documents came along that are not kept. Of a form that is not offered for sending (`unsent_words`) no
    field is kept.
    """

    key: str
    owner: str
    path: str
    page: str
    fields: list[list[str]]
    files: int


def unsent(get_response: Next) -> Next:
    """Lead whoever sent a form after their session had ended to signing in, and back to where they were."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method != "POST":
            return response
        if not request.user.is_authenticated:
            return lead_back(request) if _leads_to_sign_in(request, response) else response
        if response.status_code < HTTPStatus.BAD_REQUEST and (sent := _which(request)):
            put_aside(request, sent["key"])
        return response

    return middleware


def lead_back(request: HttpRequest) -> HttpResponse:
    """Keep what was sent, if it is known whose it is; say so, and lead to signing in."""
    kept = _keep(request)
    if kept == "kept":
        words = _(
            "Your session had ended: nothing was saved yet. What you typed is kept until you are in again."
        )
    elif kept == "full":
        words = _(
            "Your session had ended: nothing was saved, and this form is not kept either, for %(number)s wait"
            " for you already. Sign in, and send them or put them aside; then send this one again."
        ) % {"number": AT_MOST}
    else:
        words = _("Your session had ended: nothing was saved. Sign in, and you are back where you were.")
    messages.warning(request, words)
    back = reverse("unsent") if kept else page_before(request) or reverse("start")
    answer = redirect_to_login(back)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": answer.headers["Location"]})
    return answer


def all_kept(request: HttpRequest) -> list[Unsent]:
    """Return what lies in the session, whoever's it is."""
    kept = request.session.get(KEPT)
    return kept if isinstance(kept, list) else []


def kept_for(request: HttpRequest, user: Any) -> list[Unsent]:
    """Return what `user`, who is in, sent too late; what is somebody else's is thrown away unseen."""
    kept = all_kept(request)
    theirs = [one for one in kept if is_owner(one["owner"], user)]
    if len(theirs) < len(kept):
        _lay(request, theirs)
    return theirs


def put_aside(request: HttpRequest, key: str) -> Unsent | None:
    """Forget one form, and return it."""
    kept = all_kept(request)
    gone = next((one for one in kept if one["key"] == key), None)
    if gone:
        _lay(request, [one for one in kept if one is not gone])
    return gone


def typed(request: HttpRequest) -> list[list[str]]:
    """Return names and values of a form that was sent: never a password, never a file."""
    return [
        [name, str(value)]
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT and not any(word in name.lower() for word in SECRET_FIELDS)
        for value in values
    ]


def page_before(request: HttpRequest) -> str:
    """Return the page of this house on which the button or link stood; '' where it is none, or no way out."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(came_from)
    if parts.path.startswith(("//", "/\\")):  # as an address of its own, this is another house's
        return ""
    itself = request.method == "GET" and parts.path == request.path
    no_way_out = itself or parts.path.startswith(OF_SIGNING_IN)
    return "" if no_way_out else urlunsplit(("", "", parts.path, parts.query, ""))


def came_from_signing_in(request: HttpRequest) -> bool:
    """Say whether the request is the first one after signing in."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return ours and urlsplit(came_from).path.startswith(OF_SIGNING_IN)


def page_above(path: str) -> str:
    """Return the nearest address above `path` that is one: '/cases/X/' for '/cases/X/do/note/'."""
    steps = path.strip("/").split("/")[:-1]
    while steps:
        above = f"/{'/'.join(steps)}/"
        try:
            resolve(above)
        except Resolver404:
            steps.pop()
        else:
            return above
    return ""


def came_from_here(request: HttpRequest) -> bool:
    """Say whether a browser vouches that a page of this house sent the request."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _keep(request: HttpRequest) -> Literal["kept", "full", ""]:
    """Keep a form of the sign-in that was here last; one with an older token may be somebody else's."""
    if not token_was_right(request) or request.path.startswith(OF_SIGNING_IN):
        return ""
    kept = all_kept(request)
    owner = kept[-1]["owner"] if kept else owner_of_ended_session(request) or owner_by_mark(request)
    if not owner or not not_too_many(owner):
        return ""
    fields = typed(request) if is_offered(request.path) else []
    if sum(len(name) + len(value) for name, value in fields) > MOST_KEPT:
        return ""
    late = Unsent(
        key=get_random_string(12),
        owner=owner,
        path=request.get_full_path(),
        page=page_before(request),
        fields=fields,
        files=sum(len(request.FILES.getlist(name)) for name in request.FILES),
    )
    if any(_same(one, late) for one in kept):  # pressed twice
        return "kept"
    if len(kept) >= AT_MOST:
        return "full"
    _lay(request, [*kept, late])
    return "kept"


def _same(one: Unsent, other: Unsent) -> bool:
    return (one["path"], one["fields"]) == (other["path"], other["fields"])


def _lay(request: HttpRequest, kept: list[Unsent]) -> None:
    if kept:
        request.session[KEPT] = kept
    else:
        request.session.pop(KEPT, None)


def _which(request: HttpRequest) -> Unsent | None:
    """Return which of the forms kept was sent just now: by its key, by its own token, or as it was typed."""
    if not (kept := all_kept(request)):
        return None
    key, path, once = request.POST.get(WHICH, ""), request.get_full_path(), request.POST.get("once", "")
    for one in kept:
        if one["path"] != path:
            continue
        if one["key"] == key or (once and ["once", once] in one["fields"]):
            return one
    return next((one for one in kept if one["path"] == path and one["fields"] == typed(request)), None)


def _leads_to_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    sign_in = resolve_url(settings.LOGIN_URL)
    return response.status_code == 302 and response.headers["Location"].startswith(f"{sign_in}?")
