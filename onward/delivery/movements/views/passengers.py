"""What concerns one traveller of a journey: needs, an escort, an outcome, and what was recorded wrongly."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onward.access import audit
from onward.access.doors import door, whose
from onward.access.models import User
from onward.access.policy import may
from onward.casework.cases.models import Traveller
from onward.casework.cases.rules import version_in_sight
from onward.delivery.movements import actions, events, forms, pages, queries
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.views.journeys import do
from onward.kernel.actions import Action
from onward.kernel.forms import ActionForm, perform
from onward.kernel.problems import Missing, Refused
from onward.kernel.sealing import told_as
from onward.reference.countries import said_country


@require_http_methods(["GET", "POST"])
@door("movements.read")
def passenger(request: HttpRequest, key: UUID, told: UUID, what: str) -> HttpResponse:
    """Change what one traveller needs, who travels along, or record that they did not go."""
    user = whose(request)
    found = queries.movement(user, key)
    everybody = queries.passengers_of(user, found)
    one = next((each for each in everybody if told_as(each) == str(told)), None)
    if one is None:
        raise Missing()
    makers = {
        "escort": _escort,
        "assistance": _assistance,
        "outcome": _outcome,
        "correct-departure": _correct_departure,
        "correct-arrival": _correct_arrival,
        "correct-opening": _correct_opening,
        pages.COUNTRY: _correct_country,
        pages.ESCORT: _correct_escort,
    }
    if what not in makers:
        raise Missing()
    verb, title, form, send = makers[what](request, user, found, one)
    if not may(user, verb):
        raise Refused(reason=f"no-role-with:{verb}")
    if what in pages.CORRECTIONS and found.case.closed_on and request.method == "GET":
        audit.shown(request, [one.traveller.person.key], case=found.case.key)
        context = {"title": title, "who": one.traveller.person.name, **pages.closed_case(user, found)}
        return render(request, "movements/closed.html", context)
    grave, who = what not in ("escort", "assistance"), one.traveller.person.name
    shown: dict[str, Any] = {"who": who, "button": _button(what, one), "of": [one]}
    show = partial(do, request, found, everybody, form, title, grave=grave, **shown)
    follows = None
    if asked := _asked_first(form, found):
        return show(asks=" ".join(asked))
    if isinstance(form, forms.CorrectionForm):
        follows = form.follows()
    if request.method == "POST" and perform(form, send) is not None:
        said = [form.of_several(follows.after)] if follows and isinstance(form, forms.CorrectionForm) else []
        if isinstance(form, forms.CountryForm):
            said = [words for words in (form.said(), _returns_elsewhere(found)) if words]
        messages.success(request, " ".join([_("Saved."), *said]))
        return redirect("movements:movement", key=key)
    return show()


def _asked_first(form: ActionForm, found: Movement) -> list[str]:
    """Return what a form asks before anything is done, once."""
    if isinstance(form, forms.CorrectionForm):
        return form.asks_first(found.departs_on)
    return form.asks_first() if isinstance(form, forms.OpeningForm) else []


def _returns_elsewhere(found: Movement) -> str:
    """Return, in words, that the case of a journey returns to another country than when it was read."""
    case, was = found.case, found.case.destination
    case.refresh_from_db(fields=["destination"])
    words = _("The case returns to another country now: %(country)s.")
    return words % {"country": said_country(case.destination)} if case.destination != was else ""


def _button(what: str, one: Passenger) -> str:
    """Return what sending a form does that is not taken back lightly; empty where that is to save."""
    if what in pages.CORRECTIONS:
        return _("Correct it")
    refused = what == "outcome" and one.state == Passenger.State.DEPARTED
    return _("Record the refused entry") if refused else ""


DEPARTED = events.Departed.type
Made = tuple[str, str, ActionForm, Callable[[], object]]


def _escort(request: HttpRequest, user: User, found: Movement, one: Passenger) -> Made:
    name = pages.escort_names(user, [one]).get(one.pk, "")
    form = forms.EscortForm(request.POST or None, passenger=one, name=name)

    def send() -> Passenger:
        data = form.cleaned_data
        return actions.assign_escort(
            user, one, data["escort_kind"], data["escort_name"], version=form.seen_version
        )

    return queries.PLAN, _("Who travels along"), form, send


def _correct_escort(request: HttpRequest, user: User, found: Movement, one: Passenger) -> Made:
    name = pages.escort_names(user, [one]).get(one.pk, "")
    form = forms.CorrectEscortForm(request.POST or None, passenger=one, name=name)

    def send() -> Passenger:
        data = form.cleaned_data
        who, told = (data["escort_kind"], data["escort_name"]), {"became": data["became"]}
        return actions.correct_escort(
            user, one, *who, data["reason"], **told, version=form.seen_version, once=form.token
        )

    return queries.PLAN, _("Correct who travelled along"), form, send


def _assistance(request: HttpRequest, user: User, found: Movement, one: Passenger) -> Made:
    form = forms.AssistanceForm(
        request.POST or None, initial={"assistance": one.assistance, "version": one.version}
    )

    def send() -> Passenger:
        wanted = form.cleaned_data["assistance"]
        return actions.change_assistance(user, one, wanted, version=form.seen_version)

    return "movements.plan", _("Assistance on the way"), form, send


def _outcome(request: HttpRequest, user: User, found: Movement, one: Passenger) -> Made:
    stops = [(leg.destination, pages.place(leg.destination)) for leg in found.legs.all()]
    left = one.state == Passenger.State.DEPARTED
    planned = pages.lands_on(found, [one]) if left else found.departs_on
    others = [
        each for each in queries.passengers_of(user, found) if each.state == one.state and each.pk != one.pk
    ]
    form = forms.OutcomeForm(request.POST or None, passenger=one, stops=stops, planned=planned, others=others)
    doors: dict[str, Action[Any, Passenger]] = {
        "no-show": actions.no_show,
        "turned-back": actions.turned_back,
    }

    def send() -> Passenger:
        data = form.cleaned_data
        if data["outcome"] in doors:
            return doors[data["outcome"]](user, one, on=data["on"], once=form.token)
        asked = {"along": form.others(), "became": data["became"]}
        return actions.refuse_entry(user, one, data["at"], on=data["on"], once=form.token, **asked)

    return "movements.arrive" if left else "movements.depart", _("What happened"), form, send


def _correct_departure(request: HttpRequest, user: User, found: Movement, one: Passenger) -> Made:
    kinds = (events.DidNotDepart.type, events.Departed.type)
    return _correction(request, user, found, one, "movements.depart", kinds, actions.correct_departure)


def _correct_arrival(request: HttpRequest, user: User, found: Movement, one: Passenger) -> Made:
    kinds = (events.Arrived.type, events.EntryRefused.type)
    return _correction(request, user, found, one, "movements.arrive", kinds, actions.correct_arrival)


def _correct_opening(request: HttpRequest, user: User, found: Movement, one: Passenger) -> Made:
    here = Traveller.objects.visible_to(user).filter(case=found.case, left_case_on=None)
    version = version_in_sight(found.case.version, here.values_list("key", flat=True))
    form = forms.OpeningForm(request.POST or None, initial={"version": version}, case=found.case)

    def send() -> object:
        data = form.cleaned_data
        return actions.correct_opening(
            user, one, data["reason"], data["on"], version=form.seen_version, once=form.token
        )

    return "movements.depart", _("Correct the opening of the case"), form, send


def _correction(
    request: HttpRequest,
    user: User,
    found: Movement,
    one: Passenger,
    verb: str,
    kinds: Sequence[str],
    correct: Action[Any, Passenger],
) -> Made:
    told, everybody = queries.outcomes_of(one), queries.passengers_of(user, found)
    event = next((told[kind] for kind in kinds if kind in told), None)
    alike = queries.told_alike(everybody, one, event) if event else [one]
    form = forms.CorrectionForm(
        request.POST or None,
        initial={"version": one.version},
        event=event,
        told=told,
        possible=queries.possible_days(one, told, event) if event else (date.min, date.max),
        alike=alike,
        besides=_ticked_besides(request, everybody, alike),
        along=pages.taken_along(found.case, alike, event) if event else (),
        company=pages.company_back(user, found, alike) if event and event.type == DEPARTED else (),
    )

    def send() -> Passenger:
        data = form.cleaned_data
        given: dict[str, Any] = {"on": form.right_day(), "became": data["became"]}
        if events.Departed.type in kinds:
            given["despite"] = data["despite"]
        first, *along = form.chosen()  # all who are ticked, or nobody
        seen = form.seen_version if first == one else first.version
        return correct(user, first, data["reason"], along=along, version=seen, once=form.token, **given)

    return verb, _("Correct what was recorded"), form, send


def _ticked_besides(
    request: HttpRequest, everybody: Sequence[Passenger], alike: Sequence[Passenger]
) -> list[Passenger]:
    """Return who was ticked when the same stood of them, and is alike no more: a colleague was quicker."""
    ticked = set(request.POST.getlist("passengers"))
    return [
        each
        for each in everybody
        if told_as(each) in ticked and each not in alike and each.traveller.left_case_on is None
    ]


def _correct_country(request: HttpRequest, user: User, found: Movement, one: Passenger) -> Made:
    told = queries.outcomes_of(one)
    event = told.get(DEPARTED)
    everybody = queries.passengers_of(user, found)
    led = queries.told_of(everybody)
    alike = queries.told_alike(everybody, one, event) if event else [one]
    alike = [each for each in alike if led[each.pk].led_to == led[one.pk].led_to]
    form = forms.CountryForm(
        request.POST or None,
        initial={"version": one.version},
        event=event,
        told=told,
        alike=alike,
        besides=_ticked_besides(request, everybody, alike),
    )

    def send() -> Passenger:
        data = form.cleaned_data
        first, *along = form.chosen()  # all who are ticked, or nobody
        seen = form.seen_version if first == one else first.version
        given = {"place": data["destination_place"], "along": along, "version": seen}
        return actions.correct_destination(
            user, first, data["destination"], data["reason"], once=form.token, **given
        )

    return "movements.depart", _("Correct the country of return"), form, send
