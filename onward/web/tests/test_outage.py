"""A database server that goes away under a running Onward, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from onward.access.models import User
from onward.web.urls import urlpatterns as of_the_house
from tests.support.database import CLUSTER
from tests.support.doors import by_somebody_else

handler500 = "onward.web.problem_pages.fault"


def cut_connections(database: str) -> None:
    with CLUSTER.connect() as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
        )


def make_two_users(request: HttpRequest) -> HttpResponse:
    with by_somebody_else(), transaction.atomic():
        User.objects.create_user("first@onward.example", None, name="First")
        cut_connections(str(connection.settings_dict["NAME"]))
        User.objects.create_user("second@onward.example", None, name="Second")
    return HttpResponse("made")


def make_one_user(request: HttpRequest) -> HttpResponse:
    with by_somebody_else():
        User.objects.create_user("first@onward.example", None, name="First")
    cut_connections(str(connection.settings_dict["NAME"]))
    return HttpResponse(str(User.objects.count()))


urlpatterns = [path("two-users", make_two_users), path("one-user", make_one_user), *of_the_house]


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def ask(client: Client, address: str, data: dict[str, str] | None = None) -> Any:
    """Send a request as a server does: it looks at the connection before and after."""
    close_old_connections()
    answer = client.get(address) if data is None else client.post(address, data)
    close_old_connections()
    return answer


def test_connections_cut_between_two_requests_cost_nobody_an_error(committed_db: str) -> None:
    client = Client()
    client.force_login(User.objects.create_user("amina@onward.example", None, name="Amina"))
    assert ask(client, "/accounts/2fa/").status_code == 200
    cut_connections(committed_db)
    assert ask(client, "/accounts/2fa/").status_code == 200


def test_a_connection_cut_in_the_middle_leaves_nothing_half_done(committed_db: str) -> None:
    answer = ask(Client(), "/two-users", {"note": "typed with care"})
    assert answer.status_code == 503
    assert "typed with care" in answer.content.decode()
    close_old_connections()
    assert not User.objects.exists()


def test_what_may_have_been_saved_is_not_said_to_be_lost(committed_db: str) -> None:
    answer = ask(Client(), "/one-user", {"note": "typed with care"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "It is not known whether this was saved" in page
    assert "Nothing was saved" not in page
    assert "typed with care" in page
    close_old_connections()
    assert User.objects.exists(), "it was"


def test_where_no_view_was_reached_it_is_certain_that_nothing_was_saved(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_user("amina@onward.example", None, name="Amina"))
    close_old_connections()
    monkeypatch.setattr("onward.web.middleware.clock.now", gone)
    answer = client.post("/one-user", {"note": "typed with care"})
    assert answer.status_code == 503
    assert "Nothing was saved" in answer.content.decode()


def test_a_page_that_was_only_looked_at_does_not_say_that_the_form_before_it_was_lost(
    committed_db: str,
) -> None:
    answer = ask(Client(), "/two-users")
    assert answer.status_code == 503
    assert "Nothing was saved" not in answer.content.decode()
    assert "look first whether it was saved" in answer.content.decode()


def gone() -> None:
    raise OperationalError("the database is away")
