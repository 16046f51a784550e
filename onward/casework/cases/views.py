"""The pages of casework: thin, from form to action to the page that shows what came of it."""

from collections.abc import Container, Sequence
from typing import cast
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onward.access import audit
from onward.access.doors import back_or, door, uuid_of, whose
from onward.access.models import User
from onward.access.paging import number_at
from onward.access.policy import may
from onward.access.queries import names_of_holders
from onward.access.restrictions import marked
from onward.casework.cases import actions, forms, pages, queries
from onward.casework.cases.doings import DOINGS, GROUPS, Doing
from onward.casework.cases.models import Case, Document, HandOver, Hold, Task, Traveller
from onward.casework.cases.policy import is_the_offices, may_now, only_if_taken
from onward.casework.cases.problems import AlreadyRecorded, CaseIsClosed, NotTakenYet
from onward.casework.cases.rules import certainly_adult
from onward.casework.programmes import queries as programmes
from onward.kernel import clock, files
from onward.kernel.definitions import current_library
from onward.kernel.forms import perform
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Missing, Problem, Refused
from onward.kernel.text import whole_number
from onward.records.people.models import Person
from onward.reference.countries import codes, offered_countries


@require_GET
@door("cases.read")
def work(request: HttpRequest) -> HttpResponse:
    """Today's worklist: what is due, what is blocked, what came in."""
    user = whose(request)
    chosen = request.GET.get("list", "due")
    chosen = chosen if chosen in ("due", "mine", "blocked", "held") else "due"
    done = _just_done(request, user)
    page = pages.with_done(pages.worklist(user, chosen, request.GET.get("before", "")), done)
    context = {
        "page": page,
        "blocked": chosen == "blocked",
        "ticks": chosen == "due" and page.ticks,
        "before": request.GET.get("before", ""),
        "done": done,
        "done_last": page.done_at == len(page.rows),
    }
    return render(request, "cases/work.html", context)


@require_GET
@door("cases.read")
def case_list(request: HttpRequest) -> HttpResponse:
    """The list of cases, with its filters in the address."""
    user = whose(request)
    office = user.office.code if user.office else None
    rules = programmes.offered(office) or programmes.offered()
    stages = programmes.stage_labels({one.code for one in rules})
    given = {name: str(value) for name, value in request.GET.items()}

    def one_of(name: str, known: Container[str]) -> str:
        """Return a filter of the address, where it is one that there is."""
        return value if (value := given.get(name, "")) in known else ""

    filters = queries.CaseFilters(
        mine=given.get("mine") == "1",
        open=given.get("all") != "1",
        stage=one_of("stage", stages),
        programme=one_of("programme", {one.code for one in programmes.offered()}),
        destination=one_of("destination", codes()),
        channel=one_of(
            "channel",
            [code for code in current_library().codes("channels") if programmes.may_read_channel(user, code)],
        ),
        counsellor=whole_number(given.get("counsellor", "")),
        held=given.get("held") == "1",
        late=given.get("late") == "1",
    )
    page = pages.case_list(user, filters, _key(request, Case))
    context = {
        "page": page,
        "programmes": [(one.code, str(one.definition.name)) for one in rules],
        "stages": list(stages.items()),
        "countries": offered_countries(),
        "counsellors": names_of_holders("cases.counsel", user.office) if user.office else (),
    }
    return render(request, "cases/list.html", context)


def _key(request: HttpRequest, table: type[Model]) -> int | None:
    """Return the key that a list of a table goes on from, or None for its beginning or for nonsense."""
    return number_at(table, request.GET.get("before", ""))


