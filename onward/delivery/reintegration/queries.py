"""What reintegration reads: who qualifies, what was asked, and which projects pay."""

from datetime import date
from typing import cast
from uuid import UUID

from onward.access.models import User
from onward.casework.cases.gates import facts_of, gather
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.panels import Shown
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.vocabulary import CaseFacts
from onward.delivery.reintegration import rules
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.delivery.reintegration.rules import Qualification
from onward.kernel.definitions import current_library
from onward.records.projects.definition import Project


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
    found = list(shown.rows(user, ReintegrationRequest).order_by("-asked_on", "-pk"))
    for one in found:
        one.case = shown.case
    return found


def payers(programme: str, service: str, on: date) -> list[Project]:
    """Return the projects that pay for a service of a programme on a day, by code."""
    projects = [cast(Project, item.body) for _code, item in sorted(current_library().of("projects").items())]
    return rules.payers(projects, programme, service, on)
