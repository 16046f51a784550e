"""The database goes away in the middle of an action: nothing half done, and what was typed is kept."""

from datetime import date
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from onward.casework.cases.models import Case, Note
from onward.casework.cases.tests.factories import a_case
from onward.kernel.actions import Act
from onward.kernel.models import Event, Sending
from tests.cast import make_cast
from tests.support.database import CLUSTER


def cut() -> None:
    """End this connection's process on the server, as a crash of the server would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
    with CLUSTER.connect() as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s)", [process])


@pytest.fixture
def _cut_before_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the connection once, between the change and its event."""
    record, left = Act.record, [1]

    def cut_and_record(self: Act, *args: Any, **kwargs: Any) -> Any:
        if left[0]:
            left[0] -= 1
            cut()
        return record(self, *args, **kwargs)

    monkeypatch.setattr(Act, "record", cut_and_record)


def ask(client: Client, address: str, data: dict[str, Any] | None = None) -> Any:
    """Send a request as a server does: it looks at the connection before and after."""
    close_old_connections()
    answer = client.get(address) if data is None else client.post(address, data)
    close_old_connections()
    return answer


def rows() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Case, Note, Event, Sending))


def test_a_note_that_was_cut_off_is_not_there_and_its_words_are_kept(
    committed_db: str, request: pytest.FixtureRequest
) -> None:
    cast, client = make_cast(), Client()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/note/"
    token = ask(client, address).context["form"].initial["once"]
    sent = {"text": "Typed with care", "about": "", "once": str(token)}
    before = rows()

    request.getfixturevalue("_cut_before_the_event")
    answer = ask(client, address, sent)
    assert answer.status_code == 503
    assert "Typed with care" in answer.content.decode()
    assert "Nothing was saved." in answer.content.decode(), "its transaction was never told to commit"
    assert str(token) in answer.content.decode(), "the same form can be sent again, and counts once"
    assert rows() == before

    assert ask(client, address, sent).status_code == 302
    assert Note.objects.get().text == "Typed with care"
    assert ask(client, address, sent).status_code == 409
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "sent"),
    [
        ("destination", {"destination": "GE", "destination_place": "Batumi"}),
        ("session", {"way": "phone", "held_on": "2021-06-01", "summary": "Batumi"}),
        ("leave", {"exit": "withdrawn", "reason": "", "on": "2021-06-01"}),
        ("declaration", {"signed_by": "self", "signed_on": "2021-06-01"}),
    ],
)
def test_no_doing_is_left_half_done(
    committed_db: str, request: pytest.FixtureRequest, what: str, sent: dict[str, Any]
) -> None:
    cast, client = make_cast(), Client()
    case = a_case(cast.lies, opened_on=date(2021, 5, 3))
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/{what}/"
    form = ask(client, address).context["form"]
    sent = {"once": str(form.initial["once"]), "travellers": [str(case.travellers.get().key)], **sent}
    before = rows(), Case.objects.values().get(), case.travellers.values().get()

    request.getfixturevalue("_cut_before_the_event")
    assert ask(client, address, sent).status_code == 503
    assert (rows(), Case.objects.values().get(), case.travellers.values().get()) == before
    assert ask(client, address, sent).status_code == 302
    # A first session ends the task of the first session: two facts, kept together or not at all.
    assert Event.objects.count() == before[0][2] + (2 if what == "session" else 1)
