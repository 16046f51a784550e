"""Turns the members of a plan into persons: names, birth, nationality, languages, documents, guardian."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sample.draw.naming import Word, given_name, kin, names_for, pool_of
from sample.draw.plans import Member, Plan
from sample.draw.sources import destinations, habits
from sample.draw.stories import BirthDraft, DocumentDraft, NameDraft, PersonDraft

GUARDIANS = ("romanian", "portuguese", "west-slavic", "italian")


def draw_people(plan: Plan, opened: date, rng: Random) -> tuple[PersonDraft, ...]:
    """The household of a plan; `reference` is left for the office's count of persons to fill."""
    settings = habits()
    nationality = _nationality(plan, settings, rng)
    shared = kin(nationality, rng)
    languages = _languages(nationality, rng)
    taken: set[str] = {shared.father.own}
    givens: list[Word] = []
    for member in plan.members:
        word = given_name(shared, member.sex, taken, rng)
        taken.add(word.own)
        givens.append(word)
    head = plan.members[0]
    father = givens[0] if head.sex == "male" else shared.father
    guardian_of_all = _guardian(rng)
    people = []
    for member, given in zip(plan.members, givens, strict=True):
        dad = {"child": father, "sibling": shared.father, "head": shared.father}.get(member.relation)
        theirs = shared
        if member.relation == "partner" and shared.pool.family and rng.random() < 0.5:
            theirs = replace(shared, family=rng.choice(shared.pool.family))
        names = _aliases(names_for(theirs, member.sex, given, dad, rng), rng)
        birth = _birth(plan, member, opened, rng)
        people.append(
            PersonDraft(
                reference="",
                names=names,
                sex=member.sex,
                birth=birth,
                nationalities=_nationalities(
                    nationality,
                    settings["household"],
                    settings["programmes"][plan.programme].get("no_citizens_of_union", False),
                    rng,
                ),
                languages=languages,
                relation=member.relation,
                alone=member.alone is not None,
                guardian=guardian_of_all if member.alone else "",
                document=_document(plan, nationality, birth.latest, opened, settings, rng),
                phone=f"+{'32' if plan.office == 'be' else '352'} 0000 {rng.randint(0, 9999):04d}",
            )
        )
    return tuple(people)


def _nationality(plan: Plan, settings: dict[str, Any], rng: Random) -> str:
    """Mostly the destination's; where the programme takes them, that of somebody with a permit there."""
    household = settings["household"]
    permits = settings["programmes"][plan.programme].get("permit_holders")
    if permits and rng.random() < permits["share"]:
        return str(rng.choice(permits["nationalities"]))
    if _is_closed_to(settings, plan, plan.destination):
        return str(
            rng.choice([code for code in household["other_nationalities"] if code != plan.destination])
        )
    if rng.random() < household["other_nationality"]:
        return str(
            rng.choice([code for code in household["other_nationalities"] if code != plan.destination])
        )
    return plan.destination


def _is_closed_to(settings: dict[str, Any], plan: Plan, nationality: str) -> bool:
    """Whether the programme is not for citizens of that country."""
    closed: bool = settings["programmes"][plan.programme].get("no_citizens_of_union", False)
    return closed and "european-union" in destinations()[nationality].tags


def _nationalities(nationality: str, household: dict[str, Any], closed: bool, rng: Random) -> tuple[str, ...]:
    """One, now and then a second one (not of the union, where the programme is `closed` to it), or none."""
    dice = rng.random()
    second = household["second_nationality"]
    if dice < second:
        others = [code for code in household["second_nationalities"] if code != nationality]
        if closed:
            others = [code for code in others if "european-union" not in destinations()[code].tags]
        return (nationality, rng.choice(others)) if others else (nationality,)
    if dice < second + 0.002:
        return ("stateless",)
    return ("unknown",) if dice < second + 0.003 else (nationality,)


def _languages(nationality: str, rng: Random) -> tuple[str, ...]:
    first, *others = destinations()[nationality].speaks
    spoken = [first, *(language for language in others if rng.random() < 0.6)]
    if rng.random() < 0.25:
        spoken.append(rng.choice(["fr", "nl", "en"]))
    return tuple(dict.fromkeys(spoken))


def _birth(plan: Plan, member: Member, opened: date, rng: Random) -> BirthDraft:
    """A day of birth that gives the member's age on the day of departure (or of opening).

    A date known only about stays on one side of 18 for whoever leaves, as the gate would wait otherwise.
    """
    day = member.day or opened
    slack = rng.randint(0, 364)
    if member.alone == "aged-out" and member.age == 18 and rng.random() < 0.5:
        slack = rng.randint(5, 60)  # came of age on the way
    born = min(_years_before(day, member.age) - timedelta(days=slack), opened - timedelta(days=3))
    if rng.random() < destinations()[plan.destination].unsure and (member.alone is None or not member.day):
        low, high = date(born.year, 1, 1), date(born.year, 12, 31)
        if rng.random() < 0.3:
            low, high = date(born.year - 1, 1, 1), date(born.year + 1, 12, 31)
        grown = _years_before(day, 18)
        if member.day is None or high <= grown or low > grown:
            return BirthDraft(low, min(high, opened))
    return BirthDraft(born, born)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _aliases(names: tuple[NameDraft, ...], rng: Random) -> tuple[NameDraft, ...]:
    """Now and then a second spelling, as an earlier file or another country wrote it."""
    if rng.random() > 0.04:
        return names
    latin = names[-1]
    swaps = (("ou", "u"), ("y", "i"), ("kh", "h"), ("ia", "ya"), ("ee", "i"), ("x", "ks"), ("c", "k"))
    for old, new in swaps:
        if old in latin.full.lower():
            full = latin.full.replace(old, new)
            given, family = latin.given.replace(old, new), latin.family.replace(old, new)
            return (*names, NameDraft("alias", "Latn", given, latin.middle, family, full))
    return names


def _guardian(rng: Random) -> str:
    pool = pool_of(rng.choice(GUARDIANS))
    return f"{rng.choice(pool.given(rng.choice(['male', 'female']))).own} {rng.choice(pool.family).own}"


def _document(
    plan: Plan, nationality: str, born: date, opened: date, settings: dict[str, Any], rng: Random
) -> DocumentDraft | None:
    habit = settings["documents"]
    kind = "passport"
    if rng.random() > habit["valid_passport"]:
        union = "european-union" in destinations()[plan.destination].tags
        if not union or rng.random() > habit["identity_card"] + 0.4:
            return None
        kind = "identity-card"
    age = (opened - born).days
    if age < 60:
        return None
    issued = opened - timedelta(days=min(rng.randint(100, 2900), age - 30))
    held = rng.choices(list(habit["held_by"]), list(habit["held_by"].values()))[0]
    return DocumentDraft(
        kind=kind,
        number=f"X{nationality}{rng.randint(0, 999999):06d}",
        issued_by=nationality,
        issued_on=issued,
        expires_on=issued + timedelta(days=3652),
        held_by=held,
    )
