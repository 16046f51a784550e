"""What happens at the moment when somebody comes in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from onward.access.models import User
from onward.web.form_owner import remember_before
from onward.web.middleware import speak
from onward.web.unsent import kept_for

FORGOTTEN_AFTER = timedelta(days=1)
"""So long a session that ended by itself stays: whoever sends a form too late is known by it."""


def greet(request: HttpRequest, user: User, **_more: Any) -> None:
    """Greet in the user's own language, and sweep out the sessions that nobody comes back to."""
    speak(request, user.language)
    kept_for(request, user)  # what somebody else typed does not lie in this user's session
    remember_before(request, user)
    Session.objects.filter(expire_date__lt=timezone.now() - FORGOTTEN_AFTER).delete()
