"""The columns of the two sheets: what they are called, what they mean, and which values they take.

Programmes, channels, services and all other coded values come from the definitions, so an office that defines
another service finds a column for it in the next template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Channel
from onward.history.workbook.cells import Options, in_every_language
from onward.kernel.definitions import current_library
from onward.records.people.models import Sex
from onward.records.projects import queries as projects
from onward.reference.choices import listed
from onward.reference.countries.finding import fold

Words = str | Promise
HELP = "help."
"""What columns of help begin with; the code of the service follows."""


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes:
        code: what programs and CSV files may call it.
        heading: what the template calls it.
        meaning: a line for the sheet of instructions.
        required: whether each row has it.
        options: its coded values, where it has some; offered in a list.
        several: whether a cell may hold several of them, so that no list can be offered.
        day: whether it holds a day.
    """

    code: str
    heading: Words
    meaning: Words
    required: bool = False
    options: Callable[[], Options] | None = None
    several: bool = False
    day: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook; `columns` are asked anew, as definitions may change."""

    code: str
    title: Words
    columns: Callable[[], list[Column]]

    def named(self, title: str) -> bool:
        """Say whether a sheet is called so, in any language of the house."""
        return fold(title) in {fold(one) for one in (self.code, *in_every_language(self.title))}

    def by_heading(self) -> dict[str, str]:
        """Return each heading that is understood, folded, with the code of its column."""
        return {
            fold(words): column.code
            for column in self.columns()
            for words in (column.code, *in_every_language(column.heading))
        }


def programme_options() -> Options:
    """Return the programmes in force, by code."""
    return {rules.definition.code: rules.definition.name for rules in programmes.offered()}


def work_options() -> Options:
    """Return what quantities are reported of: programmes, and initiatives that keep no files."""
    return {**programme_options(), **{code: one.name for code, one in projects.initiatives().items()}}


def works_of(office: str) -> dict[str, str]:
    """Return what quantities of an office are reported of, by code, with its name."""
    offered = (rules.definition for rules in programmes.offered())
    own = {one.code: str(one.name) for one in offered if one.office == office}
    return own | {code: str(one.name) for code, one in projects.initiatives().items() if one.office == office}


def channel_options() -> Options:
    """Return the channels by which people come."""
    items = current_library().of("channels").items()
    return {code: cast(Channel, item.body).name for code, item in items}


SEXES: Options = dict(Sex.choices)
YES_NO: Mapping[str, Words] = {"yes": _("yes"), "no": _("no")}
MEDICAL: Mapping[str, Words] = {
    "none": _("no medical needs"),
    "mild": _("lesser medical needs"),
    "severe": _("severe medical needs"),
}
STATES: Mapping[str, Words] = {
    "asked": _("help asked for"),
    "granted": _("help granted"),
    "declined": _("help declined"),
    "drawn": _("help drawn"),
}


def _help() -> list[Column]:
    """Return a column for each service that is asked for, in the words of its programme."""
    found: dict[str, Column] = {}
    for rules in programmes.offered():
        for code, service in rules.definition.services.items():
            if service.asked_for:
                found[code] = Column(
                    HELP + code,
                    format_lazy(_("Help: {service}"), service=lazystr(service.name)),
                    _("How far this help came. Empty: it was not asked for."),
                    options=lambda: STATES,
                )
    return list(found.values())


_BEFORE_HELP = (
    Column(
        "case",
        _("Case"),
        _("Number of the case in your files. Rows with the same number are one household."),
        True,
    ),
    Column(
        "person",
        _("Person"),
        _(
            "Number of the person within the case: 1, 2, 3. With the case it is the name of the "
            "row, so that no row comes in twice. Without it, the row itself is."
        ),
    ),
    Column(
        "own_number",
        _("Own number"),
        _(
            "Number of the person in all your files, if there is one. The same number in two cases "
            "is the same person, in two offices too."
        ),
    ),
    Column("programme", _("Programme"), _("Under which programme."), True, programme_options),
    Column("channel", _("Channel"), _("By whom the household came to the office."), True, channel_options),
    Column("name", _("Name"), _("May stay empty: figures need no name.")),
    Column("sex", _("Sex"), _("Empty: not known."), options=lambda: SEXES),
    Column("born", _("Born"), _("Day of birth, or the year alone. Empty: not known.")),
    Column("nationality", _("Nationality"), _("Two letters, or the name of the country. Empty: not known.")),
    Column("departure_country", _("Left from"), _("Country. Empty: that of the programme.")),
    Column("destination", _("Destination"), _("Country of return: two letters, or its name."), True),
    Column(
        "opened_on",
        _("Opened on"),
        _("When the household applied. Empty: the day of departure."),
        day=True,
    ),
    Column(
        "departed_on",
        _("Departed on"),
        _("Day of departure. As a date, or as text such as 2018-12-31."),
        True,
        day=True,
    ),
    Column(
        "vulnerabilities",
        _("Vulnerabilities"),
        _("Codes, parted by semicolons."),
        options=lambda: listed("vulnerabilities"),
        several=True,
    ),
    Column(
        "medical",
        _("Medical needs"),
        _("How much health weighed on the journey. Empty: not told."),
        options=lambda: MEDICAL,
    ),
    Column(
        "accompanied",
        _("With a parent or guardian"),
        _("Of children: whether a parent or lawful guardian travelled along. Empty: not known."),
        options=lambda: YES_NO,
    ),
    Column(
        "escorts",
        _("Escorts"),
        _("Codes, parted by semicolons."),
        options=lambda: listed("escort-kinds"),
        several=True,
    ),
)
_AFTER_HELP = (
    Column(
        "help_kind",
        _("Kind of help"),
        _("What the help was for. Empty: not told."),
        options=lambda: listed("reintegration-kinds"),
    ),
    Column(
        "known_on",
        _("Known on"),
        _(
            "When the office knew this. Empty: the day on which it comes in; a figure as of an "
            "earlier day then says that nothing was recorded."
        ),
        day=True,
    ),
)
_QUANTITIES = (
    Column("programme", _("Programme"), _("Programme, or initiative without files."), True, work_options),
    Column(
        "what",
        _("What"),
        _("What is counted, in a word of small letters, digits and hyphens: people-reached."),
        True,
    ),
    Column("place", _("Place"), _("Country: two letters, or its name. Empty: nowhere in particular.")),
    Column(
        "day",
        _("Day"),
        _("Day on which it counts: the last day of a month, if it is one of a month."),
        True,
        day=True,
    ),
    Column("quantity", _("Quantity"), _("How many: nought or more."), True),
    Column(
        "number",
        _("Number in your files"),
        _(
            "Number of this row in your files, if there is one. With it, two of one kind, place and day are "
            "two, and the row is known again whatever else in it changes. Without it, what, for whom, where "
            "and when are the name of the row."
        ),
    ),
    Column("known_on", _("Known on"), _("As on the sheet of persons."), day=True),
)

PERSONS = Sheet("persons", _("Persons"), lambda: [*_BEFORE_HELP, *_help(), *_AFTER_HELP])
QUANTITIES = Sheet("quantities", _("Quantities"), lambda: list(_QUANTITIES))
SHEETS = (PERSONS, QUANTITIES)
GIVEN = ("given-known-on", _("Known to the office on (the day given with the file, no cell)"))
"""What is said of the day that was given beside the file: no cell of a row, and no column."""
REASON = ("reason", _("What is wrong"))
"""The column that bad rows come back with; what stands in it is not read."""
