"""What the pages of help after return show: who qualifies, what was asked, and how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.paging import said
from onward.access.policy import may
from onward.casework.cases.models import Traveller
from onward.casework.cases.pages.drawing import active
from onward.casework.cases.panels import Chip, Panel, Shown
from onward.casework.cases.policy import may_now
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.vocabulary import describe
from onward.delivery.reintegration import queries
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel import clock
from onward.kernel.text import after_one_another
from onward.records.people.queries import names_of
from onward.records.projects import queries as projects
from onward.reference.choices import label

State = ReintegrationRequest.State
TAGS = {State.ASKED: "is-wait", State.GRANTED: "is-go", State.DRAWN: "is-go", State.DECLINED: "is-stop"}


@dataclass(frozen=True)
class RequestLine:
    """A request in a line: who asked for what, and the state with its own day."""

    request: ReintegrationRequest
    person: str
    native: str
    service: str
    kind: str
    state: str
    tag: str
    since: date
    project: str = ""


def request_lines(
    rows: Sequence[ReintegrationRequest], people: Mapping[UUID, tuple[str, str]] | None = None
) -> list[RequestLine]:
    """Return requests with the names of who asked (`people`, where the page has them already).

    The rows were seen to be visible.
    """
    if people is None:
        people = names_of(one.person_key for one in rows)
    return [_line(one, people) for one in rows]


def _line(one: ReintegrationRequest, people: Mapping[UUID, tuple[str, str]]) -> RequestLine:
    name, native = people.get(one.person_key, ("", ""))
    programme = programmes.remembered(one.case.version_of_programme_id).definition
    service = programme.services.get(one.service)
    return RequestLine(
        request=one,
        person=name,
        native=native,
        service=str(service.name) if service else one.service,
        kind=label("reintegration-kinds", one.kind),
        state=str(one.get_state_display()),
        tag=TAGS[State(one.state)],
        since=one.drawn_on or one.answered_on or one.asked_on,
        project=projects.name(one.project) if one.project else "",
    )


@dataclass(frozen=True)
class Offered:
    """Whether a traveller qualifies for a service, in words.

    `qualifies` is true, false, or None where a fact is missing; `missing` names it. `asked` says that a
    request stands already.
    """

    service: str
    name: str
    qualifies: bool | None
    missing: str
    asked: bool


@dataclass(frozen=True)
class Qualifying:
    """A traveller with what they qualify for."""

    traveller: Traveller
    offers: list[Offered]

    @property
    def may_ask(self) -> bool:
        """Whether there is anything that they may still ask for."""
        return any(one.qualifies and not one.asked for one in self.offers)


def offers_of(
    shown_case: Shown, travellers: Sequence[Traveller], requests: Sequence[ReintegrationRequest]
) -> list[Qualifying]:
    """Return what each of some travellers of a case qualifies for, and has asked for."""
    standing = {(one.person_key, one.service) for one in requests if one.state != State.DECLINED}
    found = queries.qualifications(shown_case.case, list(travellers), clock.today(), shown_case.facts)
    return [
        Qualifying(
            one,
            [
                Offered(
                    service=each.service,
                    name=str(each.offer.name),
                    qualifies=each.qualifies,
                    missing=after_one_another(describe(name) for name in each.missing),
                    asked=(one.person.key, each.service) in standing,
                )
                for each in found[one.person.key]
            ],
        )
        for one in travellers
    ]


def panel(user: User, shown: Shown) -> Panel | None:
    """Return the sheet of help after return on the page of a case, for who may read it."""
    if not may(user, "reintegration.read"):
        return None
    requests = queries.requests_of(user, shown)
    moving = active(shown.travellers)
    context = {
        "lines": request_lines(requests, shown.names),
        "people": offers_of(shown, moving, requests),
        "asks": not shown.case.closed_on and may_now(user, "reintegration.ask", shown.case, shown.hand_overs),
    }
    return Panel("reintegration/_panel.html", context, order=40)


def incoming(user: User) -> Panel | None:
    """Return the sheet of the worklist that says how many requests wait for an answer, or to be drawn."""
    state = State.ASKED if may(user, "reintegration.answer") else State.GRANTED
    if not (may(user, "reintegration.answer") or may(user, "reintegration.draw")):
        return None
    number = said(queries.waiting.number(user, state.value))
    if number == "0":
        return None
    words = _("Help to answer") if state == State.ASKED else _("Help to be drawn")
    chip = Chip(words, number, f"{reverse('reintegration:list')}?state={state.value}")
    context = {"number": number, "state": state.value}
    return Panel("reintegration/_incoming.html", context, order=60, chip=chip)