@require_GET
@door("cases.read")
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of a case."""
    user = whose(request)
    try:
        found = queries.case_by_reference(user, reference)
    except Missing:
        return _taken_back(request, queries.taken_back_case(user, reference))
    page = pages.case_page(user, found, _key(request, Event))
    audit.shown_restricted(request, page.sealed, case=found.key)
    context = {
        "page": page,
        "case": found,
        "doings": _doings(user, page) if page.may_write else (),
        "done": _just_done(request, user),
        "token": uuid4(),
        "note_token": uuid4(),
    }
    return render(request, "cases/case.html", context)


def _taken_back(request: HttpRequest, found: Case) -> HttpResponse:
    page = pages.taken_back_page(whose(request), found, _key(request, Event))
    audit.shown_restricted(request, page.sealed, case=found.key)
    return render(request, "cases/taken_back.html", {"page": page})


def _doings(user: User, page: pages.CasePage) -> list[tuple[str, list[dict[str, str]]]]:
    """Return what can be recorded, by group, each with where: twenty addresses that differ in one word."""
    there = reverse("cases:do", args=[page.case.reference, "WHAT"])
    offered = [one for one in DOINGS.values() if _offered(user, one, page)]
    return [
        (
            str(title),
            [
                {"address": there.replace("WHAT", one.code), "title": str(one.title)}
                for one in offered
                if one.group == group
            ],
        )
        for group, title in GROUPS.items()
    ]


def _offered(user: User, doing: Doing, page: pages.CasePage) -> bool:
    """Say whether a link is of use: a release wants a hold, an answer a question, a paper a gate for it."""
    rules = programmes.remembered(page.case.version_of_programme_id)
    asked = {rules.requirements[one.code].needs for one in rules.definition.requirements()}
    if (page.case.closed_on and not doing.when_closed) or (doing.meets and doing.meets not in asked):
        return False
    decided, ready = (
        [
            one
            for one in page.travellers
            if not is_the_offices(user, verb, rules.definition, one.traveller.stage)
        ]
        for verb in ("cases.decide", "cases.make-ready")
    )
    wants = {
        "release": bool(page.holds),
        "take-back-release": page.released,
        "send-back": page.sharing.to_answer is not None,
        "version": page.newer_version,
        "channel": programmes.may_read_channel(user, page.case.channel),
        "decide-approval": "asked" in page.funder,
        "prolong-approval": not page.funder.isdisjoint({"approved", "before-parting"}),
        "correct-approval": bool(page.funder),
        "close": page.case.closed_on is None,
        "reopen": page.case.closed_on is not None,
        "step-back": any(
            not one.exit and one.traveller.stage != rules.definition.stage_codes()[0] for one in ready
        ),
        "come-back": any(one.exit for one in decided),
        "part": len(page.travellers) > 1,
        "correct-joining": len(page.travellers) > 1,
        "accompaniment": any(
            not certainly_adult(one.traveller.person.born_to, clock.today()) for one in page.travellers
        ),
        "end-vulnerability": any(getattr(one.traveller, "categories", ()) for one in page.travellers),
        "correct-vulnerability-end": any(
            getattr(one.traveller, "healed", False)
            for one in page.travellers
            if one.traveller.left_case_on is None
        ),
        "cash": rules.definition.cash() is not None,
        "correct-cash": rules.definition.cash() is not None,
        "leave": bool(decided) and any(way.back_to is None for way in rules.definition.exits),
    }
    return wants.get(doing.code, True) and may(user, doing.verb)


@require_http_methods(["GET", "POST"])
@door("cases.read")
def do(request: HttpRequest, reference: str, what: str) -> HttpResponse:
    """Record something on a case: one page for each thing that can be recorded."""
    user = whose(request)
    doing = DOINGS.get(what)
    if doing is None:
        raise Missing()
    found = queries.case_by_reference(user, reference)
    if not may(user, doing.verb):
        raise Refused(reason=f"no-role-with:{doing.verb}")
    if only_if_taken(user, doing.verb, found):
        _check_taken(user, doing.verb, found)
    back = back_or(request, reverse("cases:case", args=[found.reference]))
    if found.closed_on and not doing.when_closed and request.method == "GET":
        closed = {"case": found, "doing": doing, "back": back, "problem": CaseIsClosed()}
        return render(request, "cases/closed.html", closed | {"reopens": may(user, "cases.decide")})
    travellers = queries.travellers_of(user, [found]).get(found.pk, [])
    form = doing.form(
        request.POST or None,
        request.FILES or None,
        case=found,
        travellers=travellers,
        user=user,
        initial=_initial(request),
    )
    if request.method == "POST":
        done = perform(form, lambda: _whole(doing, user, found, form, request))
        if done is not None:
            messages.success(request, doing.said(form))
            joined = [done] if isinstance(done, Traveller) and done not in travellers else []
            return _onward(request, found, done, [] if doing.lets_go else [*travellers, *joined])
    audit.shown(request, [*(one.person.key for one in travellers), *form.others], case=found.key)
    status = 422 if form.is_bound else 200
    context = {"case": found, "doing": doing, "form": form, "button": doing.button(), "back": back}
    return render(request, "cases/do.html", context, status=status)


def _check_taken(user: User, verb: str, found: Case) -> None:
    """Refuse a form before anything is typed into it, where the mission has not accepted the case yet."""
    if not may_now(user, verb, found, queries.hand_overs_of(user, found)):
        raise NotTakenYet()


def _onward(request: HttpRequest, found: Case, done: object, travellers: Sequence[Traveller]) -> HttpResponse:
    """Lead to what came of it, and say so kindly where what was recorded closed a file to its own writer."""
    user = whose(request)
    shown = done if isinstance(done, Case) else found
    still = {one.pk for one in queries.travellers_of(user, [found]).get(found.pk, [])}
    gone = [one for one in travellers if one.pk not in still]
    if gone:
        # Whoever did not join after all is no traveller any more, and as much in sight as before.
        people = Person.objects.visible_to(user).filter(pk__in=[one.person_id for one in gone])
        seen = set(people.values_list("pk", flat=True))
        gone = [one for one in gone if one.person_id not in seen]
    if gone:
        messages.info(request, _gone_from_sight(user, found, gone))
    if Case.objects.visible_to(user).filter(pk=shown.pk).exists():
        return redirect(back_or(request, reverse("cases:case", args=[shown.reference])))
    return redirect("cases:work")


def _gone_from_sight(user: User, found: Case, gone: Sequence[Traveller]) -> str:
    """Return whose file of which case has just left its writer's sight, and who has it now."""
    marks = marked([one.person.key for one in gone])
    hiding = sorted(set().union(*marks.values()) - set(user.focal_for))
    told = {"names": ", ".join(one.person.name for one in gone), "reference": found.reference}
    closed = _(
        "Case %(reference)s: what you recorded restricts the file of %(names)s. It has left your view."
    )
    return f"{closed % told} {forms.who_has_it(found.office, hiding)}"


