"""Facts: the events of all rooms as one narrow, typed, columnar table without names.

`columns` says what stands in it, `reading` takes it out of the log, `store` keeps it, `tables` says
how it is asked, `local` asks it in this process.
"""

from onward.evidence.facts.columns import FactColumn, columns, register_kind, schema, vocabulary
from onward.evidence.facts.known import known_now
from onward.evidence.facts.local import LocalFacts, open_facts
from onward.evidence.facts.store import FactStore, current_store
from onward.evidence.facts.tables import AsOf, Facts, Given

__all__ = [
    "AsOf",
    "FactColumn",
    "FactStore",
    "Facts",
    "Given",
    "LocalFacts",
    "columns",
    "current_store",
    "known_now",
    "open_facts",
    "register_kind",
    "schema",
    "vocabulary",
]
