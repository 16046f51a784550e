"""The sheet that a family takes along: in a language that they read, and marked where it is not complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from onward.access.models import User
from onward.delivery.movements import queries, rules
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.pages.journeys import MovementPage, TravelCard, movement_page
from onward.kernel.markup import markup
from onward.kernel.text import day_in_words
from onward.reference.languages import UnknownLanguage, language_name
from onward.reference.scripts import Direction

FURTHER_LANGUAGES = ("ar",)
"""Languages that it has beside those of the staff: a catalogue of its words lies in `onward/locale`."""

TAKEN_ALONG = frozenset({Passenger.State.BOOKED, Passenger.State.DEPARTED, Passenger.State.ARRIVED})

MEETS_THEM = frozenset({"airport-help"})
"""Assistance that brings somebody to the airport; a wheelchair is asked for at the airline's desk."""

WORDS_OF_DEFINITIONS = (
    gettext_noop("Help at the airport"),
    gettext_noop("Wheelchair"),
    gettext_noop("Clinic room in transit"),
    gettext_noop("Stretcher"),
    gettext_noop("Ambulance"),
    gettext_noop("Oxygen"),
    gettext_noop("Onward transport to the last stop"),
)
"""What the office's lists say on it: they have the languages of the staff, catalogues have the others."""


@dataclass(frozen=True)
class Sheet:
    """A family's sheet in one language.

    Attributes:
        page: the journey, its places and times in that language.
        cards: those who travel.
        met_by: who is booked to be at the airport for them: `escort`, `help`, or empty where nobody is.
        helped: whether other help on the way is booked.
        language: its tag; `direction` which way it runs.
        languages: tag and own name of every language that the sheet is offered in.
        valid: whether all who are on it may depart as it stands, or have departed.
        over: that nobody in sight travels by it: `cancelled` where all of them were, `nobody` otherwise.
        missing: whom that waits for and what, in words that the family may read, of those of whom the reader
            may know; the names are isolated, since they may run in another direction than the sentence.
        gaps: what it lacks, in the language of the reader who prints it; empty where it may be handed out.
        unread: names of languages of the family in which there is no sheet, in that reader's language, if
            nobody in the family reads one that there is.
        as_typed: whether it says how they travel on, in the words in which somebody typed it, and is in
            another language than that of the reader who prints it.
    """

    page: MovementPage
    cards: list[TravelCard]
    met_by: str
    helped: bool
    language: str
    direction: Direction
    languages: dict[str, str]
    valid: bool
    over: str
    missing: list[tuple[SafeString, str]]
    gaps: list[str]
    unread: list[str]
    as_typed: bool


def offered() -> dict[str, str]:
    """Return tag → own name of the languages in which there is a sheet."""
    tags = [*(code for code, _name in settings.LANGUAGES), *FURTHER_LANGUAGES]
    return {tag: str(translation.get_language_info(tag)["name_local"]) for tag in tags}


def sheet_of(user: User, movement: Movement, wanted: str) -> Sheet:
    """Gather the sheet for a reader who may see the journey.

    In the language that is `wanted`; else in the first that somebody of the family reads; else the user's.
    """
    languages, own = offered(), translation.get_language() or "en"
    everybody = queries.passengers_of(user, movement)
    going = [one for one in everybody if one.state in TAKEN_ALONG and not rules.seat_to_cancel(one)]
    spoken = [tag for one in going for tag in one.traveller.person.languages]
    read = next((tag for tag in spoken if tag in languages), None)
    language = wanted if wanted in languages else read or own
    with translation.override(language):
        page = movement_page(user, movement, on_paper=True, passengers=everybody)
        missing = _missing(page, language)
        if not page.as_booked:
            page = untimed(page)
    cards = [card for card in page.cards if card.passenger.state in TAKEN_ALONG]
    return Sheet(
        page=page,
        cards=cards,
        met_by=_met_by(cards),
        helped=any(card.assistance for card in cards),
        language=language,
        direction=language_name(language, own).direction,
        languages=languages,
        valid=page.ready and bool(cards),
        over="" if cards else "cancelled" if page.cancelled_on else "nobody",
        missing=missing,
        gaps=_gaps(movement, page, cards) if cards else [],
        unread=[] if read else _named(spoken, own),
        as_typed=bool(movement.onward_transport) and language != own,
    )


def _missing(page: MovementPage, language: str) -> list[tuple[SafeString, str]]:
    """Return what keeps those on the sheet from departing, as each card says it.

    Of whom the reader knows the travel card alone it is nobody's to read. What gates are called stands in the
    programme's file, in the languages of the staff: in another one it is said in general.
    """
    general = {_("somebody of age has to travel along"), _("departures are on hold")}
    told = [(card.person.name, card.waits_for) for card in page.cards if card.waits_for and card.open]
    if language in FURTHER_LANGUAGES:
        told = [
            (name, why if why in general else _("a paper or an agreement is still missing"))
            for name, why in told
        ]
    return [(markup("<bdi>{}</bdi>", name), why) for name, why in told]


def untimed(page: MovementPage) -> MovementPage:
    """Return a page without the times of its legs: those of another day contradict the one above them."""
    legs = [replace(leg, departs=None, arrives=None) for leg in page.legs]
    stations = tuple(replace(one, note="") for one in page.line.stations)
    return replace(page, legs=legs, line=replace(page.line, stations=stations))


def _met_by(cards: Sequence[TravelCard]) -> str:
    """Return who waits at the airport: a family that is told of somebody who does not come waits in vain."""
    if any(card.passenger.escort_kind for card in cards):
        return "escort"
    return "help" if any(MEETS_THEM & set(card.passenger.assistance) for card in cards) else ""


def _gaps(movement: Movement, page: MovementPage, cards: Sequence[TravelCard]) -> list[str]:
    """Return what the family would look for on the sheet in vain."""
    gaps = []
    if not page.as_booked:
        days = {
            "day": day_in_words(page.day, "j F Y"),
            "booked": day_in_words(movement.departs_on, "j F Y"),
        }
        gaps.append(_("the times of %(day)s: those on record are of the booking for %(booked)s") % days)
    elif not page.legs or any(leg.departs is None or leg.arrives is None for leg in page.legs):
        gaps.append(_("the times of each leg"))
    if not movement.office.phone or not movement.office.address:
        gaps.append(_("the telephone number and the address of our office"))
    gaps += [
        _("the travel document of %(name)s") % {"name": card.person.name}
        for card in cards
        if not card.paper or not card.paper.number
    ]
    return gaps


def _named(tags: Sequence[str], language: str) -> list[str]:
    found = []
    for tag in dict.fromkeys(tags):
        try:
            found.append(language_name(tag, language).text)
        except UnknownLanguage:
            found.append(tag)
    return found
