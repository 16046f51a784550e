"""The check at start: an office that could not keep what it is told in confidence does not start."""

from typing import Any

from django.core.checks import CheckMessage, Error

from onward.access.problems import MasterKeyMissing
from onward.access.secrecy import masters

NONE = (
    "ONWARD_MASTER_KEYS is missing: what is told in confidence could not be kept. Make one with"
    " `manage.py keys new`, keep it apart from the database and its backups, and set ONWARD_MASTER_KEYS or"
    " ONWARD_MASTER_KEYS_FILE (docs/running.md, “Master keys”)."
)


def at_fault() -> str:
    """Return what is wrong with the master keys that the house was started with; empty where nothing is."""
    try:
        return "" if masters.known() else NONE
    except masters.BadMasterKeys as wrong:
        return f"{wrong} ONWARD_MASTER_KEYS or ONWARD_MASTER_KEYS_FILE has to say otherwise."


def master_keys_are_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Give the fault, if there is one, as an error of Django's system check."""
    wrong = at_fault()
    return [Error(wrong, id=MasterKeyMissing.code)] if wrong else []
