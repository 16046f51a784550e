"""Papers that gates ask for: declarations, consents, the funder's approval, cash, releases from holds."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases import actions, forms
from onward.casework.cases.doings.doing import APPROVAL, DECIDE, DECLARATION, Doing
from onward.casework.cases.models import Case
from onward.records.consents import hooks
from onward.records.consents.actions import Evidence, give_consent


def _declaration(user: User, case: Case, form: forms.DeclarationForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    for one in form.several():
        actions.sign_declaration(user, one, form.signer(one), signed_on=data["signed_on"])
    return case


def _consents(user: User, case: Case, form: forms.ConsentsForm, request: HttpRequest) -> object:
    data, once = form.cleaned_data, form.token
    for one in form.several():
        subject = hooks.subject(user, one.person.key)
        give_consent(
            user,
            subject.key,
            subject.office,
            data["purpose"],
            UUID(data["recipient"]),
            Evidence(witness=data["witness"]),
            given_by=form.speaker(one),
            given_on=data["given_on"],
            once=once,
        )
        once = None  # spent with the first, in the same transaction
    return case


def _ask(user: User, case: Case, form: forms.AskApprovalForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    about = form.chosen("about")
    return actions.ask_approval(user, case, data["project"], asked_on=data["asked_on"], about=about)


def _decide(user: User, case: Case, form: forms.DecideApprovalForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return actions.decide_approval(
        user,
        form.the_approval(),
        data["approved"] == "yes",
        depart_by=data["depart_by"],
        decided_on=data["decided_on"],
    )


def _prolong(user: User, case: Case, form: forms.ProlongApprovalForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return actions.prolong_approval(
        user,
        form.the_approval(),
        data["depart_by"],
        decided_on=data["decided_on"],
        version=form.seen_version,
        once=form.token,
    )


def _correct_approval(
    user: User, case: Case, form: forms.CorrectApprovalForm, request: HttpRequest
) -> object:
    data, seen, once = form.cleaned_data, form.seen_version, form.token
    approval = form.the_approval()
    if data["right"] == form.NOT_SO:
        return actions.take_back_approval(user, approval, data["reason"], version=seen, once=once)
    right = form.what_is_right()
    return actions.correct_approval(user, approval, data["reason"], **right, version=seen, once=once)


def _cash(user: User, case: Case, form: forms.CashForm, request: HttpRequest) -> object:
    data, once = form.cleaned_data, form.token
    traveller, receipt = form.by_key[data["traveller"]], form.known_receipt()
    if receipt is None:
        scan = data["file"]
        receipt = actions.add_document(
            user, case, scan, name=scan.name, kind="receipt", about=traveller, again=data["again"], once=once
        )
        once = None  # spent with the scan, in the same transaction
    return actions.give_cash(
        user,
        traveller,
        data["amount"],
        data["currency"],
        data["project"],
        receipt,
        given_on=data["given_on"],
        sure=data["sure"],
        once=once,
    )


def _correct_cash(user: User, case: Case, form: forms.CorrectCashForm, request: HttpRequest) -> object:
    data, seen, once = form.cleaned_data, form.seen_version, form.token
    if data["right"] == form.NOT_SO:
        return actions.take_back_cash(user, form.the_cash(), data["reason"], version=seen, once=once)
    right = form.what_is_right()
    return actions.correct_cash(
        user, form.the_cash(), right, data["reason"], sure=data["sure"], version=seen, once=once
    )


def _release(user: User, case: Case, form: forms.ReleaseForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    hold, ticked = form.holds[data["hold"]], data.get("precautions", [])
    return actions.release_from_hold(
        user, case, hold, ticked, travellers=form.released(), reasons=data["reasons"]
    )


def _take_back_release(
    user: User, case: Case, form: forms.TakeBackReleaseForm, request: HttpRequest
) -> object:
    return actions.take_back_release(user, form.the_release(), form.cleaned_data["reason"], once=form.token)


DOINGS = (
    Doing(
        "declaration",
        _("Record the declaration"),
        forms.DeclarationForm,
        _declaration,
        DECIDE,
        "papers",
        meets=DECLARATION,
    ),
    Doing(
        "consents",
        _("Record consents"),
        forms.ConsentsForm,
        _consents,
        "consents.write",
        "papers",
        done=_("Consents recorded."),
        when_closed=True,
    ),
    Doing(
        "ask-approval",
        _("Ask the funder"),
        forms.AskApprovalForm,
        _ask,
        DECIDE,
        "papers",
        meets=APPROVAL,
    ),
    Doing(
        "decide-approval",
        _("Record the funder’s answer"),
        forms.DecideApprovalForm,
        _decide,
        DECIDE,
        "papers",
        meets=APPROVAL,
    ),
    Doing(
        "prolong-approval",
        _("Record a later deadline of the funder"),
        forms.ProlongApprovalForm,
        _prolong,
        DECIDE,
        "papers",
        meets=APPROVAL,
    ),
    Doing(
        "correct-approval",
        _("Correct what the funder was asked or answered"),
        forms.CorrectApprovalForm,
        _correct_approval,
        DECIDE,
        "papers",
        meets=APPROVAL,
    ),
    Doing("cash", _("Record departure cash"), forms.CashForm, _cash, DECIDE, "papers"),
    Doing(
        "correct-cash",
        _("Correct departure cash"),
        forms.CorrectCashForm,
        _correct_cash,
        DECIDE,
        "papers",
    ),
    Doing("release", _("Release from the hold"), forms.ReleaseForm, _release, "holds.release", "papers"),
    Doing(
        "take-back-release",
        _("Take back a release from a hold"),
        forms.TakeBackReleaseForm,
        _take_back_release,
        "holds.release",
        "papers",
        sends=_("Take the release back"),
        done=_("Taken back: the release counts for nobody any more."),
    ),
)
