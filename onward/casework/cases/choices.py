"""Coded values of casework, checked before they are written."""

from onward.reference.choices import IN_THE_FUTURE, SAY_WHAT, check, check_all, listed

MEDICAL_LEVELS = ("none", "mild", "severe")

__all__ = ["IN_THE_FUTURE", "MEDICAL_LEVELS", "SAY_WHAT", "check", "check_all", "listed"]
