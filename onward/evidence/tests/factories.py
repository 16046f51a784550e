"""Departures for tests, as events: figures read nothing else."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from onward.access.models import User
from onward.delivery.movements.events import Departed, EntryRefused
from onward.evidence import judging
from onward.evidence.events import QuantityReported
from onward.evidence.models import Edition
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import Item, with_hashes
from onward.kernel.events.log import row
from onward.kernel.models import Event
from tests import cast as of_the_house
from tests.cast import Cast


def fact(**fields: Any) -> Departed:
    """Return the coded circumstances of a departure; a man of 30 to Brazil unless told otherwise."""
    usual: dict[str, Any] = {
        "movement": uuid4(),
        "programme": "avrr-be",
        "departure_country": "BE",
        "destination": "BR",
        "channel": "return-desk",
        "sex": "male",
        "age": 30,
        "nationality": "BR",
    }
    return Departed(**{**usual, **fields})


def depart(
    on: date,
    *,
    person: UUID | None = None,
    case: UUID | None = None,
    office: str = "be",
    recorded: datetime | None = None,
    supersedes: Event | None = None,
    **fields: Any,
) -> Event:
    """Write a departure; recorded at noon of the day itself unless told otherwise."""
    told = fact(**fields)
    event = row(
        told,
        office=office,
        occurred_on=on,
        recorded_at=recorded or datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        actor_key=None,
        case=case or uuid4(),
        person=person or uuid4(),
        about=told.movement,
        supersedes=supersedes.pk if supersedes else None,
    )
    event.save(force_insert=True)
    return event


def something_else(on: date, programme: str) -> None:
    """Write an event of a programme that is no departure: a campaign, with no file of anybody."""
    told = QuantityReported(programme=programme, kind="campaigns", quantity=Decimal(1))
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    event = row(told, office="be", occurred_on=on, recorded_at=at, actor_key=None, about=uuid4())
    event.save(force_insert=True)


def correct(event: Event, *, recorded: datetime, on: date | None = None, **fields: Any) -> Event:
    """Write a departure that takes the place of another one of the same person and case."""
    return depart(
        on or event.occurred_on,
        person=event.person_key,
        case=event.case_key,
        office=event.office,
        recorded=recorded,
        supersedes=event,
        **{**event.payload, **fields},
    )


def retract(event: Event, recorded: datetime) -> None:
    """Take a departure back."""
    Event.objects.create(
        type=event.type,
        case_key=event.case_key,
        person_key=event.person_key,
        office=event.office,
        occurred_on=event.occurred_on,
        recorded_at=recorded,
        supersedes=event,
        retracts=True,
    )


def send_back(event: Event, on: date, *, recorded: datetime | None = None) -> Event:
    """Write that entry was refused on the journey of a departure."""
    back = row(
        EntryRefused(movement=event.payload["movement"], at="GRU"),
        office=event.office,
        occurred_on=on,
        recorded_at=recorded or datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        actor_key=None,
        case=event.case_key,
        person=event.person_key,
        about=event.about_key,
    )
    back.save(force_insert=True)
    return back


@contextmanager
def held_open() -> Iterator[Callable[[], None]]:
    """Hold a transaction open that has written a departure on 5 March; call what is given to commit it."""
    written, finish = threading.Event(), threading.Event()

    def write_and_wait() -> None:
        try:
            with transaction.atomic():
                depart(date(2020, 3, 5))
                written.set()
                finish.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=write_and_wait)
    thread.start()
    assert written.wait(30)

    def commit() -> None:
        finish.set()
        thread.join()

    try:
        yield commit
    finally:
        commit()


def library_with(kind: str, code: str, **more: Any) -> Library:
    """Return the definitions in force with one of them said otherwise."""
    library = current_library()
    item, items = library.get(kind, code), {of: dict(found) for of, found in library.items.items()}
    data = {**item.data, **more}
    items[kind][code] = Item(kind, code, type(item.body).model_validate(data), data)
    return with_hashes(Library(items, library.declared), registered_kinds())


def work_out(user: User, edition: Edition) -> None:
    """Work out what the public may be shown of an edition, as the process does that a page begins."""
    judging.begin(user, edition)
    judging.work(edition.key)


def make_cast() -> Cast:
    """Make the cast, in which who reads files manages a programme besides, and so reads figures guarded.

    No role of the house does both; an office may give somebody two.
    """
    cast = of_the_house.make_cast()
    for one in (cast.lies, cast.paul, cast.nora, cast.vera):
        if "programme-manager" not in one.roles:
            one.roles = [*one.roles, "programme-manager"]
            one.save(update_fields=["roles"])
    return cast
