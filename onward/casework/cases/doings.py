"""What can be recorded on a case: each doing has a form, an action, and words for its button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases import actions, forms
from onward.casework.cases.models import Case
from onward.casework.cases.problems import AlreadyRecorded
from onward.casework.cases.rules import certainly_adult, signs_alone
from onward.casework.programmes.actions import keep_version_in_force
from onward.records.consents import hooks
from onward.records.consents.actions import Evidence, give_consent

Words = str | Promise
Perform = Callable[[User, Case, Any, HttpRequest], object]


@dataclass(frozen=True)
class Doing:
    """One thing that can be recorded.

    Attributes:
        code: stands in the address.
        title: heading of its page, and text of its link.
        form: asks for what it needs.
        perform: does it, with the form filled in.
        verb: what the user's role needs.
        group: under which heading it is offered.
        grave: whether it cannot be taken back easily.
        sends: words of its button, where it sends something away or ends it; empty for 'Save'. It names
            nobody: what was chosen may change after it was drawn.
        done: what is said once it is done; empty for 'Saved.' It may name `to`, by the form's `addressee`.
        meets: the kind of requirement that it records something for, where it is of no use in a programme
            that asks for none. A person's needs have none: what is recorded of them protects and counts.
        lets_go: whether the case goes out of the sight of who does it, as they mean it to.
        when_closed: whether a closed case allows it, as its action does.
    """

    code: str
    title: Words
    form: type[forms.CaseForm]
    perform: Perform
    verb: str = "cases.write"
    group: str = "work"
    meets: str = ""
    grave: bool = False
    lets_go: bool = False
    when_closed: bool = False
    sends: Words = ""
    done: Words = ""

    def button(self) -> str:
        """Return the words of its button."""
        return str(self.sends or _("Save"))

    def said(self, form: forms.CaseForm) -> str:
        """Return what is said once it is done."""
        told = str(self.done or _("Saved.")) % {"to": form.addressee}
        return f"{told} {form.afterwards()}".strip()


def _session(user: User, case: Case, form: forms.SessionForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    names = ("way", "held_on", "place", "language", "interpreter", "minutes", "topics", "summary")
    return actions.hold_session(
        user, case, **{name: data[name] for name in names}, about=form.chosen("about"), once=form.token
    )


def _note(user: User, case: Case, form: forms.NoteForm, request: HttpRequest) -> object:
    return actions.add_note(
        user, case, form.cleaned_data["text"], about=form.chosen("about"), once=form.token
    )


def _task(user: User, case: Case, form: forms.TaskForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return actions.set_task(
        user,
        case,
        due_on=data["due_on"],
        words=data["words"],
        kind=data["kind"],
        about=form.chosen("about"),
        once=form.token,
    )


def _document(user: User, case: Case, form: forms.DocumentForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    upload = data["file"]
    return actions.add_document(
        user,
        case,
        upload,
        name=upload.name,
        kind=data["kind"],
        about=form.chosen("about"),
        again=data["again"],
        once=form.token,
    )


def _vulnerability(user: User, case: Case, form: forms.VulnerabilityForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    traveller = form.by_key[data["traveller"]]
    return actions.find_vulnerability(
        user,
        traveller,
        data["category"],
        data["severity"],
        found_on=data["found_on"],
        despite=data["despite"],
    )


def _end_vulnerability(
    user: User, case: Case, form: forms.EndVulnerabilityForm, request: HttpRequest
) -> object:
    data = form.cleaned_data
    found = form.vulnerable[data["standing"]]
    traveller = next(one for one in form.by_key.values() if one.pk == found.traveller_id)
    return actions.end_vulnerability(
        user, traveller, found.category, data["reason"], ended_on=data["ended_on"]
    )


def _medical(user: User, case: Case, form: forms.MedicalForm, request: HttpRequest) -> object:
    level = form.cleaned_data["level"]
    return [actions.record_medical_needs(user, one, level) for one in form.several()]


def _accompaniment(user: User, case: Case, form: forms.AccompanimentForm, request: HttpRequest) -> object:
    accompanied = {"yes": True, "no": False, "unknown": None}[form.cleaned_data["accompanied"]]
    return [actions.record_accompaniment(user, one, accompanied) for one in form.several()]


def _declaration(user: User, case: Case, form: forms.DeclarationForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    for one in form.several():
        who = data["signed_by"]
        if who == "auto":
            who = "self" if signs_alone(one.person.born_to, data["signed_on"]) else "parent"
        actions.sign_declaration(user, one, who, signed_on=data["signed_on"])
    return case


def _withdraw(user: User, case: Case, form: forms.WithdrawDeclarationForm, request: HttpRequest) -> object:
    traveller = form.by_key[form.cleaned_data["traveller"]]
    return actions.withdraw_declaration(user, traveller, withdrawn_on=form.cleaned_data["withdrawn_on"])


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
    )


def _correct_approval(
    user: User, case: Case, form: forms.CorrectApprovalForm, request: HttpRequest
) -> object:
    data, seen = form.cleaned_data, form.seen_version
    approval = form.the_approval()
    if data["right"] == form.NOT_SO:
        return actions.take_back_approval(user, approval, data["reason"], version=seen)
    return actions.correct_approval(
        user,
        approval,
        data["reason"],
        approved=data["approved"] == "yes",
        decided_on=data["decided_on"],
        depart_by=data["depart_by"],
        version=seen,
    )


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
        once=once,
    )


def _destination(user: User, case: Case, form: forms.DestinationForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return actions.change_destination(
        user, case, data["destination"], data["destination_place"], version=form.seen_version
    )


def _assign(user: User, case: Case, form: forms.AssignForm, request: HttpRequest) -> object:
    counsellor = form.users[form.cleaned_data["counsellor"]]
    return actions.assign_counsellor(user, case, counsellor, version=form.seen_version)


def _leave(user: User, case: Case, form: forms.LeaveForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    # Children first: of who leaves along with their parents nothing has to be asked anew.
    going = sorted(form.several(), key=lambda one: certainly_adult(one.person.born_to, data["on"]))
    return [
        actions.leave(user, one, data["exit"], reason=data["reason"] or None, on=data["on"]) for one in going
    ]


def _step_back(user: User, case: Case, form: forms.StepBackForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return [actions.undo_step(user, *form.taken[one], data["reason"]) for one in data["steps"]]


def _return(user: User, case: Case, form: forms.ReturnForm, request: HttpRequest) -> object:
    return actions.undo_exit(user, form.by_key[form.cleaned_data["traveller"]])


def _part(user: User, case: Case, form: forms.PartForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    principal = form.by_key[data["principal"]]
    return actions.part_travellers(
        user, case, form.several(), principal, data["reason"], version=form.seen_version
    )


def _add(user: User, case: Case, form: forms.AddTravellerForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    accompanied = {"yes": True, "no": False}.get(data["accompanied"])
    joining = actions.Joining(form.members[data["person"]], accompanied=accompanied)
    return actions.add_traveller(user, case, joining, version=form.seen_version)


def _version(user: User, case: Case, form: forms.VersionForm, request: HttpRequest) -> object:
    newer = keep_version_in_force(case.programme)
    return actions.move_to_version(user, case, newer, version=form.seen_version)


def _hand_over(user: User, case: Case, form: forms.HandOverForm, request: HttpRequest) -> object:
    return actions.hand_over(user, case, form.missions[form.cleaned_data["mission"]])


def _send_back(user: User, case: Case, form: forms.SendBackForm, request: HttpRequest) -> object:
    if form.waiting is None:
        raise AlreadyRecorded()
    data = form.cleaned_data
    return actions.answer_hand_over(user, form.waiting, False, reason=data["reason"], words=data["words"])


def _release(user: User, case: Case, form: forms.ReleaseForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    hold, ticked = form.holds[data["hold"]], data.get("precautions", [])
    return actions.release_from_hold(
        user, case, hold, ticked, travellers=form.released(), reasons=data["reasons"]
    )


def _close(user: User, case: Case, form: forms.CloseForm, request: HttpRequest) -> object:
    return actions.close_case(user, case, form.cleaned_data["reason"], version=form.seen_version)


def _reopen(user: User, case: Case, form: forms.ReopenForm, request: HttpRequest) -> object:
    return actions.reopen_case(user, case, form.cleaned_data["reason"], version=form.seen_version)


DECLARATION, APPROVAL = "declaration-of-voluntary-return", "funder-approval"
"""Kinds of requirement that some programmes have and others do without."""

DOINGS = {
    doing.code: doing
    for doing in (
        Doing("session", _("Record a session"), forms.SessionForm, _session),
        Doing("note", _("Write a note"), forms.NoteForm, _note, when_closed=True),
        Doing("task", _("Set a task"), forms.TaskForm, _task),
        Doing("document", _("Add a document"), forms.DocumentForm, _document, when_closed=True),
        Doing(
            "vulnerability",
            _("Record a vulnerability"),
            forms.VulnerabilityForm,
            _vulnerability,
            group="needs",
        ),
        Doing(
            "end-vulnerability",
            _("Record a vulnerability that ended"),
            forms.EndVulnerabilityForm,
            _end_vulnerability,
            group="needs",
        ),
        Doing("medical-needs", _("Record medical needs"), forms.MedicalForm, _medical, group="needs"),
        Doing(
            "accompaniment",
            _("Record who accompanies"),
            forms.AccompanimentForm,
            _accompaniment,
            group="needs",
        ),
        Doing(
            "declaration",
            _("Record the declaration"),
            forms.DeclarationForm,
            _declaration,
            group="papers",
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
            group="papers",
            meets=APPROVAL,
        ),
        Doing(
            "decide-approval",
            _("Record the funder’s answer"),
            forms.DecideApprovalForm,
            _decide,
            group="papers",
            meets=APPROVAL,
        ),
        Doing(
            "prolong-approval",
            _("Record a later deadline of the funder"),
            forms.ProlongApprovalForm,
            _prolong,
            group="papers",
            meets=APPROVAL,
        ),
        Doing(
            "correct-approval",
            _("Correct what the funder was asked or answered"),
            forms.CorrectApprovalForm,
            _correct_approval,
            group="papers",
            meets=APPROVAL,
        ),
        Doing("cash", _("Record departure cash"), forms.CashForm, _cash, group="papers"),
        Doing("release", _("Release from the hold"), forms.ReleaseForm, _release, "holds.release", "papers"),
        Doing(
            "hand-over",
            _("Hand over to a mission"),
            forms.HandOverForm,
            _hand_over,
            "cases.hand-over",
            "case",
            sends=_("Hand over to the mission"),
            done=_(
                "Handed over to the mission (%(to)s). It answers next: accepts the file, or sends it back."
            ),
        ),
        Doing(
            "send-back",
            _("Send the file back"),
            forms.SendBackForm,
            _send_back,
            "cases.answer-hand-over",
            "case",
            lets_go=True,
        ),
        Doing("assign", _("Give to a counsellor"), forms.AssignForm, _assign, "cases.assign", "case"),
        Doing("destination", _("Change the destination"), forms.DestinationForm, _destination, group="case"),
        Doing("add-traveller", _("Let somebody travel along"), forms.AddTravellerForm, _add, group="case"),
        Doing(
            "version",
            _("Move on to the version in force"),
            forms.VersionForm,
            _version,
            "cases.move-version",
            "case",
        ),
        Doing("part", _("Let some go on apart"), forms.PartForm, _part, group="case", grave=True),
        Doing("leave", _("Record who leaves the pathway"), forms.LeaveForm, _leave, group="case", grave=True),
        Doing(
            "step-back",
            _("Take a step back"),
            forms.StepBackForm,
            _step_back,
            "cases.advance",
            "case",
            sends=_("Take the step back"),
            done=_("Taken back: the line shows where everybody stands."),
        ),
        Doing("come-back", _("Bring somebody back"), forms.ReturnForm, _return, group="case"),
        Doing(
            "withdraw-declaration",
            _("Record a withdrawn declaration"),
            forms.WithdrawDeclarationForm,
            _withdraw,
            group="case",
            meets=DECLARATION,
            grave=True,
        ),
        Doing(
            "close",
            _("Close the case"),
            forms.CloseForm,
            _close,
            group="case",
            grave=True,
            sends=_("Close the case"),
        ),
        Doing(
            "reopen",
            _("Open the case again"),
            forms.ReopenForm,
            _reopen,
            group="case",
            when_closed=True,
            sends=_("Open the case again"),
        ),
    )
}

GROUPS: dict[str, Words] = {
    "work": _("Day by day"),
    "needs": _("Needs"),
    "papers": _("Papers"),
    "case": _("The case"),
}
