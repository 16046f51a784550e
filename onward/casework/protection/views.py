"""The pages of protection: thin, from form to action to the page that shows what came of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from onward.access import audit
from onward.access.doors import door, whose
from onward.access.models import GlassBreak, User
from onward.access.paging import page_by_key
from onward.access.policy import may
from onward.access.queries import missions
from onward.access.restrictions import categories
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.policy import missions_that_see
from onward.casework.protection import actions, forms, pages, queries
from onward.casework.protection.models import Assessment, Guardian
from onward.kernel.forms import ActionForm, perform
from onward.kernel.problems import Missing


@require_GET
@door("protection.read")
def desk(request: HttpRequest) -> HttpResponse:
    """The assessments that wait for an outcome, and the ways to what is sealed."""
    user = whose(request)
    page = page_by_key(queries.waiting(user), request, ascending=True)
    return render(request, "protection/desk.html", {"page": pages.desk(user, page)})


@require_http_methods(["GET", "POST"])
@door("protection.read")
def assessment(request: HttpRequest, key: UUID) -> HttpResponse:
    """One assessment; where it waits, a form for its outcome."""
    user = whose(request)
    rows = queries.with_departure(Assessment.objects.visible_to(user))
    one = rows.select_related("case", "document").filter(key=key).first()
    if one is None:
        raise Missing()
    sees_case = Case.objects.visible_to(user).filter(pk=one.case_id).exists()
    page = pages.assessment_page(user, one, sees_case=sees_case)
    form = None
    if page.may_decide or request.method == "POST":
        form = forms.DecideForm(
            request.POST or None,
            request.FILES or None,
            bodies=page.bodies,
            initial={"version": one.version},
        )
        if request.method == "POST" and perform(form, lambda: _decide(user, one, form)) is not None:
            messages.success(request, _("Saved."))
            return redirect("protection:assessment", key=key)
    audit.shown(request, [one.person_key], case=one.case.key)
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "protection/assessment.html", {"page": page, "form": form}, status=status)


def _decide(user: User, one: Assessment, form: forms.DecideForm) -> Assessment:
    data = form.cleaned_data
    return actions.decide_assessment(
        user,
        one,
        data["outcome"],
        author=data["author"],
        reasons=data["reasons"],
        by=data["by"] or None,
        decided_on=data["decided_on"],
        measures=data["measures"],
        paper=form.paper_given(),
        version=form.seen_version,
    )


def _traveller(user: User, key: UUID, verb: str) -> Traveller:
    """Return a traveller of whom the user may see the file and do `verb` to.

    Raises:
        Missing: there is none, or not for this user.
    """
    rows = Traveller.objects.visible_to(user, verb).select_related("person", "case__office")
    found = rows.filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def _about(request: HttpRequest, traveller: Traveller, form: ActionForm, title: str) -> HttpResponse:
    audit.shown(request, [traveller.person.key], case=traveller.case.key)
    context = {"form": form, "traveller": traveller, "title": title}
    return render(request, "protection/do.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@door("protection.assess")
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for an assessment of a traveller."""
    user = whose(request)
    traveller = _traveller(user, key, "protection.assess")
    seeing = missions_that_see(traveller)
    ranked = missions(first=traveller.case.destination) if seeing else ()
    offered = [one for one in ranked if one in seeing]
    # No mission is chosen beforehand: often the office decides, and who is asked is told of them.
    initial = {"kind": kind} if (kind := request.GET.get("kind", "")) in Assessment.Kind.values else {}
    form = forms.AskForm(request.POST or None, missions=offered, initial=initial)

    def send() -> Assessment:
        data = form.cleaned_data
        return actions.ask_assessment(
            user,
            traveller,
            data["kind"],
            asked_of=data["asked_of"],
            mission=form.chosen(),
            due_on=data["due_on"],
            once=form.token,
        )

    if request.method == "POST" and perform(form, send) is not None:
        messages.success(request, _("Asked for."))
        return redirect("cases:case", reference=traveller.case.reference)
    return _about(request, traveller, form, _("Ask for an assessment"))


