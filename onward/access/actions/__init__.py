"""The only writers of users, of offices, and of what the data-protection officer has seen."""

from onward.access.actions.offices import NO_CODE, NO_COUNTRY, Reached, change_office, make_office
from onward.access.actions.users import (
    Particulars,
    change_user,
    choose_language,
    close_user,
    give_link,
    make_user,
    reopen_user,
    see_opening,
)

__all__ = [
    "NO_CODE",
    "NO_COUNTRY",
    "Particulars",
    "Reached",
    "change_office",
    "change_user",
    "choose_language",
    "close_user",
    "give_link",
    "make_office",
    "make_user",
    "reopen_user",
    "see_opening",
]
