"""What travellers need: vulnerabilities, medical needs, who accompanies them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases import actions, forms
from onward.casework.cases.doings.doing import Doing
from onward.casework.cases.models import Case


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


def _correct_end(
    user: User, case: Case, form: forms.CorrectVulnerabilityEndForm, request: HttpRequest
) -> object:
    data, seen, once = form.cleaned_data, form.seen_version, form.token
    one = form.the_vulnerability()
    if data["right"] == form.NOT_SO:
        return actions.take_back_vulnerability_end(user, one, data["reason"], version=seen, once=once)
    right, on = form.why_it_ended(), form.since()
    return actions.correct_vulnerability_end(
        user, one, right, data["reason"], ended_on=on, version=seen, once=once
    )


def _medical(user: User, case: Case, form: forms.MedicalForm, request: HttpRequest) -> object:
    level, day = form.cleaned_data["level"], form.cleaned_data["found_on"]
    return [actions.record_medical_needs(user, one, level, on=day) for one in form.several()]


def _accompaniment(user: User, case: Case, form: forms.AccompanimentForm, request: HttpRequest) -> object:
    accompanied = {"yes": True, "no": False, "unknown": None}[form.cleaned_data["accompanied"]]
    return [actions.record_accompaniment(user, one, accompanied) for one in form.several()]


DOINGS = (
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
    Doing(
        "correct-vulnerability-end",
        _("Correct the end of a vulnerability"),
        forms.CorrectVulnerabilityEndForm,
        _correct_end,
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
)
