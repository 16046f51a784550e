"""The page of retention, its holds and its records."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onward.access import audit, subjects
from onward.access.doors import door, whose
from onward.access.forms import FindForm
from onward.access.policy import may, reach
from onward.kernel.forms import perform
from onward.kernel.problems import Missing
from onward.safekeeping.retention import actions
from onward.safekeeping.retention.forms import HoldForm
from onward.safekeeping.retention.models import LegalHold, Run
from onward.safekeeping.retention.pages import retention_page
from onward.safekeeping.retention.policy import HOLD, READ, RUN


@require_http_methods(["GET", "POST"])
@door(READ)
def start(request: HttpRequest) -> HttpResponse:
    """Show what is about to go, and look for whom a hold is to keep."""
    user = whose(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and may(user, HOLD) and form.is_valid():
        found = subjects.find(form.cleaned_data["text"])
        audit.searched(user, page="retention.start", found=[one.key for one in found])
        if len(found) == 1:
            return redirect("retention:hold", found[0].kind, found[0].key)
    context = {
        "page": retention_page(user),
        "form": form,
        "found": found,
        "may_hold": may(user, HOLD),
        "may_run": may(user, RUN),
    }
    return render(request, "retention/start.html", context)


@require_http_methods(["GET", "POST"])
@door(HOLD)
def hold(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """Order that what is held of a person or in a case stays."""
    about = subjects.named([key]).get(key)
    if about is None or about.kind != kind:
        raise Missing()
    user, form = whose(request), HoldForm(request.POST or None)
    person, case = (key, None) if kind == "person" else (None, key)
    audit.opened(user, person=person, case=case, page="retention.hold")

    def place() -> LegalHold:
        told = form.cleaned_data
        return actions.place_hold(
            user,
            person=person,
            case=case,
            ground=told["ground"],
            reason=told["reason"],
            until=told["until"],
            once=form.token,
        )

    if request.method == "POST" and perform(form, place) is not None:
        messages.success(request, _("What is held of this stays, whatever its time."))
        return redirect("retention:start")
    return render(
        request, "retention/hold.html", {"about": about, "form": form}, status=422 if form.errors else 200
    )


@require_POST
@door(HOLD)
def lift(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a hold."""
    held = get_object_or_404(reach(whose(request), HOLD, LegalHold.objects.all()), key=key)
    actions.lift_hold(whose(request), held)
    messages.success(request, _("The hold is lifted. What is due goes the next night."))
    return redirect("retention:start")


@require_POST
@door(RUN)
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop the run that is at work, after its batch."""
    run = get_object_or_404(reach(whose(request), RUN, Run.objects.all()), key=key)
    actions.stop_run(whose(request), run)
    messages.success(
        request, _("It stops after the batch that it is in. The next run goes on with the rest.")
    )
    return redirect("retention:start")


@require_safe
@door(READ)
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the signed record of a run, as it was signed."""
    user = whose(request)
    run = get_object_or_404(reach(user, READ, Run.objects.exclude(ended_at=None)), key=key)
    audit.exported(user, what="retention.record", rows=1, filters={})
    answer = JsonResponse({"record": run.record, "signature": run.signature, "told": json.loads(run.record)})
    answer["Content-Disposition"] = f'attachment; filename="retention-{run.day.isoformat()}.json"'
    return answer