def _whole(doing: Doing, user: User, found: Case, form: forms.CaseForm, request: HttpRequest) -> object:
    """Do it for all who were ticked, or for nobody."""
    with transaction.atomic():
        return doing.perform(user, found, form, request)


def _initial(request: HttpRequest) -> dict[str, str]:
    """Return what a link fills in beforehand."""
    names = (
        "about",
        "traveller",
        "kind",
        "level",
        "mission",
        "elsewhere",
        "person",
        "accompanied",
        "joined_on",
        "purpose",
        "recipient",
        "approval",
        "right",
        "approved",
        "decided_on",
        "depart_by",
    )
    return {name: request.GET[name] for name in names if name in request.GET}


@require_POST
@door("cases.advance")
def advance(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the ticked travellers to a stage, all or none."""
    user = whose(request)
    found = queries.case_by_reference(user, reference)
    travellers = queries.travellers_of(user, [found]).get(found.pk, [])
    wanted = set(request.POST.getlist("traveller"))
    stage = request.POST.get("stage", "")
    going = [one for one in travellers if str(one.key) in wanted]
    if not going:
        raise Missing()
    try:
        with transaction.atomic():
            for one in going:
                actions.advance(user, one, stage)
    except Problem as problem:
        if problem.status in (404, 401):
            raise
        messages.error(request, f"{problem.say()} {problem.say_way_out()}")
    else:
        messages.success(request, _("Done: the line shows where everybody stands."))
    return redirect("cases:case", reference=reference)


@require_POST
@door("cases.write")
def finish_task(request: HttpRequest, key: UUID) -> HttpResponse:
    """Tick a task off, or take the tick back; the list comes back where it was, at what undoes this."""
    user = whose(request)
    task = Task.objects.visible_to(user).filter(key=key).select_related("case").first()
    if task is None:
        raise Missing()
    undone = "undo" in request.POST
    if undone:
        actions.reopen_task(user, task)
        messages.success(request, _("The task is open again."))
    else:
        _tick_off(user, task)
    at_work = request.POST.get("back") == "work"
    there = reverse("cases:work") if at_work else reverse("cases:case", args=[task.case.reference])
    place = {"before": request.POST.get("before", "")} if at_work else {}
    place |= {} if undone else {"done": str(key)}
    query = urlencode({name: value for name, value in place.items() if value})
    return redirect(f"{there}{'?' if query else ''}{query}#{f'tick-{key}' if undone else 'undo'}")


def _tick_off(user: User, task: Task) -> None:
    """Tick a task off; a second click of whoever did has changed nothing, and is answered as the first."""
    try:
        actions.finish_task(user, task)
    except AlreadyRecorded:
        task.refresh_from_db(fields=["done_by"])
        if task.done_by_id != user.pk:
            raise


def _just_done(request: HttpRequest, user: User) -> Task | None:
    """Return the task that the address says was just ticked off, while it is: its tick can be taken back."""
    key = uuid_of(request.GET.get("done", ""))
    if key is None:
        return None
    done = Task.objects.visible_to(user).filter(key=key, done_by=user.pk)
    return done.exclude(done_on=None).first()


@require_GET
@door("cases.read")
def document(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand a document out, as an attachment and as nothing but bytes."""
    user = whose(request)
    found = Document.objects.visible_to(user).filter(key=key).first()
    if found is None:
        raise Missing()
    audit.opened(user, person=found.person_key, case=found.case.key, page="cases.document")
    stream = files.open_stored(found.stored_as)
    answer = FileResponse(
        stream, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    answer["Cache-Control"] = "no-store"
    return cast(HttpResponse, answer)


@require_POST
@door("cases.answer-hand-over")
def answer_hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """The mission accepts the case; to send it back is a form, which asks why (`doings`)."""
    user = whose(request)
    found = HandOver.objects.visible_to(user).filter(key=key).select_related("case").first()
    if found is None:
        raise Missing()
    if request.POST.get("answer") != "accept":
        raise Invalid("answer", message=_("Accept it, or send it back."))
    actions.answer_hand_over(user, found, True)
    messages.success(request, _("Answer saved."))
    return redirect("cases:case", reference=found.case.reference)


@require_http_methods(["GET", "POST"])
@door("cases.read")
def holds(request: HttpRequest) -> HttpResponse:
    """Holds that stand, those that were lifted, and a form for a new one."""
    user = whose(request)
    office = user.office
    form = None
    if office and may(user, "holds.place"):
        form = forms.HoldForm(
            request.POST or None, office=office.code, concerned=lambda: queries.open_cases(user)
        )
        if request.method == "POST":
            data = form.cleaned_data if form.is_valid() else {}
            names = ("from_on", "reason", "programme", "destination", "route", "precautions", "explanation")
            given = {name: data.get(name) for name in names}
            if perform(form, lambda: actions.place_hold(user, office, **given, once=form.token)):  # type: ignore[arg-type]
                messages.success(request, _("Departures are on hold. Every case concerned is flagged."))
                return redirect("cases:holds")
    context = {"holds": pages.hold_lines(user), "form": form}
    return render(request, "cases/holds.html", context, status=422 if form and form.errors else 200)


@require_POST
@door("holds.place")
def lift(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lift a hold for everybody."""
    user = whose(request)
    hold = Hold.objects.visible_to(user).filter(key=key).first()
    if hold is None:
        raise Missing()
    actions.lift_hold(user, hold)
    messages.success(request, _("The hold is lifted."))
    return redirect("cases:holds")
