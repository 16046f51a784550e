"""What every template knows, whatever view it belongs to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from onward.access.policy import may
from onward.web.middleware import lacks_second_factor
from onward.web.navigation import navigation


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates what every page has.

    `synthetic` (is everybody made up?), `navigation` (where one may go), `may_find`, and
    `second_factor_first`: whether one has to set up a second factor, and may go nowhere before.
    """
    return {
        "second_factor_first": SimpleLazyObject(lambda: _stays_outside(request)),
        "synthetic": settings.SYNTHETIC,
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "may_find": SimpleLazyObject(lambda: _may_find(request)),
    }


def _navigation(request: HttpRequest) -> list[Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or _stays_outside(request):
        return []
    return navigation(request, user)


def _stays_outside(request: HttpRequest) -> bool:
    return hasattr(request, "user") and hasattr(request, "session") and lacks_second_factor(request)


def _may_find(request: HttpRequest) -> bool:
    """Say whether the box for finding people is of use to this user."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or _stays_outside(request):
        return False
    return may(user, "people.read")