@require_http_methods(["GET", "POST"])
@door("protection.assess")
def guardian(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name the guardian of a child."""
    user = whose(request)
    traveller = _traveller(user, key, "protection.assess")
    form = forms.GuardianForm(request.POST or None)

    def send() -> Guardian:
        data = {name: form.cleaned_data[name] for name in ("organisation", "phone", "email", "since")}
        return actions.name_guardian(user, traveller, form.cleaned_data["name"], **data, once=form.token)

    if request.method == "POST" and perform(form, send) is not None:
        messages.success(request, _("Saved."))
        return redirect("cases:case", reference=traveller.case.reference)
    return _about(request, traveller, form, _("Name the guardian"))


def _guardian(user: User, key: UUID) -> tuple[Guardian, Traveller]:
    """Return a guardian of whose child the user may see the file, and the child.

    Raises:
        Missing: there is none, or not for this user.
    """
    rows = Guardian.objects.visible_to(user, "protection.assess").select_related("case")
    one = rows.filter(key=key).first()
    if one is None:
        raise Missing()
    travellers = Traveller.objects.visible_to(user, "protection.assess").select_related("person", "case")
    child = travellers.filter(case=one.case_id, person__key=one.person_key).first()
    if child is None:
        raise Missing()
    return one, child


@require_http_methods(["GET", "POST"])
@door("protection.assess")
def agreement(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that the guardian agrees."""
    user = whose(request)
    one, traveller = _guardian(user, key)
    form = forms.AgreementForm(request.POST or None, request.FILES or None)

    def send() -> Guardian:
        day = form.cleaned_data["agreed_on"]
        return actions.record_guardian_agreement(user, one, agreed_on=day, paper=form.paper_given())

    if request.method == "POST" and perform(form, send) is not None:
        messages.success(request, _("Saved."))
        return redirect("cases:case", reference=one.case.reference)
    return _about(request, traveller, form, _("The guardian agrees to the return"))


@require_http_methods(["GET", "POST"])
@door("protection.assess")
def withdrawal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that the guardian no longer agrees."""
    user = whose(request)
    one, traveller = _guardian(user, key)
    form = forms.WithdrawalForm(request.POST or None)

    def send() -> Guardian:
        day = form.cleaned_data["withdrawn_on"]
        return actions.withdraw_guardian_agreement(user, one, withdrawn_on=day, once=form.token)

    if request.method == "POST" and perform(form, send) is not None:
        messages.success(request, _("Saved: the gate waits for the guardian again."))
        return redirect("cases:case", reference=one.case.reference)
    return _about(request, traveller, form, _("The guardian no longer agrees"))


@require_http_methods(["GET", "POST"])
@door("protection.restrict")
def marks(request: HttpRequest, key: UUID) -> HttpResponse:
    """Restrict the file on a traveller, or lift a restriction."""
    user = whose(request)
    traveller = _traveller(user, key, "protection.restrict")
    standing = categories(traveller.person.key)
    lifting = request.POST.get("lift")
    if request.method == "POST" and lifting:
        actions.lift_restriction(user, traveller.person, lifting)
        messages.success(request, _("The restriction is lifted."))
        return redirect("protection:marks", key=key)
    offered = [code for code in user.focal_for if code not in standing]
    form = forms.MarkForm(request.POST or None, categories=offered)
    if request.method == "POST":
        wanted = perform(
            form, lambda: actions.restrict(user, traveller.person, form.cleaned_data["category"])
        )
        if wanted is not None:
            messages.success(request, _("The file is restricted."))
            return redirect("protection:marks", key=key)
    audit.shown_restricted(request, [traveller.person.key] if standing else [], case=traveller.case.key)
    context = {
        "form": form if offered else None,
        "traveller": traveller,
        "standing": [(code, forms.CATEGORY_WORDS[code]) for code in sorted(standing)],
    }
    return render(request, "protection/marks.html", context, status=422 if form.is_bound else 200)


@require_GET
@login_required
def find_sealed(request: HttpRequest) -> HttpResponse:
    """Ask for the exact reference of a sealed file; for who may not break the seal, this is not there."""
    user = whose(request)
    if not may(user, queries.BREAK_GLASS):
        raise Missing()
    reference = request.GET.get("reference", "").strip()
    if reference and not slug_re.fullmatch(reference):
        raise Missing()
    if reference:
        return redirect("protection:sealed", reference=reference)
    return render(request, "protection/find_sealed.html")


@require_http_methods(["GET", "POST"])
@login_required
def sealed(request: HttpRequest, reference: str) -> HttpResponse:
    """A sealed file: nothing of it is shown until a reason is given.

    What does not exist, what is not sealed, and what this reader may not open are all the same page that is
    not there, after the same work.
    """
    user = whose(request)
    found = queries.sealed_file(user, reference)
    if found is None:
        # Once it is open to them, the way leads on to the file: after a double click, or from a bookmark.
        if may(user, queries.BREAK_GLASS) and _sees(user, reference):
            return redirect("cases:case", reference=reference)
        raise Missing()
    form = forms.SealForm(request.POST or None)

    def send() -> list[GlassBreak]:
        return actions.break_glass(user, reference, form.cleaned_data["reason"], once=form.token)

    if request.method == "POST" and perform(form, send) is not None:
        messages.warning(
            request, _("The file is open to you for four hours. Everything you do in it is noted.")
        )
        return redirect("cases:case", reference=reference)
    # Whoever tries one reference after the other learns which cases are sealed: each hit leaves a line.
    audit.opened(user, case=found.case, page="protection.sealed")
    context = {"form": form, "reference": reference}
    return render(request, "protection/sealed.html", context, status=422 if form.is_bound else 200)


def _sees(user: User, reference: str) -> bool:
    return Case.objects.visible_to(user).filter(reference=reference).exists()
