"""How the figures are to be read: what the page says below them, and at its numbers, for its copy."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from onward.evidence.pages.shapes import Since, Words
from onward.evidence.pages.whole import Trends
from onward.kernel.text import day_in_words, said_of


def how_to_read(page: Trends) -> list[str]:
    """Return how the numbers are to be read, a sentence each: at the foot of the page and of its copy."""
    told = [
        _(
            "A return is one departure of one person, counted on the day of departure; who left twice"
            " counts as two returns and one person. Departures that were corrected count as corrected;"
            " whoever was refused entry and came back has not returned."
        ),
        _(
            "Persons, cases and returns are different things, and programmes stand side by side: none are"
            " added to one another."
        ),
        _(
            "Shares are rounded to whole percent, half upwards, and need not add up to 100; their base"
            " stands beside them."
        ),
        _("Restricted persons are part of all figures. No figure leads to a name."),
    ]
    if page.withheld:
        told.append(
            _(
                "Your role reads one calendar year at a time, beside one other, and no number of returns"
                " below five. Small groups (children alone, victims of trafficking, medical needs,"
                " vulnerabilities) are shown once the year is over, without other filters: otherwise one"
                " period could be subtracted from another."
            )
        )
    elif not page.exact:
        told.append(
            _(
                "Numbers from 1 to 4 in small groups are not shown, nor are others from which they could"
                " be worked out."
            )
        )
    if not page.exact:
        told.append(
            _(
                "To your role figures are told as known at the end of the last month that is over: what was"
                " recorded or corrected since then is not in them."
            )
        )
    else:
        told.append(
            _(
                "This is an internal copy: small numbers stand as they are. Hide them before anything is"
                " published."
            )
        )
    return told


def warnings(page: Trends, left_out: Iterable[Words] = (), address: str = "") -> Iterator[str]:
    """Give what the page says at its head and at its numbers, for a copy, which has no such places.

    Args:
        page: what is copied.
        left_out: labels of the filters in the address that are not for this reader.
        address: where what changed stands; a file leads nowhere without it.
    """
    yield from filter(None, [page.not_recorded_then])
    if filters := ", ".join(map(str, left_out)):
        yield _(
            "Your role does not use these filters of the address, and the figures stand without them:"
            " %(filters)s"
        ) % {"filters": filters}
    if page.against_why:
        yield _("Compared with %(against)s: %(why)s.") % {"against": page.against, "why": page.against_why}
    if page.not_over:
        yield said_of(page.period, page.not_over)
    yield from _of_what_is_on_record(page)
    if page.grown_since:
        day = day_in_words(page.grown_since, "j F Y")
        told = _("Differs from what was known on %(day)s: see what changed") % {"day": day}
        yield said_of(told, address) if address else told
    if not page.chapters:
        yield page.nobody
    for chapter in page.chapters:
        if chapter.folded:
            yield said_of(chapter.name, chapter.folded_why)
        if chapter.withheld:
            yield said_of(chapter.name, chapter.withheld_why)
        if chapter.vulnerabilities:
            yield said_of(chapter.name, chapter.vulnerabilities.overlap_why)
    yield from _of_since(page.since)


def _of_what_is_on_record(page: Trends) -> Iterator[str]:
    """Give what must be known of the days compared with, once where it is the same of all programmes."""
    if page.chapters and page.untold_words:
        yield page.untold_words
    told = ((one.name, (one.nothing_before, one.in_part)) for one in page.chapters)
    each = [(name, words) for name, both in told for words in both if words]
    said = {words for _name, words in each}
    if len(said) == 1 and len(each) == len(page.chapters):
        yield from said
        return
    yield from (said_of(name, words) for name, words in each)


def _of_since(since: Since | None) -> Iterator[str]:
    """Give what the page says around the numbers of what changed."""
    if since is None:
        return
    heading = _("Changed since %(day)s") % {"day": day_in_words(since.day, "j F Y")}
    if since.differences is None:
        yield said_of(heading, _("the page lists the files that you may see; this copy has none of them."))
        yield said_of(heading, since.files_why)
        return
    if not since.differences:
        yield said_of(heading, since.nothing)
    for one in since.differences:
        if not one.told:
            yield said_of(heading, said_of(one.name, one.hidden_why))
        elif not one.kinds:
            yield said_of(heading, said_of(one.name, since.nothing))
        if one.differs:
            yield said_of(heading, said_of(one.name, one.differs_why))
