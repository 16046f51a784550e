"""What a cell says: dates, years, countries, coded values. What is not understood is said, never guessed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from babel.numbers import format_decimal
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.kernel.definitions.values import LANGUAGES, Text
from onward.kernel.problems import Problem
from onward.kernel.text import clean
from onward.kernel.written import day_in_words
from onward.records.people.rules import Born, GivenName
from onward.reference.countries import codes, country_name, is_country, is_nationality, parse_country
from onward.reference.countries.finding import fold

_SLASHED = re.compile(r"(\d{1,4})[./ -](\d{1,2})[./ -](\d{1,4})")
_YEAR = re.compile(r"\d{4}")
EARLIEST = 1900
"""No person in the files of an office was born before this year."""
_SHOWN = 40
"""Characters of a cell that are repeated in the sentence on it."""


Why = Literal["formula", "error", "merged", "number"]


@dataclass(frozen=True)
class Unreadable:
    """A cell without a value of its own: a formula, an error of one, part of merged cells; or no number."""

    why: Why
    text: str = ""


Value = str | int | float | bool | date | datetime | Unreadable | None
"""What a reader of workbooks finds in a cell."""


class BadCell(ValueError):
    """A cell that cannot come in, said in the language active now."""


def text_of(value: Value, limit: int = 200) -> str:
    """Return a cell as text; whole numbers without a point.

    Raises:
        BadCell: it has no value of its own, or is longer than `limit`.
    """
    if isinstance(value, Unreadable):
        raise BadCell(_unreadable(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    text = clean(str(value))
    if len(text) > limit:
        raise BadCell(_("This is longer than %(limit)s characters. Shorten it.") % {"limit": limit})
    return text


def name_of(value: Value) -> str:
    """Return a cell as the name of a person; empty where none is told.

    Raises:
        BadCell: no name can be read in it.
    """
    text = text_of(value)
    try:
        return GivenName(full=text).cleaned().full if text else ""
    except Problem as problem:
        raise BadCell(problem.say()) from problem


def _unreadable(value: Unreadable) -> str:
    if value.why == "formula":
        return _("Here stands a formula (%(text)s). Put its result in its place: copy, paste as value.") % {
            "text": value.text[:_SHOWN]
        }
    if value.why == "error":
        return _("Here stands the error %(text)s of a formula. Write the value itself.") % {
            "text": value.text[:_SHOWN]
        }
    if value.why == "number":
        return _("“%(text)s” is no number.") % {"text": value.text[:_SHOWN]}
    return _("This cell is merged with others, and only the first of them has a value. Unmerge, fill each.")


def day_of(value: Value, today: date) -> date | None:
    """Return the day on which something was done for people; a text must have one reading only.

    Raises:
        BadCell: it has none, or several, lies ahead of `today`, or before the first day of all.
    """
    day = _past(value, today)
    if day is not None and day < settings.ONWARD_FIRST_DAY:
        words = _("%(day)s is too long ago: nothing is counted before %(first)s.")
        raise BadCell(words % {"day": said(day), "first": said(settings.ONWARD_FIRST_DAY)})
    return day


def _past(value: Value, today: date) -> date | None:
    day = _day(value)
    if day is not None and day > today:
        raise BadCell(_("%(day)s lies in the future.") % {"day": said(day)})
    return day


def said(day: date) -> str:
    """Return a day in words, in the language active now."""
    return str(day_in_words(day, "j F Y"))


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise BadCell(
            _("%(value)s is a number, not a day. Give the cell the format of a date.")
            % {"value": str(value)[:_SHOWN]}
        )
    text = text_of(value)
    if not text:
        return None
    found = sorted(_readings(text))
    if not found:
        raise BadCell(_("“%(text)s” is no day. Write it as 2018-12-31.") % {"text": text[:_SHOWN]})
    if len(found) > 1:
        raise BadCell(
            _("“%(text)s” may be %(one)s or %(other)s. Write %(first)s or %(second)s.")
            % {
                "text": text,
                "one": said(found[0]),
                "other": said(found[1]),
                "first": found[0].isoformat(),
                "second": found[1].isoformat(),
            }
        )
    return found[0]


def _readings(text: str) -> set[date]:
    """Return the days that a text may mean: year first, or day or month first; two digits are no year."""
    match = _SLASHED.fullmatch(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    if match is None:
        return set()
    one, two, three = match.groups()
    if len(one) == 4:
        orders = [(one, two, three)]
    elif len(three) == 4:
        orders = [(three, two, one), (three, one, two)]
    else:
        return set()
    found = set()
    for order in orders:
        try:
            found.add(date(*map(int, order)))
        except ValueError:
            continue
    return found


def born_of(value: Value, today: date) -> Born:
    """Return when somebody was born: a day, or a year.

    Raises:
        BadCell: it is neither, or lies ahead of today.
    """
    if isinstance(value, int | float) and value in range(EARLIEST, 10_000):
        value = str(int(value))
    if isinstance(value, str) and _YEAR.fullmatch(value.strip()):
        year = int(value)
        if year > today.year:
            raise BadCell(_("Born in %(year)s: that lies in the future.") % {"year": year})
        if year < EARLIEST:
            raise BadCell(_("Born in %(year)s: that is too long ago.") % {"year": year})
        born = Born.in_year(year)
        return Born(born.earliest, min(born.latest or today, today))
    day = _past(value, today)
    if day is not None and day.year < EARLIEST:
        raise BadCell(_("%(day)s is too long ago.") % {"day": said(day)})
    return Born.on(day) if day else Born()


def country_of(value: Value, *, nationality: bool = False) -> str:
    """Return the code of a country (or of a nationality), or nothing for an empty cell.

    Raises:
        BadCell: nobody knows it, or it fits several.
    """
    text = text_of(value)
    if not text:
        return ""
    fits = is_nationality if nationality else is_country
    found = [code for code in parse_country(text).candidates if fits(code)]
    if len(found) == 1:
        return found[0]
    if found:
        meant = ", ".join(f"{code} ({_country(code)})" for code in found)
        raise BadCell(
            _("“%(text)s” fits several countries: %(meant)s. Write the code of the right one.")
            % {"text": text[:_SHOWN], "meant": meant}
        )
    near = _nearest(fold(text), _country_names())
    if near:
        raise BadCell(
            _("Nobody knows the country “%(text)s”. Is it %(near)s (%(name)s)?")
            % {"text": text[:_SHOWN], "near": near, "name": _country(near)}
        )
    raise BadCell(
        _("Nobody knows the country “%(text)s”. Write its two letters, such as AL.") % {"text": text[:_SHOWN]}
    )


def _country(code: str) -> str:
    return str(country_name(code, get_language() or "en"))


@cache
def _country_names() -> dict[str, str]:
    """Return folded name → code, of every country in every language of the house."""
    return {fold(country_name(code, language).bare): code for code in codes() for language in LANGUAGES}


def _nearest(text: str, known: Mapping[str, str]) -> str:
    close = difflib.get_close_matches(text, known, 1, 0.7)
    return known[close[0]] if close else ""


def unknown_word(text: str, known: Iterable[str], near: str = "") -> str:
    """Return that a word is none of those `known`, with the nearest of them, or else with all."""
    near = near or _nearest(text, {one: one for one in known})
    if near:
        return _("“%(text)s” is not known here. Is it “%(near)s”?") % {"text": text[:_SHOWN], "near": near}
    words = _("“%(text)s” is not known here. It may be one of: %(all)s.")
    return words % {"text": text[:_SHOWN], "all": ", ".join(known)}


Options = Mapping[str, Text | str | Promise]
"""Coded values, each with what it is called."""


class Vocabulary:
    """Coded values as they may be written: as code, or as word in any language of the house."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._known = dict(_written(options))

    def code(self, value: Value) -> str:
        """Return the code that a cell means; nothing for an empty one.

        Raises:
            BadCell: there is none; says which is closest.
        """
        text = text_of(value)
        folded = fold(text)
        if not text or folded in self._known:
            return self._known[folded] if text else ""
        raise BadCell(unknown_word(text, self.options, _nearest(folded, self._known)))

    def codes(self, value: Value) -> tuple[str, ...]:
        """Return the codes that a cell lists, parted by semicolons, each once.

        Raises:
            BadCell: one of them is not known.
        """
        parts = (part for part in text_of(value, 1_000).split(";") if part.strip())
        return tuple(dict.fromkeys(map(self.code, parts)))


