"""Editions: what a report prints (`definition`), and its numbers, frozen to come out again (`freezing`)."""

from onward.evidence.editions.definition import (
    Chapter,
    Contents,
    Element,
    Layout,
    ReportDefinition,
    ReportTable,
    register_reports,
    reports,
)
from onward.evidence.editions.donor import DonorLayout, register_donor_reports
from onward.evidence.editions.freezing import (
    Differs,
    Frozen,
    differing,
    each_once,
    freeze,
    freeze_for_donor,
    thaw,
)

__all__ = [
    "Chapter",
    "Contents",
    "Differs",
    "DonorLayout",
    "Element",
    "Frozen",
    "Layout",
    "ReportDefinition",
    "ReportTable",
    "differing",
    "each_once",
    "freeze",
    "freeze_for_donor",
    "register_donor_reports",
    "register_reports",
    "reports",
    "thaw",
]
