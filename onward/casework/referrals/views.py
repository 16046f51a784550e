"""The pages of referrals and enquiries."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onward.access import audit
from onward.access.doors import door, uuid_of, whose
from onward.access.models import User
from onward.access.paging import page_by_key
from onward.access.policy import may
from onward.casework.cases.models import Case, Traveller
from onward.casework.referrals import actions, pages, queries
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.forms import (
    AcceptForm,
    DeclineForm,
    EnquiryForm,
    People,
    ReferralForm,
    typed,
)
from onward.casework.referrals.models import Referral
from onward.kernel import clock
from onward.kernel.forms import perform, tell
from onward.kernel.problems import AlreadySent, Missing, Problem, SentOtherwise
from onward.kernel.sending import sending
from onward.kernel.text import whole_number

RESTRICTED_NOW = gettext_lazy(
    "Somebody of this household travels alone, or needs protection: that file is restricted now and has left "
    "your view. It is there, for the focal point: say so to them, and do not enter it again."
)

LINE_OF_TODAY = "enquiry_line"


@require_GET
@door("referrals.read")
def inbox(request: HttpRequest) -> HttpResponse:
    """What came in, for the office; a partner is led to its own page."""
    user = whose(request)
    if queries.is_partner(user):
        return redirect("referrals:own")
    return render(request, "referrals/inbox.html", {"list": pages.inbox(user, request)})


@require_GET
@door("referrals.read")
def own(request: HttpRequest) -> HttpResponse:
    """What a partner sent, and what became of it; the office is led to what came in."""
    user = whose(request)
    if not queries.is_partner(user):
        return redirect("referrals:inbox")
    return render(request, "referrals/own.html", {"list": pages.own(user, request)})


@require_http_methods(["GET", "POST"])
@door("referrals.make")
def new(request: HttpRequest) -> HttpResponse:
    """Refer a household: a partner for its organisation, the office for who came by themselves or rang."""
    user = whose(request)
    queries.check_partner(user)
    offers = queries.offers(user)
    bound: dict[str, Any] = {
        "user": user,
        "offers": offers,
        "organisations": queries.referring_organisations(user) if not queries.is_partner(user) else [],
        "initial": _carried_over(user, request),
    }
    if request.method != "POST":
        return _form(request, user, ReferralForm(**bound), People())
    form, people = ReferralForm(request.POST, **bound), People(_data(request))
    if refused := people.refused():
        _tell(form, people, refused)
        return _form(request, user, form, people, 422)
    if "add" in request.POST or "remove" in request.POST:
        again = ReferralForm(**bound | {"initial": bound["initial"] | typed(form)})
        return _form(request, user, again, people.changed())
    persons_fine = people.is_valid()
    if not (form.is_valid() and persons_fine):
        return _form(request, user, form, people, 422)
    asked = uuid_of(form.cleaned_data["enquiry"]) if form.cleaned_data["enquiry"] else None
    try:
        call = queries.enquiry(user, asked) if asked else None
        with sending(request.POST):
            sent = actions.send_referral(user, people=people.referred(), enquiry=call, **form.arguments())
    except SentOtherwise as otherwise:
        form.offer_again(otherwise)
        return _form(request, user, form, people, otherwise.status)
    except AlreadySent:
        raise
    except Problem as problem:
        _tell(form, people, problem)
        return _form(request, user, form, people, problem.status)
    if queries.is_partner(user):
        return redirect("referrals:sent", sent.reference)
    messages.success(request, _("The referral is noted. It waits for an answer."))
    return redirect("referrals:referral", sent.reference)


def _data(request: HttpRequest) -> MultiValueDict[str, Any]:
    return request.POST


def _carried_over(user: User, request: HttpRequest) -> dict[str, Any]:
    """Return what a new referral starts from: the partner's kind of channel, or the call it grows out of."""
    asked = uuid_of(request.GET.get("enquiry", "")) if may(user, "enquiries.take") else None
    if asked is not None:
        call = queries.enquiry(user, asked)
        channels = {code for offer in queries.offers(user) for code in offer.channels}
        channel = next((code for code in sorted(channels) if call.line.startswith(code)), "self")
        return {"enquiry": call.key, "language": call.language, "channel": channel}
    if user.organisation_key is None:
        return {"channel": "self"}
    channels = {code for offer in queries.offers(user) for code in offer.channels}
    return {"channel": channels.pop() if len(channels) == 1 else ""}


def _form(
    request: HttpRequest, user: User, form: ReferralForm, people: People, status: int = 200
) -> HttpResponse:
    context = {"form": form, "people": people, "partner": queries.is_partner(user)}
    return render(request, "referrals/new.html", context, status=status)


def _tell(form: ReferralForm, people: People, problem: Problem) -> None:
    """Say a problem at the control that it is about: of the referral, or of one of its persons."""
    for person in people.forms:
        if problem.field and problem.field.startswith(f"{person.prefix}-"):
            tell(person, problem, **{problem.field: person.field_of(problem.field)})
            return
    tell(form, problem)


@require_GET
@door("referrals.read")
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm a referral, with the reference to keep: a page for paper too. It names nobody.

    Opened again after the answer, it says that.
    """
    user = whose(request)
    one = queries.referral(user, reference)
    return render(request, "referrals/sent.html", {"shown": pages.referral_page(user, one)})


@require_GET
@door("referrals.read")
def referral(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one referral: what was written, and the answer or the forms to give one."""
    user = whose(request)
    return _referral(request, user, queries.referral(user, reference))


