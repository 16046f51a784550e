"""What of an edition is known otherwise today is asked once, and never passed over."""

import random
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from onward.casework.cases.events import SessionHeld
from onward.evidence.actions import computed_again, prepare_edition
from onward.evidence.editions import Differs, differing, thaw
from onward.evidence.facts import AsOf
from onward.evidence.models import Edition
from onward.evidence.queries import moved
from onward.evidence.queries.moved import moved_since
from onward.evidence.tests.factories import correct, depart, retract, send_back
from onward.evidence.tests.test_editions import LATER, some_departures, something_happens
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.kernel import clock
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.in_force import using
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import Item, with_hashes
from onward.kernel.events.log import row
from onward.kernel.models import Event
from onward.records.people.events import PersonsMerged
from tests.cast import Cast
from tests.support.counts import counts

SINCE = LATER + timedelta(days=2)


def merge(person: UUID | None, kept: UUID | None) -> Event:
    assert kept is not None
    merged = row(
        PersonsMerged(kept=kept), office="be", occurred_on=date(2021, 3, 2), recorded_at=SINCE,
        actor_key=None, person=person,
    )  # fmt: skip
    merged.save(force_insert=True)
    return merged


def of_2020(cast: Cast) -> Edition:
    with clock.at(LATER):
        return prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))


def in_full(edition: Edition) -> tuple[Differs, ...]:
    """Return what moved by counting everything anew, whatever was told."""
    return tuple(differing(edition.frozen, computed_again(edition, AsOf())))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note each time that the figures of an edition are asked."""
    times = list[int]()

    def noting(*given: Any) -> Any:
        times.append(1)
        return thaw(*given)

    monkeypatch.setattr(moved, "thaw", noting)
    return times


def read(client: Client, cast: Cast, edition: Edition) -> str:
    client.force_login(cast.ruth)
    answer = client.get(f"/reports/{edition.key}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_edition_of_which_nothing_was_told_since_is_opened_without_asking_a_figure(
    client: Client, cast: Cast, asked: list[int]
) -> None:
    depart(date(2020, 5, 1))
    edition = of_2020(cast)
    depart(date(2021, 2, 1), recorded=SINCE)
    for _time in range(2):
        assert "known otherwise today" not in read(client, cast, edition)
    assert asked == []


def test_one_of_which_something_was_told_asks_once_and_anew_once_more_is_told(
    client: Client, cast: Cast, asked: list[int]
) -> None:
    one, other = depart(date(2020, 5, 1)), depart(date(2020, 6, 1))
    edition = of_2020(cast)
    correct(one, recorded=SINCE, sex="female")
    first = {read(client, cast, edition) for _time in range(2)}
    assert all("known otherwise today" in page for page in first)
    assert len(asked) == 1
    depart(date(2021, 2, 1), recorded=SINCE)  # no number of the edition
    read(client, cast, edition)
    assert len(asked) == 1
    correct(other, recorded=SINCE, sex="female")
    assert len(moved_since(edition)) == len(in_full(edition))
    read(client, cast, edition)
    assert len(asked) == 2


TOLD: dict[str, Callable[[Event, Event, Event], object]] = {
    "late": lambda _one, _two, _three: depart(date(2020, 12, 31), recorded=SINCE),
    "put right": lambda one, _two, _three: correct(one, recorded=SINCE, destination="GE"),
    "moved out of its year": lambda one, _two, _three: correct(one, recorded=SINCE, on=date(2021, 1, 2)),
    "taken back": lambda one, _two, _three: retract(one, SINCE),
    "sent back": lambda one, _two, _three: send_back(one, date(2021, 3, 1), recorded=SINCE),
    "two found to be one": lambda one, two, _three: merge(one.person_key, two.person_key),
    "one whose file was merged before found to be a third": (
        lambda one, _two, three: merge(three.person_key, one.person_key)
    ),
}


@pytest.mark.parametrize("what", TOLD)
def test_whatever_moves_a_number_is_seen(cast: Cast, what: str) -> None:
    """The file of the second was merged before into one of somebody who never departed."""
    one, two = depart(date(2020, 5, 1)), depart(date(2020, 6, 1))
    nobody = row(
        PersonsMerged(kept=uuid4()), office="be", occurred_on=date(2020, 7, 1), recorded_at=LATER,
        actor_key=None, person=two.person_key,
    )  # fmt: skip
    nobody.save(force_insert=True)
    kept = Event(person_key=UUID(nobody.payload["kept"]))
    edition = of_2020(cast)
    assert moved_since(edition) == ()
    TOLD[what](one, two, kept)
    assert moved_since(edition) == in_full(edition) != ()


def test_files_that_are_parted_again_are_seen(cast: Cast) -> None:
    one, two = depart(date(2020, 5, 1)), depart(date(2020, 6, 1))
    merged = merge(one.person_key, two.person_key)
    edition = of_2020(cast)
    retract(merged, SINCE)
    assert moved_since(edition) == in_full(edition) != ()


def test_what_is_needed_besides_is_seen_where_it_names_a_case_and_no_person(cast: Cast) -> None:
    """A figure may count those in whose case something happened, on whatever day and to whom."""
    library = current_library()
    item = library.get("figures", "persons")
    data = {**item.data, "provided": [{"event": SessionHeld.type, "same": ["case_key"]}]}
    items = {kind: dict(of) for kind, of in library.items.items()}
    items["figures"]["persons"] = Item(
        "figures", "persons", type(item.body).model_validate(data), data
    )  # fmt: skip
    one = depart(date(2020, 5, 1))
    with using(with_hashes(Library(items, library.declared), registered_kinds())):
        edition = of_2020(cast)
    session = row(
        SessionHeld(session=uuid4(), way="in-person"), office="be", occurred_on=date(2020, 4, 1),
        recorded_at=SINCE, actor_key=None, case=one.case_key,
    )  # fmt: skip
    session.save(force_insert=True)
    assert moved_since(edition) == in_full(edition) != ()


def test_what_is_committed_after_the_page_was_opened_is_seen_by_the_next(client: Client, cast: Cast) -> None:
    """Its transaction began before the edition was frozen, and ends after it was looked at."""
    depart(date(2020, 5, 1))
    written, looked = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            depart(date(2020, 6, 1))
            written.set()
            looked.wait(60)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert written.wait(20)
    edition = of_2020(cast)
    assert "known otherwise today" not in read(client, cast, edition)
    looked.set()
    thread.join(20)
    assert "known otherwise today" in read(client, cast, edition)
    assert moved_since(edition) == in_full(edition)


def test_after_each_of_many_events_it_is_what_counting_everything_gives(cast: Cast) -> None:
    draw = random.Random(11)
    some_departures(draw, 30, 2020)
    some_departures(draw, 15, 2019)
    edition = of_2020(cast)
    for _event in range(counts(12, 300)):
        merges = Event.objects.standing().filter(type=PersonsMerged.type)
        if merges.exists() and draw.randrange(4) == 0:
            retract(draw.choice(list(merges.order_by("position"))), SINCE)
        else:
            something_happens(draw, cast)
        assert moved_since(edition) == in_full(edition)
    assert moved_since(edition)
