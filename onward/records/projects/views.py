"""The pages of projects: what there is to spend, what was spent, and the form of an expenditure."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onward.access.doors import door, whose
from onward.access.models import User
from onward.access.paging import page_by_key
from onward.access.policy import may
from onward.kernel.forms import perform
from onward.kernel.problems import Missing, Refused
from onward.records.projects import actions, pages, queries
from onward.records.projects.definition import Project
from onward.records.projects.forms import ExpenditureForm, TakeBackForm
from onward.records.projects.models import Expenditure
from onward.records.projects.policy import READ, SPEND


@require_safe
@door(READ)
def projects(request: HttpRequest) -> HttpResponse:
    """List the projects with what is left of their money."""
    lines = pages.every_project(whose(request))
    whole = not any(one.known or one.closed for one in lines)
    return render(request, "projects/list.html", {"lines": lines, "whole": whole})


@require_http_methods(["GET", "POST"])
@door(READ)
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Show a project, and record what was spent."""
    user, one = whose(request), _project(code)
    form = None
    if may(user, SPEND) and queries.charges(user, one):
        form = ExpenditureForm(request.POST if request.method == "POST" else None, project=one)
    if request.method == "POST" and form is None:
        raise Refused(reason=f"out-of-scope:{SPEND}")
    if form is not None and form.is_bound and _recorded(user, code, form):
        messages.success(request, _("Recorded."))
        return redirect("projects:project", code)
    page = page_by_key(queries.expenditures(user, code), request)
    context = {
        "page": page,
        "rows": [pages.spent_row(one, row, user) for row in page.rows],
        "about": pages.project_page(one, queries.spent(user, one)),
        "elsewhere": queries.of_other_offices(user, code),
        "form": form,
    }
    return render(request, "projects/project.html", context, status=422 if form and form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@door(READ, SPEND)
def expenditure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was recorded of an expenditure, and correct it."""
    user, row = whose(request), queries.expenditure(whose(request), key)
    one = _project(row.project)
    form = ExpenditureForm(request.POST if request.method == "POST" else None, project=one, standing=row)

    def save() -> Expenditure:
        given, why = form.given(), form.cleaned_data["reason"]
        return actions.correct_expenditure(user, row, given, why, version=form.seen_version, once=form.token)

    if form.is_bound and perform(form, save) is not None:
        messages.success(request, _("Corrected. What was told before stays on record."))
        return redirect("projects:project", row.project)
    return _expenditure(request, row, form, TakeBackForm(standing=row))


@require_POST
@door(READ, SPEND)
def take_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that an expenditure never was one."""
    user, row = whose(request), queries.expenditure(whose(request), key)
    back = TakeBackForm(request.POST, standing=row)

    def save() -> Expenditure:
        why = back.cleaned_data["reason"]
        return actions.take_back_expenditure(user, row, why, version=back.seen_version, once=back.token)

    if perform(back, save) is not None:
        messages.success(request, _("Taken back."))
        return redirect("projects:project", row.project)
    row.refresh_from_db()
    form = ExpenditureForm(project=_project(row.project), standing=row)
    return _expenditure(request, row, form, back)


def _expenditure(
    request: HttpRequest, row: Expenditure, form: ExpenditureForm, back: TakeBackForm
) -> HttpResponse:
    """Draw an expenditure with what was recorded of it, and its forms as they were sent."""
    one = _project(row.project)
    refused = form.is_bound or back.is_bound
    context = {
        "row": pages.spent_row(one, row, whose(request)),
        "name": str(one.name),
        # What was typed stays to be read where it was taken back meanwhile, and what the action said of that.
        "form": form if form.is_bound or not row.taken_back_on else None,
        "back": back if back.is_bound or not row.taken_back_on else None,
        "story": pages.story(one, row),
    }
    return render(request, "projects/expenditure.html", context, status=422 if refused else 200)


def _recorded(user: User, code: str, form: ExpenditureForm) -> Expenditure | None:
    return perform(form, lambda: actions.record_expenditure(user, code, form.given(), once=form.token))


def _project(code: str) -> Project:
    found = queries.known(code)
    if found is None:
        raise Missing()
    return found
