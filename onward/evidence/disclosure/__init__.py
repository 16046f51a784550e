"""What an edition may show: which numbers are left out, and what could be found out of them all the same.

`protect` chooses what to hide; `audit` says, for any choice, between which whole numbers each hidden number
could lie. Pure decisions: nothing here reads a database or knows who asks. Internal copies are exact and do
not pass through here.
"""

from onward.evidence.disclosure.alike import maybe_nought
from onward.evidence.disclosure.amounts import is_sensitive
from onward.evidence.disclosure.auditing import audit
from onward.evidence.disclosure.between import between
from onward.evidence.disclosure.cells import (
    Audit,
    Backing,
    Cell,
    Edition,
    Holds,
    Knowledge,
    Note,
    Protected,
    Release,
    Share,
    Span,
    Table,
    share_told,
)
from onward.evidence.disclosure.choosing import Doing, TooLongError, protect, protect_in_time
from onward.evidence.disclosure.known import known_since

__all__ = [
    "Audit",
    "Backing",
    "Cell",
    "Doing",
    "Edition",
    "Holds",
    "Knowledge",
    "Note",
    "Protected",
    "Release",
    "Share",
    "Span",
    "Table",
    "TooLongError",
    "audit",
    "between",
    "is_sensitive",
    "known_since",
    "maybe_nought",
    "protect",
    "protect_in_time",
    "share_told",
]
