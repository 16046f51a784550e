"""A selection of stories that has every kind of step, of ending and of person in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sample.draw.sources import present
from sample.draw.stories import Office, Step, Story

AT_LEAST = 30
PLACES = frozenset(
    {
        "referred",
        "registered",
        "session-held",
        "cleared",
        "booked",
        "hold-released",
        "departed",
        "arrived",
        "reintegration-drawn",
    }
)
"""Steps that say how far a case has come."""
WAITING = {
    "referred": "registered",
    "assessment-asked": "assessment-recorded",
    "assessment-recorded": "guardian-consented",
    "document-asked": "document-received",
    "funder-asked": "funder-approved",
    "reintegration-asked": "reintegration-answered",
    "reintegration-answered": "reintegration-drawn",
    "session-held": "declaration-signed",
    "cleared": "booked",
    "booked": "departed",
    "departed": "arrived",
    "handed-over": "closed",
    "fit-to-travel": "departed",
}
"""What a step waits for."""
ON_HOLD = "waits-for:hold-released"


def features(story: Story) -> set[str]:
    """Return what a story has that a loader could get wrong."""
    kinds = [step.kind for step in story.steps]
    found = set(kinds) | {f"programme:{story.programme}", f"channel:{story.channel}"}
    for step in story.steps:
        for name in ("category", "level", "assessment", "service", "escort", "hold", "mission", "outcome"):
            if name in step.data:
                found.add(f"{step.kind}:{name}:{step.data[name]}")
        if step.data.get("granted") is False:
            found.add("declined")
        if step.kind == "task" and step.data.get("to"):
            found.add(f"for-a-colleague:{step.data['task']}")
        if step.kind in ("withdrawn", "departed") and len(step.travellers) < len(story.household):
            found.add(f"some-{step.kind}")
        if step.kind == "registered" and step.data["earlier_case"]:
            found.add("came-back")
    found |= {"closed"} if "closed" in kinds else {f"open-after:{kinds[-1]}"}
    found |= {"alone" for person in story.household if person.alone}
    found |= {"alone-in-a-family" for person in story.household if person.alone and len(story.household) > 1}
    found |= {"came-of-age" for _ in range(kinds.count("declaration-signed") - len(story.household))}
    found |= {"alias" for person in story.household if len(person.names) > 2}
    found |= {"about-born" for person in story.household if not person.birth.exact}
    found |= {nation for person in story.household for nation in person.nationalities if len(nation) > 2}
    return found


def chosen(office: Office) -> tuple[Story, ...]:
    """Return the shortest stories that have every feature between them, in the order of opening."""
    missing = {feature for story in office.stories for feature in features(story)}
    taken: dict[str, Story] = {}
    by_reference = {story.reference: story for story in office.stories}
    for story in _shortest_first(office.stories):
        new = features(story) & missing
        if new and (len(new) > 1 or "note" not in new):
            taken[story.reference] = story
            missing -= features(story)
    for story in list(taken.values()):
        for step in story.steps:
            earlier = step.data.get("earlier_case")
            if earlier:
                taken[earlier] = by_reference[earlier]
    return tuple(sorted(taken.values(), key=lambda story: (story.opened_on, story.reference)))


def _shortest_first(stories: Sequence[Story]) -> list[Story]:
    return sorted(stories, key=lambda story: (len(story.steps), story.reference))


def so_far(story: Story, until: datetime) -> Story:
    """Return a story as it is known at a moment."""
    return replace(story, steps=tuple(step for step in story.steps if step.recorded_at <= until))


def standing(story: Story, until: datetime) -> set[str]:
    """Return what a case of the present has at a moment: how far it has come, what waits, and for whom."""
    now = so_far(story, until)
    kinds = {step.kind for step in now.steps}
    found = {f"{now.office}:{kind}" for kind in kinds & PLACES}
    found |= {one for one in features(now) if one.startswith(("for-a-colleague", "programme", "open-after"))}
    held = {(one["programme"], one["destination"]) for one in present()["holds"]}
    if (now.programme, now.destination) in held and not kinds & {"hold-released", "departed"}:
        found.add(ON_HOLD)
    for asked, answered in WAITING.items():
        if asked in kinds and answered not in kinds:
            found.add(f"waits-for:{answered}")
    return found


def chosen_now(stories: Sequence[Story], until: datetime) -> tuple[Story, ...]:
    """Return the shortest stories of the present that stand everywhere where one of them stands."""
    missing = {one for story in stories for one in standing(story, until)}
    taken = []
    for story in _shortest_first(stories):
        if missing & standing(story, until):
            taken.append(story)
            missing -= standing(story, until)
    return tuple(sorted(taken, key=lambda story: (story.opened_on, story.reference)))


def refused(stories: Iterable[Story]) -> Iterator[Story]:
    """Give the stories; in one of them entry is refused in place of the arrival, and a withdrawal follows."""
    done = False
    for story in stories:
        kinds = [step.kind for step in story.steps]
        plain = kinds.count("departed") == 1 and "reintegration-drawn" not in kinds and "no-show" not in kinds
        if (
            not done
            and plain
            and "arrived" in kinds
            and "handed-over" not in kinds
            and "hold-placed" not in kinds
        ):
            done = True
            yield _refused(story)
        else:
            yield story
    if not done:
        raise ValueError("no story lends itself to a refused entry")


def _refused(story: Story) -> Story:
    at = next(number for number, step in enumerate(story.steps) if step.kind == "arrived")
    arrived = story.steps[at]
    booked = next(step for step in story.steps if step.kind == "booked")
    back = replace(arrived, kind="refused-entry", data={"at": booked.data["legs"][-1]["destination"]})
    later = arrived.recorded_at + timedelta(days=2)
    left = Step(
        "withdrawn",
        later.date(),
        later,
        arrived.travellers,
        story.steps[0].by,
        {"reason": "other", "stage": 9},
    )
    closed = [
        replace(step, recorded_at=max(step.recorded_at, later + timedelta(hours=1)))
        for step in story.steps[at + 1 :]
        if step.kind == "closed"
    ]
    return replace(story, steps=(*story.steps[:at], back, left, *closed))
