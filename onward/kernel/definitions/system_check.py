"""The check at start: no command of the house runs on definitions that have faults."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from onward.kernel.definitions.in_force import definitions_root
from onward.kernel.definitions.library import check_all


def definitions_are_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Give each fault of the definitions as an error of Django's system check."""
    _library, faults = check_all(definitions_root())
    return [Error(str(fault), id="onward.definitions") for fault in faults]
