"""Sealed words for COPY: of rows that come by the thousand, of persons and cases that nobody had before."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from onward.access.secrecy.sealing import Key, Wrapped, new_key

TABLE = "access_subjectkey"
COLUMNS = ("key", "subject", "master", "wrapped", "made_at")


class Sealer:
    """Seals under keys that it makes as they are needed; whoever copies rows in copies these in too."""

    def __init__(self) -> None:
        self._keys: dict[UUID, Key] = {}
        self._made: list[Wrapped] = []

    def seal(self, place: str, subject: UUID, words: str) -> str:
        """Return words sealed for `table.column` of a subject."""
        key = self._keys.get(subject)
        if key is None:
            key, made = new_key(uuid4(), subject)
            self._keys[subject] = key
            self._made.append(made)
        return key.seal(place, words)

    def made(self) -> Sequence[str]:
        """Return the keys made since this was last asked: lines of COPY, without their ends, of `COLUMNS`."""
        made, self._made = self._made, []
        return [f"{one.key}\t{one.subject}\t{one.master}\t\\\\x{one.wrapped.hex()}\tnow" for one in made]
