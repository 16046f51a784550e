"""Finding, entering, reading and mending a person."""

from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from onward.access import audit
from onward.access.doors import back_or, door, uuid_of, whose
from onward.kernel.forms import perform
from onward.kernel.problems import Missing, Refused
from onward.kernel.text import whole_number
from onward.records.people import pages, queries
from onward.records.people.actions import mend_person, register_person
from onward.records.people.finders import shortcut_to
from onward.records.people.forms import NameForm, PersonForm, name_both, names_formset, read_into
from onward.records.people.models import Household, Person
from onward.records.people.rules import GivenName


@door("people.read")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find a person by names, numbers, telephone or year of birth; a number that names one leads there."""
    q = request.GET.get("q", "").strip()
    straight = shortcut_to(whose(request), q)
    if straight:
        return redirect(straight)
    page = pages.search_page(whose(request), q, whole_number(request.GET.get("page", "")) or 1)
    if page.straight_to:
        return redirect("people:person", key=page.straight_to)
    return render(request, "people/search.html", {"page": page, "q": q})


@door("people.read")
@require_GET
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a person."""
    page = pages.person_page(whose(request), key)
    audit.shown_restricted(request, page.restricted)
    return render(request, "people/person.html", {"page": page})


@door("people.write")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a person; `?household=` names one to join. 'Read the zone' fills the form and saves nothing."""
    household = _household(request)
    joining = household is not None
    if request.method == "POST" and "read" in request.POST:
        form, names = read_into(request.POST, joining=joining)
        return _form_page(request, form, names, household=household)
    data = request.POST if request.method == "POST" else None
    form, names = PersonForm(data, joining=joining), names_formset(data)
    if data is not None and names.is_valid():
        made = perform(form, lambda: _register(request, form, names, household))
        if made is not None:
            messages.success(request, _("Entered into the records."))
            if household is not None:
                return redirect("people:household", key=household.key)
            return redirect("people:person", key=made.key)
    return _form_page(request, form, names, household=household)


@door("people.write")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Mend particulars of a person."""
    user = whose(request)
    one = queries.person(user, key)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    form = PersonForm(data, person=one)
    names = names_formset(data, list(one.names.order_by("id")))
    if data is not None and names.is_valid():
        saved = perform(
            form,
            lambda: mend_person(
                user,
                one,
                names=given_names(names),
                sex=form.cleaned_data["sex"],
                born=form.born(),
                nationalities=form.chosen("nationality"),
                languages=form.chosen("language"),
                version=form.seen_version,
                once=form.token,
            ),
        )
        if saved is not None:
            return lead_back(
                request, one, back_or(request, reverse("people:person", kwargs={"key": one.key}))
            )
    return _form_page(request, form, names, person=one)


def lead_back(request: HttpRequest, one: Person, back: str) -> HttpResponse:
    """Lead back; where what was mended closed the person's file to its own writer, say so kindly."""
    messages.success(request, _("Saved."))
    if Person.objects.visible_to(whose(request)).filter(pk=one.pk).exists():
        return redirect(back)
    messages.info(
        request,
        _(
            "What you recorded restricts a file: from now on only its focal points open it, and they take"
            " it further from here."
        ),
    )
    return redirect("people:search")


def given_names(names: "BaseFormSet[NameForm]") -> list[GivenName]:
    """Return the names of a valid formset, without the empty rows."""
    return [name for row in names.forms if (name := row.name())]


def _register(
    request: HttpRequest, form: PersonForm, names: "BaseFormSet[NameForm]", household: Household | None
) -> Person:
    user = whose(request)
    if user.office is None:
        raise Refused(reason="no-office")
    return register_person(
        user,
        user.office,
        given_names(names),
        sex=form.cleaned_data["sex"],
        born=form.born(),
        nationalities=form.chosen("nationality"),
        languages=form.chosen("language"),
        contacts=form.contacts(),
        paper=form.paper(),
        shared=form.cleaned_data["shared"],
        household=household,
        relation=form.cleaned_data.get("relation", ""),
        once=form.token,
    )


def _household(request: HttpRequest) -> Household | None:
    """Return the household that the new person is to join, if the address names one."""
    typed = request.GET.get("household")
    if not typed:
        return None
    key = uuid_of(typed)
    if key is None:
        raise Missing()
    return queries.household(whose(request), key)


def _form_page(
    request: HttpRequest,
    form: PersonForm,
    names: "BaseFormSet[NameForm]",
    *,
    person: Person | None = None,
    household: Household | None = None,
) -> HttpResponse:
    if person is None:
        audit.shown(request, name_both(form, whose(request), None, "paper_"))
    else:
        audit.shown(request, [person.key])
    context = {"form": form, "names": names, "person": person, "household": household}
    refused = form.is_bound and (bool(form.errors) or any(row.errors for row in names.forms))
    return render(request, "people/person_form.html", context, status=422 if refused else 200)
