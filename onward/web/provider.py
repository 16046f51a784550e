"""On the way to the office's identity provider."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect.views import login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from requests import RequestException


def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider's own pages by way of a page of ours.

    A form of ours may be sent to nobody else (`form-action 'self'`), and a browser counts it as sent to
    whoever it is redirected to, over all the hosts that a provider leads through. A page that moves on by
    itself is no form.
    """
    try:
        answer: HttpResponse = login(request, provider_id)
    except RequestException:
        words = _("That service cannot be reached. Sign in with your password, or try again in a minute.")
        messages.error(request, words)
        return redirect("account_login")
    if request.method != "POST" or not isinstance(answer, HttpResponseRedirect):
        return answer
    name = get_adapter().get_provider(request, provider_id).app.name
    return render(request, "leaving.html", {"address": answer.url, "name": name})
