"""The master keys: named, outside the database, the first of them the one that new keys are wrapped under."""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from onward.access.problems import MasterKeyMissing

LENGTH = 32
"""Bytes of a key: AES-256."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class BadMasterKeys(ValueError):
    """What is given as master keys cannot be read; its words repeat nothing of them."""


def parse(text: str) -> dict[str, bytes]:
    """Return the keys of a setting or a file, by their names and in their order.

    Args:
        text: `name:key` each, the key 32 bytes in base64, one after a comma or on a line; what follows a `#`
            on a line is a comment.

    Raises:
        BadMasterKeys: one of them is no such thing, or two have one name.
    """
    found: dict[str, bytes] = {}
    lines = (line.partition("#")[0] for line in text.splitlines())
    for one in filter(None, (part.strip() for line in lines for part in line.split(","))):
        name, colon, told = one.partition(":")
        if not colon or not _NAME.fullmatch(name):
            raise BadMasterKeys("A master key is written name:key, the name in small letters and digits.")
        if name in found:
            raise BadMasterKeys(f"Two master keys are called {name}.")
        try:
            key = base64.b64decode(told.strip(), validate=True)
        except binascii.Error:
            key = b""
        if len(key) != LENGTH:
            raise BadMasterKeys(f"The master key {name} is not 32 bytes in base64.")
        found[name] = key
    return found


def made(name: str) -> str:
    """Return a new master key as `parse` reads it."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(LENGTH)).decode()}"


def known() -> Mapping[str, AESGCM]:
    """Return the master keys that the house was started with.

    Raises:
        BadMasterKeys: they cannot be read.
    """
    return _known(settings.MASTER_KEYS)


@lru_cache(maxsize=4)
def _known(text: str) -> dict[str, AESGCM]:
    return {name: AESGCM(key) for name, key in parse(text).items()}


def first() -> tuple[str, AESGCM]:
    """Return the name and the key that whatever is new is wrapped under.

    Raises:
        MasterKeyMissing: the house was started without any.
    """
    for name, key in known().items():
        return name, key
    raise MasterKeyMissing(master="-")


def of(name: str) -> AESGCM:
    """Return the master key of a name.

    Raises:
        MasterKeyMissing: the house was started without it.
    """
    try:
        return known()[name]
    except KeyError:
        raise MasterKeyMissing(master=name) from None
