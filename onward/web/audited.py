"""Whom the audit's keys mean: persons and cases, as the data-protection officer asks about them.

No veil here: who saw a restricted file is the very question. The audit writes each asking down.
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import pgettext_lazy

from onward.access.subjects import Source, Subject
from onward.casework.cases.models import Case
from onward.records.people.models import Person
from onward.records.people.rules import fold

MOST = 25
TABLES = {
    "evidence_edition": pgettext_lazy("a row of the audit", "edition of a report"),
    "evidence_decision": pgettext_lazy("a row of the audit", "decision about an edition"),
    "evidence_keptquestion": pgettext_lazy("a row of the audit", "question that somebody keeps"),
    "history_import": pgettext_lazy("a row of the audit", "history that was brought in"),
    "history_importedrow": pgettext_lazy("a row of the audit", "row of a history"),
    "access_office": pgettext_lazy("a row of the audit", "office"),
    "access_user": pgettext_lazy("a row of the audit", "user"),
    "access_restriction": pgettext_lazy("a row of the audit", "restriction"),
    "access_glassbreak": pgettext_lazy("a row of the audit", "emergency opening"),
    "people_person": pgettext_lazy("a row of the audit", "person"),
    "people_personname": pgettext_lazy("a row of the audit", "name of a person"),
    "people_contact": pgettext_lazy("a row of the audit", "contact"),
    "people_traveldocument": pgettext_lazy("a row of the audit", "travel document"),
    "people_referencenumber": pgettext_lazy("a row of the audit", "reference number"),
    "people_membership": pgettext_lazy("a row of the audit", "place in a household"),
    "consents_consent": pgettext_lazy("a row of the audit", "consent"),
    "consents_override": pgettext_lazy("a row of the audit", "use without consent"),
    "partners_organisation": pgettext_lazy("a row of the audit", "organisation"),
    "partners_desk": pgettext_lazy("a row of the audit", "desk"),
    "partners_contactperson": pgettext_lazy("a row of the audit", "contact person"),
    "partners_rotaday": pgettext_lazy("a row of the audit", "day of the rota"),
    "projects_expenditure": pgettext_lazy("a row of the audit", "expenditure"),
    "programmes_programmeversion": pgettext_lazy("a row of the audit", "version of a programme"),
    "cases_case": pgettext_lazy("a row of the audit", "case"),
    "cases_traveller": pgettext_lazy("a row of the audit", "traveller"),
    "cases_vulnerability": pgettext_lazy("a row of the audit", "need"),
    "cases_handover": pgettext_lazy("a row of the audit", "hand-over"),
    "cases_hold": pgettext_lazy("a row of the audit", "hold"),
    "cases_holdrelease": pgettext_lazy("a row of the audit", "release from a hold"),
    "cases_session": pgettext_lazy("a row of the audit", "session"),
    "cases_task": pgettext_lazy("a row of the audit", "task"),
    "cases_note": pgettext_lazy("a row of the audit", "note"),
    "cases_document": pgettext_lazy("a row of the audit", "document"),
    "cases_declaration": pgettext_lazy("a row of the audit", "declaration of return"),
    "cases_funderapproval": pgettext_lazy("a row of the audit", "approval of the funder"),
    "cases_cashhandover": pgettext_lazy("a row of the audit", "cash handed over"),
    "referrals_referral": pgettext_lazy("a row of the audit", "referral"),
    "referrals_referredperson": pgettext_lazy("a row of the audit", "person in a referral"),
    "referrals_enquiry": pgettext_lazy("a row of the audit", "enquiry"),
    "protection_assessment": pgettext_lazy("a row of the audit", "assessment"),
    "protection_guardian": pgettext_lazy("a row of the audit", "guardian"),
    "movements_movement": pgettext_lazy("a row of the audit", "journey"),
    "movements_leg": pgettext_lazy("a row of the audit", "leg of a journey"),
    "movements_passenger": pgettext_lazy("a row of the audit", "passenger"),
    "movements_fitnesscheck": pgettext_lazy("a row of the audit", "check of fitness"),
    "reintegration_reintegrationrequest": pgettext_lazy("a row of the audit", "request for help"),
}
"""What a row of each audited table is called."""
COLUMNS = {
    "case": pgettext_lazy("a column of the audit", "case"),
    "person": pgettext_lazy("a column of the audit", "person"),
    "office": pgettext_lazy("a column of the audit", "office"),
    "name": pgettext_lazy("a column of the audit", "name"),
    "kind": pgettext_lazy("a column of the audit", "kind"),
    "state": pgettext_lazy("a column of the audit", "state"),
    "phone": pgettext_lazy("a column of the audit", "telephone"),
    "email": pgettext_lazy("a column of the audit", "address for e-mail"),
    "language": pgettext_lazy("a column of the audit", "language"),
    "organisation": pgettext_lazy("a column of the audit", "organisation"),
    "destination": pgettext_lazy("a column of the audit", "destination"),
    "traveller": pgettext_lazy("a column of the audit", "traveller"),
    "outcome": pgettext_lazy("a column of the audit", "outcome"),
    "reason": pgettext_lazy("a column of the audit", "reason"),
    "note": pgettext_lazy("a column of the audit", "note"),
    "programme": pgettext_lazy("a column of the audit", "programme"),
    "project": pgettext_lazy("a column of the audit", "project"),
    "reference": pgettext_lazy("a column of the audit", "reference"),
    "channel": pgettext_lazy("a column of the audit", "channel"),
    "counsellor": pgettext_lazy("a column of the audit", "counsellor"),
    "stage": pgettext_lazy("a column of the audit", "stage"),
    "stage_since": pgettext_lazy("a column of the audit", "at this stage since"),
    "version_of_programme": pgettext_lazy("a column of the audit", "version of the programme"),
    "opened_on": pgettext_lazy("a column of the audit", "opened on"),
    "closed_on": pgettext_lazy("a column of the audit", "closed on"),
    "signed_on": pgettext_lazy("a column of the audit", "signed on"),
    "signed_by": pgettext_lazy("a column of the audit", "signed by"),
    "withdrawn_on": pgettext_lazy("a column of the audit", "withdrawn on"),
    "given_on": pgettext_lazy("a column of the audit", "given on"),
    "asked_on": pgettext_lazy("a column of the audit", "asked on"),
    "decided_on": pgettext_lazy("a column of the audit", "decided on"),
    "expires_on": pgettext_lazy("a column of the audit", "expires on"),
    "ended_on": pgettext_lazy("a column of the audit", "ended on"),
    "due_on": pgettext_lazy("a column of the audit", "due on"),
    "done_on": pgettext_lazy("a column of the audit", "done on"),
    "made_at": pgettext_lazy("a column of the audit", "made at"),
    "answered_at": pgettext_lazy("a column of the audit", "answered at"),
    "roles": pgettext_lazy("a column of the audit", "roles"),
    "is_active": pgettext_lazy("a column of the audit", "may sign in"),
    "sex": pgettext_lazy("a column of the audit", "sex"),
    "born_from": pgettext_lazy("a column of the audit", "born at the earliest"),
    "born_to": pgettext_lazy("a column of the audit", "born at the latest"),
    "nationalities": pgettext_lazy("a column of the audit", "nationalities"),
    "departs_on": pgettext_lazy("a column of the audit", "departs on"),
    "text": pgettext_lazy("a column of the audit", "text"),
}
"""What the columns that change most are called; the others go by their own name."""


def source() -> Source:
    """Return the source of subjects that the audit is given."""
    return Source(find=_find, named=_named)


def _find(text: str) -> Iterable[Subject]:
    """Return the case of a reference with its persons, the person of a key, or those of a name."""
    typed = text.strip()
    case = Case.objects.filter(reference=typed.upper()).first()
    if case is not None:
        travellers = Person.objects.filter(travels__case=case).order_by("pk")
        return [_case(case), *(_person(one) for one in travellers)]
    try:
        return _named([UUID(typed)])
    except ValueError:
        pass
    words = [word for word in fold(typed).split() if len(word) > 1]
    rows = Person.objects.order_by("-pk")
    for word in words:
        rows = rows.filter(search__contains=word)
    return [_person(one) for one in rows[:MOST]] if words else []


def _named(keys: Iterable[UUID]) -> Iterable[Subject]:
    wanted = list(keys)
    persons = [_person(one) for one in Person.objects.filter(key__in=wanted)]
    return [*persons, *(_case(one) for one in Case.objects.filter(key__in=wanted))]


def _person(person: Person) -> Subject:
    born = f"{person.born_from:%Y}" if person.born_from else ""
    return Subject("person", person.key, f"{person.name} {person.name_native}".strip(), born)


def _case(case: Case) -> Subject:
    return Subject("case", case.key, case.reference)
