"""The page as a file: one row a number, in words that a spreadsheet cannot mistake for a formula."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onward.evidence.counting import FigureDefinition
from onward.evidence.counting.definition import ADDED_UP
from onward.evidence.documents.cells import Cells
from onward.evidence.pages import Chapter, Guarded, Since, Table, Trends, how_to_read, share_words, warnings
from onward.evidence.pages.lines import CopiedLine
from onward.evidence.pages.shapes import CasesOf, Words
from onward.evidence.queries.shown import UNITS, shown_figures
from onward.kernel import clock
from onward.kernel.text import said_of
from onward.reference.countries import Footnotes


def rows(page: Trends, notes: Footnotes, left_out: Iterable[Words] = (), address: str = "") -> list[Cells]:
    """Return the lines of the file: heads, numbers, then how to read them and the notes on names.

    Args:
        page: what is copied.
        notes: has the notes on names that stand in it.
        left_out: labels of the filters in the address that are not for this reader.
        address: where what changed stands.
    """
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
        *(_("compared from"), _("compared until"), _("number then")),
        *(_("as known at the end of"), _("as known at (office time)")),
        *(_("known earlier, at the end of"), _("number known earlier"), _("number known now")),
        _("returns that changed"),
        *(_("code of the programme"), _("code of the figure"), _("code of the part")),
    )
    now = (str(asked.period.first), str(asked.period.last))
    before = (str(asked.against.first), str(asked.against.last))
    known = ("", f"{page.moment:%Y-%m-%d %H:%M:%S}") if page.moment else (str(page.on), "")
    lines: list[Cells] = [head]
    for chapter in page.chapters:
        for figure, code, part, number, counted, share, base in _numbers(chapter):
            then = counted if chapter.recorded_before else ""
            defined = shown_figures()[figure]
            by_year = figure == "by-month" and chapter.by_year
            name = _("Returns by year") if by_year else str(defined.name)
            told = (chapter.name, name, part, str(UNITS[defined.counts]), *now, number, share, base)
            codes = (chapter.code, "by-year" if by_year else figure, code)
            lines.append((*told, *before, then, *known, *NOT_COMPARED, *codes))
    lines += [
        (*words, *now, "", "", "", "", "", "", *known, *numbers, *codes)
        for words, numbers, codes in _since(page.since)
    ]
    made_up = [_("Sample office: every person here is made up.")] if settings.SYNTHETIC else []
    broken = [said_of(chapter.name, one) for chapter in page.chapters for one in chapter.breaks]
    said = (
        *page.limits,
        *(one.words for one in page.published),
        *broken,
        *made_up,
        *warnings(page, left_out, address),
        *how_to_read(page),
    )
    lines += [(line,) for line in (*said, *notes.lines())]
    return lines


Told = tuple[str, str, str, str | int, str | int, str | int, str | int]
"""Figure, code of the part, its words, number, number then, share and base."""


def _numbers(chapter: Chapter) -> Iterator[Told]:
    """Give each line of a programme."""
    for number in chapter.numbers.values():
        base = told(chapter.numbers["persons"].now) if number.share is not None else ""
        yield number.code, "", "", told(number.now), told(number.before), number.share_words, base
    for row in chapter.months:
        words = f"{row.code} ({row.note})" if row.note else row.code
        yield "by-month", row.code, words, "" if row.untold else row.now, "", "", ""
    for table in chapter.tables:
        yield from _of_table(table)
    for guarded in (*chapter.by_sex, chapter.medical, chapter.vulnerabilities):
        if guarded:
            yield from _of_guarded(guarded)


def _of_table(table: Table) -> Iterator[Told]:
    rows = [(row, str(row.name)) for row in table.rows]
    if table.remainder:
        others = ngettext("%(number)s other destination", "%(number)s other destinations", table.others)
        words = others % {"number": table.others} if table.others else str(table.remainder.name)
        rows.append((table.remainder, words))
    for row, words in rows:
        then = told(row.before if table.then else None)
        yield table.code, row.code, words, row.now, then, share_words(row.now, row.share), table.base


def _of_guarded(one: Guarded) -> Iterator[Told]:
    total = told(one.now.total), told(one.before.total)
    yield one.code, "", _("in all"), *total, "", ""
    for part, name, now, before in one.rows:
        yield one.code, part, str(name), told(now), told(before), "", ""


Compared = tuple[str, str | int, str | int, str | int]
"""An earlier day of knowing, the number known then and since, and how many returns changed."""
NOT_COMPARED: Compared = ("", "", "", "")
Changed = tuple[tuple[str, str, str, str], Compared, tuple[str, str, str]]
"""Programme, figure, part and what is counted; the numbers in columns of their own; and the three codes."""


def _since(page: Since | None) -> Iterator[Changed]:
    """Give what was known on an earlier day, and how many returns changed since then.

    None of it stands in the column of numbers, nor under the code of a figure: nobody adds it up with those.
    """
    day = str(page.day) if page else ""
    heading = _("Changed since %(day)s") % {"day": day}
    returns = str(UNITS["returns"])
    for one in (page.differences if page else None) or ():
        if not one.told:
            hidden: Compared = (day, "", "", told(None))
            yield (one.name, heading, "", returns), hidden, (one.code, "since-changed", "")
        for number in one.numbers:
            words = (
                one.name,
                str(number.name),
                str(number.words),
                str(UNITS[shown_figures()[number.code].counts]),
            )
            then = "" if number.then is None else number.then
            yield words, (day, then, number.now, ""), (one.code, f"since-{number.code}", number.part)
        for kind, what, changed in one.kinds:
            words = (one.name, heading, str(what), returns)
            yield words, (day, "", "", changed), (one.code, "since-changed", kind)
        for kind, way, parts in one.differs:
            for code, what, changed in parts:
                words = (one.name, said_of(heading, way), str(what), returns)
                yield words, (day, "", "", changed), (one.code, f"since-{kind}-in", code)


def case_lines(rows: Sequence[CopiedLine], of: CasesOf, figure: FigureDefinition) -> list[Cells]:
    """Return the lines of a copy of what is behind a number: references and days, with their hashtags.

    Each line says of which number it is: lines are copied into other tables, and files are renamed. Where
    persons are counted, lines of one and the same have one mark; of destinations and families each says of
    which it is; what is added up has its number in each.

    Args:
        rows: one for each event.
        of: the number.
        figure: what is counted.
    """
    besides = [*_besides(figure)]
    heads = (
        *(_("reference of the case"), _("day")),
        *(head for head, _tag, _cell in besides),
        *(_("code of the figure"), _("figure"), _("limited to"), _("from"), _("until and including")),
        *(_("as known at the end of"), _("as known at (office time)"), _("edition"), _("Notes")),
    )
    tags = (
        *("#meta+case+ref", "#date+event"),
        *(tag for _head, tag, _cell in besides),
        *("#indicator+code", "#indicator+name", "#meta+limits", "#date+start", "#date+end"),
        *("#date+known", "#date+known+time", "#meta+edition", "#meta+notes"),
    )
    days = str(of.period.first), str(of.period.last)
    moment = f"{of.known:%Y-%m-%d %H:%M:%S}" if isinstance(of.known, datetime) else ""
    known = ("", moment) if moment else (str(of.known), "")
    told = (of.figure, of.name, of.limits, *days, *known, of.edition, " ".join(of.notes))
    return [
        heads,
        tags,
        *((one.reference, str(one.on), *(cell(one) for _h, _t, cell in besides), *told) for one in rows),
    ]


def _besides(figure: FigureDefinition) -> Iterator[tuple[str, str, Callable[[CopiedLine], str]]]:
    """Give what else stands in each line: its head, its hashtag and its cell."""
    if figure.counts == "persons":
        yield _("mark of one person in several lines"), "#meta+person+mark", lambda one: one.same
    if figure.counts == "destinations":
        yield _("country"), "#country+name", lambda one: one.each
    if figure.counts == "families":
        yield _("household"), "#group+household", lambda one: one.each
    if figure.counts in ADDED_UP:
        yield _("what it is"), "#description+what", lambda one: one.entry.words if one.entry else ""
        yield (
            _("budget line, or for what and where"),
            "#description+of",
            lambda one: one.entry.of if one.entry else "",
        )
        yield _("number"), "#value+num", lambda one: f"{one.entry.number.normalize():f}" if one.entry else ""
    if figure.counts == "amount":
        yield _("currency"), "#currency", lambda _one: str(figure.currency)
    if figure.counts == "quantity":
        yield _("where it is known from"), "#meta+source", lambda one: one.entry.source if one.entry else ""


def file_name(page: Trends, since: date | None) -> str:
    """Return the name of the file: what was asked, as known when, and when it was taken, in office time."""
    asked = page.question
    limits = (asked.programme, asked.office, asked.destination, asked.group)
    parts = ["key-trends", asked.period.first, asked.period.last, *(one for one in limits if one)]
    parts += ["against", asked.against.first, asked.against.last]
    parts += ["since", since] if since else []
    parts += ["known", page.on] if not page.moment else []
    taken = page.moment or clock.now().astimezone(clock.OFFICE_ZONE)
    return "-".join(map(str, (*parts, "at", f"{taken:%Y-%m-%d-%H%M%S}"))) + ".csv"


def told(number: int | None) -> str | int:
    """Write a number, or that it is not shown: nobody is told whether for being small or beside another."""
    return _("not shown") if number is None else number