def _written(options: Options) -> Iterator[tuple[str, str]]:
    for code, words in options.items():
        names = (
            [words.in_language(one) for one in LANGUAGES]
            if isinstance(words, Text)
            else in_every_language(words)
        )
        yield from ((fold(name), code) for name in names)
        yield fold(code), code


def in_every_language(words: str | Promise) -> list[str]:
    """Return what something is called in each language of the house."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(words))
    return found


DECIMALS = 6
"""So many stand behind the point of a quantity at most."""


def quantity_of(value: Value) -> Decimal | None:
    """Return a number that is nought or more, as it stands in a cell; a comma and a point may both be it.

    Raises:
        BadCell: it is no such number, or a point may part thousands as well as decimals.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(str(value))
    else:
        text = text_of(value).replace(" ", "").replace("\u202f", "").replace("\xa0", "")
        if not text:
            return None
        if re.fullmatch(r"\d{1,3}[.,]\d{3}", text):
            raise BadCell(
                _("“%(text)s” may be %(one)s or %(other)s. Write it without a point or comma.")
                % {
                    "text": text,
                    "one": re.sub("[.,]", "", text),
                    "other": text.replace(",", ".").rstrip("0").rstrip("."),
                }
            )
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation as wrong:
            raise BadCell(_("“%(text)s” is no number.") % {"text": text[:_SHOWN]}) from wrong
    if not number.is_finite() or number < 0:
        raise BadCell(_("A quantity is nought or more."))
    if number >= 10**12:
        raise BadCell(_("This number is too large to be one."))
    # Facts hold six decimals: what is finer would be lost there, or could not be read at all.
    if number != round(number, DECIMALS):
        raise BadCell(_("A quantity has %(most)s decimals at most.") % {"most": DECIMALS})
    return Decimal(int(number)) if number == int(number) else number.normalize()


def quantity_said(number: Decimal) -> str:
    """Return a quantity as the language active now writes it, whole."""
    return format_decimal(number, format="#,##0.######", locale=get_language() or "en")
