"""The tables of casework: the file and its travellers, the work on it, papers of the return, and holds."""

from onward.casework.cases.models.file import STANDS, Case, HandOver, Traveller, Vulnerability
from onward.casework.cases.models.holds import Hold, HoldRelease
from onward.casework.cases.models.papers import CashHandover, Declaration, FunderApproval
from onward.casework.cases.models.work import Document, Note, Session, Task

__all__ = [
    "STANDS",
    "Case",
    "CashHandover",
    "Declaration",
    "Document",
    "FunderApproval",
    "HandOver",
    "Hold",
    "HoldRelease",
    "Note",
    "Session",
    "Task",
    "Traveller",
    "Vulnerability",
]
