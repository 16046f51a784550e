"""What every template knows, whatever view it belongs to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from onward.web.navigation import navigation


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates `synthetic` (are the people in here made up?) and `navigation` (where one may go)."""
    return {
        "synthetic": settings.SYNTHETIC,
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
    }


def _navigation(request: HttpRequest) -> list[Any]:
    user = getattr(request, "user", None)
    return navigation(request, user) if user is not None and user.is_authenticated else []
