"""The pages of journeys: thin, from form to action to the page that shows what came of it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from onward.access import audit
from onward.access.doors import door, whose
from onward.access.models import User
from onward.access.paging import page_by_key
from onward.access.restrictions import marked
from onward.casework.cases.models import Traveller
from onward.delivery.movements import actions, forms, pages, problems, queries, rules
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.forms import ActionForm, perform
from onward.kernel.problems import Missing
from onward.kernel.sealing import told_as
from onward.reference.countries import offered_countries

WHENS = ("ahead", "late", "seats", "under-way", "past", "all")


@require_GET
@door("movements.read")
def board(request: HttpRequest) -> HttpResponse:
    """Journeys by day: ahead, under way, past; filters stand in the address."""
    user, given = whose(request), request.GET
    when, country = given.get("when", "ahead"), given.get("destination", "")[:2].upper()
    filters = queries.BoardFilters(
        when=when if when in WHENS else "ahead",
        destination=country if country.isalpha() else "",
        from_day=_day(given.get("from", "")),
        mine=given.get("mine") == "1",
    )
    page = pages.board(user, filters, given.get("after", ""), given.get("before", ""))
    context = {"page": page, "countries": offered_countries(), "whens": _whens()}
    return render(request, "movements/list.html", context)


def _day(typed: str) -> Any:
    """Return a day of the address, or None where there is none that could be one."""
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _whens() -> list[tuple[str, str]]:
    words = (_("Ahead"), _("Overdue"), _("Seats to cancel"), _("Under way or late"), _("Past"), _("All"))
    return list(zip(WHENS, words, strict=True))


@require_GET
@door("movements.plan")
def to_book(request: HttpRequest) -> HttpResponse:
    """The cases whose travellers wait for a journey."""
    user = whose(request)
    page = page_by_key(queries.cases_waiting(user), request, ascending=True)
    return render(
        request, "movements/to_book.html", {"page": page, "cases": pages.waiting_cases(user, page.rows)}
    )


@require_GET
@door("movements.read")
def movement(request: HttpRequest, key: UUID) -> HttpResponse:
    """One journey: its line, its legs, the travel cards, and what may be done now."""
    user = whose(request)
    return _movement(request, user, queries.movement(user, key))


def _movement(
    request: HttpRequest,
    user: User,
    found: Movement,
    departing: forms.DepartForm | None = None,
    arriving: forms.DepartForm | None = None,
) -> HttpResponse:
    page = pages.movement_page(user, found)
    _shows(request, page.sealed, found)
    if "depart" in page.can and page.booked and departing is None:
        seats = [card.passenger for card in page.booked]
        departing = forms.DepartForm(passengers=seats, booked_for=found.departs_on, prefix="depart")
    if "arrive" in page.can and arriving is None:
        seats = [card.passenger for card in page.under_way]
        lands_on = pages.lands_on(found, seats)
        arriving = forms.DepartForm(passengers=seats, lands_on=lands_on, prefix="arrive")
    if departing is not None:
        departing.leave_unticked(page.not_ticked)
    context = {"page": page, "departing": departing, "arriving": arriving}
    refused = any(form is not None and form.is_bound for form in (departing, arriving))
    return render(request, "movements/movement.html", context, status=422 if refused else 200)


def _shows(request: HttpRequest, sealed: Sequence[pages.TravelCard], found: Movement) -> None:
    """Write into the audit that the travel cards of restricted persons were looked at."""
    audit.shown_restricted(request, [card.person.key for card in sealed], case=found.case.key)


@require_http_methods(["GET", "POST"])
@door("movements.depart")
def depart(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record who left."""
    return _go(request, key, Passenger.State.BOOKED, "depart")