def _referral(
    request: HttpRequest,
    user: User,
    one: Referral,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = pages.referral_page(user, one)
    if shown.may_answer:
        accept = accept or _accept_form(user, one)
        decline = decline or DeclineForm(initial={"version": one.version})
    offered = [person.key for person in accept.persons.values()] if accept else []
    audit.shown(request, [*shown.persons, *offered], case=one.case.key if one.case else None)
    lines = [
        (
            line,
            accept[f"known-{line.position}"]
            if accept and f"known-{line.position}" in accept.fields
            else None,
        )
        for line in shown.people
    ]
    compare = any(known is not None for _line, known in lines)
    context = {
        "shown": shown,
        "lines": lines,
        "accept": accept,
        "decline": decline,
        "known_to_compare": compare,
    }
    template = "referrals/own_referral.html" if shown.partner else "referrals/referral.html"
    return render(request, template, context, status=status)


def _accept_form(user: User, one: Referral, data: Any = None) -> AcceptForm:
    staff = queries.counsellors(one.office)
    initial = {
        "version": one.version,
        "destination": one.destination,
        "destination_place": one.destination_place,
        "counsellor": str(user.key),
    }
    ended = one.consent_until is not None and one.consent_until < clock.today()
    prefetch_related_objects([one], "people")
    people = pages.candidates(user, one)
    return AcceptForm(
        data,
        initial=initial,
        ended=ended,
        speaking=pages.who_speaks(one),
        staff=staff,
        candidates=people,
    )


@require_POST
@door("referrals.answer")
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Accept a referral: its case is opened."""
    user = whose(request)
    one = queries.referral(user, reference)
    form = _accept_form(user, one, request.POST)
    if not form.is_valid():
        return _referral(request, user, one, accept=form, status=422)
    given = form.cleaned_data
    answer = Answer(
        destination=given["destination"],
        destination_place=given["destination_place"],
        counsellor=form.staff[given["counsellor"]],
        known=form.known(),
        heard=form.heard(),
        spoken_by=given["spoken_by"],
        guardian=given["guardian"],
    )
    try:
        case = actions.accept_referral(user, one, answer, version=given["version"])
    except Problem as problem:
        if problem.field is None:
            raise
        tell(form, problem)
        return _referral(request, user, one, accept=form, status=problem.status)
    messages.success(request, _("Accepted: case %(reference)s was opened.") % {"reference": case.reference})
    if case.travellers.count() > Traveller.objects.visible_to(user).filter(case=case).count():
        messages.warning(request, RESTRICTED_NOW)
    if Case.objects.filter(pk=case.pk).visible_to(user).exists():
        return redirect("cases:case", case.reference)
    return redirect("referrals:inbox")


@require_POST
@door("referrals.answer")
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Decline a referral, with a reason that the partner reads."""
    user = whose(request)
    one = queries.referral(user, reference)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _referral(request, user, one, decline=form, status=422)
    actions.decline_referral(user, one, form.cleaned_data["reason"], version=form.cleaned_data["version"])
    messages.success(request, _("Declined: the partner reads the reason on its page."))
    return redirect("referrals:inbox")


@require_POST
@door("referrals.make")
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a referral back, as the partner who sent it."""
    user = whose(request)
    one = queries.referral(user, reference)
    version = whole_number(request.POST.get("version", ""))
    actions.withdraw_referral(user, one, version=one.version if version is None else version)
    messages.success(request, _("Taken back. The office does not answer it any more."))
    return redirect("referrals:own" if queries.is_partner(user) else "referrals:inbox")


@require_http_methods(["GET", "POST"])
@door("enquiries.read")
def enquiries(request: HttpRequest) -> HttpResponse:
    """The log of calls and visits, with the form to log one above it."""
    user = whose(request)
    if request.method == "POST":
        return _log(request, user)
    return _enquiries(request, user, EnquiryForm(initial=_habits(request)))


def _habits(request: HttpRequest) -> dict[str, Any]:
    """Return what stands ready in the form: the line and language of the last call of this session."""
    line, language = (str(word) for word in request.session.get(LINE_OF_TODAY, ("", request.LANGUAGE_CODE)))
    return {"line": line, "language": language}


def _enquiries(request: HttpRequest, user: User, form: EnquiryForm, status: int = 200) -> HttpResponse:
    page = page_by_key(queries.enquiries(user), request)
    context = {
        "form": form if may(user, "enquiries.take") else None,
        "page": page.of(pages.enquiry_rows(page.rows)),
        "may_refer": may(user, "referrals.make"),
    }
    return render(request, "referrals/enquiries.html", context, status=status)


def _log(request: HttpRequest, user: User) -> HttpResponse:
    """Log a call; it may go on as a referral at once."""
    office = user.office
    if office is None:
        raise Missing()
    form = EnquiryForm(request.POST)
    call = perform(
        form, lambda: actions.take_enquiry(user, office=office, **form.arguments(), once=form.token)
    )
    if call is None:
        return _enquiries(request, user, form, 422)
    request.session[LINE_OF_TODAY] = (call.line, call.language)
    if "refer" in request.POST:
        return redirect(f"{reverse('referrals:new')}?enquiry={call.key}")
    messages.success(request, _("The call is logged."))
    return redirect("referrals:enquiries")
