"""Households: making one, joining, leaving."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onward.access import audit
from onward.access.doors import door, uuid_of, whose
from onward.access.policy import may
from onward.kernel.forms import perform
from onward.kernel.problems import Missing, Refused
from onward.records.people import actions, pages, queries
from onward.records.people.forms import JoinForm, LeaveForm, RelationForm
from onward.records.people.models import Relation


@door("people.write")
@require_POST
def make(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make a household of which the person is the head, and lead there to add the others."""
    user = whose(request)
    person = queries.person(user, key)
    household = actions.make_household(
        user,
        person.office,
        [actions.Member(person, Relation.HEAD)],
        once=uuid_of(request.POST.get("once", "")),
    )
    return redirect("people:household", key=household.key)


@door("people.read")
@require_http_methods(["GET", "POST"])
def household(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a household; find somebody to join it, and let them join."""
    user = whose(request)
    found = queries.household(user, key)
    if request.method == "POST":
        if not may(user, "people.write"):
            raise Refused(reason="no-role-with:people.write")
        form = JoinForm(request.POST)

        def join() -> object:
            person = queries.person(user, form.cleaned_data["person"])
            return actions.join_household(
                user,
                found,
                person,
                form.cleaned_data["relation"],
                joined_on=form.cleaned_data["joined_on"],
                once=form.token,
            )

        if perform(form, join) is not None:
            messages.success(request, _("Joined the household."))
            return redirect("people:household", key=key)
    else:
        form = JoinForm()
    page = pages.household_page(user, key, request.GET.get("q", "").strip())
    audit.shown_restricted(request, page.restricted)
    context = {"page": page, "form": form, "leave": LeaveForm(), "relations": Relation.choices}
    return render(request, "people/household.html", context, status=422 if form.is_bound else 200)


@door("people.write")
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, key: UUID, person: UUID) -> HttpResponse:
    """Let somebody leave the household from a day on."""
    user = whose(request)
    home, one = queries.household(user, key), queries.person(user, person)
    form = LeaveForm(request.POST if request.method == "POST" else None)

    def go() -> object:
        return actions.leave_household(user, home, one, left_on=form.cleaned_data["left_on"], once=form.token)

    if form.is_bound and perform(form, go) is not None:
        messages.success(request, _("Left the household."))
        return redirect("people:household", key=key)
    return _small(request, key, person, form, _("Leave the household"))


@door("people.write")
@require_http_methods(["GET", "POST"])
def relation(request: HttpRequest, key: UUID, person: UUID) -> HttpResponse:
    """Mend what a member is to the head of the household."""
    user = whose(request)
    home, one = queries.household(user, key), queries.person(user, person)
    membership = home.memberships.filter(person=one, left_on=None).first()
    if membership is None:
        raise Missing()
    data = request.POST if request.method == "POST" else None
    told = queries.relations_told(queries.members(user, home))
    form = RelationForm(data, initial={"relation": told[membership.pk]})

    def mend() -> object:
        return actions.change_relation(user, home, one, form.cleaned_data["relation"])

    if form.is_bound and perform(form, mend) is not None:
        messages.success(request, _("Saved."))
        return redirect("people:household", key=key)
    return _small(request, key, person, form, _("Relation in the household"))


def _small(
    request: HttpRequest, key: UUID, person: UUID, form: LeaveForm | RelationForm, title: str
) -> HttpResponse:
    one = queries.person(whose(request), person)
    line = pages.person_lines([one])[0]
    audit.shown_restricted(request, [person] if line.restricted else [])
    context = {
        "form": form,
        "person": one,
        "line": line,
        "title": title,
        "household_key": key,
    }
    return render(request, "people/small_form.html", context, status=422 if form.is_bound else 200)
