"""What a run leaves: a signed record of what went under which rule, without what it was.

Each record has the digest of the one before, so that none can be taken out or put in between. The key is
Ed25519 (RFC 8032); whoever has its public half checks records without the house.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from onward.safekeeping.retention.models import Run
from onward.safekeeping.retention.problems import NoSigningKey

FIRST = "0" * 64
"""What stands in the place of a digest in the first record."""


def canonical(told: Mapping[str, Any]) -> str:
    """Return a record as it is signed: JSON with sorted keys and no spaces."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(record: str) -> str:
    """Return the SHA-256 of a record, hexadecimal."""
    return sha256(record.encode()).hexdigest()


def sign(told: Mapping[str, Any]) -> tuple[str, str]:
    """Return a record with the public key in it, and its signature in base64.

    Raises:
        NoSigningKey: none is set up, or what is set up is none.
    """
    key = _key()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    record = canonical({**told, "key": base64.b64encode(public).decode()})
    return record, base64.b64encode(key.sign(record.encode())).decode()


def must_have_a_key() -> None:
    """Refuse to begin what could not be signed.

    Raises:
        NoSigningKey: see `sign`.
    """
    _key()


def _key() -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(
            base64.b64decode(settings.ONWARD_SIGNING_KEY, validate=True)
        )
    except ValueError:
        raise NoSigningKey() from None


@dataclass(frozen=True)
class Checked:
    """A record as it was found: `sound`, `forged` (its signature is not of its key), or `broken` (the record
    before is not the one that it names).
    """

    run: Run
    state: str
    key: str


def check(runs: Iterable[Run]) -> list[Checked]:
    """Check the signatures of the records of runs, and that each follows the one before it.

    Args:
        runs: all that are done, in the order in which they ended.
    """
    found, before = [], FIRST
    for run in runs:
        told = json.loads(run.record)
        state = "sound" if told.get("before") == before else "broken"
        try:
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(told["key"]))
            public.verify(base64.b64decode(run.signature), run.record.encode())
        except (InvalidSignature, ValueError, KeyError):
            state = "forged"
        found.append(Checked(run, state, str(told.get("key", ""))))
        before = digest(run.record)
    return found