@require_http_methods(["GET", "POST"])
@door("movements.arrive")
def arrive(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record who arrived."""
    return _go(request, key, Passenger.State.DEPARTED, "arrive")


def _go(request: HttpRequest, key: UUID, state: str, what: str) -> HttpResponse:
    """Record a departure or an arrival for those who were ticked, all or none."""
    user = whose(request)
    found = queries.movement(user, key)
    if request.method != "POST":
        return redirect("movements:movement", key=key)
    everybody = queries.passengers_of(user, found)
    ticked = request.POST.getlist(f"{what}-passengers")  # who left the pathway since is refused by name
    going = [one for one in everybody if told_as(one) in ticked or not rules.goes_no_further(one)]
    waiting = [one for one in going if one.state == state] or everybody
    departs = what == "depart"
    form = forms.DepartForm(
        request.POST,
        passengers=waiting,
        booked_for=found.departs_on if departs else None,
        lands_on=None if departs else pages.lands_on(found, waiting),
        left_behind=pages.left_behind(user, found.case, booking=False) if departs else None,
        prefix=what,
    )

    def record() -> list[Passenger]:
        on, once = form.cleaned_data["on"], form.token
        if departs:
            sure = {name: form.cleaned_data[name] for name in ("despite", "alone", "again")}
            return actions.depart(user, found, form.chosen(), departed_on=on, once=once, **sure)
        became = form.cleaned_data["became"]
        return actions.arrive(user, found, form.chosen(), arrived_on=on, became=became, once=once)

    if perform(form, record) is not None:
        messages.success(request, _("Saved: the line shows where everybody is."))
        return redirect("movements:movement", key=key)
    departing, arriving = (form, None) if departs else (None, form)
    return _movement(request, user, found, departing, arriving)


@require_http_methods(["GET", "POST"])
@door("movements.plan")
def book(request: HttpRequest, case_key: UUID) -> HttpResponse:
    """Book a journey for travellers of a case."""
    user = whose(request)
    case, travellers = queries.to_book(user, case_key)
    marks = marked([one.person.key for one in travellers])
    sealed = frozenset(one.pk for one in travellers if one.person.key in marks)
    not_yet = pages.why_not_yet(user, [case], {case.pk: travellers})
    form = forms.JourneyForm(
        request.POST or None,
        travellers=travellers,
        sealed=sealed,
        not_yet=not_yet,
        left_behind=pages.left_behind(user, case, booking=True),
    )

    def send() -> Movement:
        data = form.cleaned_data
        return actions.book(
            user,
            case,
            form.chosen(),
            form.plans(),
            departs_on=data["departs_on"],
            onward_transport=data["onward_transport"],
            once=form.token,
        )

    made = _plan(request, form, send)
    if made is not None:
        messages.success(request, _("Booked."))
        return redirect("movements:movement", key=made.key)
    audit.shown_restricted(request, marks, case=case.key)
    behind = queries.kept_back(user, [case], travellers).get(case.pk, 0)
    context = {"form": form, "case": case, "movement": None, "kept_back": behind}
    context["holds"] = pages.holds_of([case], travellers)[case.pk]
    context["holding"] = pages.holding(user, case, travellers)
    return render(request, "movements/book.html", context, status=_status(request, form))


def _plan(request: HttpRequest, form: forms.JourneyForm, send: Callable[[], Movement]) -> Movement | None:
    """Send a form with legs, and say what is wrong with them at their own fields."""
    if request.method != "POST" or "another" in request.POST:
        return None

    def carefully() -> Movement | None:
        try:
            return send()
        except problems.BrokenItinerary as broken:
            form.tell_faults(broken.faults)
            raise

    return perform(form, carefully)


def _status(request: HttpRequest, form: ActionForm) -> int:
    return 422 if request.method == "POST" and "another" not in request.POST else 200


@require_http_methods(["GET", "POST"])
@door("movements.plan")
def rebook(request: HttpRequest, key: UUID) -> HttpResponse:
    """Move a booking to other days or flights."""
    user = whose(request)
    found = queries.movement(user, key)
    form = forms.JourneyForm(request.POST or None, movement=found)

    def send() -> Movement:
        data = form.cleaned_data
        return actions.rebook(
            user,
            found,
            form.plans(),
            departs_on=data["departs_on"],
            onward_transport=data["onward_transport"],
            version=form.seen_version,
        )

    moved = _plan(request, form, send)
    if moved is not None:
        messages.success(request, _("The booking was moved."))
        return redirect("movements:movement", key=moved.key)
    everybody = queries.passengers_of(user, found)
    going = [one.traveller for one in everybody if one.state == Passenger.State.BOOKED]
    holds = pages.holds_of([found.case], going)[found.case.pk]
    audit.shown(request, [one.traveller.person.key for one in everybody], case=found.case.key)
    context = {"form": form, "case": found.case, "movement": found, "holds": holds}
    context["holding"] = pages.holding(user, found.case, going)
    return render(request, "movements/book.html", context, status=_status(request, form))


@require_http_methods(["GET", "POST"])
@door("movements.plan")
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Cancel a booking, for all or for some."""
    user = whose(request)
    found = queries.movement(user, key)
    everybody = queries.passengers_of(user, found)
    booked = [one for one in everybody if one.state == Passenger.State.BOOKED]
    form = forms.CancelForm(request.POST or None, passengers=booked or everybody)

    def send() -> Movement:
        reason = form.cleaned_data["reason"]
        return actions.cancel(user, found, reason, passengers=form.chosen(), once=form.token)

    if request.method == "POST" and perform(form, send) is not None:
        messages.success(request, _("The booking was cancelled."))
        if names := pages.leaves(user, found):
            words = _(
                "Once this journey departs, nobody of age is with %(names)s: the departure asks about it."
            )
            messages.warning(request, words % {"names": names})
        return redirect("movements:movement", key=key)
    title = _("Cancel the booking")
    return do(request, found, everybody, form, title, grave=True, button=title)


def do(
    request: HttpRequest,
    found: Movement,
    everybody: Sequence[Passenger],
    form: ActionForm,
    title: str,
    *,
    grave: bool = False,
    who: str = "",
    asks: str = "",
    button: str = "",
    of: Sequence[Passenger] = (),
) -> HttpResponse:
    """Answer with a form about a journey and its passengers in sight, or those whom it is `of`.

    `asks` is what it would bring about, to be sent once more; `button` says what sending it does.
    """
    day = pages.day_for(found, of or everybody)
    audit.shown(request, [one.traveller.person.key for one in everybody], case=found.case.key)
    context = {"movement": found, "day": day, "form": form, "title": title, "grave": grave, "who": who}
    context["button"] = button
    refused = request.method == "POST" and not asks
    return render(request, "movements/do.html", context | {"asks": asks}, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
@door("movements.fitness")
def fitness(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record what a doctor said about a traveller."""
    user = whose(request)
    rows = Traveller.objects.visible_to(user, "movements.fitness").select_related("person", "case")
    traveller = rows.filter(key=key).first()
    if traveller is None:
        raise Missing()
    form = forms.FitnessForm(request.POST or None)

    def send() -> object:
        data = form.cleaned_data
        local = data["checked_at"].replace(tzinfo=OFFICE_ZONE)
        return actions.record_fitness(
            user,
            traveller,
            data["outcome"],
            doctor=data["doctor"],
            checked_at=local,
            conditions=data["conditions"],
            review_on=data["review_on"],
            once=form.token,
        )

    if request.method == "POST" and perform(form, send) is not None:
        messages.success(request, _("Saved."))
        return redirect("cases:case", reference=traveller.case.reference)
    audit.shown(request, [traveller.person.key], case=traveller.case.key)
    context = {"form": form, "traveller": traveller, "title": _("Fitness to travel")}
    return render(request, "movements/fitness.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@door("movements.read")
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """A sheet that the family takes along, in a language that they read: legs, times, papers, help."""
    user = whose(request)
    found = queries.movement(user, key)
    sheet = pages.sheet_of(user, found, request.GET.get("in", ""))
    _shows(request, sheet.page.sealed, found)
    return render(request, "movements/sheet.html", {"sheet": sheet, "page": sheet.page})
