"""How sign-in differs here from what allauth does by itself: nobody makes an account for themselves."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from smtplib import SMTPException
from threading import Thread
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context as allauth_context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.sessions.backends import db as sessions
from django.contrib.sessions.models import Session
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMessage
from django.db.models import BigIntegerField, CharField, DateTimeField, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from onward.access.hooks import WayIn
from onward.access.models import User
from onward.kernel import clock
from onward.kernel.questions import Blank, question
from onward.web.middleware import speak_as_to_a_stranger

log = logging.getLogger(__name__)


class Backend(AuthenticationBackend):
    """Who signed in, read with their office at every request."""

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, where they may still come in."""
        user = _user.first(user_id=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


@question(user_id=BigIntegerField())
def _user(*, user_id: Blank) -> QuerySet[User]:
    return User.objects.filter(pk=user_id).select_related("office")


class SessionStore(sessions.SessionStore):
    """Sessions in the database, read at every request."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(session_key=self.session_key)
        if found is None:
            self._session_key = None
        return found


_now = Blank("now", DateTimeField(), timezone.now)
"""The clock by which Django ends sessions; the house's own stands still in tests, and sessions do not."""


@question(session_key=CharField())
def _session(*, session_key: Blank) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=_now)


def _send(letter: EmailMessage) -> None:
    """Send a letter; that it failed stands in the log, without the address."""
    try:
        letter.send()
    except (OSError, SMTPException):
        log.exception("A letter could not be sent.")


SIGNED_OUT = "account/messages/logged_out.txt"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: there is no open sign-up."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **named: Any
    ) -> None:
        """Say something on the next page; that one is out in the language of a stranger."""
        if message_template == SIGNED_OUT:
            speak_as_to_a_stranger(request)
        super().add_message(request, level, message_template, *more, **named)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Make a letter, and send it when the answer need not wait for it.

        How long a letter takes, or that it failed, would tell a stranger that the address has an account.
        """
        request = allauth_context.request
        about = {"request": request, "email": email, "current_site": get_current_site(request)}
        letter = self.render_mail(template_prefix, email, about | context)
        Thread(target=_send, args=[letter], name="letter").start()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return under what failed sign-ins are counted: the name alone.

        Allauth adds the host that the request names, its port too, which is whatever a stranger writes: each
        would have a count of its own.
        """
        return str(credentials.get("email", "")).lower()

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Ask for the password again before a second factor is changed; not while the first is set up."""
        required = super().is_reauthentication_required(app=app, **more)
        return required and not _sets_up_the_first_factor(allauth_context.request)


JUST_NOW = 5 * 60
"""Seconds after a sign-in, within which the first second factor is set up without the password again."""


def _sets_up_the_first_factor(request: HttpRequest) -> bool:
    """Say whether somebody came in a moment ago, and had no second factor then."""
    user = request.user
    if not isinstance(user, User):
        return False
    came_in = [one.get("at", 0) for one in get_authentication_records(request, user)]
    if not came_in or time.time() - came_in[0] >= JUST_NOW:
        return False
    then = datetime.fromtimestamp(came_in[0], UTC)
    return not Authenticator.objects.filter(user=user, created_at__lt=then).exists()


def link_to_a_password(request: HttpRequest, user: User) -> WayIn:
    """Make the link that a letter would carry: it ends when it was used, was ended, or its time is over."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    address = AccountAdapter(request).get_reset_password_from_key_url(key)
    return WayIn(address, user.link_open_until or clock.now())


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The office's identity provider opens accounts that exist; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse: somebody unknown here stays outside, whoever vouches for them."""
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Let in by an address only where the provider says that it is the person's own.

        Some providers send the claim as text, and the text "false" must not count as yes.
        """
        told = login.account.extra_data
        claims = {**told, **told.get("id_token", {}), **told.get("userinfo", {})}
        vouched = claims.get("email_verified") in (True, "true")
        return vouched and super().can_authenticate_by_email(login, email)
