"""The drawn departures in the database, for every test of what was published."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from sample.draw.draw import draw_office
from tests.published.loading import load_told


@pytest.fixture(scope="package", autouse=True)
def sample_office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Put what figures count of the drawn office into the database, and take it out again at the end."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        connection.set_autocommit(False)
        try:
            assert load_told(draw_office()) > 10_000
            yield
        finally:
            connection.rollback()
            connection.set_autocommit(True)
