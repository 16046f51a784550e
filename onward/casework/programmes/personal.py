"""What the tables of this room hold of persons: nothing."""

from onward.access.holdings import register_nobodys
from onward.casework.programmes.models import ProgrammeVersion


def register() -> None:
    """Declare the tables of this room."""
    register_nobodys(ProgrammeVersion, "the text of a programme")
