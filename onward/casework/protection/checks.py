"""What can be wrong with the marks that `choices.yaml` puts on files."""

from typing import cast

from django.utils.translation import gettext as _

from onward.access.models import Restriction
from onward.casework.protection.rules import LEVELS, VULNERABILITIES
from onward.kernel.definitions import Item, Library, Report
from onward.reference.choices import ChoiceList


def marks_are_asked_for(item: Item, library: Library, report: Report) -> None:
    """Report marks that nobody knows, marks where nobody looks for them, and a mark that no option asks for.

    The last would let files stay open that are to be restricted, and nobody would be told.
    """
    listed = cast(ChoiceList, item.body)
    for field, marks in (("restricts", listed.restricts), ("restricted", listed.restricted)):
        for option, mark in marks.items():
            if mark not in Restriction.Category.values:
                report.unknown(item, (field, option), _("mark"), mark, Restriction.Category.values)
        if marks and item.code not in (VULNERABILITIES, LEVELS):
            wrong = _("nothing that is found of a traveller comes from this list")
            right = _("Put marks on options of: %(known)s") % {"known": f"{VULNERABILITIES}, {LEVELS}"}
            report(item, (field,), wrong, right, key=True)
    if item.code == VULNERABILITIES:
        lists = library.whole("choices")
        asked = {mark for one in lists.values() for mark in cast(ChoiceList, one.body).restricts.values()}
        for mark in sorted(set(Restriction.Category.values) - asked):
            wrong = _("no option asks for the mark “%(mark)s”: no file would get it") % {"mark": mark}
            right = _("Name the option that does, under “restricts”")
            report(item, ("restricts",) if listed.restricts else ("options",), wrong, right, key=True)
