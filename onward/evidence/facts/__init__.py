"""Facts: the events of all rooms as one narrow, typed, columnar table without names.

`columns` says what stands in it, `reading` takes it out of the log, `store` keeps it, `tables` asks it.
"""

from onward.evidence.facts.columns import FactColumn, columns, register_kind, vocabulary
from onward.evidence.facts.store import FactStore, current_store
from onward.evidence.facts.tables import AsOf, Facts, open_facts

__all__ = [
    "AsOf",
    "FactColumn",
    "FactStore",
    "Facts",
    "columns",
    "current_store",
    "open_facts",
    "register_kind",
    "vocabulary",
]
