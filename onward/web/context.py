"""What every template knows, whatever view it belongs to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates `synthetic`: whether the people in this installation are made up."""
    return {"synthetic": settings.SYNTHETIC}
