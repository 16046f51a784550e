"""A departure counts with the household of its day, in whatever order it was typed who joined and left."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from django.test import override_settings

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_member, a_person, page_of, traveller_of
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, passenger_of
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import open_facts
from onward.kernel import clock
from onward.kernel.models import Event
from onward.records.people.models import Person
from onward.records.people.tests.factories import restricted
from tests.cast import Cast, make_cast
from tests.support.counts import counts

pytestmark = pytest.mark.django_db
BOOKED = datetime(2021, 6, 1, 10, tzinfo=UTC)
RECORDED = datetime(2021, 6, 20, 10, tzinfo=UTC)
Step = tuple[str, int]
"""What is typed, and of which day: of a step that has none, nought."""


def june(day: int) -> date:
    return date(2021, 6, day)


def departures(case: Case) -> list[Event]:
    told = Event.objects.filter(type="movements.departed", case_key=case.key)
    return list(told.standing().order_by("position"))


class Story:
    """He is booked for 3 June with his wife, and a brother of theirs may join; all is typed on the 20th."""

    def __init__(self, cast: Cast, wife: Person | None = None) -> None:
        self.cast, self.who = cast, cast.sam
        with clock.at(BOOKED):
            self.he = a_person(cast.be)
            self.wife = wife or a_person(cast.be, "Suad Mahdi", sex="female")
            self.case = a_cleared_case(cast, self.he, self.wife)
            self.movement = a_journey(cast, self.case, june(3))
            self.brother = a_member(self.case, "Karim Zubaidi")

    def told(self, *steps: Step) -> None:
        with clock.at(RECORDED):
            for name, day in steps:
                getattr(self, name)(day)

    def one(self, person: Person) -> Traveller:
        return traveller_of(self.case, person)

    def departed(self, day: int) -> None:
        seat = passenger_of(self.movement, self.he)
        actions.depart(self.cast.omar, self.movement, [seat], departed_on=june(day), despite=True)

    def corrected(self, day: int) -> None:
        seat = passenger_of(self.movement, self.he)
        actions.correct_departure(self.cast.omar, seat, "wrong-day", on=june(day), despite=True)

    def taken_back(self, _day: int) -> None:
        actions.correct_departure(self.cast.omar, passenger_of(self.movement, self.he), "wrong-outcome")

    def wife_left(self, day: int) -> None:
        casework.leave(self.who, self.one(self.wife), "lost-contact", on=june(day))

    def wife_came_back(self, _day: int) -> None:
        casework.undo_exit(self.who, self.one(self.wife))

    def brother_joined(self, day: int) -> None:
        casework.add_traveller(self.who, self.case, casework.Joining(self.brother), joined_on=june(day))

    def brother_left(self, day: int) -> None:
        casework.leave(self.who, self.one(self.brother), "lost-contact", on=june(day))


def sizes(case: Case) -> list[int | None]:
    return [one.payload.get("household_size") for one in departures(case)]


def test_a_joining_of_another_day_or_by_mistake_tells_the_departure_anew() -> None:
    story = Story(make_cast())
    story.told(("brother_joined", 2), ("departed", 3))
    assert sizes(story.case) == [3]
    with clock.at(RECORDED):
        casework.correct_joining(story.who, story.one(story.brother), june(5), "wrong-day")
        assert sizes(story.case) == [None]
        casework.correct_joining(story.who, story.one(story.brother), june(3), "wrong-day")
        assert sizes(story.case) == [3]
        casework.take_back_joining(story.who, story.one(story.brother), "wrong-person")
    assert sizes(story.case) == [None]


def test_a_joining_of_who_went_on_apart_since_tells_the_departure_anew_by_its_right_day() -> None:
    story = Story(make_cast())
    story.told(("brother_joined", 5), ("departed", 3))
    assert sizes(story.case) == [None]
    with clock.at(RECORDED):
        brother = story.one(story.brother)
        casework.part_travellers(story.who, story.case, [brother], brother, "travels-later")
        casework.correct_joining(story.who, brother, june(3), "wrong-day")
    assert sizes(story.case) == [3]


def every_order(lines: Sequence[Sequence[Step]]) -> Iterator[list[Step]]:
    """Give every order of typing in which each line keeps its own."""
    going = [line for line in lines if line]
    if not going:
        yield []
    for at, (first, *rest) in enumerate(going):
        for then in every_order([*going[:at], rest, *going[at + 1 :]]):
            yield [first, *then]


def by_hand(steps: Sequence[Step]) -> int:
    """Return of how many the household was on the day on which he departed, by the facts that are left."""
    last = dict(steps)  # of what was typed twice, the last
    day = last.get("corrected", last["departed"])
    hers = [(name, on) for name, on in steps if name.startswith("wife")]
    she_left = hers[-1][1] if hers and hers[-1][0] == "wife_left" else 99
    brother = last.get("brother_joined", 99) <= day <= last.get("brother_left", 99)
    return 1 + (she_left >= day) + brother


def size(case: Case) -> int:
    [told] = departures(case)
    opened = Event.objects.filter(case_key=case.key, type="cases.opened").get()
    return int(told.payload.get("household_size") or opened.payload["travellers"])


def families(folder: Path, first: date, last: date) -> int:
    with override_settings(ONWARD_FACTS=folder):
        return int(tally(open_facts(), figures()["families"], Asked(first, last)).total)


class Undone(Exception):
    """Takes one order of typing back before the next one."""


@pytest.mark.parametrize(
    ("left", "departed", "many"), [(4, 5, 1), (5, 5, 2), (6, 5, 2)], ids=["before", "that day", "after"]
)
@pytest.mark.parametrize("first", ["departure", "exit"])
def test_who_left_before_the_day_is_none_of_it_whatever_was_typed_first(
    first: str, left: int, departed: int, many: int
) -> None:
    story = Story(make_cast())
    steps = [("departed", departed), ("wife_left", left)]
    story.told(*(steps if first == "departure" else reversed(steps)))
    assert size(story.case) == many


def test_every_order_of_typing_tells_the_same_families(tmp_path: Path) -> None:
    """The story of a departure that was moved, a wife who left on another day, a brother who joined late."""
    story = Story(make_cast())
    his: list[Step] = [("departed", 4), ("corrected", 7)]
    hers: list[Step] = [("wife_left", 5), ("wife_came_back", 0), ("wife_left", 9)]
    orders = list(every_order([his, hers]))
    assert len(orders) == 10
    for number, steps in enumerate(orders):
        _told_and_undone(story, steps, tmp_path / str(number))


def test_on_any_days_in_any_order_families_are_those_counted_by_hand(tmp_path: Path) -> None:
    story = Story(make_cast())
    for seed in range(counts(8, 300)):
        chance = Random(seed)
        lines = _lines(chance)
        steps = chance.choice(list(every_order(lines)))
        _told_and_undone(story, steps, tmp_path / str(seed))


def _lines(chance: Random) -> list[list[Step]]:
    """Return the lines of a small story, on days by chance: his, his wife's, the brother's."""

    def day() -> int:
        return chance.randint(3, 12)

    again: list[Step] = [("corrected", day())]
    if chance.random() < 0.5:
        again = [("taken_back", 0), ("departed", day())]
    hers: list[Step] = [("wife_left", day()), ("wife_came_back", 0), ("wife_left", day())]
    its: list[Step] = [("brother_joined", day()), ("brother_left", chance.randint(12, 14))]
    return [
        [("departed", day()), *again],
        hers[: chance.choice((0, 1, 2, 3))],
        its[: chance.choice((0, 1, 2))],
    ]


def _told_and_undone(story: Story, steps: list[Step], folder: Path) -> None:
    """Type a story in an order, and compare what is counted with the count by hand."""
    try:
        with transaction.atomic():
            story.told(*steps)
            many = by_hand(steps)
            assert size(story.case) == many, steps
            assert families(folder, june(1), june(21)) == int(many >= 2), steps
            raise Undone
    except Undone:
        pass


def test_in_a_case_from_the_files_of_before_stands_what_these_told() -> None:
    story = Story(make_cast())
    story.told(("departed", 5))
    Case.objects.filter(pk=story.case.pk).update(brought_in=True)
    story.told(("wife_left", 4))
    assert size(story.case) == 2


def test_of_somebody_hidden_the_figure_counts_and_no_timeline_tells() -> None:
    cast = make_cast()
    story = Story(cast, restricted(a_person(cast.be, "Suad Mahdi", sex="female")))
    story.told(("departed", 5))
    before = timeline(cast.lies, story.case)
    story.told(("wife_left", 4))
    assert size(story.case) == 1
    assert timeline(cast.lies, story.case) == before
    story.told(("corrected", 6), ("wife_came_back", 0))
    assert size(story.case) == 2
    told = [(words, bool(undone)) for words, undone, _by in timeline(cast.lies, story.case)]
    assert [one for one in told if one[0].startswith("Departed to")] == [
        ("Departed to Iraq (corrected: Another day was typed)", False),
        ("Departed to Iraq", True),
    ], "replaced, though between the two another one told of the household"
    story.told(("taken_back", 0))
    said = [words for words, _undone, _by in timeline(cast.lies, story.case)]
    assert "Taken back: Departed to Iraq (corrected: Another day was typed) (Something else happened)" in said


def timeline(user: User, case: Case) -> list[tuple[str, str, str]]:
    return [(one.words, one.undone, one.by) for one in page_of(user, case).happened]
