"""The only writers of protection: assessments, guardians, marks on files, and breaking their seal."""

from onward.access.actions import see_opening
from onward.casework.protection.actions.assessing import Paper, ask_assessment, decide_assessment
from onward.casework.protection.actions.guarding import (
    name_guardian,
    record_guardian_agreement,
    withdraw_guardian_agreement,
)
from onward.casework.protection.actions.sealing import (
    break_glass,
    lift_restriction,
    mark,
    restrict,
)

__all__ = [
    "Paper",
    "ask_assessment",
    "break_glass",
    "decide_assessment",
    "lift_restriction",
    "mark",
    "name_guardian",
    "record_guardian_agreement",
    "restrict",
    "see_opening",
    "withdraw_guardian_agreement",
]
