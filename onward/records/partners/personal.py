"""What the tables of this room hold of persons: nothing of those whom the office assists."""

from onward.access.holdings import register_nobodys
from onward.records.partners.models import ContactPerson, Desk, Organisation, RotaDay


def register() -> None:
    """Declare the tables of this room."""
    register_nobodys(Organisation, "an organisation")
    register_nobodys(Desk, "a desk of an organisation, and how it is reached")
    register_nobodys(ContactPerson, "somebody of an organisation")
    register_nobodys(RotaDay, "which organisation or colleague is at a desk on a day")
