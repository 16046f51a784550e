"""What reintegration reads: who qualifies, what was asked, and which projects pay."""

from collections.abc import Mapping
from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from onward.access.models import User
from onward.access.paging import MOST_COUNTED
from onward.casework.cases.events import StageEntered
from onward.casework.cases.gates import facts_of, gather, went_elsewhere
from onward.casework.cases.hooks import Resting
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.panels import Asked, Shown
from onward.casework.cases.queries import with_country
from onward.casework.cases.rules import has_arrived
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.vocabulary import CaseFacts
from onward.delivery.reintegration import rules
from onward.delivery.reintegration.events import HelpAsked
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.delivery.reintegration.rules import Now, Qualification
from onward.kernel.actions import Actor
from onward.kernel.definitions import current_library
from onward.kernel.models import Event
from onward.kernel.questions import question
from onward.kernel.text import day_in_words
from onward.records.projects.definition import Project

WAITING = (ReintegrationRequest.State.ASKED, ReintegrationRequest.State.GRANTED)
"""States in which somebody still has something to do."""
_NEWEST_FIRST = Asked(ReintegrationRequest, ("-asked_on", "-pk"))


def qualifications(
    case: Case, travellers: list[Traveller], on: date, facts: CaseFacts | None = None
) -> dict[UUID, list[Qualification]]:
    """Return what each traveller of a case qualifies for, by the key of the person.

    `facts` is what is known of the case, where a page has gathered it already.
    """
    programme = programmes.remembered(case.version_of_programme_id)
    if facts is None:
        everybody = list(case.travellers.select_related("person"))
        facts = facts_of(case, everybody, gather([case], everybody, on), on)
    return {one.person.key: rules.qualifies(programme, facts, one.person.key, on) for one in travellers}


def now(traveller: Traveller | None, elsewhere: Mapping[UUID, str] | None = None) -> Now:
    """Return where whoever asked for help stands today, by the traveller that they are.

    `elsewhere` are those who departed to another country than the case returns to, where a page knows them.
    """
    if traveller is None:
        return Now(left=True, country="", arrived=False)
    case, key = traveller.case, traveller.person.key
    if elsewhere is None:
        elsewhere = went_elsewhere(case, [traveller])
    programme = programmes.remembered(case.version_of_programme_id).definition
    arrived = has_arrived(programme, traveller.stage)
    return Now(bool(traveller.exit), elsewhere.get(key, case.destination), arrived)


def traveller_of(request: ReintegrationRequest) -> Traveller | None:
    """Return the traveller who asked, in the case of the request or in one that they went on in apart."""
    case = request.case
    own = Traveller.objects.filter(Q(case=case) | Q(case__came_from__contains=[case.key]))
    rows = own.filter(person__key=request.person_key, left_case_on=None)
    return rows.select_related("person", "case").order_by("pk").last()


def drawn_by(actor: Actor, traveller: Traveller) -> list[Resting]:
    """Return the help that a traveller has drawn, which rests on their arrival, as far as the actor reads."""
    cases = [traveller.case.key, *(traveller.case.came_from or ())]
    rows = ReintegrationRequest.objects.filter(person_key=traveller.person.key, case__key__in=cases)
    drawn = rows.exclude(drawn_on=None).order_by("drawn_on", "pk")
    seen = set(ReintegrationRequest.objects.visible_to(actor).filter(pk__in=drawn))
    words = gettext("help after return was drawn on %(day)s")
    return [
        Resting(day, words % {"day": day_in_words(day, "j F Y")} if one in seen else "")
        for one in drawn
        if (day := one.drawn_on)
    ]


def arrived_on(traveller: Traveller) -> date | None:
    """Return the day from which help after return can be drawn, as the log tells it."""
    programme = programmes.remembered(traveller.case.version_of_programme_id).definition
    reached = Event.objects.filter(
        case_key__in=[traveller.case.key, *(traveller.case.came_from or ())],
        person_key=traveller.person.key,
        type=StageEntered.type,
        payload__stage=programme.at("arrival") or programme.at("departure"),
    )
    return reached.standing().order_by("-position").values_list("occurred_on", flat=True).first()


def requests_of(user: User, shown: Shown) -> list[ReintegrationRequest]:
    """Return the requests that the user may see on the page of a case, the newest first."""
    found = shown.rows(user, _NEWEST_FIRST)
    for one in found:
        one.case = shown.case
    return found


def taken_back(user: User, key: UUID) -> tuple[Traveller, Event] | None:
    """Return who had asked for what is a request no more, and what took it back; None of who is out of sight.

    Of a request that went along with somebody who went on apart, as whom they travel there.
    """
    asked = Event.objects.filter(type=HelpAsked.type, payload__request=str(key)).order_by("-position").first()
    back = Event.objects.filter(supersedes=asked, retracts=True).first() if asked else None
    if asked is None or back is None or asked.person_key is None or asked.case_key is None:
        return None
    rows = Traveller.objects.visible_to(user, "reintegration.read").select_related("person", "case")
    one = rows.filter(person__key=asked.person_key, case__key=asked.case_key).first()
    return (one, back) if one else None


def in_state(user: User, state: str) -> QuerySet[ReintegrationRequest]:
    """Return the requests in a state that the user may see.

    What waits for somebody waits in an open case, of who is on the pathway and returns to where it is for.
    """
    rows = ReintegrationRequest.objects.visible_to(user).filter(state=state)
    if state not in WAITING:
        return rows
    of_case = Q(case=OuterRef("case")) | Q(case__came_from__contains=[OuterRef("case__key")])
    moving = Traveller.objects.filter(of_case, person__key=OuterRef("person_key"), exit="", left_case_on=None)
    there = Q(to=OuterRef("destination")) | Q(asked_for="")
    known = with_country(moving).alias(asked_for=ExpressionWrapper(OuterRef("destination"), CharField()))
    return rows.filter(Exists(known.filter(there)), case__closed_on=None)


@question()
def waiting(user: User, state: str, versions: tuple[int, ...]) -> QuerySet[ReintegrationRequest]:
    """Ask for the requests in a state that the user may see, as many as are counted.

    Which `versions` of programmes are kept decides who has departed.
    """
    rows = in_state(user, state)
    return rows.order_by().only("pk")[: MOST_COUNTED + 1]


def payers(programme: str, service: str, on: date) -> list[Project]:
    """Return the projects that pay for a service of a programme on a day, by code."""
    projects = [cast(Project, item.body) for _code, item in sorted(current_library().of("projects").items())]
    return rules.payers(projects, programme, service, on)
