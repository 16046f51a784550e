"""Failed sign-ins are counted by the house, not by each of its workers."""

import pytest
from django.db import connection, connections
from django.test import Client

from onward.access.models import User
from tests.cast import make_cast
from tests.kills.server import serving

LOGIN = "/accounts/login/"
PASSWORD = "a long and quiet river"
FAILURES = 5
"""In five minutes, for one name: the rate that allauth keeps."""


def with_passwords(*users: User) -> None:
    for user in users:
        user.set_password(PASSWORD)
        user.save()


def refuses(user: User) -> bool:
    """Say whether not even the right password is taken."""
    answer = Client().post(LOGIN, {"login": user.email, "password": PASSWORD})
    return answer.status_code == 200 and "Too many failed" in answer.content.decode()


def test_who_failed_at_one_worker_is_not_let_in_by_the_next(committed_db: str) -> None:
    cast = make_cast()
    with_passwords(cast.lies, cast.sam)
    connections.close_all()
    with serving(committed_db) as other_worker:
        for _attempt in range(FAILURES):
            other_worker.send("", LOGIN, {"login": cast.lies.email, "password": "a short one"})
    assert refuses(cast.lies)
    assert not refuses(cast.sam)


@pytest.mark.django_db
def test_another_host_or_port_in_the_request_begins_no_new_count() -> None:
    lies = make_cast().lies
    with_passwords(lies)
    for port in range(FAILURES):
        tried = {"login": lies.email.upper() if port % 2 else lies.email, "password": "a short one"}
        Client().post(LOGIN, tried, HTTP_HOST=f"testserver:{8000 + port}")
    assert refuses(lies)


@pytest.mark.django_db
def test_no_count_says_in_readable_words_whose_it_is() -> None:
    lies = make_cast().lies
    Client().post(LOGIN, {"login": lies.email, "password": "a short one"}, REMOTE_ADDR="192.0.2.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM kernel_sharedcount")
        keys = [row[0] for row in cursor.fetchall()]
    assert keys
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)
