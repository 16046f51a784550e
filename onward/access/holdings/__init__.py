"""What the house holds of persons: field by field, in which category of data, and what is left when it goes.

Each room declares its tables in `personal.py`. What is kept how long, what goes when somebody is erased, what
a person is shown of themselves and the register of processing read these declarations, so that none of them
can forget a field: the house does not start where one is not declared.
"""

from onward.access.holdings.categories import DataCategory, categories, register_kinds
from onward.access.holdings.registry import (
    NOTHING_LEFT,
    Holding,
    Left,
    holdings,
    nobodys,
    register_holding,
    register_nobodys,
    register_repeating,
    repeating,
)

__all__ = [
    "NOTHING_LEFT",
    "DataCategory",
    "Holding",
    "Left",
    "categories",
    "holdings",
    "nobodys",
    "register_holding",
    "register_kinds",
    "register_nobodys",
    "register_repeating",
    "repeating",
]
