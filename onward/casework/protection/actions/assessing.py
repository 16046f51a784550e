"""Assessments: asked for, and decided by whom the programme says."""

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.access.models import Office
from onward.access.queries import acting_user
from onward.access.roles import roles
from onward.casework.cases.actions import add_document
from onward.casework.cases.actions.locking import check_open, lock_traveller
from onward.casework.cases.gates import for_another_country
from onward.casework.cases.models import Case, Document, Traveller
from onward.casework.cases.policy import missions_that_see
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.versions import ProgrammeRules
from onward.casework.protection import events, problems, rules
from onward.casework.protection.models import Assessment
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.problems import Invalid
from onward.kernel.text import clean, clean_note
from onward.reference.choices import SAY_WHAT, check

BEFORE_IT_WAS_ASKED = _("This day lies before the day on which the assessment was asked for.")
DUE_IN_THE_PAST = _("This day has passed. Give the day by which the answer is needed.")


@dataclass(frozen=True)
class Paper:
    """A file that comes with a decision: its bytes, and the name it was sent under."""

    stream: BinaryIO
    name: str


def take_in(act: Act, case: Case, traveller: Traveller, paper: Paper | None, kind: str) -> Document | None:
    """Take the paper of a decision into the documents of the case, as one about the traveller."""
    if paper is None:
        return None
    return add_document.within(
        act, case, paper.stream, name=paper.name, kind=kind, about=traveller, again=True
    )


@action("protection.assess")
def ask_assessment(
    act: Act,
    traveller: Traveller,
    kind: str,
    *,
    asked_of: str = "",
    mission: Office | None = None,
    due_on: date | None = None,
    asked_on: date | None = None,
    once: UUID | None = None,
) -> Assessment:
    """Ask for an assessment of a traveller, of a mission or of whoever is named in `asked_of`.

    Raises:
        AlreadyAsked: one of this kind waits for its outcome, asked for the present country of return.
        NotHandedOver: the mission sees nothing of the traveller.
    """
    traveller = lock_traveller(act, traveller)
    act.once(once)
    check("kind", kind, Assessment.Kind.values)
    day = day_of(act, "asked_on", asked_on)
    if due_on is not None and due_on < day:
        raise Invalid("due_on", message=DUE_IN_THE_PAST)
    person, case = traveller.person, traveller.case
    waiting = list(
        Assessment.objects.filter(person_key=person.key, kind=kind, decided_on=None).order_by("pk")
    )
    asked = events.AssessmentAsked.type
    elsewhere = for_another_country(case, asked, "assessment", [one.key for one in waiting])
    for one in waiting:
        if one.key not in elsewhere:
            raise problems.AlreadyAsked("kind", asked_on=one.asked_on)
    if mission and mission not in missions_that_see(traveller):
        raise problems.NotHandedOver("mission")
    assessment = Assessment.objects.create(
        case=case,
        person_key=person.key,
        kind=kind,
        asked_on=day,
        asked_by=acting_user(act),
        asked_of=clean(asked_of, 160, field="asked_of") or (mission.name if mission else ""),
        mission_key=mission.key if mission else None,
        due_on=due_on,
        made_at=act.at,
    )
    fact = events.AssessmentAsked(
        assessment=assessment.key, kind=kind, mission=assessment.mission_key, due_on=due_on
    )
    act.record(fact, office=case.office.code, case=case, person=person, occurred_on=day)
    return assessment


@action("protection.decide")
def decide_assessment(
    act: Act,
    assessment: Assessment,
    outcome: str,
    *,
    author: str,
    reasons: str,
    by: str | None = None,
    decided_on: date | None = None,
    measures: str = "",
    paper: Paper | None = None,
    version: int | None = None,
) -> Assessment:
    """Record what was decided, by which body (`by`, its code), who wrote it (`author`), when and why.

    `outcome` is one of `Assessment.Outcome`. `by` may be left out where the programme names no body of its
    own: then it is whoever brings such an assessment everywhere.

    Raises:
        AlreadyDecided, NotTheCompetentBody: see `problems`.
        CaseIsClosed: of a closed case, whose traveller is in no open one.
    """
    assessment = act.lock(assessment, version=version)
    check_open(assessment.case, assessment.person_key)
    if assessment.decided_on:
        raise problems.AlreadyDecided(decided_on=assessment.decided_on)
    check("outcome", outcome, Assessment.Outcome.values)
    case = assessment.case
    traveller = case.travellers.get(person__key=assessment.person_key)
    assessment.decided_by = _competent(case, assessment.kind, by)
    assessment.decided_on = _decision_day(act, assessment, decided_on)
    assessment.outcome = outcome
    assessment.author = _something(clean(author, 160, field="author"), "author")
    assessment.reasons = _something(clean_note(reasons, "reasons"), "reasons")
    assessment.measures = clean_note(measures, "measures")
    assessment.document = take_in(act, case, traveller, paper, "assessment")
    assessment.recorded_by = acting_user(act)
    act.save(
        assessment,
        *("decided_by", "decided_on", "outcome", "author", "reasons", "measures", "document", "recorded_by"),
    )
    fact = events.AssessmentDecided(
        assessment=assessment.key, kind=assessment.kind, outcome=outcome, by=assessment.decided_by or None
    )
    office = case.office.code
    act.record(fact, office=office, case=case, person=traveller.person, occurred_on=assessment.decided_on)
    return assessment


def _competent(case: Case, kind: str, by: str | None) -> str:
    """Return the body that decided, if it is the one that the programme of the case names."""
    programme = programmes.rules_of(case.version_of_programme)
    body, named = rules.competent(programme, kind)
    if by is None and not named:
        return body or ""
    if body is not None and by != body:
        raise problems.NotTheCompetentBody("by", body=name_of_body(programme, body))
    return by or ""


def name_of_body(programme: ProgrammeRules, body: str) -> str:
    """Return the name of a role or a party, in the language active now."""
    if body in programme.parties:
        return str(programme.parties[body])
    role = roles().get(body)
    return str(role.name) if role else body


def _decision_day(act: Act, assessment: Assessment, day: date | None) -> date:
    day = day_of(act, "decided_on", day)
    if day < assessment.asked_on:
        raise Invalid("decided_on", message=BEFORE_IT_WAS_ASKED)
    return day


def _something(text: str, field: str) -> str:
    if not text:
        raise Invalid(field, message=SAY_WHAT)
    return text
