"""What a return needs on paper: declarations, and the funder's approval."""

from datetime import date
from uuid import UUID, uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.locking import (
    lock_about,
    lock_approval,
    lock_case,
    lock_traveller,
    spoken_for,
)
from onward.casework.cases.gates import for_another_country, for_nobody_there, was_alone
from onward.casework.cases.models import (
    Case,
    Declaration,
    Document,
    FunderApproval,
    Traveller,
)
from onward.casework.programmes import queries as programmes
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.events import EventType
from onward.kernel.problems import Invalid, Missing
from onward.kernel.text import day_in_words
from onward.records.projects import queries as projects
from onward.reference.countries import said_country

BEFORE_IT_WAS_SIGNED = _("This day lies before the day of the signature.")


@action("cases.decide")
def sign_declaration(
    act: Act,
    traveller: Traveller,
    signed_by: str,
    *,
    signed_on: date | None = None,
    document: Document | None = None,
) -> Declaration:
    """Record the declaration of voluntary return: the adult signs, for a child a parent or guardian.

    One that stands for another country of return gives way, as does one that was signed for a child who is of
    age by now, or by a parent for a child on record as without one; the log keeps it, and the paper stays
    among the documents.

    Raises:
        NoParentSigns: the child is on record as without parent or guardian, or was on that day.
    """
    traveller = lock_traveller(act, traveller)
    day = day_of(act, "signed_on", signed_on)
    choices.check("signed_by", signed_by, Declaration.SignedBy.values)
    if document is not None and document.case_id != traveller.case_id:
        raise Missing()
    rules.check_signature(traveller.person.born_from, traveller.person.born_to, day, signed_by)
    alone = traveller.accompanied is False or was_alone(traveller, day)
    if signed_by == Declaration.SignedBy.PARENT and alone:
        raise problems.NoParentSigns("signed_by", who=traveller.person.name)
    declaration = traveller.declarations.select_for_update().filter(withdrawn_on=None).first()
    if declaration is None:
        declaration = Declaration(traveller=traveller)
    elif _gives_way(traveller, declaration, day):
        declaration.key = uuid4()
    else:
        raise problems.AlreadyRecorded()
    declaration.signed_on, declaration.signed_by, declaration.document = day, signed_by, document
    declaration.save()
    _about(act, traveller, events.DeclarationSigned(declaration=declaration.key, signed_by=signed_by), day)
    return declaration


def _gives_way(traveller: Traveller, declaration: Declaration, on: date) -> bool:
    """Say whether a declaration that stands counts no more, or never did, so that another may be signed."""
    declaration.traveller = traveller
    if rules.was_signed_as_a_child(declaration.signed_by, traveller.person.born_to, on):
        return True
    if for_nobody_there(traveller.case, [declaration]):
        return True
    return bool(
        _for_another_country(traveller.case, events.DeclarationSigned, "declaration", declaration.key)
    )


@action("cases.decide")
def withdraw_declaration(act: Act, traveller: Traveller, *, withdrawn_on: date | None = None) -> Declaration:
    """Take a declaration back, at any time until boarding."""
    traveller = lock_traveller(act, traveller)
    programme = programmes.rules_of(traveller.case.version_of_programme).definition
    if rules.has_departed(programme, traveller.stage):
        raise problems.Declared()
    declaration = traveller.declarations.select_for_update().filter(withdrawn_on=None).first()
    if declaration is None:
        raise problems.AlreadyRecorded()
    day = day_of(act, "withdrawn_on", withdrawn_on)
    if day < declaration.signed_on:
        raise Invalid("withdrawn_on", message=BEFORE_IT_WAS_SIGNED)
    declaration.withdrawn_on = day
    declaration.save(update_fields=["withdrawn_on"])
    fact = events.DeclarationWithdrawn(declaration=declaration.key)
    _about(act, traveller, fact, declaration.withdrawn_on)
    return declaration


