"""Airports by their IATA code: where they are and which clock hangs there.

Source: the airportsdata package (MIT), compiled from public lists; codes change a few times a year.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import airportsdata

from onward.reference.countries.finding import fold


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
        latitude: degrees north.
        longitude: degrees east.
    """

    iata: str
    icao: str
    name: str
    city: str
    country: str
    tz: str
    latitude: float
    longitude: float

    def local(self, moment: datetime) -> datetime:
        """Return the moment (aware) as the clock of this airport shows it."""
        return moment.astimezone(ZoneInfo(self.tz))


@cache
def _all() -> dict[str, Airport]:
    return {
        code: Airport(
            code, one["icao"], one["name"], one["city"], one["country"], one["tz"], one["lat"], one["lon"]
        )
        for code, one in airportsdata.load("IATA").items()
    }


@cache
def _found_by() -> list[tuple[str, Airport]]:
    return [(fold(f"{one.city} {one.name}"), one) for _, one in sorted(_all().items())]


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
    """Return airports for what is typed: by code, then towns that begin so, then names that hold it."""
    wanted = fold(text)
    if not wanted:
        return []
    exact = airport(text)
    begin = [one for words, one in _found_by() if words.startswith(wanted)]
    hold = [one for words, one in _found_by() if f" {wanted}" in words]
    ranked = dict.fromkeys([*([exact] if exact else []), *begin, *hold])
    return list(ranked)[:limit]
