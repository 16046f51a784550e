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
from onward.delivery.reintegration.rules import Now
from onward.kernel import clock
from onward.kernel.text import after_one_another
from onward.records.people.queries import names_of
from onward.records.projects import queries as projects
from onward.reference.choices import label
from onward.reference.countries import said_country

State = ReintegrationRequest.State
TAGS = {State.ASKED: "is-wait", State.GRANTED: "is-go", State.DRAWN: "is-go", State.DECLINED: "is-stop"}


@dataclass(frozen=True)
class RequestLine:
    """A request in a line: who asked for what, and the state with its own day.

    `to` is the country for which it was asked; `note` says why nothing can be done with it today.
    """

    request: ReintegrationRequest
    person: str
    native: str
    service: str
    kind: str
    state: str
    tag: str
    since: date
    project: str = ""
    to: str = ""
    note: str = ""


def request_lines(
    rows: Sequence[ReintegrationRequest],
    people: Mapping[UUID, tuple[str, str]] | None = None,
    now: Mapping[UUID, Now] | None = None,
) -> list[RequestLine]:
    """Return requests with the names of who asked.

    Args:
        rows: which were seen to be visible.
        people: the names, where the page has them already.
        now: where they stand today, by the key of the person; lists of what waits have nobody else.
    """
    if people is None:
        people = names_of(one.person_key for one in rows)
    return [_line(one, people, (now or {}).get(one.person_key)) for one in rows]


def _why_it_rests(one: ReintegrationRequest, now: Now | None) -> str:
    """Return, in words, why nothing can be done with a request that waits; empty where something can."""
    if now is None or one.state not in queries.WAITING:
        return ""
    if now.left:
        return _("Closed: who asked has left the pathway.")
    if not now.counts(one.destination):
        words = _(
            "Asked for the return to %(asked_for)s. The return is to %(country)s by now: it does not count,"
            " and help is asked for anew."
        )
        countries = {"asked_for": said_country(one.destination), "country": said_country(now.country)}
        return words % countries
    if one.state == State.GRANTED and not now.arrived:
        return _("It is drawn after the return: no arrival is recorded yet.")
    return ""


def _line(one: ReintegrationRequest, people: Mapping[UUID, tuple[str, str]], now: Now | None) -> RequestLine:
    name, native = people.get(one.person_key, ("", ""))
    programme = programmes.remembered(one.case.version_of_programme_id).definition
    service = programme.services.get(one.service)
    void = now is not None and one.state in queries.WAITING and not now.counts(one.destination)
    return RequestLine(
        request=one,
        person=name,
        native=native,
        service=str(service.name) if service else one.service,
        kind=label("reintegration-kinds", one.kind),
        state=str(one.get_state_display()),
        tag="is-stop" if void else TAGS[State(one.state)],
        since=one.drawn_on or one.answered_on or one.asked_on,
        project=projects.name(one.project) if one.project else "",
        to=one.destination or one.case.destination,
        note=_why_it_rests(one, now),
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
    now = now_of(shown_case)
    standing = {
        (one.person_key, one.service)
        for one in requests
        if one.state != State.DECLINED
        and (one.person_key not in now or now[one.person_key].counts(one.destination))
    }
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


def now_of(shown: Shown) -> dict[UUID, Now]:
    """Return where the travellers of a page stand today, by key of the person, save who went on apart."""
    staying = [one for one in shown.travellers if one.left_case_on is None]
    elsewhere = shown.facts.elsewhere if shown.facts else None
    return {one.person.key: queries.now(one, elsewhere) for one in staying}


def panel(user: User, shown: Shown) -> Panel | None:
    """Return the sheet of help after return on the page of a case, for who may read it."""
    if not may(user, "reintegration.read"):
        return None
    requests = queries.requests_of(user, shown)
    moving = active(shown.travellers)
    context = {
        "lines": request_lines(requests, shown.names, now_of(shown)),
        "people": offers_of(shown, moving, requests),
        "asks": not shown.case.closed_on and may_now(user, "reintegration.ask", shown.case, shown.hand_overs),
    }
    return Panel("reintegration/_panel.html", context, order=40)


def incoming(user: User) -> Panel | None:
    """Return the sheet of the worklist that says how many requests wait for an answer, or to be drawn."""
    state = State.ASKED if may(user, "reintegration.answer") else State.GRANTED
    if not (may(user, "reintegration.answer") or may(user, "reintegration.draw")):
        return None
    number = said(queries.waiting.number(user, state.value, programmes.kept_versions()))
    if number == "0":
        return None
    words = _("Help to answer") if state == State.ASKED else _("Help to be drawn")
    chip = Chip(words, number, f"{reverse('reintegration:list')}?state={state.value}")
    context = {"number": number, "state": state.value}
    return Panel("reintegration/_incoming.html", context, order=60, chip=chip)
