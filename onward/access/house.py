"""The house itself, at work at night: an actor whom nobody signs in as."""

from dataclasses import dataclass, field
from uuid import UUID

from onward.access.roles import roles

HOUSE = UUID("00000000-0000-4000-8000-686f75736521")
"""Whom events and the audit name where nobody of the staff acted."""


@dataclass(frozen=True)
class TheHouse:
    """Does one kind of thing, with the rights of whoever may do it.

    Attributes:
        verb: what it does; it has the roles that give it, and does nothing where no role does.
    """

    verb: str
    key: UUID = field(default=HOUSE, init=False)
    is_active: bool = field(default=True, init=False)
    office_id: None = field(default=None, init=False)

    @property
    def roles(self) -> list[str]:
        """The codes of the roles that may do it."""
        return [code for code, role in roles().items() if self.verb in role.verbs]
