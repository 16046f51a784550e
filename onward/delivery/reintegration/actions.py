"""The only writers of help after return: asked, answered, drawn. Qualifying is the programme's rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.access.queries import acting_user
from onward.casework.cases.actions.locking import check_open, lock_traveller
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.queries import first_opened_on
from onward.casework.cases.rules import BEFORE_IT_WAS_OPENED
from onward.casework.programmes.vocabulary import describe
from onward.delivery.reintegration import events, problems, queries
from onward.delivery.reintegration.changes import changes_of
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel import past
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid
from onward.kernel.text import after_one_another, clean_note
from onward.reference.choices import check, listed
from onward.reference.countries import said_country

AFTER_THE_ANSWER = _("This day lies after the answer.")
SAME = _("That is what stands.")
TOO_EARLY = _("This day lies before the step that comes first.")
REASONS = "step-corrections"
"""The list of `choices.yaml` with why something had not come to pass."""
CORRECTIONS = "help-corrections"
"""The list of `choices.yaml` with why what was asked was told wrongly."""
State = ReintegrationRequest.State
TOLD = (events.HelpAsked.type, events.HelpAnswered.type, events.HelpDrawn.type)


@action("reintegration.ask")
def ask(
    act: Act,
    traveller: Traveller,
    service: str,
    kind: str,
    *,
    plan: str = "",
    asked_on: date | None = None,
    once: UUID | None = None,
) -> ReintegrationRequest:
    """Ask for help after return in the name of a traveller who qualifies for it.

    It is for the country to which they return today: where they departed to, or else that of the case.

    Raises:
        DoesNotQualify, NotKnownYet, AskedBefore, LeftThePathway: see `problems`.
    """
    traveller = lock_traveller(act, traveller)
    act.once(once)
    where = queries.now(traveller)
    if where.left:
        raise problems.LeftThePathway()
    day = _asked_on(act, traveller.case, asked_on)
    check("kind", kind, listed("reintegration-kinds"))
    person, case = traveller.person, traveller.case
    _check_qualifies(traveller, service, day)
    _check_asked_once(traveller, service, where.country)
    request = ReintegrationRequest.objects.create(
        case=case,
        person_key=person.key,
        service=service,
        destination=where.country,
        kind=kind,
        plan=clean_note(plan, "plan"),
        asked_on=day,
        made_at=act.at,
    )
    fact = events.HelpAsked(request=request.key, service=service, kind=kind)
    act.record(fact, office=case.office.code, case=case, person=person, occurred_on=day)
    return request


def _asked_on(act: Act, case: Case, given: date | None) -> date:
    """Return the day on which help was asked for: not before the household's first case was opened."""
    opened = first_opened_on(case)
    return day_of(act, "asked_on", given, first=opened, too_early=BEFORE_IT_WAS_OPENED)


def _check_asked_once(
    traveller: Traveller, service: str, country: str, besides: ReintegrationRequest | None = None
) -> None:
    """Refuse what the traveller has asked for already for that country of return, `besides` one request."""
    of_traveller = {"case": traveller.case, "person_key": traveller.person.key, "service": service}
    standing = ReintegrationRequest.objects.filter(**of_traveller, destination__in=["", country])
    if besides:
        standing = standing.exclude(pk=besides.pk)
    before = standing.exclude(state=State.DECLINED).first()
    if before:
        raise problems.AskedBefore("service", asked_on=before.asked_on)


def _check_qualifies(traveller: Traveller, service: str, on: date) -> None:
    """Refuse help that the programme does not give to the traveller, or not as far as is known."""
    found = {
        one.service: one
        for one in queries.qualifications(traveller.case, [traveller], on)[traveller.person.key]
    }
    check("service", service, found)
    if found[service].qualifies is None:
        missing = after_one_another(describe(name) for name in found[service].missing)
        raise problems.NotKnownYet("service", service=str(found[service].offer.name), missing=missing)
    if not found[service].qualifies:
        raise problems.DoesNotQualify("service", service=str(found[service].offer.name))


@action("reintegration.answer")
def answer(
    act: Act,
    request: ReintegrationRequest,
    granted: bool,
    *,
    project: str = "",
    answered_on: date | None = None,
    version: int | None = None,
) -> ReintegrationRequest:
    """Grant a request, charged to a project that pays for it, or decline it.

    Raises:
        AnsweredBefore, DoesNotPay, ForAnotherCountry, LeftThePathway: see `problems`.
    """
    request = _hold(act, request, version)
    check_open(request.case, request.person_key)
    if request.answered_on:
        raise problems.AnsweredBefore(answered_on=request.answered_on)
    _who_asked(request)
    day = _day(act, answered_on, request.asked_on, "answered_on")
    case = request.case
    paid_by = {one.code for one in queries.payers(case.programme, request.service, day)} if granted else {""}
    if not granted:
        project = ""
    if project not in paid_by:
        raise problems.DoesNotPay("project", on=day)
    request.state = State.GRANTED if granted else State.DECLINED
    request.project, request.answered_on = project, day
    request.answered_by = acting_user(act)
    act.save(request, "state", "project", "answered_on", "answered_by")
    fact = events.HelpAnswered(
        request=request.key, service=request.service, granted=granted, project=project or None
    )
    act.record(fact, office=case.office.code, case=case, person=request.person_key, occurred_on=day)
    return request


