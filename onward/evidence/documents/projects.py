"""The sheet of a project: who gives the money, from when until when, for what, how much."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_currency
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onward.evidence.documents.blocks import Sheet
from onward.evidence.documents.naming import Namer
from onward.kernel.definitions import current_library
from onward.kernel.written import day_in_words


def sheet(code: str, namer: Namer) -> Sheet:
    """Return the sheet of a project, as its definition is in force now.

    Raises:
        UnknownDefinition: there is no such project.
    """
    library = current_library()
    one: Any = library.get("projects", code).body
    donor: Any = library.get("donors", one.donor).body
    programmes: list[Any] = [library.get("programmes", name).body for name in one.pays_for]
    months = one.whole_months
    duration = ngettext("%(months)s month", "%(months)s months", months) % {"months": months}
    lines = [
        (_("Donor"), str(donor.name)),
        (_("Reference of the donor"), one.reference or ""),
        (_("Dates"), _("%(first)s to %(last)s") % {
            "first": day_in_words(one.starts), "last": day_in_words(one.ends)}),
        (_("Duration"), duration if months else ""),
        (_("Programmes"), namer.several([str(programme.name) for programme in programmes])),
        (_("Coverage"), str(one.coverage) if one.coverage else ""),
        (_("Partners"), namer.several([str(name) for name in one.partners])),
        (_("Contact"), one.contact or ""),
        (_("Budget"), format_currency(
            sum(line.amount for line in one.budget), one.currency, locale=namer.language)),
    ]  # fmt: skip
    return Sheet(str(one.name), tuple((what, words) for what, words in lines if words))