@action("cases.decide")
def ask_approval(
    act: Act,
    case: Case,
    project: str,
    *,
    asked_on: date | None = None,
    about: Traveller | None = None,
) -> FunderApproval:
    """Ask the funder of a project to approve the return of the household as the actor sees it, or of one.

    Raises:
        AlreadyRecorded: it was asked, and has not answered.
        AskedForAnotherCountry: it was asked for another country of return, and has not answered.
        ApprovalStands: it approved, and the departures that it covers are not over.
    """
    case = lock_case(act, case)
    choices.check("project", project, projects.codes_for(case.programme))
    held = lock_about(act, case, about)
    person = held.person if held else None
    key = person.key if person else None
    for former in case.approvals.filter(project=project, person_key=key).exclude(outcome="declined"):
        elsewhere = _for_another_country(case, events.ApprovalAsked, "approval", former.key)
        if former.outcome == "asked" and elsewhere:
            raise problems.AskedForAnotherCountry("project", country=said_country(elsewhere))
        if former.outcome == "asked":
            raise problems.AlreadyRecorded("project")
        if elsewhere:
            continue
        if former.depart_by is None or former.depart_by >= act.today:
            raise problems.ApprovalStands("project", covers=_covered(former.depart_by))
    day = day_of(act, "asked_on", asked_on)
    approval = FunderApproval.objects.create(
        case=case, person_key=key, project=project, outcome="asked", asked_on=day
    )
    fact = events.ApprovalAsked(
        approval=approval.key, project=project, travellers=None if held else spoken_for(act, case)
    )
    act.record(fact, office=case.office.code, case=case, person=person, occurred_on=day)
    return approval


def _for_another_country(case: Case, fact: type[EventType], field: str, key: UUID) -> str:
    """Return for which country of return something was given, where the case has another one by now."""
    return for_another_country(case, fact.type, field, [key]).get(key, "")


@action("cases.decide")
def decide_approval(
    act: Act,
    approval: FunderApproval,
    approved: bool,
    *,
    depart_by: date | None = None,
    decided_on: date | None = None,
) -> FunderApproval:
    """Record the funder's answer, and until when the departure must have happened.

    Raises:
        AlreadyRecorded: it has answered.
        Invalid: the day cannot be that of the answer, or the deadline that of a departure which it covers.
    """
    case, approval = lock_approval(act, approval)
    if approval.outcome != "asked":
        raise problems.AlreadyRecorded()
    day = day_of_answer(act, decided_on, approval.asked_on)
    check_before_next_question(approval, day)
    fact = write_answer(approval, approved, day, depart_by)
    act.record(fact, office=case.office.code, case=case, person=approval.person_key, occurred_on=day)
    return approval


def _covered(depart_by: date | None) -> str:
    """Return which departures an approval covers."""
    if depart_by is None:
        return gettext("departures on any day")
    return gettext("departures until %(day)s") % {"day": day_in_words(depart_by, "j F Y")}


def day_of_answer(
    act: Act, given: date | None, first: date, too_early: str | Promise = rules.ANSWER_BEFORE_QUESTION
) -> date:
    """Return the day of a letter of the funder: not to come, and not before what it answers."""
    day = day_of(act, "decided_on", given)
    if day < first:
        raise Invalid("decided_on", message=too_early)
    return day


def check_before_next_question(approval: FunderApproval, day: date) -> None:
    """Refuse a day of answer after the one on which the same project was asked again of the same travellers.

    Raises:
        Invalid: it lies after it, at `decided_on`.
    """
    later = FunderApproval.objects.filter(
        case=approval.case_id, project=approval.project, person_key=approval.person_key, pk__gt=approval.pk
    )
    if later.filter(asked_on__lt=day).exists():
        raise Invalid("decided_on", message=rules.ANSWER_AFTER_NEXT_QUESTION)


def write_answer(
    approval: FunderApproval, approved: bool, day: date, depart_by: date | None
) -> events.ApprovalDecided:
    """Keep an answer in its row, and return what is told of it.

    Raises:
        Invalid: no departure is covered by a refusal, or before the answer; at `depart_by`.
    """
    if not approved and depart_by is not None:
        raise Invalid("depart_by", message=rules.DECLINED_UNTIL_NO_DAY)
    if approved and depart_by is not None and depart_by < day:
        raise Invalid("depart_by", message=rules.DEADLINE_BEFORE_ANSWER)
    approval.outcome = "approved" if approved else "declined"
    approval.decided_on, approval.depart_by = day, depart_by
    approval.save(update_fields=["outcome", "decided_on", "depart_by"])
    return events.ApprovalDecided(
        approval=approval.key,
        project=approval.project,
        outcome=approval.outcome,
        depart_by=approval.depart_by,
    )


def _about(act: Act, traveller: Traveller, fact: EventType, on: date) -> None:
    case = traveller.case
    act.record(fact, office=case.office.code, case=case, person=traveller.person, occurred_on=on)
