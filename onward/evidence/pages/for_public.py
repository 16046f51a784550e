"""What the public would be shown of an edition, before anybody publishes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onward.evidence.actions import hidden_of, published_before
from onward.evidence.documents.naming import place_in_words
from onward.evidence.editions.numbers import Place
from onward.evidence.models import Edition
from onward.evidence.problems import NotDecidedInTime


@dataclass(frozen=True)
class HiddenChapter:
    """A chapter, with the numbers that it would not show."""

    name: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """What an edition would leave out.

    Attributes:
        chapters: where the numbers stand that would be left out.
        many: how many.
        in_the_way: numbers that could be found out all the same, in words: the public cannot be told.
        state: `shown` to the public; `in-the-way`; `contradicts` itself; `too-long`, where it could not be
            decided.
        has_donor: whether it is a donor report.
    """

    chapters: tuple[HiddenChapter, ...] = ()
    many: int = 0
    in_the_way: tuple[str, ...] = ()
    state: str = "shown"
    has_donor: bool = False

    @property
    def can_be_published(self) -> bool:
        """Whether publishing goes through: for the public too, or for the donor alone."""
        return self.state == "shown" or (self.has_donor and self.state != "too-long")


def look_of(edition: Edition) -> Look:
    """Return what an edition would leave out if it were published now, beside all that was before."""
    donor = bool(edition.project)
    try:
        found = hidden_of(edition, list(published_before()))
    except NotDecidedInTime:
        return Look(state="too-long", has_donor=donor)
    if not found.can_be_published:
        named = tuple(dict.fromkeys(place_in_words(one.frozen, one.place) for one in found.bare))
        return Look(in_the_way=named, state="in-the-way" if named else "contradicts", has_donor=donor)
    return Look(tuple(_chapters(edition, found.places)), len(found.places), has_donor=donor)


def _chapters(edition: Edition, places: Iterable[Place]) -> Iterator[HiddenChapter]:
    frozen = edition.frozen
    told: dict[str, list[Place]] = {code: [] for code in frozen.definition.chapters}
    for place in sorted(places):
        told[place[0]].append(place)
    for code, found in told.items():
        if found:
            name = str(frozen.definition.chapters[code].name)
            # Each is named with its chapter first, which stands above them here.
            words = tuple(place_in_words(frozen, one).removeprefix(f"{name}, ") for one in found)
            yield HiddenChapter(name, words)
