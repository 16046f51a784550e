"""What the tables of this room hold of persons: the numbers that they had in the files of before."""

from onward.access.holdings import Left, register_holding, register_nobodys
from onward.history.models import Import, ImportedRow


def register() -> None:
    """Declare the tables of this room."""
    register_nobodys(Import, "a workbook: its name, who brought it in, and a digest of its bytes")
    register_holding(
        ImportedRow,
        whose=("person_key",),
        told={
            "number": "identity",
            "case_number": "identity",
            "own_number": "identity",
            "content": "identity",
        },
        coded={
            "case_key": "casework",
            "person_key": "identity",
            "taken_back_on": "casework",
            "instead_of": "casework",
        },
        plain=("imported", "office"),
        left=Left.ROW,
    )
