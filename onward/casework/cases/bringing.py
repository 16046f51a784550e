"""Where that which a gate waits for is recorded: each room says by which of its pages, for its own.

Gates say what is missing; this leads from the sentence to the form. It offers and decides nothing: the
action behind the form asks for the permit again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.access.models import Office, User
from onward.access.policy import may
from onward.casework.cases.gates import Gathered, gather, verdicts_of
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.queries import case_by_reference, travellers_of
from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from onward.kernel.problems import Missing
from onward.records.consents import queries as consents
from onward.records.consents.models import Consent
from onward.records.people.hooks import Following, on_a_round
from onward.records.people.models import Person, TravelDocument

_DECIDE = "cases.decide"
_UNDER_WAY = (TravelDocument.State.ASKED, TravelDocument.State.INTERVIEW)


@dataclass(frozen=True)
class Wanted:
    """What a gate waits for.

    Attributes:
        code: the kind of requirement, or the name of a fact that is not known yet.
        state: missing, asked, failed or unknown; ends-early of what is there today and ends before the
            departure.
        traveller: whom it is about; None for the case. Of several, the first.
    """

    case: Case
    code: str
    state: str
    traveller: Traveller | None


@dataclass(frozen=True)
class Way:
    """A link to where it is recorded, with the words of its button."""

    words: str | Promise
    url: str


Offer = Callable[[User, Wanted], Way | None]

_offers: dict[str, Offer] = {}


def register_way(codes: tuple[str, ...], offer: Offer) -> None:
    """Say how some kinds of requirement, or facts, are brought; called when the house starts."""
    for code in codes:
        _offers[code] = offer


def way_to(user: User, wanted: Wanted) -> Way | None:
    """Return where the user can record it, or None where that is for somebody else."""
    offer = _offers.get(wanted.code)
    return offer(user, wanted) if offer else None


def _doing(what: str, words: Promise, *, chosen: str = "", verb: str = "cases.write") -> Offer:
    """Offer one of the forms of casework, with the traveller chosen beforehand in the field named."""

    def offer(user: User, wanted: Wanted) -> Way | None:
        if not may(user, verb):
            return None
        url = reverse("cases:do", args=[wanted.case.reference, what])
        if chosen and wanted.traveller is not None:
            url += "?" + urlencode({chosen: wanted.traveller.key})
        return Way(words, url)

    return offer


_asks, _decides, _prolongs = (
    _doing("ask-approval", _("Ask the funder"), chosen="about", verb=_DECIDE),
    _doing("decide-approval", _("Record the funder’s answer"), verb=_DECIDE),
    _doing("prolong-approval", _("Record a later deadline of the funder"), verb=_DECIDE),
)


def _declaration(user: User, wanted: Wanted) -> Way | None:
    """Lead to the declaration; not yet where one signs in person as soon as they are of age."""
    offer = _doing("declaration", _("Record the declaration"), verb=_DECIDE)
    return None if wanted.state == "ends-early" else offer(user, wanted)


def _funder(user: User, wanted: Wanted) -> Way | None:
    return {"asked": _decides, "ends-early": _prolongs}.get(wanted.state, _asks)(user, wanted)


def _and_back(url: str, wanted: Wanted) -> str:
    """Return an address on a person's pages that leads back to the case once something is recorded there."""
    return _leading_back(url, reverse("cases:case", args=[wanted.case.reference]))


def _leading_back(url: str, page: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'back': page}, safe='/')}"


@dataclass(frozen=True)
class WantedConsent:
    """A consent without which something is not sent: whose, what for, and to whom.

    Attributes:
        give: where the reader records it; `ask` where they ask for leave to send without it. Both lead back.
    """

    name: str
    purpose: str
    recipient: str
    give: str = ""
    ask: str = ""


def consents_to_share(
    user: User, people: Iterable[Person], mission: Office, back: str
) -> list[WantedConsent]:
    """Return whose consent is missing today for a file to go to a mission, as the action will ask it.

    Args:
        user: who reads of it.
        people: those concerned whom the user may see.
        mission: to which it is to go.
        back: the page that the forms lead back to.
    """
    by_key = {one.key: one for one in people}
    purpose = Consent.Purpose.SHARE_WITH_MISSION
    lacking = consents.lacking_consent(by_key, purpose, mission.key, clock.today()) if by_key else ()
    query = urlencode({"purpose": purpose.value, "recipient": mission.key})
    writes = may(user, "consents.write") and may(user, "people.read")

    def form(page: str, key: object) -> str:
        url = reverse(f"consents:{page}", kwargs={"person": key}) if writes else ""
        return _leading_back(f"{url}?{query}", back) if url else ""

    return [
        WantedConsent(one.name, str(purpose.label), mission.called, form("give", key), form("ask", key))
        for key, one in by_key.items()
        if key in lacking
    ]


