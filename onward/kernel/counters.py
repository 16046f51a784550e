"""References that do not tell how many there are, such as those of a year's cases."""

import re
from hashlib import blake2b
from uuid import UUID, uuid4

from django.db import connection

from onward.kernel import clock

_ROUNDS = 8
_HALF = re.compile(r"[0-9]{3,8}")
YEARS_BACK = 6
"""Years whose references a number alone is looked for in."""


def next_reference(name: str, digits: int = 5) -> str:
    """Return the next of a row of references that does not tell its place in the row: digits, in no order.

    Who sees some of a year's references finds no gaps that say how many are hidden, and cannot guess one that
    exists from one that is known. None comes twice.

    The row is locked until the transaction ends, so a place that was taken by an action which fails is taken
    again: behind the references the row has no gaps, and its last number says how many there are.
    """
    return next_references(name, 1, digits)[0]


def next_references(name: str, many: int, digits: int = 5) -> list[str]:
    """Return as many next references of a row as are asked for, taken at once: see `next_reference`."""
    last, salt = _next(name, many)
    return [out_of_order(number, salt, digits) for number in range(last - many + 1, last + 1)]


def of_the_last_years(typed: str) -> list[str]:
    """Return the references that a number alone may be the end of, the newest year first.

    They are without their prefix (`26-02637`); none for what is not three to eight digits.
    """
    if not _HALF.fullmatch(typed):
        return []
    year = clock.today().year
    return [f"{then % 100:02d}-{int(typed):05d}" for then in range(year, year - YEARS_BACK, -1)]


def out_of_order(number: int, salt: UUID | None, digits: int = 5) -> str:
    """Return the reference at a place of a row: each place has another one, as the salt of the row has it.

    Args:
        number: the place, from 1.
        salt: random, kept with the row; None for a row that was begun in order and ends so.
        digits: how many; a row that is longer than they allow goes on with one more.
    """
    first, end = 1, 10**digits
    while number >= end:
        first, end, digits = end, end * 10, digits + 1
    if salt is not None:
        number = first + _shuffled(number - first, end - first, salt.bytes)
    return f"{number:0{digits}d}"


def _shuffled(place: int, size: int, salt: bytes) -> int:
    """Return where `place` of `size` lies after shuffling: a Feistel network, walked until it fits.

    Source: 'Ciphers with arbitrary finite domains', CT-RSA 2002 (cycle walking).
    """
    half = ((size - 1).bit_length() + 1) // 2
    while True:
        left, right = divmod(place, 1 << half)
        for turn in range(_ROUNDS):
            mixed = blake2b(b"%d:%d" % (turn, right), key=salt, digest_size=8).digest()
            left, right = right, left ^ (int.from_bytes(mixed) & ((1 << half) - 1))
        place = (left << half) + right
        if place < size:
            return place


def _next(name: str, many: int) -> tuple[int, UUID | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (name, value, salt) VALUES (%s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET value = kernel_counter.value + EXCLUDED.value"
            " RETURNING value, salt",
            [name, many, fresh_salt(name)],
        )
        value, salt = cursor.fetchone()
        return int(value), salt


def fresh_salt(name: str) -> UUID:
    """Return the salt of a row that begins: random. A made-up office puts one that goes by the name here."""
    return uuid4()
