"""Being the owner for a moment: the one way in which Django reaches the tables' own role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from onward.web.database import parse_url


@contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """Connect `alias` as the role of `DATABASE_OWNER_URL` while the block runs.

    A connection that a test has put elsewhere keeps its place, and only changes its role.
    """
    connection = connections[alias]
    before = dict(connection.settings_dict)
    owner = parse_url(settings.DATABASE_OWNER_URL)
    configured = parse_url(settings.DATABASE_URL)
    connection.close()
    if all(before[key] == configured[key] for key in ("NAME", "HOST", "PORT")):
        connection.settings_dict.update(owner)
    else:
        connection.settings_dict.update({key: owner[key] for key in ("USER", "PASSWORD")})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
