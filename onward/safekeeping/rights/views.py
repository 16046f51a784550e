"""The pages on which requests about what is held are taken down, answered, and copies made."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onward.access import audit, subjects
from onward.access.doors import door, whose
from onward.access.forms import FindForm
from onward.kernel.definitions.values import LANGUAGES
from onward.kernel.forms import perform
from onward.kernel.problems import Missing
from onward.records.people.models import Person
from onward.reference.languages import language_name
from onward.safekeeping.rights import actions
from onward.safekeeping.rights.forms import AnswerForm, LongerForm, TakeDownForm
from onward.safekeeping.rights.gathering import Copy, copy_of
from onward.safekeeping.rights.models import RightsRequest
from onward.safekeeping.rights.pages import lines
from onward.safekeeping.rights.policy import ANSWER
from onward.safekeeping.rights.queries import request_of, requests

SHOWN = 50


@require_http_methods(["GET", "POST"])
@door(ANSWER)
def start(request: HttpRequest) -> HttpResponse:
    """Show what waits for an answer, the first due first, and look for who asks."""
    user = whose(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = [one for one in subjects.find(form.cleaned_data["text"]) if one.kind == "person"]
        audit.searched(user, page="rights.start", found=[one.key for one in found])
        if len(found) == 1:
            return redirect("rights:take-down", found[0].key)
    rows = requests(user)
    context = {
        "form": form,
        "found": found,
        "open": lines(list(rows.filter(state="open").order_by("due_on", "pk"))),
        "answered": lines(list(rows.exclude(state="open").order_by("-answered_on", "-pk")[:SHOWN])),
    }
    return render(request, "rights/start.html", context)


@require_http_methods(["GET", "POST"])
@door(ANSWER)
def take_down(request: HttpRequest, person: UUID) -> HttpResponse:
    """Take down what a person asks."""
    about = _person(person)
    user, form = whose(request), TakeDownForm(request.POST or None)
    audit.opened(user, person=person, page="rights.take-down")

    def take() -> RightsRequest:
        told = form.cleaned_data
        return actions.take_down(
            user,
            person,
            told["right"],
            asked_by=told["asked_by"],
            way=told["way"],
            asked_on=told["asked_on"],
            words=told["words"],
            once=form.token,
        )

    if request.method == "POST" and (taken := perform(form, take)):
        return redirect("rights:request", taken.key)
    context = {"about": about, "form": form}
    return render(request, "rights/take_down.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(ANSWER)
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a request, and answer it."""
    user = whose(request)
    asked = request_of(user, key)
    audit.opened(user, person=asked.person_key, page="rights.request")
    form = AnswerForm(request.POST if request.method == "POST" else None)

    def answered() -> RightsRequest:
        told = form.cleaned_data
        return actions.answer(
            user,
            asked,
            told["words"],
            ground=told["ground"],
            answered_on=told["answered_on"],
            once=form.token,
        )

    if request.method == "POST" and perform(form, answered) is not None:
        messages.success(request, _("Answered."))
        return redirect("rights:start")
    return _show(request, asked, form, LongerForm())


@require_POST
@door(ANSWER)
def longer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take more time for an answer."""
    user, form = whose(request), LongerForm(request.POST)
    asked = request_of(user, key)
    if perform(form, lambda: actions.take_longer(user, asked, form.cleaned_data["why"], once=form.token)):
        messages.success(request, _("The day by which it is due is a later one now. Tell the person why."))
        return redirect("rights:request", key)
    return _show(request, asked, AnswerForm(), form)


def _show(request: HttpRequest, asked: RightsRequest, form: AnswerForm, more: LongerForm) -> HttpResponse:
    person = Person.objects.filter(key=asked.person_key).first()
    reads = (
        [str(language_name(tag, translation.get_language() or "en").text) for tag in person.languages]
        if person
        else []
    )
    context = {
        "line": lines([asked])[0],
        "form": form,
        "longer": more,
        "languages": {code: str(language_name(code, code).text) for code in LANGUAGES},
        "reads": reads,
    }
    return render(request, "rights/request.html", context, status=422 if form.errors or more.errors else 200)


@require_safe
@door(ANSWER)
def copy(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Show a copy of what is held, in a language that the person reads, to be printed and handed over."""
    made = _copy(request, key, language)
    with translation.override(language):
        return render(request, "rights/copy.html", {"copy": made, "asked": key, "language": language})


@require_safe
@door(ANSWER)
def copy_for_programs(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Give the same as JSON."""
    answer = JsonResponse(_copy(request, key, language).as_data(), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="copy.json"'
    return answer


def _copy(request: HttpRequest, key: UUID, language: str) -> Copy:
    if language not in LANGUAGES:
        raise Missing()
    user = whose(request)
    asked = request_of(user, key)
    person = _person(asked.person_key)
    with translation.override(language):
        made = copy_of(person)
    audit.exported(user, what="rights.copy", rows=len(made.records), filters={}, of=[(None, person.key)])
    return made


def _person(key: UUID) -> Person:
    found = Person.objects.filter(key=key).first()
    if found is None:
        raise Missing()
    return found
