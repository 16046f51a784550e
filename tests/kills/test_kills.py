"""The server is killed in the middle of its work, without a warning: nothing is half done, and it goes on."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from onward.casework.cases.models import Case, Note
from onward.casework.cases.tests.factories import version_seen
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey
from onward.kernel import clock
from onward.kernel.models import Event, Sending
from onward.kernel.sealing import told_as
from onward.records.people.actions import Member, make_household, register_person
from onward.records.people.models import Person
from onward.records.people.rules import Born, GivenName
from tests.cast import Cast, make_cast
from tests.kills.server import (
    Killed,
    Server,
    held_up,
    serving,
    session_of,
    somebody_waits,
    wait_until_nobody_is_left,
)
from tests.sequences import told
from tests.support.counts import LONG, counts

pytestmark = pytest.mark.long
CLERKS = 3


def contents() -> list[tuple[str, int, str]]:
    """Return the number of rows of every table of the house, and a hash of them."""
    tables = sorted(
        model._meta.db_table for model in apps.get_models() if model.__module__.startswith("onward.")
    )
    parts = (
        f"SELECT '{one}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {one} t"
        for one in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Doing:
    """A form that somebody sends: where to, what stands in it, and what is there once it went through."""

    session: str
    address: str
    fields: dict[str, object]
    done: Callable[[], bool]

    def send(self, server: Server) -> int | None:
        """Return the status of the answer, or None where the server was killed before."""
        try:
            return server.send(self.session, self.address, self.fields)
        except Killed:
            return None


def a_couple(cast: Cast) -> Case:
    """Return a case of two who are ready to travel, made through the actions down to the persons."""
    names = [[GivenName(full="Hassan Zubaidi")], [GivenName(full="Suad Mahdi")]]
    born = Born.on(clock.today().replace(year=clock.today().year - 30, day=1))
    people: list[Person] = [register_person(cast.sam, cast.be, one, born=born) for one in names]
    relations = ("head", "partner")
    members = [Member(one, relation) for one, relation in zip(people, relations, strict=True)]
    return a_cleared_case(cast, *people, household=make_household(cast.sam, cast.be, members))


def a_departure(cast: Cast) -> Doing:
    """Return the form by which two travellers depart together."""
    case = a_couple(cast)
    movement: Movement = a_journey(cast, case)
    fields = {
        "depart-passengers": [told_as(one) for one in movement.passengers.all()],
        "depart-on": clock.today().isoformat(),
        "depart-once": uuid4(),
    }

    def gone() -> bool:
        departed = Event.objects.filter(type="movements.departed").count()
        return departed == Passenger.objects.filter(state="departed").count() == 2

    return Doing(session_of(cast.omar), reverse("movements:depart", args=[movement.key]), fields, gone)


def a_note(cast: Cast) -> Doing:
    """Return the form by which a note is written."""
    token = uuid4()
    return _about(
        cast, a_couple(cast), "note", {"text": "Called", "about": "", "once": token}, Note.objects.exists
    )


def another_destination(cast: Cast) -> Doing:
    """Return the form by which a household changes its mind."""
    case = a_couple(cast)
    seen = version_seen(cast.sam, case)
    fields = {"destination": "GE", "destination_place": "Batumi", "once": uuid4(), "version": seen}
    return _about(cast, case, "destination", fields, Case.objects.filter(destination="GE").exists)


def _about(cast: Cast, case: Case, what: str, fields: dict[str, object], done: Callable[[], bool]) -> Doing:
    return Doing(session_of(cast.sam), reverse("cases:do", args=[case.reference, what]), fields, done)


MIDDLES = [(a_departure, "kernel_event")]
if LONG:
    MIDDLES = [
        (doing, table)
        for doing in (a_departure, a_note, another_destination)
        for table in ("kernel_event", "access_auditentry", "kernel_sending")
        # Whoever changes a destination twice is stopped by the version of the case, not by a token.
        if (doing, table) != (another_destination, "kernel_sending")
    ]


@pytest.mark.parametrize(("doing", "table"), MIDDLES)
def test_a_server_killed_in_the_middle_of_a_change_leaves_nothing_half_done(
    committed_db: str, doing: Callable[[Cast], Doing], table: str
) -> None:
    form = doing(make_cast())
    before = contents()
    with serving(committed_db) as server, held_up(committed_db, table):
        clerk = threading.Thread(target=form.send, args=(server,))
        clerk.start()
        assert somebody_waits(committed_db), "it had written nothing yet: this would be no middle"
        server.kill()
        clerk.join()
    wait_until_nobody_is_left(committed_db)
    assert contents() == before
    assert not form.done()

    with serving(committed_db) as server:
        assert form.send(server) == 302, "the same form, sent again, goes through"
        assert form.send(server) in (302, 409, 422)
    assert form.done()
    told.check()


def test_whenever_a_server_is_killed_each_form_counts_whole_or_not_at_all(committed_db: str) -> None:
    cast = make_cast()
    case = a_couple(cast)
    session = session_of(cast.sam)
    confirmed: set[UUID] = set()
    for kills in range(1, counts(1, 20) + 1):
        with serving(committed_db) as server:
            clerks = [
                threading.Thread(target=write_notes, args=(server, session, case, confirmed))
                for _clerk in range(CLERKS)
            ]
            for clerk in clerks:
                clerk.start()
            some = len(confirmed) + CLERKS
            while len(confirmed) < some and any(clerk.is_alive() for clerk in clerks):
                time.sleep(0.01)
            time.sleep(random.uniform(0, 0.3))
            server.kill()
            for clerk in clerks:
                clerk.join()
        wait_until_nobody_is_left(committed_db)
        check_notes(confirmed, kills)


def write_notes(server: Server, session: str, case: Case, confirmed: set[UUID]) -> None:
    """Write notes in a case until the server is gone; those of which the server said so are confirmed."""
    status: int | None = 302
    while status == 302:
        token = uuid4()
        fields: dict[str, object] = {"text": f"Note {token}", "about": "", "once": token}
        address = reverse("cases:do", args=[case.reference, "note"])
        status = Doing(session, address, fields, Note.objects.exists).send(server)
        if status == 302:
            confirmed.add(token)


def check_notes(confirmed: set[UUID], kills: int) -> None:
    """What was confirmed is there; whatever is there has its event and its token, and once."""
    notes = {UUID(text.removeprefix("Note ")): key for text, key in Note.objects.values_list("text", "key")}
    events = Event.objects.filter(type="cases.note_added").values_list("payload__note", flat=True)
    assert len(confirmed) >= CLERKS * kills, "the server was not killed in the middle of any work"
    assert confirmed <= set(notes)
    assert len(notes) - len(confirmed) <= CLERKS * kills
    assert Counter(events) == Counter(str(key) for key in notes.values())
    assert set(Sending.objects.values_list("token", flat=True)) == set(notes)
    told.check()
