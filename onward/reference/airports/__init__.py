"""Airports by their IATA code: where they are and which clock hangs there.

Source: the airportsdata package (MIT), compiled from public lists; codes change a few times a year.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import airportsdata
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from django.conf import settings

from onward.reference.countries.finding import fold
from onward.reference.data import table


@dataclass(frozen=True)
class Airport:
    """A place where a leg begins or ends.

    Attributes:
        iata: three letters, e.g. `BRU`.
        icao: four letters, or empty.
        name: its full name, in English.
        city: the town it belongs to, in English; may be empty.
        country: ISO 3166-1 alpha-2 or XK. Name it with `country_name`, so that its note follows.
        tz: IANA time zone, e.g. `Europe/Brussels`.
    """

    iata: str
    icao: str
    name: str
    city: str
    country: str
    tz: str

    def town(self, language: str) -> str:
        """Return its town in a language (`ar`, `fr-be`) and its script, in English where no name is known.

        Ours in `data/towns.yaml` come first, then the CLDR's for the city of the time zone, if that is the
        town meant. An airport without a town has its name.
        """
        return _town(self.iata, language.replace("_", "-").split("-")[0].lower())

    def local(self, moment: datetime) -> datetime:
        """Return the moment (aware) as the clock of this airport shows it."""
        return moment.astimezone(ZoneInfo(self.tz))


@cache
def _all() -> dict[str, Airport]:
    return {
        code: Airport(code, one["icao"], one["name"], one["city"], one["country"], one["tz"])
        for code, one in airportsdata.load("IATA").items()
    }


@cache
def _found_by() -> list[tuple[tuple[str, ...], Airport]]:
    """Return each airport with what it is found by: its town and name in English, its town otherwise."""
    return [(_called(one), one) for _, one in sorted(_all().items())]


def _called(one: Airport) -> tuple[str, ...]:
    names = (f"{one.city} {one.name}", *(one.town(language) for language, _ in settings.LANGUAGES))
    return tuple(dict.fromkeys(fold(name) for name in names))


@cache
def _called_at_home(country: str) -> dict[str, frozenset[str]]:
    """Return what towns of a country are called in the languages and scripts used there: name → airports."""
    found: dict[str, set[str]] = {}
    languages = [tag for tag in get_official_languages(country, de_facto=True) if tag]
    for code in stops_at(country):
        for tag in languages:
            for name in (_all()[code].town(tag), _town(code, tag)):
                found.setdefault(fold(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


@cache
def _our_towns() -> dict[str, dict[str, str]]:
    return dict(table("towns")["towns"])


@cache
def _town(iata: str, language: str) -> str:
    one = _all()[iata]
    ours = _our_towns().get(iata, {})
    english = ours.get("en") or one.city or one.name
    if ours or one.tz.split("/")[-1].replace("_", " ") != one.city:
        return ours.get(language, english)
    try:
        zone = Locale.parse(language).time_zones.get(one.tz, {})
    except (UnknownLocaleError, ValueError):
        zone = {}
    return str(zone.get("city", english))


def airport(iata: str) -> Airport | None:
    """Return the airport of this code (either letter case), or None."""
    return _all().get(iata.strip().upper())


@cache
def _by_country() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, one in _all().items():
        found.setdefault(one.country, set()).add(code)
    return {country: frozenset(codes) for country, codes in found.items()}


def stops_at(place: str) -> frozenset[str]:
    """Return the codes of the airports that a place has: the one of an airport, or all of a country."""
    return frozenset({place}) if airport(place) else _by_country().get(place, frozenset())


def find_airports(text: str, limit: int = 10) -> list[Airport]:
    """Return airports for what is typed: by code, then towns that begin so, then names that hold it.

    A town is known by its English name and by its name in each of the languages of the pages.
    """
    wanted = fold(text)
    if not wanted:
        return []
    exact = airport(text)
    begin = [one for names, one in _found_by() if any(name.startswith(wanted) for name in names)]
    hold = [one for names, one in _found_by() if any(f" {wanted}" in name for name in names)]
    ranked = dict.fromkeys([*([exact] if exact else []), *begin, *hold])
    return list(ranked)[:limit]


@cache
def _aside() -> frozenset[str]:
    """Return the codes of the airports from which nobody flies home, beside another of their town."""
    return frozenset(code for codes in table("airports")["aside"].values() for code in codes)


def meant_by(text: str, country: str = "") -> list[Airport]:
    """Return the airports that somebody may mean who writes a code or a town; one, where that is plain.

    A town of `country` goes by its name in the languages spoken there too, with or without its accents. Those
    of `country` come before all others, those of a town that is called just so before those that hold
    it in their name, and one with scheduled flights before a field that has none (`data/airports.yaml`).
    """
    exact = airport(text)
    if exact:
        return [exact]
    found, wanted = find_airports(text, limit=200), fold(text)
    if not found and country:
        found = [_all()[code] for code in sorted(_called_at_home(country).get(wanted, ()))]
    towns = [language for language, _ in settings.LANGUAGES]
    for narrower in (
        [one for one in found if one.country == country],
        [one for one in found if wanted in {fold(one.town(tag)) for tag in towns}],
        [one for one in found if one.iata not in _aside()],
    ):
        found = [one for one in found if one in narrower] or found
    return found