def _paper(user: User, wanted: Wanted) -> Way | None:
    """Lead to a new paper, or to those on the person's page: under way, or with something left out."""
    if wanted.traveller is None or not may(user, "people.write"):
        return None
    key = wanted.traveller.person.key
    vague = wanted.state == "unknown" and wanted.code == "travel-document"
    if wanted.state == "asked" or vague:
        return Way(_("Travel documents"), reverse("people:person", kwargs={"key": key}) + "#papers")
    return Way(_("Add a paper"), _and_back(reverse("people:new-document", kwargs={"key": key}), wanted))


def next_without_paper(user: User, back: str, person: Person) -> Following | None:
    """Return the next traveller in sight, after a person of the case that `back` shows, who lacks a paper.

    A gate of the case asks for it; where one is under way, it leads to that.
    """
    try:
        found = resolve(urlsplit(back).path)
        case = case_by_reference(user, found.kwargs["reference"]) if found.view_name == "cases:case" else None
    except (Resolver404, Missing):
        return None
    travellers = travellers_of(user, [case]).get(case.pk, []) if case else []
    here = next((place for place, one in enumerate(travellers) if one.person_id == person.pk), None)
    if case is None or here is None or len(travellers) < 2:
        return None
    gathered = gather([case], travellers, clock.today())
    asked = _without_paper(case, travellers, gathered)
    others = [*travellers[here + 1 :], *travellers[:here]]
    one = next((other for other in others if other.person.key in asked), None)
    if one is None:
        return None
    going = [paper for paper in gathered.documents.get(one.person_id, ()) if paper.state in _UNDER_WAY]
    page, key = ("document", going[-1].key) if going else ("new-document", one.person.key)
    url = _leading_back(reverse(f"people:{page}", kwargs={"key": key}), back)
    return Following(one.person.key, one.person.name, url)


def _without_paper(case: Case, travellers: Sequence[Traveller], gathered: Gathered) -> set[UUID | None]:
    """Return the keys of those whom some gate of the case asks for a paper to travel on."""
    needs = programmes.remembered(case.version_of_programme_id).requirements
    return {
        verdict.traveller
        for verdict in verdicts_of(case, travellers, gathered, clock.today())
        for line in verdict.requirements
        if line.state != "met" and needs[line.code].needs == "travel-document"
    }


def _consent(user: User, wanted: Wanted) -> Way | None:
    if wanted.traveller is None or not may(user, "consents.write"):
        return None
    url = reverse("consents:give", kwargs={"person": wanted.traveller.person.key})
    return Way(
        _("Record a consent"), _and_back(f"{url}?purpose={Consent.Purpose.SHARE_WITH_MISSION}", wanted)
    )


def _particulars(user: User, wanted: Wanted) -> Way | None:
    if wanted.traveller is None or not may(user, "people.write"):
        return None
    url = reverse("people:edit", kwargs={"key": wanted.traveller.person.key})
    return Way(_("Mend particulars"), _and_back(url, wanted))


def register_ways() -> None:
    """Say how what this room and the records know is brought; called when the house starts."""
    on_a_round(next_without_paper)
    register_way(("counselling-session",), _doing("session", _("Record a session"), chosen="about"))
    register_way(("declaration-of-voluntary-return",), _declaration)
    register_way(("funder-approval",), _funder)
    register_way(("travel-document", "traveller.documents"), _paper)
    register_way(("consent-to-share",), _consent)
    register_way(
        ("medical-needs", "traveller.medical_needs"), _doing("medical-needs", _("Record medical needs"))
    )
    register_way(("closing",), _doing("close", _("Close the case"), verb=_DECIDE))
    register_way(("traveller.accompanied",), _doing("accompaniment", _("Record who accompanies")))
    register_way(("traveller.vulnerabilities",), _doing("vulnerability", _("Record a vulnerability")))
    register_way(("traveller.age", "traveller.sex", "traveller.nationalities", "case.adults"), _particulars)
    register_way(
        ("case.destination", "case.destination_place"),
        _doing("destination", _("Change the destination"), verb=_DECIDE),
    )
