"""A departure counts with what was so on its day, whatever was found, ended, corrected or recorded first."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.actions.needs import needs_on
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.problems import AlreadyRecorded
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.models import Event
from tests.cast import Cast, make_cast
from tests.support.counts import counts

pytestmark = pytest.mark.django_db
BOOKED = datetime(2021, 6, 1, 10, tzinfo=UTC)
Step = tuple[str, tuple[Any, ...]]
LEVELS = ("none", "mild")
RECORDED = datetime(2021, 6, 20, 10, tzinfo=UTC)


def june(day: int) -> date:
    return date(2021, 6, day)


def counted(case: Case) -> tuple[list[str], str | None]:
    """Return what figures count of the one departure that stands: vulnerabilities, and medical needs."""
    told = Event.objects.filter(type="movements.departed", case_key=case.key).standing().get().payload
    return told["vulnerabilities"], told.get("medical")


class Story:
    """One traveller who is booked for 3 June, of whom everything is written down on the 20th."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        with clock.at(BOOKED):
            self.case = a_cleared_case(cast)
            self.movement = a_journey(cast, self.case, june(3))

    @property
    def one(self) -> Traveller:
        return traveller_of(self.case)

    def departed(self, day: int) -> None:
        actions.depart(self.cast.omar, self.movement, departed_on=june(day), despite=True)

    def corrected(self, day: int) -> None:
        one = passenger_of(self.movement)
        actions.correct_departure(self.cast.omar, one, "wrong-day", on=june(day), despite=True)

    def found(self, category: str, day: int) -> None:
        casework.find_vulnerability(self.cast.sam, self.one, category, "mild", found_on=june(day))

    def ended(self, category: str, day: int) -> None:
        casework.end_vulnerability(self.cast.sam, self.one, category, "passed", ended_on=june(day))

    def ended_rather(self, day: int, why: str = "passed") -> None:
        row = self.one.vulnerabilities.get()
        casework.correct_vulnerability_end(self.cast.sam, row, why, "told-wrongly", ended_on=june(day))

    def not_ended(self) -> None:
        row = self.one.vulnerabilities.get()
        casework.take_back_vulnerability_end(self.cast.sam, row, "told-wrongly")

    def weighs(self, level: str, day: int) -> None:
        casework.record_medical_needs(self.cast.sam, self.one, level, on=june(day))

    def told(self, *steps: Step) -> list[str]:
        with clock.at(RECORDED):
            for name, said in steps:
                getattr(self, name)(*said)
        return counted(self.case)[0]


@pytest.mark.parametrize(
    ("steps", "so"),
    [
        ([("found", ("disability", 5)), ("departed", (4,))], []),
        ([("found", ("disability", 2)), ("ended", ("disability", 5)), ("departed", (4,))], ["disability"]),
        ([("found", ("disability", 2)), ("ended", ("disability", 4)), ("departed", (4,))], []),
        ([("found", ("disability", 8)), ("departed", (9,)), ("corrected", (5,))], []),
        ([("departed", (5,)), ("found", ("disability", 7)), ("corrected", (8,))], ["disability"]),
    ],
    ids=["found after", "ended after", "ended that day", "moved before", "moved behind"],
)
def test_a_departure_counts_with_what_was_so_on_its_day(steps: list[Step], so: list[str]) -> None:
    assert Story(make_cast()).told(*steps) == so


@pytest.mark.parametrize(
    ("mended", "so"),
    [
        (("ended_rather", (5,)), ["disability"]),
        (("ended_rather", (5, "of-age")), ["disability"]),
        (("ended_rather", (4, "of-age")), []),
        (("not_ended", ()), ["disability"]),
    ],
    ids=["later", "later and otherwise", "otherwise", "not at all"],
)
def test_an_end_that_is_told_rightly_reaches_the_departure(mended: Step, so: list[str]) -> None:
    before: list[Step] = [("found", ("disability", 2)), ("departed", (4,)), ("ended", ("disability", 3))]
    story = Story(make_cast())
    assert story.told(*before) == []
    assert story.told(mended) == so


def test_what_turns_out_never_to_have_been_so_counts_in_no_departure_until_that_is_put_right() -> None:
    story = Story(make_cast())
    before: list[Step] = [("found", ("disability", 2)), ("departed", (4,)), ("ended", ("disability", 6))]
    assert story.told(*before) == ["disability"]
    assert story.told(("ended_rather", (6, "recorded-wrongly"))) == []
    assert story.told(("ended_rather", (6,))) == ["disability"]
    assert story.told(("ended_rather", (6, "recorded-wrongly"))) == []
    assert story.told(("not_ended", ())) == ["disability"]


