"""The pages of the data-protection officer and of the administrator."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onward.access import actions, audit, pages, queries, subjects
from onward.access.doors import door, whose
from onward.access.forms import FindForm, OfficeForm, PeriodForm, UserForm, standing
from onward.access.hooks import offices_named, way_in
from onward.access.models import Office, User
from onward.access.paging import page_by_key
from onward.access.telling import persons_told
from onward.kernel.forms import tell
from onward.kernel.problems import AlreadySent, Missing, Problem
from onward.kernel.text import clean

SHOWN_AT_START = 5


@require_http_methods(["GET", "POST"])
@door("audit.read")
def audit_start(request: HttpRequest) -> HttpResponse:
    """What the officer has to look at, and the question whom the audit is asked about."""
    user = whose(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    found: list[subjects.Subject] | None = None
    if request.method == "POST" and form.is_valid():
        found = subjects.find(form.cleaned_data["text"])
        audit.searched(user, page="access.audit", found=[one.key for one in found])
        if len(found) == 1:
            return redirect(f"access:audit-{found[0].kind}", found[0].key)
    unseen = queries.openings(user).filter(seen_at=None)
    context = {
        "form": form,
        "found": found,
        "openings": pages.openings_in_words(list(unseen[:SHOWN_AT_START])),
        "unseen": queries.unseen_openings(user),
        "users": User.objects.order_by("name").only("key", "name", "email")[:500],
    }
    return render(request, "access/audit.html", context)


@require_GET
@door("audit.read")
def of_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who saw and wrote what of a person; that this was asked is written down too."""
    return _of_subject(request, "person", key)


@require_GET
@door("audit.read")
def of_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who saw and wrote what of a case; that this was asked is written down too."""
    return _of_subject(request, "case", key)


def _of_subject(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    user = whose(request)
    rows = queries.entries(user).filter(**{f"{kind}_key": key})
    about = subjects.named([key]).get(key)
    page = queries.page_by_time(rows, request)
    if about is None and not page.rows:
        raise Missing()
    # Whatever place the address tells: each page of lines tells more of the file, and any can be the first.
    subject = {kind: key}
    audit.opened(user, person=subject.get("person"), case=subject.get("case"), page="access.audit")
    title = about.label if about else pages.not_kept(key)
    context = {"title": title, "about": about, "one": True, "loaded": queries.loaded_at()}
    return _entries(request, page, context, subject)


@require_GET
@door("audit.read")
def of_user(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a user saw and wrote, of some days."""
    asked = User.objects.filter(key=key).first()
    if asked is None:
        raise Missing()
    form = PeriodForm(request.GET if request.GET.keys() & {"first", "last"} else None)
    rows = queries.entries(whose(request)).filter(actor_key=key)
    if form.is_bound and form.is_valid():
        rows = queries.between(rows, form.cleaned_data["first"], form.cleaned_data["last"])
    context = {"title": asked.name, "period": form, "loaded": queries.loaded_at()}
    return _entries(request, queries.page_by_time(rows, request), context)


@require_GET
@door("audit.read")
def exports(request: HttpRequest) -> HttpResponse:
    """What was taken out of the house, by whom: once each, however many restricted persons it told of."""
    rows = queries.entries(whose(request)).filter(kind="export", person_key=None)
    return _entries(request, queries.page_by_time(rows, request), {"title": _("Taken out of the house")})


def _entries(
    request: HttpRequest, page: Any, context: dict[str, Any], subject: Mapping[str, UUID] | None = None
) -> HttpResponse:
    """Show a page of lines, and write one of each restricted person whom it names, as pages of files do.

    `subject` is the person or the case that was asked about, of which a line is written already.
    """
    asked = subject or {}
    audit.shown(request, persons_told(page.rows) - {asked.get("person")}, case=asked.get("case"))
    shown = page.of(pages.entries_in_words(page.rows))
    return render(request, "access/entries.html", {"page": shown} | context)


@require_GET
@door("audit.read")
def openings(request: HttpRequest) -> HttpResponse:
    """Files opened in an emergency: those that nobody has looked at first."""
    rows = queries.openings(whose(request))
    state = "all" if request.GET.get("state") == "all" else "unseen"
    page = page_by_key(rows if state == "all" else rows.filter(seen_at=None), request)
    context = {"page": page.of(pages.openings_in_words(page.rows)), "state": state}
    return render(request, "access/openings.html", context)


