"""How sign-in differs here from what allauth does by itself: nobody makes an account for themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: there is no open sign-up."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The office's identity provider opens accounts that exist; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse: somebody unknown here stays outside, whoever vouches for them."""
        return False
