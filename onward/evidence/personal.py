"""What the tables of this room hold of persons: numbers of many, and nobody's row."""

from onward.access.holdings import register_nobodys
from onward.evidence.models import Decision, Edition, Judgement, KeptQuestion


def register() -> None:
    """Declare the tables of this room."""
    register_nobodys(Edition, "frozen numbers and the definitions by which they are counted")
    register_nobodys(Judgement, "which of these numbers the public may be shown")
    register_nobodys(Decision, "who of the staff published an edition, for whom and why")
    register_nobodys(KeptQuestion, "a question of somebody of the staff on numbers")
