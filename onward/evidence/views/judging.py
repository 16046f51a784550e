"""What the public may be shown of an edition: how far that is worked out, what it is, publishing by it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onward.access.doors import door, whose
from onward.access.models import User
from onward.evidence import actions, judging
from onward.evidence.forms import PublishForm
from onward.evidence.models import Edition
from onward.evidence.pages import editions as pages
from onward.evidence.pages.for_public import Look, decided_look, look_of
from onward.evidence.pages.judging import WorkPage, work_page
from onward.evidence.pages.redefined import since_published
from onward.evidence.policy import APPROVE, READ_EDITIONS
from onward.evidence.problems import MovedByFew, NotJudgedYet
from onward.evidence.queries.editions import edition_seen, standing
from onward.evidence.queries.judged import published_before
from onward.kernel.problems import Missing
from onward.reference.context import notes_of


@require_safe
@door(READ_EDITIONS, APPROVE)
def for_public(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the public is not shown of an edition, or would not be where nobody has published it yet.

    Where that is not worked out, the work on it begins, and the page shows how it stands.
    """
    found = edition_seen(whose(request), key)
    if not found.frozen.definition.public:
        raise Missing()
    return _for_public(request, found)


def _for_public(request: HttpRequest, found: Edition, refused: MovedByFew | None = None) -> HttpResponse:
    user, line = whose(request), pages.edition_line(found)
    look, work = _look(request, user, found)
    if refused and look is None:
        messages.info(request, f"{refused.say()} {refused.say_way_out()}")
    if request.headers.get("HX-Request") and not (work and work.at_work):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "line": line,
        "title": pages.title_of(line),
        "otherwise": "" if line.stands.published else since_published(found),
        "look": look,
        "work": work,
        "form": _form(request, look, refused) if look and pages.may_publish(user, line) else None,
    }
    return render(request, "evidence/edition_public.html", context, status=422 if refused else 200)


def _form(request: HttpRequest, look: Look, refused: MovedByFew | None) -> PublishForm:
    """Return the form for publishing; with a tick where it is to be confirmed what moved by few."""
    moved = look.beside.digest if look.beside else ""
    form = PublishForm(request.POST if refused else None, initial={"moved": moved})
    if refused:
        form.ask_anew(refused, moved)
    if not moved:
        del form.fields["confirmed"]
    return form


def _look(request: HttpRequest, user: User, found: Edition) -> tuple[Look | None, WorkPage | None]:
    """Return what is left out, or how the work on it stands."""
    if standing(found).published:
        return decided_look(found, notes_of(request)), None
    judged = judging.taken_up(user, found)
    if isinstance(judged, judging.State):
        return None, work_page(found, judged)
    return look_of(found, judged, list(published_before()), notes_of(request)), None


@require_POST
@door(READ_EDITIONS, APPROVE)
def begin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin the work anew, after it was stopped, cut off or failed."""
    found = edition_seen(whose(request), key)
    if found.frozen.definition.public and not standing(found).published:
        judging.begin(whose(request), found)
    return redirect("evidence:edition-public", key)


@require_POST
@door(READ_EDITIONS, APPROVE)
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop the work on an edition; nothing of it is kept."""
    found = edition_seen(whose(request), key)
    if not found.frozen.definition.public:
        raise Missing()
    judging.stop(found)
    return redirect("evidence:edition-public", key)


@require_POST
@door(READ_EDITIONS, APPROVE)
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish an edition that somebody else prepared.

    What the public may be shown has to be worked out by then: it is not done while somebody waits for a page.
    """
    user, found = whose(request), edition_seen(whose(request), key)
    public = found.frozen.definition.public
    may = public and pages.may_publish(user, pages.edition_line(found))
    if may and isinstance(judging.taken_up(user, found), judging.State):
        return _not_yet(request, key)
    form = PublishForm(request.POST)
    try:
        made = actions.publish_edition(user, found, confirmed=form.known, once=form.token)
    except MovedByFew as refused:
        return _for_public(request, found, refused)
    except NotJudgedYet:  # something was published meanwhile
        return _not_yet(request, key)
    if public and not made.for_public:
        messages.success(
            request, _("The edition is published for the donor alone, with no copy for the public.")
        )
    else:
        messages.success(request, _("The edition is published."))
    return redirect("evidence:edition", key)


def _not_yet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lead to where it is seen how far the work on an edition is."""
    messages.info(request, _("It can be published once it is worked out what the public may be shown."))
    return redirect("evidence:edition-public", key)
