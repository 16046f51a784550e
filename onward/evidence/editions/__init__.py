"""Editions: what a report prints (`definition`), and its numbers, frozen to come out again (`freezing`)."""

from onward.evidence.editions.definition import (
    Chapter,
    Contents,
    Element,
    ReportDefinition,
    ReportTable,
    register_reports,
    reports,
)
from onward.evidence.editions.freezing import Differs, Frozen, differing, freeze, thaw

__all__ = [
    "Chapter",
    "Contents",
    "Differs",
    "Element",
    "Frozen",
    "ReportDefinition",
    "ReportTable",
    "differing",
    "freeze",
    "register_reports",
    "reports",
    "thaw",
]
