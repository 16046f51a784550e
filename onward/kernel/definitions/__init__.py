"""Definitions: what the office may change without a programmer, read from YAML and checked whole.

A room registers the kinds of file it understands (`register_kind`); `load_all` reads a folder, tells
every fault of every file at once, and gives a `Library`; `current` hands a room the definition in force.
The kernel knows no kind of its own.
"""

from onward.kernel.definitions.faults import DefinitionFault, DefinitionFaults
from onward.kernel.definitions.in_force import current, current_library, reload_definitions, using
from onward.kernel.definitions.kinds import Kind, add_check, register_kind, registered_kinds
from onward.kernel.definitions.library import Item, Library, Report, as_far_as_told, check_all, load_all
from onward.kernel.definitions.values import Code, ConditionText, Definition, Flag, Text, TimeSpan, span_text

__all__ = [
    "Code",
    "ConditionText",
    "Definition",
    "DefinitionFault",
    "DefinitionFaults",
    "Flag",
    "Item",
    "Kind",
    "Library",
    "Report",
    "Text",
    "TimeSpan",
    "add_check",
    "as_far_as_told",
    "check_all",
    "current",
    "current_library",
    "load_all",
    "register_kind",
    "registered_kinds",
    "reload_definitions",
    "span_text",
    "using",
]
