"""What somebody sent after their session had ended: kept until they are in again, and shown to them alone.

A form that waited longer than a session lasts leads through sign-in. What was typed into it lies in the new
session meanwhile, if the old one says whose it is, or the mark beside the form's token where the browser has
dropped the old one (`form_owner`): never passwords, never files, nothing of a stranger's. It goes when it is
sent, put aside, or its owner signs out.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypedDict, cast
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from onward.web.form_owner import is_owner, owner_by_mark, token_was_right

Next = Callable[[HttpRequest], HttpResponseBase]

KEPT = "unsent"
"""Where it lies in the session."""
MOST_KEPT = 100_000
"""Characters; a longer form is not kept, so that a session stays a row that is read at every request."""
NEVER_KEPT = ("csrfmiddlewaretoken",)
SECRET_FIELDS = ("password", "secret", "code", "credential", "token")
OF_SIGNING_IN = "/accounts/"


class Unsent(TypedDict):
    """One form that was sent too late.

    `owner` is the user's primary key as text, or what `form_owner` can tell from a mark, `path` where it was
    sent to, `page` where it stood, `fields` what was typed, `files` how many documents came along that are
    not kept.
    """

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
        sent = request.session.get(KEPT, {}).get("path") == request.get_full_path()
        if sent and response.status_code < HTTPStatus.BAD_REQUEST:
            del request.session[KEPT]
        return response

    return middleware


def lead_back(request: HttpRequest) -> HttpResponse:
    """Keep what was sent, if it is known whose it is; say so, and lead to signing in."""
    kept = _keep(request)
    if kept:
        words = _(
            "Your session had ended: nothing was saved yet. What you typed is kept until you are in again."
        )
    else:
        words = _("Your session had ended: nothing was saved. Sign in, and you are back where you were.")
    messages.warning(request, words)
    back = reverse("unsent") if kept else page_before(request) or reverse("start")
    answer = redirect_to_login(back)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": answer.headers["Location"]})
    return answer


def kept_for(request: HttpRequest) -> Unsent | None:
    """Return what the signed-in user sent too late; what is somebody else's is thrown away unseen."""
    kept = cast("Unsent | None", request.session.get(KEPT))
    if kept is not None and not is_owner(kept["owner"], request.user):
        del request.session[KEPT]
        return None
    return kept


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


def _keep(request: HttpRequest) -> bool:
    """Keep a form of the sign-in that was here last; one with an older token may be somebody else's."""
    fields = typed(request)
    if not token_was_right(request):
        return False
    too_long = sum(len(name) + len(value) for name, value in fields) > MOST_KEPT
    if too_long or request.path.startswith(OF_SIGNING_IN):
        return False
    owner = _owner_of_ended_session(request) or owner_by_mark(request)
    if not owner:
        return False
    request.session[KEPT] = Unsent(
        owner=owner,
        path=request.get_full_path(),
        page=page_before(request),
        fields=fields,
        files=sum(len(request.FILES.getlist(name)) for name in request.FILES),
    )
    return True


def _owner_of_ended_session(request: HttpRequest) -> str:
    """Return whose session the cookie names: one that ended by itself still lies there for a day.

    A second form that comes too late finds the new session, which remembers whose the first one was.
    """
    if before := request.session.get(KEPT):
        return str(before["owner"])
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(session_key=key).first() if key else None
    held: dict[str, Any] = ended.get_decoded() if ended else {}
    return str(held.get(SESSION_KEY, ""))


def _leads_to_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    sign_in = resolve_url(settings.LOGIN_URL)
    return response.status_code == 302 and response.headers["Location"].startswith(f"{sign_in}?")
