"""Sealed values on their way out of the database: what a row tells, and what is left of what was erased."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import pgettext

from onward.access.problems import SealedOtherwise
from onward.access.secrecy import keys
from onward.access.secrecy.sealing import Wrapped, looks_sealed, named_in, unwrap

APART = "|"
"""What the database sets between a value and what opens it; in none of these parts."""


class Opened(str):
    """Words as they were told, with the sealed value that they came from.

    Attributes:
        stored: the sealed value.
        place: `table.column` that it was sealed for.
        subject: whose key it is under.
    """

    stored: str
    place: str
    subject: UUID


class Erased(str):
    """What stands where words were whose key is gone: a word in the reader's language.

    Attributes:
        stored: the sealed value, which nobody opens any more.
    """

    stored: str


def is_sealed(value: object) -> bool:
    """Say whether a value, such as one in a line of the audit, is words that were sealed."""
    return isinstance(value, str) and looks_sealed(value)


def opened(place: str, stored: str, wrapped: Wrapped | None, whose: UUID | None = None) -> Opened | Erased:
    """Return the words of a sealed value, or what stands for them once its key is gone.

    Args:
        place: `table.column` where the value was found.
        stored: the value.
        wrapped: the key that it names, as the database has it; None where it has it no more.
        whose: the person or case whose row it was found in, where that is known.

    Raises:
        SealedOtherwise: it is somebody else's value, or another column's.
        MasterKeyMissing: the master key of its key is not here.
        MasterKeyWrong: the master key of that name is another one.
    """
    if wrapped is None:
        gone = Erased(pgettext("words that nobody can read any more", "[erased]"))
        gone.stored = stored
        return gone
    if whose is not None and whose != wrapped.subject:
        raise SealedOtherwise(place=place)
    words = Opened(unwrap(wrapped).open(place, stored))
    words.stored, words.place, words.subject = stored, place, wrapped.subject
    return words


def read(told: str, place: str) -> Opened | Erased:
    """Return what a column of the database tells: see `fields.with_its_key` for how it is asked.

    A value that came without its key, from an expression of somebody's own, is looked up; `place` is then
    where it is from.
    """
    stored, *more = told.split(APART)
    if not more:
        return opened(place, stored, keys.named([named_in(stored)]).get(named_in(stored)))
    place, whose, *key = more
    wrapped = Wrapped(named_in(stored), UUID(key[0]), key[1], bytes.fromhex(key[2])) if key else None
    return opened(place, stored, wrapped, UUID(whose) if whose else None)


def opened_together(values: Iterable[tuple[str, str]]) -> Mapping[str, Opened | Erased]:
    """Return the words of many sealed values by these, their keys asked for at once.

    Args:
        values: (`table.column`, sealed value) each.

    Raises:
        SealedOtherwise, MasterKeyMissing, MasterKeyWrong: as `opened`.
    """
    wanted = [(place, stored) for place, stored in dict.fromkeys(values) if looks_sealed(stored)]
    found = keys.named({named_in(stored) for _place, stored in wanted}) if wanted else {}
    return {stored: opened(place, stored, found.get(named_in(stored))) for place, stored in wanted}
