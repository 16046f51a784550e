"""Since when something is taken as known that a workbook brought in, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from onward.evidence.hooks import brought_in
from onward.evidence.queries.changing import Changed
from onward.evidence.queries.recorded import recorded
from onward.kernel.text import day_in_words


@dataclass(frozen=True)
class FromWorkbook:
    """An event of a case that came from a workbook: on which day, and since when it is taken as known."""

    came_on: date
    since: date

    def words(self) -> str:
        """Say both; where it is known only since it came in, that."""
        words = (
            _("brought in on %(day)s from a workbook that says it was known since %(since)s")
            if self.since < self.came_on
            else _("brought in on %(day)s from a workbook")
        )
        told = {"day": self.came_on, "since": self.since}
        return words % {name: day_in_words(day, "j F Y") for name, day in told.items()}


def from_workbooks(found: Iterable[Changed]) -> dict[int, FromWorkbook]:
    """Return position → how it came from a workbook, of what was recorded late and did."""
    added = [one for one in found if one.kind == "added" and one.case]
    came = brought_in({one.case for one in added if one.case})
    known = recorded([one.position for one in added if one.case in came])
    return {
        one.position: FromWorkbook(came[one.case], known[one.position].known_on)
        for one in added
        if one.case in came and one.position in known
    }
