"""The pages of help after return: thin, from form to action to the page that shows what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from onward.access import audit
from onward.access.doors import door, whose
from onward.access.models import User
from onward.access.paging import page_by_key
from onward.access.policy import may
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.panels import Shown
from onward.casework.cases.queries import as_told
from onward.delivery.reintegration import actions, forms, pages, problems, queries
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.forms import ActionForm, perform
from onward.kernel.problems import Missing, Refused
from onward.kernel.text import day_in_words

State = ReintegrationRequest.State
BACK = "take-back"
"""The button that takes something back, in what is sent."""
RIGHT = "correct"
"""The one that corrects what was asked for."""
ASK = "reintegration.ask"


@require_GET
@door("reintegration.read")
def board(request: HttpRequest) -> HttpResponse:
    """Requests by state, those to be answered first."""
    user = whose(request)
    wanted = request.GET.get("state", "")
    state = wanted if wanted in State.values else State.ASKED.value
    rows = queries.in_state(user, state).select_related("case")
    page = page_by_key(rows, request)
    as_told(user, [one.case for one in page.rows])
    context = {
        "page": page,
        "lines": pages.request_lines(page.rows),
        "state": state,
        "states": State.choices,
    }
    return render(request, "reintegration/list.html", context)


@require_http_methods(["GET", "POST"])
@door("reintegration.ask")
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for help in the name of a traveller; only what they qualify for is offered."""
    user = whose(request)
    rows = Traveller.objects.visible_to(user, "reintegration.ask").select_related("person", "case")
    traveller = rows.filter(key=key).first()
    if traveller is None:
        raise Missing()
    case = traveller.case
    as_told(user, [case])
    shown = Shown(case, [traveller])
    [found] = pages.offers_of(shown, [traveller], queries.requests_of(user, shown))
    services = [(one.service, one.name) for one in found.offers if one.qualifies and not one.asked]
    form = forms.AskForm(request.POST or None, services=services)

    def send() -> ReintegrationRequest:
        data = form.cleaned_data
        return actions.ask(
            user,
            traveller,
            data["service"],
            data["kind"],
            plan=data["plan"],
            asked_on=data["asked_on"],
            once=form.token,
        )

    if request.method == "POST" and perform(form, send) is not None:
        messages.success(request, _("Asked for."))
        return redirect("cases:case", reference=case.reference)
    audit.shown(request, [traveller.person.key], case=case.key)
    context = {"form": form, "traveller": traveller, "found": found}
    return render(request, "reintegration/ask.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@door("reintegration.read")
def request_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One request; a form for the answer where it waits, and for the first drawing where it is granted."""
    user = whose(request)
    one = ReintegrationRequest.objects.visible_to(user).select_related("case").filter(key=key).first()
    if one is None:
        return _taken_back(request, user, key)
    traveller = queries.traveller_of(one)
    as_told(user, [one.case, *([traveller.case] if traveller else [])])
    now = queries.now(traveller)
    [line] = pages.request_lines([one], now={one.person_key: now})
    # What came since the page was shown is refused in its own words, where it is sent.
    back, right = _take_back(request, user, one), _correct(request, user, one, now.country)
    form = _form(request, user, one) if request.method == "POST" or not line.note else None
    sees_case = Case.objects.visible_to(user).filter(pk=one.case_id).exists()
    if request.method == "POST":
        sent = back if BACK in request.POST else right if RIGHT in request.POST else form
        if sent is None:
            raise Refused(reason="nothing-to-answer")
        if perform(sent, lambda: _send(user, one, sent)) is not None:
            messages.success(request, _("Saved."))
            if ReintegrationRequest.objects.visible_to(user).filter(pk=one.pk).exists():
                return redirect("reintegration:request", key=key)
            there = ["cases:case", one.case.reference] if sees_case else ["reintegration:list"]
            return redirect(*there)
    audit.shown(request, [one.person_key], case=one.case.key)
    context = {"line": line, "one": one, "form": form, "back": back, "right": right, "sees_case": sees_case}
    status = 422 if any(each is not None and each.is_bound for each in (form, back, right)) else 200
    return render(request, "reintegration/request.html", context, status=status)


def _taken_back(request: HttpRequest, user: User, key: UUID) -> HttpResponse:
    """Say that a request was taken back, to who could see it, with what they wrote of it meanwhile."""
    found = queries.taken_back(user, key)
    if found is None:
        raise Missing()
    traveller, back = found
    audit.shown(request, [traveller.person.key], case=traveller.case.key)
    problem = problems.RequestTakenBack(
        on=day_in_words(back.recorded_at.astimezone(OFFICE_ZONE).date(), "j F Y")
    )
    context = {"traveller": traveller, "problem": problem, "plan": request.POST.get("right-plan", "")}
    return render(request, "reintegration/taken_back.html", context, status=problem.status)


def _form(request: HttpRequest, user: User, one: ReintegrationRequest) -> ActionForm | None:
    """Return the form for what comes next, if this user may do it."""
    initial = {"version": one.version}
    typed = None if {BACK, RIGHT} & set(request.POST) else request.POST or None
    if one.state == State.ASKED and may(user, "reintegration.answer"):
        paying = queries.payers(one.case.programme, one.service, one.asked_on)
        projects = [(project.code, str(project.name)) for project in paying]
        return forms.AnswerForm(typed, projects=projects, initial=initial)
    if one.state == State.GRANTED and may(user, "reintegration.draw"):
        return forms.DrawForm(typed, initial=initial)
    return None


def _take_back(request: HttpRequest, user: User, one: ReintegrationRequest) -> forms.TakeBackForm | None:
    """Return the form that takes back what was recorded last, if this user may."""
    verbs = {State.ASKED: ASK, State.DRAWN: "reintegration.draw"}
    typed = request.POST if BACK in request.POST else None
    if not _may_mend(user, one, verbs.get(State(one.state), "reintegration.answer"), typed is not None):
        return None
    return forms.TakeBackForm(typed, initial={"version": one.version}, prefix="back")


def _correct(
    request: HttpRequest, user: User, one: ReintegrationRequest, country: str
) -> forms.CorrectForm | None:
    """Return the form that tells rightly what was asked for, if this user may."""
    typed = request.POST if RIGHT in request.POST else None
    if not _may_mend(user, one, ASK, typed is not None):
        return None
    return forms.CorrectForm(typed, one=one, country=country, prefix="right")


def _may_mend(user: User, one: ReintegrationRequest, verb: str, sent: bool) -> bool:
    """Say whether the user may mend what was recorded of a request by whoever has a verb.

    What is `sent` though the case was closed meanwhile is refused by its action, in its own words.
    """
    return may(user, verb) and (sent or not one.case.closed_on)


def _send(user: User, one: ReintegrationRequest, form: ActionForm) -> ReintegrationRequest:
    data = form.cleaned_data
    if isinstance(form, forms.TakeBackForm):
        if one.state == State.ASKED:
            seen, once = form.seen_version, form.token
            return actions.take_back_asking(user, one, data["reason"], version=seen, once=once)
        undo = actions.take_back_drawing if one.state == State.DRAWN else actions.take_back_answer
        return undo(user, one, data["reason"], version=form.seen_version)
    if isinstance(form, forms.CorrectForm):
        right, seen = form.what_is_right(), form.seen_version
        return actions.correct_asking(user, one, right, data["reason"], version=seen, once=form.token)
    if isinstance(form, forms.DrawForm):
        return actions.draw(user, one, drawn_on=data["drawn_on"], version=form.seen_version)
    return actions.answer(
        user,
        one,
        data["granted"],
        project=data["project"],
        answered_on=data["answered_on"],
        version=form.seen_version,
    )