@require_POST
@door("audit.read")
def opening_seen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take note of an opening."""
    actions.see_opening(whose(request), queries.opening(whose(request), key))
    messages.success(request, _("Noted as looked at."))
    return redirect("access:openings")


@require_GET
@door("users.manage")
def users(request: HttpRequest) -> HttpResponse:
    """Who may come in, and what they may do."""
    asked = clean(request.GET.get("name", ""))[:120]
    rows = queries.users(whose(request))
    if asked:
        rows = rows.filter(name__icontains=asked) | rows.filter(email__icontains=asked)
    page = page_by_key(rows, request)
    return render(request, "access/users.html", {"page": page.of(pages.user_rows(page.rows)), "asked": asked})


@require_http_methods(["GET", "POST"])
@door("users.manage")
def new_user(request: HttpRequest) -> HttpResponse:
    """Let somebody in."""
    form = UserForm(request.POST if request.method == "POST" else None, actor=whose(request))
    if request.method != "POST":
        return render(request, "access/user.html", {"form": form})
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.make_user(whose(request), given["email"], form.particulars(), once=given["once"])
        except AlreadySent:
            raise
        except Problem as problem:
            tell(form, problem)
        else:
            if not settings.SENDS_LETTERS:
                return _handed_over(request, made)
            words = _("Made. They set a password by “Forgot your password?” on the page where one signs in.")
            messages.success(request, words)
            return redirect("access:users")
    return render(request, "access/user.html", {"form": form}, status=422)


@require_http_methods(["GET", "POST"])
@door("users.manage")
def user(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change what somebody may do."""
    who = queries.user(whose(request), key)
    themselves = who.pk == whose(request).pk
    data = request.POST if request.method == "POST" else None
    form = UserForm(data, actor=whose(request), user=who, initial=standing(who))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_user(whose(request), who, form.particulars())
            except Problem as problem:
                if problem.field is None:
                    raise
                tell(form, problem)
                status = problem.status
            else:
                messages.success(request, _("Changed."))
                return redirect("access:users")
    context = {"form": form, "who": who, "themselves": themselves, "links": not settings.SENDS_LETTERS}
    return render(request, "access/user.html", context, status=status)


@require_POST
@door("users.manage")
def user_active(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a user, or open them again."""
    who = queries.user(whose(request), key)
    if "reopen" in request.POST:
        actions.reopen_user(whose(request), who)
        messages.success(request, _("They can sign in again."))
    else:
        actions.close_user(whose(request), who)
        messages.success(request, _("They cannot sign in any more."))
    return redirect("access:users")


@require_POST
@door("users.manage")
def user_link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give somebody a link to set a password by, where no letters are sent."""
    who = queries.user(whose(request), key)
    if settings.SENDS_LETTERS:
        raise Missing()
    return _handed_over(request, who)


def _handed_over(request: HttpRequest, who: User) -> HttpResponse:
    """Show a link, once: nothing keeps it, neither a row nor the browser (`middleware.security_headers`)."""
    given = actions.give_link(whose(request), who)
    return render(request, "access/link.html", {"who": given, "way": way_in(request, given)})


@require_GET
@door("users.manage")
def offices(request: HttpRequest) -> HttpResponse:
    """The offices, and how each is reached."""
    return render(request, "access/offices.html", {"offices": queries.offices()})


def _warn_of_no_programme(request: HttpRequest, office: Office) -> None:
    """Say of an office that opens cases that no programme names it, and what is to be done."""
    named = offices_named()
    if office.kind == Office.Kind.COUNTRY and office.code not in named:
        words = _(
            "No programme names an office “%(code)s”, so no case can be opened in it. "
            "Write “office: %(code)s” in the file of the programme that it runs. Programmes name: %(named)s."
        )
        messages.warning(request, words % {"code": office.code, "named": ", ".join(named) or "–"})


@require_http_methods(["GET", "POST"])
@door("users.manage")
def office(request: HttpRequest, code: str = "") -> HttpResponse:
    """Add an office, or change what one is called and how it is reached."""
    held = queries.office(whose(request), code) if code else None
    form = OfficeForm(request.POST if request.method == "POST" else None, office=held)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if held:
                actions.change_office(whose(request), held, form.reached())
            else:
                place = (given["code"], given["kind"], given["country"])
                made = actions.make_office(whose(request), *place, form.reached(), once=given["once"])
                _warn_of_no_programme(request, made)
        except AlreadySent:
            raise
        except Problem as problem:
            if problem.field is None:
                raise
            tell(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("access:offices")
    status = 422 if request.method == "POST" else 200
    return render(request, "access/office.html", {"form": form, "office": held}, status=status)
