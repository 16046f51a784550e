"""What reintegration reads: who qualifies, what was asked, and which projects pay."""

from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import QuerySet

from onward.access.models import User
from onward.access.paging import MOST_COUNTED
from onward.casework.cases.gates import facts_of, gather
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.panels import Asked, Shown
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.vocabulary import CaseFacts
from onward.delivery.reintegration import rules
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.delivery.reintegration.rules import Qualification
from onward.kernel.definitions import current_library
from onward.kernel.questions import question
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


def requests_of(user: User, shown: Shown) -> list[ReintegrationRequest]:
    """Return the requests that the user may see on the page of a case, the newest first."""
    found = shown.rows(user, _NEWEST_FIRST)
    for one in found:
        one.case = shown.case
    return found


def in_state(user: User, state: str) -> QuerySet[ReintegrationRequest]:
    """Return the requests in a state that the user may see; what waits for somebody waits in an open case."""
    rows = ReintegrationRequest.objects.visible_to(user).filter(state=state)
    return rows.filter(case__closed_on=None) if state in WAITING else rows


@question()
def waiting(user: User, state: str) -> QuerySet[ReintegrationRequest]:
    """Ask for the requests in a state that the user may see, as many as are counted."""
    rows = in_state(user, state)
    return rows.order_by().only("pk")[: MOST_COUNTED + 1]


def payers(programme: str, service: str, on: date) -> list[Project]:
    """Return the projects that pay for a service of a programme on a day, by code."""
    projects = [cast(Project, item.body) for _code, item in sorted(current_library().of("projects").items())]
    return rules.payers(projects, programme, service, on)