def test_every_order_of_recording_tells_the_same() -> None:
    cast = make_cast()
    for seed in range(counts(5, 200)):
        _any_order(Story(cast), Random(seed))


def _any_order(story: Story, chance: Random) -> None:
    """Record needs, the departure and its corrections in any order; what counts follows from their days."""
    found = {name: chance.randint(2, 12) for name in ("elderly", "disability", "health")}
    ended = {name: chance.randint(day, 14) for name, day in found.items() if chance.random() < 0.6}
    lines: list[list[Step]] = [[("found", (name, day))] for name, day in found.items()]
    for line, name in zip(lines, found, strict=True):
        line += [("ended", (name, ended[name]))] if name in ended else []
    first, last = chance.randint(3, 12), chance.randint(2, 12)
    weighs: list[Step] = [("weighs", (chance.choice(LEVELS), chance.randint(2, 12))) for _ in range(3)]
    lines.append([("departed", (first,)), ("corrected", (13,)), *weighs, ("corrected", (last,))])
    levels = {1: "none"}
    with clock.at(RECORDED):
        while lines:
            name, said = chance.choice(lines).pop(0)
            lines = [line for line in lines if line]
            if name == "weighs" and said[0] == _level_of(levels, said[1]):
                continue  # stands already
            getattr(story, name)(*said)
            levels |= {said[1]: said[0]} if name == "weighs" else {}
    so = [name for name in sorted(found) if found[name] <= last < ended.get(name, 99)]
    assert counted(story.case) == (so, _level_of(levels, last)), (found, ended, levels, last)


def _level_of(levels: dict[int, str], day: int) -> str:
    """Return the level of health that was found last by a day."""
    return levels[max(one for one in levels if one <= day)]


def test_what_was_found_before_a_parting_and_had_ended_counts_on_the_day_between() -> None:
    cast = make_cast()
    with clock.at(BOOKED):
        family = [a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female")]
        case = a_cleared_case(cast, *family)
        she = traveller_of(case, family[1])
        casework.find_vulnerability(cast.sam, she, "disability", "mild")
    with clock.at(datetime(2021, 6, 5, 10, tzinfo=UTC)):
        casework.end_vulnerability(cast.sam, she, "disability", "passed")
        new = casework.part_travellers(cast.sam, case, [she], she, "travels-later")
    with clock.at(RECORDED):
        one = traveller_of(new)
        found = [needs_on(one, june(day)) for day in (1, 4, 5)]
    assert [(one.categories, one.medical) for one in found] == [
        (("disability",), "none"),
        (("disability",), "none"),
        ((), "none"),
    ]


def test_a_level_of_health_that_was_told_wrongly_is_put_right_of_who_has_left() -> None:
    story = Story(make_cast())
    story.told(("departed", (4,)))
    with clock.at(RECORDED):
        story.weighs("mild", 5)
        assert counted(story.case)[1] == "none", "found later"
        story.weighs("severe", 1)
        assert counted(story.case)[1] == "severe"
        assert story.one.medical_needs == "mild", "what was found last"
        with pytest.raises(AlreadyRecorded):
            story.weighs("severe", 3)
    stands = Event.objects.filter(type="cases.medical_needs_recorded", case_key=story.case.key).standing()
    assert sorted((one.occurred_on.day, one.payload["level"]) for one in stands) == [
        (1, "severe"),
        (5, "mild"),
    ]


def test_what_was_recorded_wrongly_counts_in_no_departure_whatever_day_is_given(client: Client) -> None:
    story = Story(make_cast())
    with clock.at(RECORDED):
        story.found("elderly", 1)
        story.departed(4)
        assert counted(story.case)[0] == ["elderly"]
        client.force_login(story.cast.sam)
        form = reverse("cases:do", args=[story.case.reference, "end-vulnerability"])
        shown = client.get(form)
        assert "it was so on no day, and counts in no departure" in shown.content.decode()
        [(standing, _name)] = shown.context["form"].fields["standing"].choices
        sent = {"standing": standing, "reason": "passed"}
        assert client.post(form, sent).status_code == 422, "a day is asked for what has passed"
        sent |= {"reason": "recorded-wrongly", "ended_on": "2021-06-20"}
        assert client.post(form, sent).status_code == 302
    assert counted(story.case)[0] == []
    told = Event.objects.filter(type="cases.vulnerability_found", case_key=story.case.key)
    assert not told.standing().exists(), "figures of what was found count it no more"
    page = client.get(reverse("cases:case", args=[story.case.reference])).content.decode()
    assert "(it was recorded wrongly)" in page
