"""The lines of what is added up: amounts with their voucher or case, quantities with who reported them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from onward.access.models import User
from onward.evidence.counting import FigureDefinition, kind_in_words
from onward.evidence.counting.listing import Listed
from onward.evidence.documents.naming import Namer
from onward.evidence.hooks import Keys, files_seen, origins_of, references_of
from onward.evidence.policy import told_by_reference
from onward.evidence.queries.recorded import Recorded, recorded
from onward.kernel.text import after_one_another, day_in_words


@dataclass(frozen=True)
class Entry:
    """A line of a list whose numbers add up to the one that is opened.

    Attributes:
        on: the day.
        reference: of the case in which it stands; empty where it stands in none.
        words: what it is, where it stands in no case.
        url: where case or project is; empty where the reader is led nowhere.
        of: the budget line, or for what and where something was reported.
        number: exact.
        written: as the page writes it.
        source: who reported it, and with which workbook; empty of amounts.
        keys: of its case and person: for the audit alone.
    """

    on: date
    reference: str
    words: str
    url: str
    of: str
    number: Decimal
    written: str
    source: str = ""
    keys: Keys = (None, None)


def amounts(events: list[Listed], user: User, namer: Namer) -> list[Entry]:
    """Return each amount that a user may see: by its voucher, or by the case in whose file it stands.

    Who is told all by reference is told every amount, and of vouchers out of sight no more than that.
    """
    keys = {one["position"]: (_key(one["case_key"]), _key(one["person_key"])) for one in events}
    of_cases = {one for one in keys.values() if one[0]}
    all_of_them = told_by_reference(user)
    named = references_of({case for case, _person in of_cases if case}) if all_of_them else {}
    seen = {} if all_of_them else files_seen(user, of_cases)
    about = {one["position"]: key for one in events if (key := _key(one["told_about_key"]))}
    vouchers = origins_of(user, {about[one["position"]] for one in events if _has_voucher(one, about)})
    found: list[Entry] = []
    for one in events:
        mine, number = keys[one["position"]], one["told_amount"]
        line = namer.part("budget-line", one["told_budget_line"]) if one["told_budget_line"] else ""
        written = f"{namer.amount(number)}\N{NO-BREAK SPACE}{one['told_currency']}"
        spent = about.get(one["position"])
        voucher = vouchers.get(spent) if spent else None
        reference, words, url = "", "", ""
        if mine[0]:
            file = seen.get(mine)
            reference, url = (file.reference, file.url) if file else (named.get(mine[0], ""), "")
        elif voucher:
            words, url = voucher.reference, voucher.url
        if all_of_them and not reference and not words:
            words = _("A case") if mine[0] else _("A voucher")
        if reference or words:
            found.append(Entry(one["occurred_on"], reference, words, url, line, number, written, keys=mine))
    return found


def _has_voucher(one: Listed, about: Mapping[int, UUID]) -> bool:
    """Say whether an amount stands in no case, and is about something of its own."""
    return not one["case_key"] and one["position"] in about


def quantities(events: list[Listed], user: User, figure: FigureDefinition, namer: Namer) -> list[Entry]:
    """Return each quantity that was reported: what, for what and where, how many, and by whom it is known."""
    known = recorded([one["position"] for one in events])
    origins = origins_of(user, {key for one in events if (key := _key(one["told_about_key"]))})
    found = []
    for one in events:
        number, origin = one["told_quantity"], _key(one["told_about_key"])
        found_in = origins.get(origin) if origin else None
        source = (found_in.reference if found_in else "", _known(known.get(one["position"])))
        what = kind_in_words(one["told_kind"], figure, namer.library)
        told = after_one_another(filter(None, source))
        found.append(
            Entry(one["occurred_on"], "", what, "", _of(one, namer), number, namer.number(number), told)
        )
    return found


def _known(told: Recorded | None) -> str:
    """Say since when something is known, and in which role it was recorded."""
    if told is None:
        return ""
    words = _("known on %(day)s, by %(who)s") if told.by else _("known on %(day)s")
    return words % {"day": day_in_words(told.known_on), "who": told.by}


def _of(one: Listed, namer: Namer) -> str:
    """Return for what and where something was reported."""
    told = [
        namer.value(column, one[f"told_{column}"])
        for column in ("initiative", "programme", "destination")
        if one[f"told_{column}"]
    ]
    return ", ".join(told)


def _key(value: bytes | None) -> UUID | None:
    return UUID(bytes=value) if value else None