@action("reintegration.draw")
def draw(
    act: Act, request: ReintegrationRequest, *, drawn_on: date | None = None, version: int | None = None
) -> ReintegrationRequest:
    """Record that granted help was drawn for the first time.

    Raises:
        NotGranted: it was not granted, or was drawn before.
        ForAnotherCountry, LeftThePathway, NotArrivedYet: see `problems`.
    """
    request = _hold(act, request, version)
    check_open(request.case, request.person_key)
    if request.state != State.GRANTED or request.answered_on is None:
        raise problems.NotGranted()
    traveller = _who_asked(request)
    if not queries.now(traveller).arrived:
        raise problems.NotArrivedYet()
    earliest = max(request.answered_on, queries.arrived_on(traveller) or request.answered_on)
    day = _day(act, drawn_on, earliest, "drawn_on")
    request.state, request.drawn_on = State.DRAWN, day
    act.save(request, "state", "drawn_on")
    fact = events.HelpDrawn(request=request.key, service=request.service)
    act.record(
        fact,
        office=request.case.office.code,
        case=request.case,
        person=request.person_key,
        occurred_on=day,
    )
    return request


@action("reintegration.draw")
def take_back_drawing(
    act: Act, request: ReintegrationRequest, reason: str, *, version: int | None = None
) -> ReintegrationRequest:
    """Say that granted help was not drawn after all: it waits to be.

    Raises:
        NothingToTakeBack: it is not drawn.
        CaseIsClosed: nothing of the case is changed any more.
    """
    request = _hold(act, request, version)
    check_open(request.case, request.person_key)
    if request.state != State.DRAWN:
        raise problems.NothingToTakeBack()
    request.state, request.drawn_on = State.GRANTED, None
    act.save(request, "state", "drawn_on")
    _retract(act, request, events.HelpDrawn.type, reason)
    return request


@action("reintegration.answer")
def take_back_answer(
    act: Act, request: ReintegrationRequest, reason: str, *, version: int | None = None
) -> ReintegrationRequest:
    """Say that a request was neither granted nor declined after all: it waits for its answer.

    Raises:
        NothingToTakeBack: it waits for one, or was drawn since: that is taken back first.
        AskedBefore: it was declined, and the same was asked for anew since.
        CaseIsClosed: nothing of the case is changed any more.
    """
    request = _hold(act, request, version)
    check_open(request.case, request.person_key)
    if request.state not in (State.GRANTED, State.DECLINED):
        raise problems.NothingToTakeBack()
    if request.state == State.DECLINED and (one := queries.traveller_of(request)):
        _check_asked_once(one, request.service, request.destination)
    request.state, request.project = State.ASKED, ""
    request.answered_on = request.answered_by = None
    act.save(request, "state", "project", "answered_on", "answered_by")
    _retract(act, request, events.HelpAnswered.type, reason)
    return request


@dataclass(frozen=True)
class RightHelp:
    """What was really asked for: of which kind, on which day, with which plan, for which country."""

    kind: str
    asked_on: date
    plan: str
    destination: str


