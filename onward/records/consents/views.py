"""Views about consents: a form, an action, a redirect."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from onward.access import audit
from onward.access.doors import back_or, door, whose
from onward.kernel import clock, files
from onward.kernel.forms import perform
from onward.kernel.problems import Missing
from onward.records.consents import actions, hooks, pages, queries
from onward.records.consents.forms import AskForm, ConsentForm, DecideForm, WithdrawForm
from onward.records.consents.models import Consent


@door("consents.read", "people.read")
@require_GET
def of_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Show the consents of a person."""
    page = pages.consents_page(whose(request), person)
    _shows(request, page.subject)
    audit.shown(request, page.named)
    return render(request, "consents/person.html", {"page": page})


def _shows(request: HttpRequest, subject: hooks.Subject) -> None:
    """Write that the page of a restricted person was looked at."""
    audit.shown_restricted(request, [subject.key] if subject.restricted else [])


@door("consents.write", "people.read")
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, person: UUID) -> HttpResponse:
    """Record a consent."""
    user = whose(request)
    subject = hooks.subject(user, person)
    bound = request.method == "POST"
    form = ConsentForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        user=user,
        initial=_asked_for(request),
    )
    child = bool(hooks.children([subject.key], clock.today()))
    speakers = hooks.speakers(user, subject.key) if child else []
    if child:
        form.ask_who_speaks([one.name for one in speakers])

    def record() -> object:
        data = form.cleaned_data
        return actions.give_consent(
            user,
            subject.key,
            subject.office,
            data["purpose"],
            form.recipient_key,
            form.evidence(),
            given_by=data["given_by"],
            given_on=data["given_on"],
            expires_on=data["expires_on"],
            once=form.token,
        )

    back = back_or(request, reverse("consents:person", kwargs={"person": person}))
    if bound and perform(form, record) is not None:
        messages.success(request, _("Consent recorded."))
        return redirect(back)
    if named := {one.key for one in speakers if one.key}:
        audit.shown(request, {subject.key} | named)
    else:
        _shows(request, subject)
    context = {"form": form, "subject": subject, "back": back}
    return render(request, "consents/give.html", context, status=422 if bound else 200)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """Return what a link fills in beforehand: for what, and to whom."""
    return {name: request.GET.get(name, "") for name in ("purpose", "recipient")}


@door("consents.write", "people.read")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that a consent was taken back."""
    user = whose(request)
    consent = queries.consent(user, key)
    subject = hooks.subject(user, consent.person_key)
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def record() -> list[Consent]:
        return actions.withdraw_consent(user, consent, withdrawn_on=form.cleaned_data["withdrawn_on"])

    if form.is_bound and (withdrawn := perform(form, record)) is not None:
        _say_withdrawn(request, withdrawn)
        return redirect("consents:person", person=subject.key)
    _shows(request, subject)
    names = hooks.names_of([consent.recipient_key])
    context = {
        "form": form,
        "subject": subject,
        "consent": consent,
        "recipient": names.get(consent.recipient_key, ""),
    }
    return render(request, "consents/withdraw.html", context, status=422 if form.is_bound else 200)


def _say_withdrawn(request: HttpRequest, withdrawn: list[Consent]) -> None:
    """Say how many consents were withdrawn, and where it may be sent all the same."""
    said = _("Withdrawn. From this day nothing is sent on the ground of it.")
    if len(withdrawn) > 1:
        several = _(
            "%(n)d consents to the same were withdrawn. From this day nothing is sent on the ground of them."
        )
        said = several % {"n": len(withdrawn)}
    messages.success(request, said)
    one = withdrawn[0]
    if not queries.lacking_consent([one.person_key], one.purpose, one.recipient_key, clock.today()):
        messages.warning(
            request, _("It may still be sent: a consent given later, or leave to send without one, holds.")
        )


@door("consents.read", "people.read")
@require_GET
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the scanned sheet of a consent; a restricted person's is written down."""
    user = whose(request)
    consent = queries.consent(user, key)
    subject = hooks.subject(user, consent.person_key)
    if consent.sheet_key is None:
        raise Missing()
    with files.open_stored(consent.sheet_key.hex) as stream:
        seen = files.inspect(stream, "sheet", actions.SHEETS)
        content = stream.read()
    _shows(request, subject)
    shown = content_disposition_header(bool(seen.flags), seen.name) or "inline"
    return HttpResponse(content, content_type=seen.media_type, headers={"Content-Disposition": shown})


@door("consents.write", "people.read")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, person: UUID) -> HttpResponse:
    """Ask the data-protection officer for leave to send without consent."""
    user = whose(request)
    subject = hooks.subject(user, person)
    form = AskForm(request.POST if request.method == "POST" else None, user=user, initial=_asked_for(request))
    back = back_or(request, reverse("consents:person", kwargs={"person": person}))

    def record() -> object:
        data = form.cleaned_data
        return actions.ask_override(
            user,
            subject.key,
            subject.office,
            data["purpose"],
            form.recipient_key,
            data["legal_basis"],
            data["reasons"],
            once=form.token,
        )

    if form.is_bound and perform(form, record) is not None:
        messages.success(request, _("Asked. The data-protection officer sees it now."))
        return redirect(back)
    _shows(request, subject)
    context = {"form": form, "subject": subject, "back": back}
    return render(request, "consents/ask.html", context, status=422 if form.is_bound else 200)


@door("consents.override")
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the requests that nobody has answered."""
    return render(request, "consents/waiting.html", {"page": pages.waiting_page(whose(request))})


@door("consents.override")
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer a request to send without consent."""
    user = whose(request)
    override = queries.override(user, key)
    form = DecideForm(request.POST if request.method == "POST" else None)

    def answer() -> object:
        data = form.cleaned_data
        return actions.decide_override(user, override, data["answer"] == "yes", expires_on=data["expires_on"])

    if form.is_bound and perform(form, answer) is not None:
        messages.success(request, _("Answered."))
        return redirect("consents:waiting")
    line = pages.override_lines([override], {})[0]
    return render(
        request, "consents/decide.html", {"form": form, "line": line}, status=422 if form.is_bound else 200
    )
