"""Money that is in use, by the ISO 4217 codes and the dates of the Unicode CLDR.

ISO 4217 has codes besides for what nobody pays with: gold (`XAU`), units of account (`XDR`), tests (`XTS`),
no currency at all (`XXX`).
"""

from datetime import date
from functools import cache

from babel.core import get_global

from onward.kernel import clock

LOOKING_BACK = 10
"""Years: what was paid in kuna, in use until 2022, may still be recorded."""


def currencies_in_use() -> frozenset[str]:
    """Return the codes of what was legal tender somewhere today, or in the last ten years."""
    return _since(clock.today().year - LOOKING_BACK)


@cache
def _since(year: int) -> frozenset[str]:
    found = set()
    for currencies in get_global("territory_currencies").values():
        for code, _begin, end, tender in currencies:
            if tender and (end is None or date(*end) >= date(year, 1, 1)):
                found.add(code)
    return frozenset(found)
