"""What somebody told in confidence, kept so that only the house reads it, and nobody once its key is gone.

Each person has a key of their own, and each case one for what is told of the household. Under it their words
are sealed in the rows that hold them (`SealedTextField`) and in the audit's lines, which repeat rows. Keys
stand in a table, wrapped under a master key that is not in the database. Whoever destroys a key has erased
all that stood under it, wherever it was copied to (docs/adr/0019-a-key-for-each-person.md).
"""

from onward.access.secrecy.fields import SealedTextField, only_sealed, sealed_fields
from onward.access.secrecy.keys import destroy, hold, subjects_of
from onward.access.secrecy.values import Erased, Opened, is_sealed

__all__ = [
    "Erased",
    "Opened",
    "SealedTextField",
    "destroy",
    "hold",
    "is_sealed",
    "only_sealed",
    "sealed_fields",
    "subjects_of",
]
