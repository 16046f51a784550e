"""What is read of an edition beside those that are public: told before, and confirmed by who publishes it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.access.roles import roles
from onward.evidence import judging
from onward.evidence.actions import keep_judgement, prepare_edition, publish_edition
from onward.evidence.editions import Frozen, freeze
from onward.evidence.editions.beside import moved_by_few
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.protecting import Bare, Published, left_out
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.models import Edition
from onward.evidence.policy import APPROVE
from onward.evidence.problems import MovedByFew
from onward.evidence.rules import Period
from onward.evidence.tests.factories import depart, retract
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.kernel.models import Event
from tests.cast import Cast

AFTER = LATER + timedelta(days=2)
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
SPRING, AUTUMN = Period(YEAR.first, date(2020, 6, 30)), Period(date(2020, 7, 1), YEAR.last)
NOTHING: frozenset[Place] = frozenset()


def departures(many: int = 80) -> Event:
    """Write departures of a year, half of them in its first half; the last is that of a woman to Brazil."""
    draw = Random(7)
    for number in range(many):
        depart(
            date(2020, 2 if number % 2 else 9, 1 + draw.randrange(28)),
            sex=draw.choice(["male", "female"]),
            destination=draw.choice(["BR", "IQ"]),
        )
    return depart(date(2020, 2, 20), sex="female", destination="BR")


def frozen(report: str, period: Period) -> Frozen:
    return freeze(open_facts(), current_library(), report, period, AsOf())


def moved(new: Frozen, *old: Frozen, left_out: frozenset[Place] = NOTHING) -> dict[Place, Decimal]:
    found = moved_by_few(new, left_out, [Published(one, NOTHING) for one in old])
    return {one.place: one.by for one in found}


def at(table: str, *parts: str, chapter: str = "avrr-be") -> Place:
    return chapter, table, "now", parts


def test_one_record_that_was_taken_back_is_told_by_all_that_it_was_counted_by(cast: Cast) -> None:
    event = departures()
    first = frozen("newsletter", SPRING)
    assert moved(frozen("newsletter", SPRING), first) == {}
    retract(event, AFTER)
    again = frozen("newsletter", SPRING)
    told = moved(again, first)
    expected = [at("returns"), at("by-sex", "female"), at("by-destination", "BR"), at("persons")]
    assert {place: told.get(place) for place in expected} == dict.fromkeys(expected, Decimal(-1))
    assert at("by-sex", "male") not in told
    assert at("by-destination", "IQ") not in told
    hidden = frozenset({at("by-sex", "female"), at("by-sex", "male")})
    assert at("by-sex", "female") not in moved(again, first, left_out=hidden), "it is printed by one alone"


def test_a_year_beside_its_halves_tells_what_was_recorded_late(cast: Cast) -> None:
    departures()
    halves = [frozen("newsletter", one) for one in (SPRING, AUTUMN)]
    assert moved(frozen("year-report", YEAR), *halves) == {}
    depart(date(2020, 3, 3), sex="female", destination="BR", recorded=AFTER)
    year = frozen("year-report", YEAR)
    found = moved_by_few(year, NOTHING, [Published(one, NOTHING) for one in halves])
    told = {one.place: (one.by, one.beside) for one in found}
    assert told[at("by-sex", "female")] == (Decimal(1), (0, 1))
    assert told[at("by-destination", "BR")] == (Decimal(1), (0, 1))
    assert at("by-sex", "male") not in told
    assert moved(year, halves[0]).get(at("by-sex", "female")) is None, "half of it tells nothing of a year"


def test_many_corrections_together_move_no_number_by_few(cast: Cast) -> None:
    departures()
    first = frozen("newsletter", SPRING)
    for number in range(6):
        depart(date(2020, 2, 1 + number), sex="female", destination="BR", recorded=AFTER)
    told = moved(frozen("newsletter", SPRING), first)
    assert told == {}


@pytest.fixture
def again(cast: Cast, second: User) -> Iterator[Edition]:
    """A newsletter that takes the place of a published one, after one departure was taken back."""
    event = departures()
    with clock.at(LATER):
        first = prepare_edition(cast.ruth, "newsletter", SPRING.first)
        publish_edition(second, first)
    retract(event, AFTER)
    with clock.at(AFTER + timedelta(days=1)):
        yield prepare_edition(cast.ruth, "newsletter", SPRING.first)


def test_it_is_told_before_and_published_once_it_is_confirmed(
    client: Client, cast: Cast, second: User, again: Edition
) -> None:
    address, publish = (reverse(f"evidence:{one}", args=[again.key]) for one in ("edition-public", "publish"))
    with pytest.raises(MovedByFew):
        publish_edition(second, again)
    judging.begin(second, again)
    judging.work(again.key)
    client.force_login(second)
    answer = client.post(publish)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "it is not confirmed that this is known" in page
    assert "edition 1, published on 1 March 2021" in page
    assert re.search(r"Female</th>[^/]*</td>[^/]*<b>\N{MINUS SIGN}1</b>", page, re.DOTALL)
    assert not again.decisions.exists()
    [digest] = re.findall(r'name="moved" value="([0-9a-f]{64})"', page)
    assert client.post(publish, {"moved": "0" * 64, "confirmed": "on"}).status_code == 422
    assert client.post(publish, {"moved": digest}).status_code == 422
    assert client.post(publish, {"moved": digest, "confirmed": "on"}).status_code == 302
    made = again.decisions.get()
    assert (made.confirmed, made.by_id, made.for_public) == (digest, second.pk, True)
    assert "Who published it confirmed to know" in client.get(address).content.decode()


def test_nothing_of_it_stands_where_somebody_reads_who_may_not_approve(
    client: Client, second: User, again: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging.begin(second, again)
    judging.work(again.key)
    page, public = (reverse(f"evidence:{one}", args=[again.key]) for one in ("edition", "edition-public"))
    told = "It tells more beside what was published before"
    client.force_login(second)
    assert told in client.get(page).content.decode()
    known = roles()
    verbs = {verb: scope for verb, scope in known["reporting-officer"].verbs.items() if verb != APPROVE}
    readers = known["reporting-officer"].model_copy(update={"verbs": verbs})
    monkeypatch.setattr("onward.access.roles.roles", lambda: {**known, "reporting-officer": readers})
    assert told not in client.get(page).content.decode()
    assert client.get(public).status_code == 403


def test_what_is_confirmed_without_having_been_shown_is_shown_first(
    client: Client, second: User, again: Edition
) -> None:
    """Nobody has worked out beforehand what it leaves out, so no page could show what moved."""
    client.force_login(second)
    publish = reverse("evidence:publish", args=[again.key])
    assert client.post(publish).headers["Location"] == reverse("evidence:edition-public", args=[again.key])
    judging.work(again.key)
    assert not again.decisions.exists()
    answer = client.post(publish)
    assert answer.status_code == 422
    assert "it is not confirmed that this is known" in answer.content.decode()


def test_what_could_be_guessed_is_named_and_to_be_confirmed_too(
    client: Client, cast: Cast, second: User
) -> None:
    """Beside editions that were corrected since, few may be found out by who takes it that little moved."""
    departures()
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "newsletter", SPRING.first)
    found = left_out(edition.frozen)
    guessed = Bare(edition.frozen, at("by-destination", "IQ"))
    assert found.can_be_published
    keep_judgement(second, edition, [], replace(found, guessed=(guessed,)))
    with pytest.raises(MovedByFew):
        publish_edition(second, edition)
    client.force_login(second)
    page = client.get(reverse("evidence:edition-public", args=[edition.key])).content.decode()
    assert "could compute 1 number of few people" in page
    assert "Iraq" in page
    assert "differs by few" not in page
    told = client.get(reverse("evidence:edition", args=[edition.key])).content.decode()
    assert "It tells more beside what was published before" in told
    [digest] = re.findall(r'name="moved" value="([0-9a-f]{64})"', page)
    publish = reverse("evidence:publish", args=[edition.key])
    assert client.post(publish, {"moved": digest, "confirmed": "on"}).status_code == 302
