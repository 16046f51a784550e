"""The case itself: who has it, who is in it, where it goes, and whether it is open."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases import actions, forms
from onward.casework.cases.doings.doing import DECIDE, DECLARATION, Doing
from onward.casework.cases.models import Case
from onward.casework.cases.problems import AlreadyRecorded
from onward.casework.cases.rules import certainly_adult
from onward.casework.programmes.actions import keep_version_in_force
from onward.kernel.text import yes_or_no


def _hand_over(user: User, case: Case, form: forms.HandOverForm, request: HttpRequest) -> object:
    return actions.hand_over(user, case, form.missions[form.cleaned_data["mission"]])


def _send_back(user: User, case: Case, form: forms.SendBackForm, request: HttpRequest) -> object:
    if form.waiting is None:
        raise AlreadyRecorded()
    data = form.cleaned_data
    return actions.answer_hand_over(user, form.waiting, False, reason=data["reason"], words=data["words"])


def _assign(user: User, case: Case, form: forms.AssignForm, request: HttpRequest) -> object:
    counsellor = form.users[form.cleaned_data["counsellor"]]
    return actions.assign_counsellor(user, case, counsellor, version=form.seen_version)


def _destination(user: User, case: Case, form: forms.DestinationForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return actions.change_destination(
        user, case, data["destination"], data["destination_place"], version=form.seen_version
    )


def _channel(user: User, case: Case, form: forms.ChannelForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return actions.correct_channel(
        user, case, data["channel"], data["reason"], version=form.seen_version, once=form.token
    )


def _add(user: User, case: Case, form: forms.AddTravellerForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    accompanied = yes_or_no(data["accompanied"])
    joining = actions.Joining(form.members[data["person"]], accompanied=accompanied)
    since = data["joined_on"]
    return actions.add_traveller(user, case, joining, joined_on=since, version=form.seen_version)


def _correct_joining(user: User, case: Case, form: forms.CorrectJoiningForm, request: HttpRequest) -> object:
    data, one, seen, once = form.cleaned_data, form.who_joined(), form.seen_version, form.token
    if data["right"] == form.NOT_SO:
        return actions.take_back_joining(user, one, data["reason"], version=seen, once=once)
    on, reason = data["joined_on"], data["reason"]
    return actions.correct_joining(user, one, on, reason, version=seen, once=once)


def _version(user: User, case: Case, form: forms.VersionForm, request: HttpRequest) -> object:
    newer = keep_version_in_force(case.programme)
    return actions.move_to_version(user, case, newer, version=form.seen_version)


def _part(user: User, case: Case, form: forms.PartForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    principal = form.by_key[data["principal"]]
    return actions.part_travellers(
        user, case, form.several(), principal, data["reason"], version=form.seen_version
    )


def _leave(user: User, case: Case, form: forms.LeaveForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    # Children first: of who leaves along with their parents nothing has to be asked anew.
    going = sorted(form.several(), key=lambda one: certainly_adult(one.person.born_to, data["on"]))
    said = {"reason": data["reason"] or None, "on": data["on"], "became": data["became"]}
    return [actions.leave(user, one, data["exit"], **said) for one in going]


def _step_back(user: User, case: Case, form: forms.StepBackForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return [actions.undo_step(user, *form.taken[one], data["reason"]) for one in data["steps"]]


def _return(user: User, case: Case, form: forms.ReturnForm, request: HttpRequest) -> object:
    return actions.undo_exit(user, form.by_key[form.cleaned_data["traveller"]])


def _withdraw(user: User, case: Case, form: forms.WithdrawDeclarationForm, request: HttpRequest) -> object:
    traveller = form.by_key[form.cleaned_data["traveller"]]
    return actions.withdraw_declaration(user, traveller, withdrawn_on=form.cleaned_data["withdrawn_on"])


def _close(user: User, case: Case, form: forms.CloseForm, request: HttpRequest) -> object:
    return actions.close_case(user, case, form.cleaned_data["reason"], version=form.seen_version)


def _reopen(user: User, case: Case, form: forms.ReopenForm, request: HttpRequest) -> object:
    return actions.reopen_case(user, case, form.cleaned_data["reason"], version=form.seen_version)


DOINGS = (
    Doing(
        "hand-over",
        _("Hand over to a mission"),
        forms.HandOverForm,
        _hand_over,
        "cases.hand-over",
        "case",
        sends=_("Hand over to the mission"),
        done=_("Handed over to the mission (%(to)s). It answers next: accepts the file, or sends it back."),
    ),
    Doing(
        "send-back",
        _("Send the file back"),
        forms.SendBackForm,
        _send_back,
        "cases.answer-hand-over",
        "case",
        lets_go=True,
        sends=_("Send the file back"),
    ),
    Doing("assign", _("Give to a counsellor"), forms.AssignForm, _assign, "cases.assign", "case"),
    Doing("destination", _("Change the destination"), forms.DestinationForm, _destination, DECIDE, "case"),
    Doing(
        "channel",
        _("Correct the channel of referral"),
        forms.ChannelForm,
        _channel,
        "cases.open",
        "case",
        when_closed=True,
    ),
    Doing("add-traveller", _("Let somebody travel along"), forms.AddTravellerForm, _add, DECIDE, "case"),
    Doing(
        "correct-joining",
        _("Correct who joined"),
        forms.CorrectJoiningForm,
        _correct_joining,
        DECIDE,
        "case",
    ),
    Doing(
        "version",
        _("Move on to the version in force"),
        forms.VersionForm,
        _version,
        "cases.move-version",
        "case",
    ),
    Doing("part", _("Let some go on apart"), forms.PartForm, _part, DECIDE, "case", grave=True),
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
        DECIDE,
        "case",
        meets=DECLARATION,
        grave=True,
    ),
    Doing(
        "close",
        _("Close the case"),
        forms.CloseForm,
        _close,
        DECIDE,
        "case",
        grave=True,
        sends=_("Close the case"),
    ),
    Doing(
        "reopen",
        _("Open the case again"),
        forms.ReopenForm,
        _reopen,
        DECIDE,
        "case",
        when_closed=True,
        sends=_("Open the case again"),
    ),
)
