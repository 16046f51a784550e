"""What history hangs on the page of a case: its numbers in the files of before."""

from onward.access.models import User
from onward.access.policy import may
from onward.casework.cases.panels import Panel, Shown
from onward.history import queries
from onward.history.policy import TAKE_BACK

NUMBER = "number_of_before"
"""The attribute of a case on its page that has its number in the files of before."""


def numbers(user: User, shown: Shown) -> Panel | None:
    """Return the sheet of the numbers that a case, and those of it in sight, have in the files of before."""
    number = getattr(shown.case, NUMBER, None)
    if not number:
        return None
    names = shown.names
    own = queries.own_numbers(shown.case.key, names)
    persons = [(name, own[key]) for key, (name, _native) in names.items() if key in own]
    takes_back = shown.case.key if may(user, TAKE_BACK) else None
    told = {"number": number, "persons": persons, "takes_back": takes_back}
    return Panel("history/_numbers.html", told, order=60, aside=True)
