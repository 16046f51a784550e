"""Papers, numbers and contacts of a person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onward.access import audit
from onward.access.doors import back_or, door, whose
from onward.kernel.forms import ActionForm, perform
from onward.kernel.problems import Missing
from onward.kernel.sealing import number_in
from onward.kernel.text import yes_or_no
from onward.records.people import actions, hooks, pages, problems, queries
from onward.records.people.forms import ContactForm, DocumentForm, ReferenceForm, name_both
from onward.records.people.models import Contact, Person, ReferenceNumber, TravelDocument
from onward.records.people.views.persons import lead_back


@door("people.write")
@require_http_methods(["GET", "POST"])
def new_document(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record a travel document, or that one is being asked for."""
    person = queries.person(whose(request), key)
    form = _document_form(request, person)

    def add() -> object:
        shared = form.cleaned_data["shared"]
        if form.birth_taken:
            return actions.record_with_birth(
                whose(request), person, form.paper(), form.birth_taken, shared=shared, once=form.token
            )
        return actions.add_document(whose(request), person, form.paper(), shared=shared, once=form.token)

    follows = hooks.following(whose(request), request.GET.get("back", ""), person)
    template = "people/document_form.html"
    return _small(request, person, form, _("Travel document"), add, template=template, following=follows)


def _document_form(
    request: HttpRequest, person: Person, document: TravelDocument | None = None
) -> DocumentForm:
    """Return the form as it was sent; 'Read the zone' fills it from its zone, and it is not sent yet."""
    if request.method == "POST" and "read" in request.POST:
        return DocumentForm.read(request.POST, person, document)
    return DocumentForm(request.POST if request.method == "POST" else None, person=person, document=document)


@door("people.write")
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record how a travel document, or the request for it, stands by now."""
    rows = TravelDocument.objects.all().visible_to(whose(request))
    found = rows.select_related("person__office").filter(key=key).first()
    if found is None:
        raise Missing()
    form = _document_form(request, found.person, found)

    def update() -> object:
        if form.birth_taken:
            return actions.record_with_birth(
                whose(request),
                found.person,
                form.paper(),
                form.birth_taken,
                document=found,
                shared=form.cleaned_data["shared"],
                version=form.seen_version,
                once=form.token,
            )
        return actions.update_document(
            whose(request),
            found,
            form.paper(),
            shared=form.cleaned_data["shared"],
            version=form.seen_version,
            once=form.token,
        )

    paper = pages.paper_line(found)
    follows = hooks.following(whose(request), request.GET.get("back", ""), found.person)
    return _small(
        request,
        found.person,
        form,
        found.get_kind_display(),
        update,
        template="people/document_form.html",
        paper=paper,
        following=follows,
    )


@door("people.write")
@require_http_methods(["GET", "POST"])
def new_reference(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record the number under which another body knows the person."""
    person = queries.person(whose(request), key)
    form = ReferenceForm(request.POST if request.method == "POST" else None)

    def add() -> object:
        data = form.cleaned_data
        try:
            return actions.add_reference(
                whose(request), person, data["issuer"], data["number"], once=form.token
            )
        except problems.NumberTaken:
            # That a number is taken tells that somebody has it: each one of who is hidden leaves a line.
            holder = queries.hidden_holder(whose(request), data["issuer"], data["number"])
            if holder is not None:
                audit.opened(whose(request), person=holder, page="people.number-taken")
            raise

    return _small(request, person, form, _("Number of another body"), add)


@door("people.write")
@require_POST
def drop(request: HttpRequest, key: UUID, told: UUID) -> HttpResponse:
    """Take away a number that was written down wrongly."""
    person = queries.person(whose(request), key)
    reference = person.references.filter(pk=number_in(ReferenceNumber, told)).first()
    if reference is None:
        raise Missing()
    actions.drop_reference(whose(request), person, reference)
    messages.success(request, _("Taken away."))
    return redirect("people:person", key=person.key)


@door("people.write")
@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a way to reach the person."""
    person = queries.person(whose(request), key)
    form = ContactForm(request.POST if request.method == "POST" else None)

    def add() -> object:
        return actions.add_contact(whose(request), person, form.contact(), once=form.token)

    return _small(request, person, form, _("Contact"), add)


@door("people.write")
@require_POST
def end(request: HttpRequest, key: UUID, told: UUID) -> HttpResponse:
    """Record that a contact does not reach the person any more."""
    contact = _contact(request, key, told)
    actions.end_contact(whose(request), contact)
    messages.success(request, _("Ended. It stays in the record."))
    return redirect("people:person", key=key)


@door("people.write")
@require_POST
def judge(request: HttpRequest, key: UUID, told: UUID) -> HttpResponse:
    """Record whether a contact is safe to use."""
    safe = yes_or_no(request.POST.get("safe", ""))
    actions.judge_contact(whose(request), _contact(request, key, told), safe)
    messages.success(request, _("Saved."))
    return redirect("people:person", key=key)


def _contact(request: HttpRequest, key: UUID, told: UUID) -> Contact:
    person = queries.person(whose(request), key)
    contact = person.contacts.filter(pk=number_in(Contact, told)).first()
    if contact is None:
        raise Missing()
    return contact


def _small(
    request: HttpRequest,
    person: Person,
    form: ActionForm,
    title: str,
    action: Callable[[], object],
    *,
    template: str = "people/small_form.html",
    following: hooks.Following | None = None,
    **more: Any,
) -> HttpResponse:
    """Send a short form about a person, and go back to where the link to it stood, usually on their page.

    Refused, it is shown again as it was typed; `following` is where 'Save and go on' leads instead.
    """
    back = back_or(request, reverse("people:person", kwargs={"key": person.key}))
    reads = request.method == "POST" and "read" in request.POST
    if form.is_bound and not reads and perform(form, action) is not None:
        if following and "go-on" in request.POST:
            messages.success(request, _("Saved."))
            return redirect(following.url)
        return lead_back(request, person, back)
    besides = {following.person} if following else set()
    if isinstance(form, DocumentForm):
        besides |= {*name_both(form, whose(request), person)}
    audit.shown(request, besides)
    line = pages.person_lines([person])[0]
    audit.shown_restricted(request, [person.key] if line.restricted else [])
    context = {
        "form": form,
        "person": person,
        "line": line,
        "title": title,
        "back": back,
        "following": following,
    } | more
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)
