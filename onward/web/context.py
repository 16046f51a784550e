"""What every template knows, whatever view it belongs to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from onward.access.policy import may
from onward.web.navigation import navigation


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates `synthetic` (is everybody made up?), `navigation` (where one may go) and `may_find`."""
    return {
        "synthetic": settings.SYNTHETIC,
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "may_find": SimpleLazyObject(lambda: _may_find(request)),
    }


def _navigation(request: HttpRequest) -> list[Any]:
    user = getattr(request, "user", None)
    return navigation(request, user) if user is not None and user.is_authenticated else []


def _may_find(request: HttpRequest) -> bool:
    """Say whether the box for finding people is of use to this user."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and may(user, "people.read")
