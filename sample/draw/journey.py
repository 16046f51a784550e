"""Makes up the flights of a journey: legs between real airports, at local times."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from math import asin, cos, radians, sin, sqrt
from random import Random
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

import airportsdata

from sample.draw.sources import routes


class Leg(TypedDict):
    """One flight: airports by IATA code, a made-up flight number, and local times (aware)."""

    origin: str
    destination: str
    flight: str
    departs: datetime
    arrives: datetime


@cache
def _airports() -> dict[str, Any]:
    return dict(airportsdata.load("IATA"))


@cache
def _zone(airport: str) -> ZoneInfo:
    return ZoneInfo(_airports()[airport]["tz"])


@cache
def _flight_time(origin: str, destination: str) -> timedelta:
    """Block time by great-circle distance at 800 km/h and half an hour for both ends, to 5 minutes."""
    a, b = _airports()[origin], _airports()[destination]
    lat_a, lat_b = radians(a["lat"]), radians(b["lat"])
    half = (
        sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b["lon"] - a["lon"]) / 2) ** 2
    )
    kilometres = 2 * 6371 * asin(sqrt(half))
    return timedelta(minutes=round((30 + kilometres / 800 * 60) / 5) * 5)


@cache
def _flight(carrier: str, origin: str, destination: str) -> tuple[str, time]:
    """Number and usual hour of a flight, the same every day."""
    rng = Random(f"{carrier}{origin}{destination}")
    return f"{carrier}{rng.randint(101, 1999)}", time(rng.randint(6, 20), rng.choice([0, 10, 25, 40, 55]))


def path(start: str, destination: str, airport: str, rng: Random) -> list[tuple[str, str, str]]:
    """Legs as origin, destination and carrier: direct, or through one transit point, and onward inland."""
    settings = routes()
    gate, inland = airport, []
    if airport in settings["onward"]:
        gate, carrier = settings["onward"][airport]
        inland = [(gate, airport, carrier)]
    direct: dict[str, str] = settings["direct"]
    if start == "BRU" and gate in direct and rng.random() < 0.8:
        return [(start, gate, direct[gate]), *inland]
    region = next((name for name, codes in settings["regions"].items() if destination in codes), None)
    options: list[list[str]] = settings["via"].get(region, settings["default"])
    feeder: dict[str, str | None] | None = settings["feeder"].get(start)
    if feeder is not None:
        options = [[hub, carrier] for hub, carrier in options if feeder.get(hub)] or settings["default"]
    hub, carrier = rng.choice(options)
    first = carrier if feeder is None else feeder.get(hub) or carrier
    if hub == gate:
        return [(start, gate, first), *inland]
    return [(start, hub, first), (hub, gate, carrier), *inland]


def fly(legs: list[tuple[str, str, str]], day: date) -> tuple[Leg, ...]:
    """The legs with flight numbers and local times, leaving that day; 75 minutes or more at transfers."""
    flown: list[Leg] = []
    ready: datetime | None = None
    for origin, destination, carrier in legs:
        number, hour = _flight(carrier, origin, destination)
        zone = _zone(origin)
        if ready is None:
            departs = datetime.combine(day, min(hour, time(15, 0)), zone)
        else:
            local = ready.astimezone(zone) + timedelta(minutes=75)
            departs = local.replace(minute=local.minute // 5 * 5) + timedelta(minutes=5 * (len(number) * 3))
        landing = departs.astimezone(ZoneInfo("UTC")) + _flight_time(origin, destination)
        arrives = landing.astimezone(_zone(destination))
        flown.append(
            Leg(origin=origin, destination=destination, flight=number, departs=departs, arrives=arrives)
        )
        ready = arrives
    return tuple(flown)
