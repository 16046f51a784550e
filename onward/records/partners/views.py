"""Views of the directory and the rota: a form, an action, a redirect."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onward.access.doors import door, whose
from onward.access.paging import number_at
from onward.kernel import clock
from onward.kernel.forms import ActionForm, perform
from onward.kernel.problems import Missing, Refused
from onward.kernel.sealing import number_in
from onward.records.partners import actions, pages, queries
from onward.records.partners.forms import (
    ContactForm,
    DeskForm,
    EndForm,
    FilterForm,
    OrganisationForm,
    TurnForm,
)
from onward.records.partners.models import ContactPerson, Desk, Organisation, RotaDay

FRIDAY = 4


@door("partners.read")
@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """List organisations, narrowed by what stands in the address."""
    form = FilterForm(request.GET)
    filters = form.filters()
    page = pages.directory_page(
        whose(request), filters, after=_number(request, "after"), before=_number(request, "before")
    )
    return render(request, "partners/list.html", {"page": page, "form": form})


@door("partners.read")
@require_GET
def organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an organisation."""
    page = pages.organisation_page(whose(request), key)
    return render(request, "partners/organisation.html", {"page": page})


@door("partners.write")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    user = whose(request)
    country = user.office.country if user.office else ""
    form = OrganisationForm(request.POST if request.method == "POST" else None, country=country)
    if form.is_bound:
        made = perform(form, lambda: actions.add_organisation(user, form.particulars(), once=form.token))
        if made is not None:
            messages.success(request, _("Entered the directory."))
            return redirect("partners:organisation", key=made.key)
    return _form(request, form, _("Enter an organisation"), None)


@door("partners.write")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Mend the particulars of an organisation."""
    one = queries.organisation(whose(request), key)
    form = OrganisationForm(request.POST if request.method == "POST" else None, organisation=one)

    def save() -> object:
        return actions.change_organisation(
            whose(request), one, form.particulars(), version=form.seen_version, once=form.token
        )

    return _saved(request, form, save, one) or _form(request, form, _("Mend particulars"), one)


@door("partners.write")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that the office works with an organisation no more."""
    one = queries.organisation(whose(request), key)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"version": one.version})

    def save() -> object:
        return actions.end_organisation(
            whose(request), one, ended_on=form.cleaned_data["ended_on"], version=form.seen_version
        )

    return _saved(request, form, save, one) or _form(
        request, form, _("No longer a partner"), one, pages.accounts_of(whose(request), one)
    )


@door("partners.write")
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, key: UUID, told: UUID | None = None) -> HttpResponse:
    """Add a desk, or mend one."""
    one = queries.organisation(whose(request), key)
    standing = queries.desk(whose(request), number_in(Desk, told)) if told else None
    if standing is not None and standing.organisation_id != one.pk:
        raise Missing()
    form = DeskForm(request.POST if request.method == "POST" else None, desk=standing)

    def save() -> object:
        data = form.cleaned_data
        return actions.save_desk(
            whose(request),
            one,
            data["name"],
            desk=standing,
            address=data["address"],
            phone=data["phone"],
            hours=data["hours"],
            once=form.token,
        )

    return _saved(request, form, save, one) or _form(request, form, _("Desk"), one)


@door("partners.write")
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, key: UUID, told: UUID | None = None) -> HttpResponse:
    """Add a contact, or mend one."""
    one = queries.organisation(whose(request), key)
    standing = queries.contact(whose(request), number_in(ContactPerson, told)) if told else None
    if standing is not None and standing.organisation_id != one.pk:
        raise Missing()
    form = ContactForm(request.POST if request.method == "POST" else None, organisation=one, contact=standing)

    def save() -> object:
        data = form.cleaned_data
        return actions.save_contact(
            whose(request),
            one,
            data["name"],
            contact=standing,
            desk=form.chosen_desk(),
            role=data["role"],
            phone=data["phone"],
            email=data["email"],
            once=form.token,
        )

    return _saved(request, form, save, one) or _form(request, form, _("Contact"), one)


@door("partners.write")
@require_POST
def drop(request: HttpRequest, key: UUID, told: UUID) -> HttpResponse:
    """Take away a contact who has left."""
    standing = queries.contact(whose(request), number_in(ContactPerson, told))
    if standing.organisation.key != key:
        raise Missing()
    actions.drop_contact(whose(request), standing)
    messages.success(request, _("Taken away."))
    return redirect("partners:organisation", key=key)


@door("partners.read")
@require_http_methods(["GET", "POST"])
def rota(request: HttpRequest) -> HttpResponse:
    """Show a week at the desks; put somebody on it."""
    user = whose(request)
    day = _day(request)
    page = pages.rota_page(user, day)
    form = None
    if page.may_write:
        form = TurnForm(
            request.POST if request.method == "POST" else None,
            desks=[row.desk for row in page.rows],
            organisations=queries.organisations(user),
            colleagues=queries.counsellors(user),
            on=max(day, page.days[0]),
        )
        if request.method == "POST" and perform(form, lambda: _set_turn(request, form)) is not None:
            messages.success(request, _("Put on the rota."))
            return redirect(f"{reverse('partners:rota')}?week={form.cleaned_data['on'].isoformat()}")
    elif request.method == "POST":
        raise Refused(reason="no-role-with:partners.write")
    context = {"page": page, "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "partners/rota.html", context, status=status)


@door("partners.write")
@require_POST
def clear(request: HttpRequest, told: UUID) -> HttpResponse:
    """Take a turn off the rota."""
    turn = queries.turn(whose(request), number_in(RotaDay, told))
    actions.clear_turn(whose(request), turn)
    messages.success(request, _("Taken off the rota."))
    return redirect(f"{reverse('partners:rota')}?week={turn.on.isoformat()}")


def _set_turn(request: HttpRequest, form: TurnForm) -> object:
    data = form.cleaned_data
    organisation, colleague = form.chosen()
    return actions.set_turn(
        whose(request),
        form.desks[data["desk"]],
        data["on"],
        data["part"],
        organisation=organisation,
        colleague=colleague,
        once=form.token,
    )


def _day(request: HttpRequest) -> date:
    """Return the day whose week the address asks for; where it names none, today or the Monday to come."""
    today = clock.today()
    coming = today + timedelta(days=7 - today.weekday()) if today.weekday() > FRIDAY else today
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return coming
    return day if 2000 <= day.year <= 2100 else coming


def _number(request: HttpRequest, name: str) -> int | None:
    """Return the key of a page that the address names."""
    return number_at(Organisation, request.GET.get(name, ""))


def _saved(
    request: HttpRequest, form: ActionForm, action: Callable[[], object], one: Organisation
) -> HttpResponse | None:
    """Send a form about an organisation; back to its page when it was taken, else None."""
    if not form.is_bound or perform(form, action) is None:
        return None
    messages.success(request, _("Saved."))
    return redirect("partners:organisation", key=one.key)


def _form(
    request: HttpRequest,
    form: ActionForm,
    title: str,
    one: Organisation | None,
    accounts: pages.Accounts | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "organisation": one, "accounts": accounts}
    return render(request, "partners/form.html", context, status=422 if form.is_bound else 200)
