"""Cases that do not leave: as many as the totals ask for, and those that figures on the informed need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from sample.draw.apportion import by_weight, sizes
from sample.draw.days import on_a_weekday
from sample.draw.members import compose, mark_others
from sample.draw.plans import Plan
from sample.draw.sources import Figure, destinations, habits


def draw_endings(cases: int, persons: int, told: Sequence[tuple[Figure, int]], rng: Random) -> list[Plan]:
    """So many cases of so many persons; `told` are figures on the informed with what they still lack."""
    settings = habits()
    plans = [
        _plan(
            f"told:{figure.id}:{number}", figure.programme, "withdrawn", ("trafficking", "", ""), figure, rng
        )
        for figure, missing in told
        for number in range(missing)
    ]
    plans += _lone_children(rng)
    household = settings["household"]
    left = cases - len(plans)
    split = sizes(persons - len(plans), left, household["families"], household["largest"], rng)
    endings: dict[str, float] = settings["outcomes"]
    kinds = [kind for kind, number in by_weight(left, endings, {}, {}).items() for _ in range(number)]
    rng.shuffle(kinds)
    programmes = rng.choices(list(settings["programmes"]), _shares(), k=left)
    for number, (size, ending, programme) in enumerate(zip(split, kinds, programmes, strict=True)):
        plan = _plan(f"ending:{number}", programme, ending, None, None, rng)
        plan.size = size
        plans.append(plan)
    for plan in plans:
        compose(plan, rng)
        settle(plan, rng)
    mark_others(plans, settings["vulnerable"]["rate_when_unknown"], rng)
    return plans


def _shares() -> list[float]:
    return [float(programme["endings"]) for programme in habits()["programmes"].values()]


def _lone_children(rng: Random) -> list[Plan]:
    plans = []
    asked = [
        (programme, year, code, count)
        for programme, years in habits()["lone_children_asked"].items()
        for year, places in years.items()
        for code, number in places.items()
        for count in range(number)
    ]
    for programme, year, code, count in asked:
        key, sex = f"asked:{year}:{code}:{count}", rng.choice(["male", "male", "female"])
        plan = _plan(key, programme, "withdrawn", ("umc-or-aged-out", sex, "umc"), None, rng, year)
        plan.destination = code
        plans.append(plan)
    return plans


def _plan(
    key: str,
    programme: str,
    ending: str,
    special: tuple[str, str, str] | None,
    figure: Figure | None,
    rng: Random,
    year: int | None = None,
) -> Plan:
    """A case with its opening and its end; the destination by the weights of its year."""
    opened, end = _span(programme, figure, year, rng)
    if special and not special[1]:
        special = (special[0], rng.choice(["male", "female"]), special[2])
    return Plan(
        key=key,
        programme=programme,
        office=habits()["programmes"][programme]["office"],
        destination=_destination(programme, opened, special, rng),
        size=1,
        special=special,
        ending=ending,
        opened=opened,
        end=end,
    )


def _span(programme: str, figure: Figure | None, year: int | None, rng: Random) -> tuple[date, date]:
    """From when until when the case ran."""
    first, last = habits()["first_day"], habits()["last_day"]
    if figure is not None:
        first, last = figure.period.first, figure.period.last - timedelta(days=20)
    elif year is not None:
        first, last = date(year, 1, 5), date(year, 12, 31)
    first = max(first, habits()["programmes"][programme]["opens"])
    length = int(10 + rng.gammavariate(2, 22))
    room = max((last - first).days - length, 1)
    opened = on_a_weekday(first + timedelta(days=rng.randrange(room)), first)
    return opened, opened + timedelta(days=length)


def _destination(programme: str, opened: date, special: tuple[str, str, str] | None, rng: Random) -> str:
    settings = habits()
    column = settings["programmes"][programme]["weights"]
    group = settings["vulnerable"]["group_destinations"]
    weights = {
        code: place.weight(column, opened.year, settings["first_day"].year)
        for code, place in destinations().items()
        if special is None or code in group[special[0]]
    }
    return rng.choices(list(weights), list(weights.values()))[0]


def settle(plan: Plan, rng: Random) -> None:
    """Channel, town and leaning to ask for help, by chance: no figure is about them."""
    shares: dict[str, float] = habits()["channels"][plan.office]
    plan.channel = rng.choices(list(shares), list(shares.values()))[0]
    places = destinations()[plan.destination].places
    place = rng.choices(places, [one.weight for one in places])[0]
    plan.town, plan.region = place.town, place.region
    if "western-balkans" in destinations()[plan.destination].tags:
        plan.service = "administrative-assistance"
    if destinations()[plan.destination].asks and rng.random() < 0.5:
        plan.help = rng.choice(["qualified", "asked", "granted"])
