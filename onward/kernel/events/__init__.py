"""Facts that happened: written once, never changed, mended by a correction that supersedes."""

from onward.kernel.events.types import Code, Codes, EventType, corrected, event_type, event_types

__all__ = ["Code", "Codes", "EventType", "corrected", "event_type", "event_types"]
