"""The sheet of a project: who gives the money, from when until when, for what, how much."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onward.evidence.documents.blocks import Sheet
from onward.evidence.documents.naming import Namer
from onward.evidence.editions import Frozen
from onward.evidence.editions.beyond import BEYOND
from onward.evidence.rules import Period
from onward.kernel.definitions import Library, current_library
from onward.kernel.written import day_in_words
from onward.records.projects.definition import Donor, Project


def sheet(code: str, namer: Namer, kept: Library, period: Period) -> Sheet | None:
    """Return the sheet of a project, as an edition keeps it; None of one that ran on no day of its period.

    Args:
        code: of the project.
        namer: says words in the language of the document.
        kept: what the edition keeps. One from before projects were kept shows it as it is now.
        period: of the edition.

    Raises:
        UnknownDefinition: there is no such project.
    """
    library = kept if code in kept.of("projects") else current_library()
    one = cast(Project, library.get("projects", code).body)
    if one.starts > period.last or one.ends < period.first:
        return None
    return Sheet(str(one.name), tuple(sheet_lines(one, library, namer)))


def beyond_words(frozen: Frozen, library: Library) -> list[str]:
    """Return the programmes that an edition says are no part of it, by name in the language that is on."""
    return [_programme(code, library) for code in frozen.values.get(BEYOND, ())]


def _programme(code: str, library: Library) -> str:
    return str(getattr(library.get("programmes", code).body, "name", code))


def sheet_lines(one: Project, library: Library, namer: Namer) -> Iterator[tuple[str, str]]:
    """Give what is said of a project, line by line: what, and its words."""
    donor = cast(Donor, library.get("donors", one.donor).body)
    programmes = [_programme(name, library) for name in one.pays_for]
    lines = [
        (_("Donor"), str(donor.name)),
        (_("Donor’s reference"), one.reference or ""),
        (_("Dates"), _("%(first)s to %(last)s") % {
            "first": day_in_words(one.starts), "last": day_in_words(one.ends)}),
        (_("Duration"), _duration(one.whole_months)),
        (_("Programmes"), namer.several(programmes)),
        (_("Coverage"), str(one.coverage) if one.coverage else ""),
        (_("Partners"), namer.several([str(name) for name in one.partners])),
        (_("Contact"), one.contact or ""),
        (_("Budget"), namer.money(sum((line.amount for line in one.budget), Decimal(0)), one.currency)),
    ]  # fmt: skip
    yield from ((what, words) for what, words in lines if words)


def _duration(months: int) -> str:
    """Return how long whole months are: in years where they are whole ones; nothing of none."""
    years, more = divmod(months, 12)
    if not more and years:
        return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": months} if months else ""
