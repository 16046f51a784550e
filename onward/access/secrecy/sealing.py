"""How words are sealed and keys are wrapped: AES-256-GCM, with what the words belong to as additional data.

Nothing here knows a database. A sealed value is a text, `s1.`, the random name of the key in hexadecimal, a
dot, and nonce and cipher text in base64url. The name of the key stands in front, so that the database finds
the key; it tells no more than that two values are under the same one.
"""

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from onward.access.problems import MasterKeyWrong, SealedOtherwise
from onward.access.secrecy import masters

PREFIX = "s1."
PATTERN = r"s1\.[0-9a-f]{32}\.[A-Za-z0-9_-]{120,}={0,2}"
"""What every sealed value looks like, for Python and for PostgreSQL; the shortest one has 123 letters."""
NONCE = 12
"""Bytes. At random: a key seals a person's words alone, far below the 2 to the power of 32 that are safe."""
BUCKET = 64
"""Bytes that the plain text is filled up to a multiple of: its length tells little of what it says."""
_LENGTH = 4
_SEALED = re.compile(PATTERN)


class Wrapped(NamedTuple):
    """A subject's key as the database keeps it.

    Attributes:
        key: its random name.
        subject: random key of the person or the case that it is for.
        master: name of the master key that it is wrapped under.
        wrapped: nonce, cipher text and code: 60 bytes.
    """

    key: UUID
    subject: UUID
    master: str
    wrapped: bytes


class Key:
    """A subject's key, ready to seal and to open with."""

    __slots__ = ("_cipher", "name", "subject")

    def __init__(self, name: UUID, subject: UUID, secret: bytes) -> None:
        self.name, self.subject, self._cipher = name, subject, AESGCM(secret)

    def seal(self, place: str, words: str) -> str:
        """Return words sealed for one place (`table.column`) of this subject."""
        plain = words.encode()
        plain = len(plain).to_bytes(_LENGTH) + plain
        plain += bytes(-len(plain) % BUCKET)
        nonce = os.urandom(NONCE)
        hidden = nonce + self._cipher.encrypt(nonce, plain, _belongs(place, self.subject))
        return f"{PREFIX}{self.name.hex}.{urlsafe_b64encode(hidden).decode()}"

    def open(self, place: str, stored: str) -> str:
        """Return the words of a sealed value.

        Raises:
            SealedOtherwise: it was sealed for another place or subject, or was altered.
        """
        try:
            hidden = urlsafe_b64decode(stored.rpartition(".")[2])
            plain = self._cipher.decrypt(hidden[:NONCE], hidden[NONCE:], _belongs(place, self.subject))
        except (InvalidTag, ValueError):
            raise SealedOtherwise(place=place) from None
        end = _LENGTH + int.from_bytes(plain[:_LENGTH])
        return plain[_LENGTH:end].decode()


def looks_sealed(text: str) -> bool:
    """Say whether a text is a sealed value."""
    return text.startswith(PREFIX) and _SEALED.fullmatch(text) is not None


def named_in(stored: str) -> UUID:
    """Return the name of the key that a sealed value is under."""
    return UUID(stored[len(PREFIX) : len(PREFIX) + 32])


def new_key(name: UUID, subject: UUID) -> tuple[Key, Wrapped]:
    """Make a key for a subject, and wrap it under the first master key."""
    secret = AESGCM.generate_key(bit_length=masters.LENGTH * 8)
    return Key(name, subject, secret), wrap(name, subject, secret)


def wrap(name: UUID, subject: UUID, secret: bytes) -> Wrapped:
    """Wrap the bytes of a key under the first master key."""
    master, cipher = masters.first()
    nonce = os.urandom(NONCE)
    return Wrapped(name, subject, master, nonce + cipher.encrypt(nonce, secret, _of(name, subject)))


def unwrap(one: Wrapped) -> Key:
    """Return the key that was wrapped.

    Raises:
        MasterKeyMissing: its master key is not here.
        MasterKeyWrong: the master key of that name is another one, or the row was altered.
    """
    return Key(one.key, one.subject, secret_of(one))


def secret_of(one: Wrapped) -> bytes:
    """Return the bytes of a wrapped key, to be wrapped anew; raises as `unwrap` does."""
    cipher = masters.of(one.master)
    try:
        return cipher.decrypt(one.wrapped[:NONCE], one.wrapped[NONCE:], _of(one.key, one.subject))
    except InvalidTag:
        raise MasterKeyWrong(master=one.master) from None


def _belongs(place: str, subject: UUID) -> bytes:
    return f"{PREFIX}{place} ".encode() + subject.bytes


def _of(name: UUID, subject: UUID) -> bytes:
    return name.bytes + subject.bytes
