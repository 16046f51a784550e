"""Who is in the household of each case, and whom the vulnerability figures are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from sample.draw.apportion import ImpossibleError
from sample.draw.plans import Member, Plan
from sample.draw.records import Of, Period
from sample.draw.sources import Block, destinations, habits
from sample.draw.targets import Targets


def compose(plan: Plan, rng: Random) -> None:
    """Fill a plan with members: one adult, a couple, a parent with children, siblings, or a child alone."""
    men = destinations()[plan.destination].men
    settings = habits()["household"]
    if plan.special:
        plan.members = [_special(plan.special, rng)]
    elif plan.size == 1:
        plan.members = [Member("head", "male" if rng.random() < men else "female", _adult(rng))]
    elif plan.size == 2:
        plan.members = _pair(settings, men, rng)
    else:
        single = rng.random() < settings["single_parent"]
        parents = [_parent(settings, rng)] if single else _couple(rng)
        youngest_parent = min(parent.age for parent in parents)
        children = plan.size - len(parents)
        plan.members = parents + [_child(youngest_parent, rng) for _ in range(children)]
    for position, member in enumerate(plan.members):
        # Who follows later is the head's partner or, without one, nobody: children are not left behind.
        goes_later = plan.later is not None and position == 1 and member.relation == "partner"
        member.day = plan.later if goes_later else plan.day
    if plan.later and not any(member.day == plan.later for member in plan.members):
        plan.later = None


def _adult(rng: Random) -> int:
    return min(79, max(19, round(rng.gammavariate(3.2, 5.2)) + 19))


def _special(special: tuple[str, str, str], rng: Random) -> Member:
    group, sex, status = special
    if group == "trafficking":
        return Member(
            "head", sex, rng.randint(19, 42), marks=[("trafficking", rng.choice(["moderate", "severe"]))]
        )
    if status == "umc-or-aged-out":
        status = rng.choice(["umc", "aged-out"])
    age = (
        rng.choices([12, 13, 14, 15, 16, 17], [1, 1, 2, 4, 7, 9])[0]
        if status == "umc"
        else rng.choice([18, 18, 19])
    )
    return Member("head", sex, age, alone=status, marks=[("umc", "severe")])


def _couple(rng: Random) -> list[Member]:
    age = rng.randint(24, 52)
    return [
        Member("head", "male", age),
        Member("partner", "female", max(20, age + rng.randint(-7, 3))),
    ]


def _parent(settings: dict[str, Any], rng: Random) -> Member:
    sex = "female" if rng.random() < settings["mother_alone"] else "male"
    return Member("head", sex, rng.randint(23, 46))


def _child(youngest_parent: int, rng: Random) -> Member:
    return Member("child", rng.choice(["male", "female"]), rng.randint(0, min(17, youngest_parent - 18)))


def _pair(settings: dict[str, Any], men: float, rng: Random) -> list[Member]:
    dice = rng.random()
    if dice < settings["pair_parent_and_child"]:
        parent = _parent(settings, rng)
        return [parent, _child(parent.age, rng)]
    if dice < settings["pair_parent_and_child"] + settings["pair_siblings"]:
        ages = [_adult(rng), _adult(rng)]
        relations = ["head", "sibling"]
        return [
            Member(relation, "male" if rng.random() < men else "female", age)
            for relation, age in zip(relations, ages, strict=True)
        ]
    return _couple(rng)


def people(plans: Sequence[Plan]) -> list[tuple[Plan, Member]]:
    """Everyone in the plans, with the plan."""
    return [(plan, member) for plan in plans for member in plan.members]


def set_sexes(block: Block, plans: Sequence[Plan], rng: Random) -> None:
    """Change the sex of adults alone, siblings and children until as many men leave as was published."""
    wanted = Targets(block).men()
    if wanted is None:
        return
    everyone = [member for _, member in people(plans)]
    missing = wanted - sum(member.sex == "male" for member in everyone)
    there, then = ("female", "male") if missing > 0 else ("male", "female")
    if not missing:
        return
    # The most plausible first: a grown-up alone, a child, a sibling; then a single parent; then a spouse, who
    # becomes a sibling of the head.
    mine = [(plan, m) for plan, m in people(plans) if m.sex == there and plan.special is None]
    tiers: list[list[Member]] = [[], [], []]
    for plan, member in mine:
        couple = any(other.relation == "partner" for other in plan.members)
        easy = plan.size == 1 or member.relation in ("child", "sibling")
        if easy or not couple or member.relation == "partner":
            tiers[0 if easy else 1 if not couple else 2].append(member)
    for tier in tiers:
        rng.shuffle(tier)
    chosen = [member for tier in tiers for member in tier][: abs(missing)]
    if len(chosen) < abs(missing):
        raise ImpossibleError(f"{block.label}: {wanted} men cannot be had")
    for member in chosen:
        member.sex = then
        member.relation = "sibling" if member.relation == "partner" else member.relation


def mark_vulnerable(block: Block, plans: Sequence[Plan], rng: Random) -> None:
    """Mark health needs, escorts and other vulnerabilities so that each total by person comes out."""
    targets = Targets(block)
    everyone = people(plans)
    _severe(targets, everyone, rng)
    _medical_escorts_beside(targets, everyone, rng)
    settings = habits()["vulnerable"]
    wanted = targets.number("persons", Of(group="vulnerable"))
    if wanted is None:
        wanted = round(settings["rate_when_unknown"] * len(everyone))
    marked = [member for _, member in everyone if member.marks]
    if wanted < len(marked):
        wanted = len(marked)
    free = [(plan, member) for plan, member in everyone if not member.marks]
    rng.shuffle(free)
    missing = wanted - len(marked)
    health = targets.number("persons", Of(group="health"))
    categories = dict(settings["others"])
    if health is not None:
        already = sum(member.has("health") for member in marked)
        for plan, member in _take(free, health - already, lambda p, m: m.age >= 20, "health"):
            _mark(plan, member, "health", rng)
            missing -= 1
        categories.pop("health")
    _others(free, missing, categories, rng)


def mark_others(plans: Sequence[Plan], share: float, rng: Random) -> None:
    """Mark a share of people whom no figure counts; groups with figures of their own stay out."""
    free = [pair for pair in people(plans) if not pair[1].marks]
    rng.shuffle(free)
    _others(free, round(share * len(free)), habits()["vulnerable"]["others"], rng)


def _take(
    free: list[tuple[Plan, Member]], number: int, fits: Callable[[Plan, Member], bool], what: str
) -> list[tuple[Plan, Member]]:
    """Remove the first `number` that fit from `free` and return them; raises ImpossibleError."""
    found = [pair for pair in free if fits(*pair)][: max(number, 0)]
    if len(found) < number:
        raise ImpossibleError(f"{number} persons for {what} are not to be found")
    gone = {id(member) for _, member in found}
    free[:] = [pair for pair in free if id(pair[1]) not in gone]
    return found


def _severe(targets: Targets, everyone: list[tuple[Plan, Member]], rng: Random) -> None:
    aid = targets.number("persons", Of(group="severe-health", medical_aid=True))
    social = sum(number for _, number in targets.within(group="severe-health", escort="social"))
    places = [
        code for code, number in targets.per_destination("persons", Of(escort="medical")).items() if number
    ]
    chosen: list[Member] = []
    for period, number in targets.within(group="severe-health"):
        free = [pair for pair in everyone if not pair[1].marks and _plain(pair)]
        rng.shuffle(free)
        free.sort(key=lambda pair: -pair[1].age if rng.random() < 0.6 else 0)

        def fits(plan: Plan, member: Member, period: Period = period) -> bool:
            there = not places or plan.destination in places
            return there and member.age >= 20 and member.day is not None and period.covers(member.day)

        for _, member in _take(free, number, fits, "severe health needs"):
            member.marks.append(("health", "severe"))
            member.medical, member.escort = "severe", "medical"
            chosen.append(member)
    for member in chosen[:social]:
        member.escort = "social"
    helped = len(chosen) * habits()["vulnerable"]["medical_aid"] if aid is None else aid
    for member in rng.sample(chosen, min(round(helped), len(chosen))):
        member.medical_aid = True


def _plain(pair: tuple[Plan, Member]) -> bool:
    plan, member = pair
    return (
        plan.special is None and plan.later is None and plan.together is None and member.relation != "child"
    )


def _medical_escorts_beside(targets: Targets, everyone: list[tuple[Plan, Member]], rng: Random) -> None:
    for period, number in targets.within(escort="medical", not_group="severe-health"):
        free = [pair for pair in everyone if not pair[1].marks and _plain(pair)]
        rng.shuffle(free)
        inside = [p for p in free if p[1].day and period.covers(p[1].day) and p[1].age >= 20][:number]
        if len(inside) < number:
            raise ImpossibleError("escorts beside the severely ill find nobody")
        for _, member in inside:
            member.marks.append(("health", "moderate"))
            member.medical, member.escort = "mild", "medical"


def _others(free: list[tuple[Plan, Member]], missing: int, categories: dict[str, float], rng: Random) -> None:
    """Mark `missing` more persons, each with a category that fits who they are."""
    names, weights = list(categories), list(categories.values())
    second = habits()["vulnerable"]["second"]
    for _ in range(missing):
        category = rng.choices(names, weights)[0]
        position = next((i for i, pair in enumerate(free) if _suits(category, *pair)), None)
        if position is None:
            category, position = "violence", next(i for i, (_, m) in enumerate(free) if m.age >= 18)
        plan, member = free.pop(position)
        _mark(plan, member, category, rng)
        if rng.random() < second and member.age >= 18:
            _mark(plan, member, "violence" if category != "violence" else "homeless", rng)


def _suits(category: str, plan: Plan, member: Member) -> bool:
    if category == "single-parent":
        alone = all(other.relation != "partner" for other in plan.members)
        return (
            member.relation == "head" and alone and any(other.relation == "child" for other in plan.members)
        )
    if category == "pregnancy":
        return member.sex == "female" and 19 <= member.age <= 42
    if category == "elderly":
        return member.relation == "head" and plan.size == 1 and member.age >= 55
    return member.age >= 19


def _mark(plan: Plan, member: Member, category: str, rng: Random) -> None:
    severities = habits()["vulnerable"]["severities"]
    severity = rng.choices(list(severities), list(severities.values()))[0]
    if category == "elderly":
        member.age = max(member.age, rng.randint(62, 81))
    if category == "health":
        # The severely ill are a figure of their own; these others have lesser needs.
        severity = severity if severity != "severe" else "moderate"
        member.medical, member.escort = "mild", "operational" if severity == "mild" else "social"
    member.marks.append((category, severity))


def join_relatives(plans: list[Plan], rng: Random) -> None:
    """Let some children without parents travel in the case of an aunt or uncle's family.

    Only cases without help are joined, so no figure on cases of help changes.
    """
    families = {
        p.destination: p for p in plans if p.size >= 3 and p.help == "none" and not (p.later or p.together)
    }
    for plan in [p for p in plans if p.special and p.special[2] == "umc" and p.help == "none"]:
        family = families.pop(plan.destination, None)
        if family is None or rng.random() < 0.3:
            continue
        child = plan.members[0]
        child.relation = "niece-nephew"
        child.day = family.day
        family.members.append(child)
        family.size += 1
        plans.remove(plan)
