"""The page as a file: one row a number, in words that a spreadsheet cannot mistake for a formula."""

import csv
import io
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from onward.evidence.figures import FIGURES, UNITS
from onward.evidence.pages import Chapter, Guarded, Table, Trends
from onward.reference.countries import Footnotes

Cells = tuple[str | int, ...]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters by which a spreadsheet takes a cell for a formula (OWASP, CSV injection)."""


def rows(page: Trends, notes: Footnotes) -> list[Cells]:
    """Return the lines of the file: heads, numbers, then how to read them and the notes on names."""
    asked = page.question
    head = (
        *(
            _("programme"),
            _("figure"),
            _("part"),
            _("counted"),
            _("from"),
            _("until and including"),
            _("number"),
        ),
        *(_("share in percent"), _("share of")),
        *(_("compared from"), _("compared until"), _("number then"), _("as known at the end of")),
    )
    now = (str(asked.period.first), str(asked.period.last))
    before = (str(asked.against.first), str(asked.against.last))
    lines: list[Cells] = [head]
    for chapter in page.chapters:
        for figure, part, number, then, share, base in _numbers(chapter):
            unit = str(UNITS[FIGURES[figure].counts])
            name = str(FIGURES[figure].name)
            told = (chapter.name, name, part, unit, *now, number, share, base, *before, then, str(page.on))
            lines.append(told)
    lines += [(line,) for line in (*page.limits, *method(page), *notes.lines())]
    return lines


def method(page: Trends) -> list[str]:
    """Return how the numbers are to be read, a sentence each."""
    told = [_("Sample office: every person here is made up.")] if settings.SYNTHETIC else []
    told += [
        _("A return is one departure of one person, counted on its day. Persons, cases and returns differ."),
        _("Shares are rounded to whole percent, half upwards, and need not add up to 100."),
        _("Programmes stand side by side and are never added up."),
        _("A person may be vulnerable in several ways: those rows are not to be added up."),
    ]
    if page.withheld:
        told.append(_("Children alone, victims of trafficking and medical needs are not part of this copy."))
    elif not page.exact:
        told.append(_("Small numbers, and others from which they could be worked out, are not shown."))
    else:
        told.append(
            _(
                "This is an internal copy: small numbers stand as they are. "
                "Hide them before anything is published."
            )
        )
    return told


def _numbers(chapter: Chapter) -> Iterator[tuple[str, str, str | int, str | int, str | int, str | int]]:
    """Give figure, part, number, number then, share and base of each line of a programme."""
    for number in chapter.numbers.values():
        base = chapter.numbers["persons"].now if number.share is not None else ""
        yield number.code, "", number.now, number.before, _or_blank(number.share), base
    for row in chapter.months:
        yield "by-month", row.code, row.now, "", "", ""
    for table in chapter.tables:
        yield from _of_table(table)
    for guarded in (*chapter.by_sex, chapter.medical, chapter.vulnerabilities):
        if guarded:
            yield from _of_guarded(guarded)


def _of_table(table: Table) -> Iterator[tuple[str, str, str | int, str | int, str | int, str | int]]:
    for row in table.rows:
        yield table.code, str(row.name), row.now, row.before, _or_blank(row.share), table.base
    if table.remainder:
        words = _("%(number)s other destinations") % {"number": table.others}
        left = table.remainder
        yield table.code, words, left.now, left.before, _or_blank(left.share), table.base


def _of_guarded(one: Guarded) -> Iterator[tuple[str, str, str | int, str | int, str | int, str | int]]:
    yield (
        one.code,
        _("in all"),
        told(one.now.total, one.now.small),
        told(one.before.total, one.before.small),
        "",
        "",
    )
    for _part, name, now, before in one.rows:
        yield one.code, str(name), told(now), told(before), "", ""


def told(number: int | None, small: bool = False) -> str | int:
    """Write a number, or that it is not shown."""
    if number is None:
        return _("fewer than 5") if small else _("not shown")
    return number


def _or_blank(value: int | None) -> str | int:
    return "" if value is None else value


def as_csv(lines: list[Cells]) -> str:
    """Return lines as CSV, in UTF-8 with the mark that spreadsheets look for."""
    out = io.StringIO()
    out.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([[safe(cell) for cell in line] for line in lines])
    return out.getvalue()


def safe(cell: str | int) -> str | int:
    """Return a cell that no spreadsheet runs: a quote stands before what would begin a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
