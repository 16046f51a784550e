"""What pages tell of a row: a key that no neighbour can be guessed from, and never the number of the row.

Numbers of rows follow one another. Between two that somebody sees, a missing one would prove that there is
a row which they may not see. So forms, addresses and ids tell a row's random `key`; where a table has none,
they tell the number sealed, and only the house opens it again.

Sealing is deterministic authenticated encryption with a synthetic IV: the IV is a code over what is sealed,
and from it comes the mask over the number. A number thus has one seal for each use, in any session and in any
worker, and a link that was sent to a colleague leads on.

Source: Rogaway and Shrimpton, 'Deterministic Authenticated-Encryption', EUROCRYPT 2006, with HMAC for the
pseudorandom function.
"""

import hmac
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac

_HALF = 8
"""Bytes of the code, and of the number."""


def told_as(row: Model) -> str:
    """Return what forms and addresses tell of a row: its random key; where it has none, its number sealed."""
    key = getattr(row, "key", None)
    return str(key) if isinstance(key, UUID) else seal(row._meta.db_table, int(row.pk))


def seal(use: str, number: int) -> str:
    """Return a number sealed for one use, such as the name of its table, written as a UUID is.

    Args:
        use: what the number is of; a seal of another use is not opened as one of this.
        number: from 0, below 2 to the power of 63.
    """
    plain = number.to_bytes(_HALF)
    return str(UUID(bytes=_sealed(_keys(settings.SECRET_KEY), use, plain)))


def unseal(use: str, told: str | UUID) -> int | None:
    """Return the number that was sealed for this use, or None for anything else.

    Seals of a secret that was replaced open while it stands in `SECRET_KEY_FALLBACKS`.
    """
    try:
        given = (told if isinstance(told, UUID) else UUID(told)).bytes
    except ValueError:
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        keys = _keys(secret)
        plain = _masked(keys[1], given[:_HALF], given[_HALF:])
        if constant_time_compare(_sealed(keys, use, plain), given):
            return int.from_bytes(plain)
    return None


def number_in(table: type[Model], told: str | UUID) -> int:
    """Return the number of the row of a table that an address tells; -1, which no row has, for nonsense."""
    number = unseal(table._meta.db_table, told)
    return -1 if number is None else number


@lru_cache(maxsize=8)
def _keys(secret: str) -> tuple[bytes, bytes]:
    """Return the keys for the code and for the mask."""
    code, mask = (
        salted_hmac(f"onward.kernel.sealing.{use}", "", secret=secret, algorithm="sha256").digest()
        for use in ("code", "mask")
    )
    return code, mask


def _sealed(keys: tuple[bytes, bytes], use: str, plain: bytes) -> bytes:
    code = hmac.digest(keys[0], plain + use.encode(), "sha256")[:_HALF]
    return code + _masked(keys[1], code, plain)


def _masked(key: bytes, code: bytes, number: bytes) -> bytes:
    mask = hmac.digest(key, code, "sha256")[:_HALF]
    return bytes(one ^ other for one, other in zip(number, mask, strict=True))
