"""What the tables of this room hold of persons: nothing of those whom the office assists."""

from onward.access.holdings import register_nobodys
from onward.records.projects.models import Expenditure


def register() -> None:
    """Declare the tables of this room."""
    register_nobodys(Expenditure, "an amount on a budget line; its note is for the books, and names nobody")
