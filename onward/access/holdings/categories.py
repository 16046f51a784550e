"""What `definitions/data-categories.yaml` says: the kinds of data that the house holds of persons."""

from collections.abc import Mapping
from typing import cast

from onward.kernel.definitions import Code, Definition, Flag, Text, current_library, register_kind

KIND = "data-categories"


class DataCategory(Definition):
    """A category of personal data, as the register of processing names it.

    Attributes:
        code: what tables say of their fields.
        name: as pages show it.
        about: what it covers, in a sentence.
        special: whether it is of the special categories of Article 9 of the GDPR, or tells as much.
        sealed: whether what is told of it stands in the database sealed (`access.secrecy`).
    """

    code: Code
    name: Text
    about: Text
    special: Flag = False
    sealed: Flag = False


def register_kinds() -> None:
    """Register the kind; called when the house starts."""
    register_kind(KIND, DataCategory, one_file=True)


def categories() -> Mapping[str, DataCategory]:
    """Return the categories by code, as they are in force."""
    return {code: cast(DataCategory, item.body) for code, item in current_library().of(KIND).items()}
