"""What every page asks before it answers: is somebody signed in, and does their role have the verb at all?

Which rows they reach is asked where the rows are read (`visible_to`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from onward.access.models import User
from onward.kernel.actions import gatekeeper

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def door(*verbs: str) -> Callable[[View[P]], View[P]]:
    """Let only users through whose roles have each of the verbs; the others read why not.

    What comes of it carries the `verbs` it asks for, for whoever walks the addresses.

    Raises (in the view): Refused: a verb is missing. Who is not signed in is led to signing in.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            for verb in verbs:
                gatekeeper().permit(whose(request), verb)
            return view(request, *args, **kwargs)

        guarded.verbs = verbs  # type: ignore[attr-defined]  # functions that wrap this one hand it on
        return cast("View[P]", login_required(guarded))

    return guard


def whose(request: HttpRequest) -> User:
    """Return the user behind a request that came through a door."""
    return cast(User, request.user)


def back_or(request: HttpRequest, usual: str) -> str:
    """Return the page of this house that a link asked to come back to (`?back=/cases/…`), else `usual`."""
    asked = str(request.GET.get("back", ""))
    inside = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if inside else usual


def uuid_of(typed: Any) -> UUID | None:
    """Return the key that somebody typed or an address carries, or None where it is none."""
    try:
        return UUID(str(typed).strip())
    except ValueError:
        return None