@action("reintegration.ask")
def correct_asking(
    act: Act,
    request: ReintegrationRequest,
    right: RightHelp,
    reason: str,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> ReintegrationRequest:
    """Tell rightly what was asked for; an answer to it stays. Figures of help go by the right day.

    The country can be put right until the answer, to where whoever asked returns: help that was granted for
    one country is not granted for another.

    Raises:
        Invalid: that is what stands, or the day lies after the answer, or before the opening of the case.
        AnswerStands: the country is another one, and the request was answered.
        ForAnotherCountry: it is not where they return to.
        AskedBefore, DoesNotQualify, NotKnownYet: for that country; see `problems`.
        CaseIsClosed: nothing of the case is changed any more.
    """
    act.once(once)
    request = _hold(act, request, version)
    check_open(request.case, request.person_key)
    check("reason", reason, listed(CORRECTIONS))
    check("kind", right.kind, [*listed("reintegration-kinds"), request.kind])
    plan, day = clean_note(right.plan, "plan"), right.asked_on
    if day != request.asked_on:
        day = _asked_on(act, request.case, day)
    if request.answered_on and day > request.answered_on:
        raise Invalid("asked_on", message=AFTER_THE_ANSWER)
    before = (request.kind, request.asked_on, request.plan, request.destination)
    if before == (right.kind, day, plan, right.destination):
        raise Invalid("kind", message=SAME)
    if right.destination != request.destination:
        _check_country(request, right.destination, day)
    request.kind, request.asked_on = right.kind, day
    request.plan, request.destination = plan, right.destination
    act.save(request, "kind", "asked_on", "plan", "destination")
    for event in _told_of(request, events.HelpAsked.type):
        fact = events.HelpAsked(
            request=request.key, service=request.service, kind=request.kind, corrected=reason
        )
        act.correct(event, fact, occurred_on=day)
    return request


def _check_country(request: ReintegrationRequest, country: str, on: date) -> None:
    """Refuse that a request is for a country for which it could not have been made."""
    if request.answered_on:
        raise problems.AnswerStands("destination", answered_on=request.answered_on)
    traveller = queries.traveller_of(request)
    now = queries.now(traveller)
    if traveller is None or country != now.country:
        countries = {"asked_for": said_country(country), "country": said_country(now.country)}
        raise problems.ForAnotherCountry("destination", **countries)
    _check_qualifies(traveller, request.service, on)
    _check_asked_once(traveller, request.service, country, besides=request)


@action("reintegration.ask")
def take_back_asking(
    act: Act,
    request: ReintegrationRequest,
    reason: str,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> ReintegrationRequest:
    """Say that help was not asked for: no row is left, and no figure counts it.

    Raises:
        AnswerStands: it was answered: that is taken back first, and before that its drawing.
        CaseIsClosed: nothing of the case is changed any more.
    """
    act.once(once)
    request = _hold(act, request, version)
    check_open(request.case, request.person_key)
    if request.answered_on:
        raise problems.AnswerStands(answered_on=request.answered_on)
    _retract(act, request, events.HelpAsked.type, reason)
    key = request.pk
    request.delete()
    request.pk = key
    return request


def _retract(act: Act, request: ReintegrationRequest, type: str, reason: str) -> None:
    """Take back what was told of a request, also where it was told again in the case where it is by now."""
    check("reason", reason, listed(REASONS))
    for event in _told_of(request, type):
        act.retract(event, reason)


def _told_of(request: ReintegrationRequest, type: str) -> list[Event]:
    """Return what stands of a type about a request, in each case in which it was told."""
    told = Event.objects.filter(person_key=request.person_key, payload__request=str(request.key), type=type)
    return list(told.standing().order_by("position"))


def note_past_help(act: Act, event: Event) -> None:
    """Follow an event: figures of help change on its day, and on the one that it had before.

    Not where it is told again in another case: it counts once all the same. Nor where the plan or the country
    alone was wrong, of which it says nothing.
    """
    if event.type in TOLD and act.verb.startswith("reintegration.") and past.tells_otherwise(event):
        past.told_anew(event.days())


def _who_asked(request: ReintegrationRequest) -> Traveller:
    """Return who asked for help, if the request counts today: for where they return to, while they do."""
    traveller = queries.traveller_of(request)
    now = queries.now(traveller)
    if traveller is None or now.left:
        raise problems.LeftThePathway()
    if not now.counts(request.destination):
        countries = {"asked_for": said_country(request.destination), "country": said_country(now.country)}
        raise problems.ForAnotherCountry(**countries)
    return traveller


def _day(act: Act, day: date | None, earliest: date, field: str) -> date:
    """Return the day of a step, which is not in the future and follows the step before it."""
    day = day_of(act, field, day)
    if day < earliest:
        raise Invalid(field, message=TOO_EARLY)
    return day


def _hold(act: Act, request: ReintegrationRequest, version: int | None) -> ReintegrationRequest:
    """Hold a request and the case that it is in.

    Raises:
        ChangedMeanwhile: with what changed; also where it went along, while this waited, with somebody who
            went on apart.
    """
    held = act.lock(request)
    if held.case_id != request.case_id:
        raise ChangedMeanwhile()
    if version is not None and version != held.version:
        raise ChangedMeanwhile(changes_of(held, version), now=held.version)
    return held


def take_requests_along(act: Act, case: Case, new: Case, going: Sequence[Traveller]) -> None:
    """Let the requests of those who part from a case go with them, and tell of them in the new case too.

    Told as of their own days: figures count help in the case in which its traveller departs.
    """
    rows = ReintegrationRequest.objects.filter(case=case, person_key__in=[one.person.key for one in going])
    for request in rows.select_for_update(no_key=True).order_by("pk"):
        request.case = new
        act.save(request, "case")
        told = Event.objects.filter(case_key=case.key, payload__request=str(request.key), type__in=TOLD)
        for event in told.standing().order_by("position"):
            if fact := event.fact():
                act.record(
                    fact,
                    office=new.office.code,
                    case=new,
                    person=request.person_key,
                    occurred_on=event.occurred_on,
                )
