"""What 'Key trends' shows as a whole, and the years that it offers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.evidence.facts import Facts, open_facts
from onward.evidence.forms import programme_names
from onward.evidence.models import Edition
from onward.evidence.pages.editions import name_of as name_of_edition
from onward.evidence.pages.redefined import named
from onward.evidence.pages.since import since
from onward.evidence.pages.whole import PublishedLine, Trends
from onward.evidence.pages.writing import Writer, is_running, may_be_told
from onward.evidence.queries import NOW, Counts, Question, blank, count, on_record
from onward.evidence.queries.defined import redefined_today
from onward.evidence.queries.editions import published_of, standing
from onward.evidence.queries.key_trends import each_on_record
from onward.evidence.queries.of_each import OfEach
from onward.evidence.queries.shown import Figure, parts_of, shown_figures
from onward.evidence.rules import Period, Split
from onward.kernel import clock
from onward.kernel.text import day_in_words
from onward.reference.countries import Footnotes

YEARS_OFFERED = 5


def trends(
    question: Question,
    *,
    small: bool,
    notes: Footnotes,
    user: User | None = None,
    day: date | None = None,
    facts: Facts | None = None,
) -> Trends:
    """Return the page that answers a question.

    Args:
        question: what is asked.
        small: whether the reader may see small numbers of protected figures.
        notes: takes the notes on the names of countries.
        user: the reader, for what changed since `day`.
        day: an earlier day of knowing to compare with.
        facts: those from which all of the page is counted; else those of now.

    For whoever may not see small numbers, protected figures stand for whole calendar years that are over, for
    everybody and everywhere: other periods and places could be subtracted from these. As known when is not
    theirs to choose either (`forms`).
    """
    moment = clock.now().astimezone(clock.OFFICE_ZONE)  # before counting: nothing recorded later is in it
    on = question.known_on or moment.date()
    if not small:
        question = replace(question, group="", destination="")
    open_to_all = may_be_told(question)
    told = [one for one in shown_figures().values() if small or open_to_all or not one.protected]
    facts = facts or open_facts()
    counts = count(question, told, facts)
    names = programme_names()
    order = sorted(counts, key=lambda code: (list(names).index(code) if code in names else len(names), code))
    known_on = question.known_on if small else None
    of_each = OfEach(facts, question, known_on)
    named_on = min(on, question.period.last)
    writer = Writer(question, notes, named_on, of_each, small=small)
    later, gaps = small and _recorded_later(question), _gaps(question, counts, known_on)
    # Noughts of days of which nothing is on record would be read as told, and a fall to them as one.
    untold = () if later or gaps else _untold(question, order, counts, of_each)
    told_of = () if later or gaps else [code for code in order if code not in untold]
    came_later = [code for code in untold if of_each.came_later(code, question.period)]
    in_part = [code for code in untold if of_each.has(code, question.period)]
    chapters = tuple(writer.chapter(code, names.get(code, code), counts[code]) for code in told_of)
    sexes = tuple(parts_of("sex").items())
    limits = tuple(writer.limits(names))
    return Trends(
        question=question,
        chapters=chapters,
        sexes=sexes,
        withheld=not (small or open_to_all),
        exact=small,
        on=on,
        moment=moment if on >= moment.date() else None,
        limits=limits,
        running=is_running(question),
        untold=tuple(names.get(code, code) for code in untold if code not in (*came_later, *in_part)),
        untold_in_part=tuple(
            (names.get(code, code), tuple(of_each.gaps(code, question.period))) for code in in_part
        ),
        came_later=tuple(names.get(code, code) for code in came_later),
        recorded_later=later,
        gaps=gaps,
        gaps_came_later=bool(gaps and known_on and all(each_on_record(gaps, question.office))),
        grown_since=_grown_since(question, told, counts, facts) if small and not day else None,
        since=since(writer, day, user=user, counts=counts, facts=facts) if user else None,
        published=tuple(map(_published, published_of(question.period))),
    )


def _published(edition: Edition) -> PublishedLine:
    """Say of an edition that it is what was printed, and that this page may tell otherwise."""
    decision = standing(edition).published
    assert decision, "it is published"
    words = _(
        "%(report)s, edition %(number)s, published on %(day)s, is of the same days, as known on %(known)s. "
        "What stands here is as known at another moment and may differ."
    )
    found = redefined_today(edition)
    if found.definitions:
        words = _(
            "%(report)s, edition %(number)s, published on %(day)s, is of the same days, as known on "
            "%(known)s, and by other definitions of: %(names)s. What stands here is counted by the "
            "definitions of today and as known at another moment."
        )
    told = {
        "names": named(found),
        "report": name_of_edition(edition),
        "number": edition.number,
        "day": day_in_words(decision.at),
        "known": day_in_words(edition.prepared_at),
    }
    return PublishedLine(edition.key, words % told)


def _gaps(question: Question, counts: Counts, known_on: date | None) -> tuple[Period, ...]:
    """Return the stretches of which nothing at all is on record, where no return is of the period."""
    if any(one.get(NOW, {}).get("returns", Split()).total for one in counts.values()):
        return ()
    departures = shown_figures()["returns"].definition.of
    return tuple(blank(question.period, departures, question.office, known_on))


def _untold(question: Question, order: Sequence[str], counts: Counts, of_each: OfEach) -> tuple[str, ...]:
    """Return the programmes that are asked for and of whose period a nought is not told.

    Nothing at all is on record of it, or of some of its months.
    """
    asked = [question.programme] if question.programme and question.programme not in order else []
    noughts = [
        code for code in order if not counts[code].get(NOW, {}).get("returns", Split()).total
    ]  # fmt: skip
    return tuple(code for code in (*noughts, *asked) if not of_each.tells_nought(code, question.period))


def _recorded_later(question: Question) -> bool:
    """Say whether nothing of the period was on record on the day that is asked for, and something is now."""
    period, office, day = question.period, question.office, question.known_on
    return day is not None and not on_record(period, office, day) and on_record(period, office)


def _grown_since(question: Question, told: Sequence[Figure], counts: Counts, facts: Facts) -> date | None:
    """Return the end of the period, where it is over and a number of it differs from what was known then."""
    end = question.period.last
    if is_running(question) or question.known_on == end:
        return None
    earlier = count(replace(question, known_on=end, against=question.period), told, facts)
    then, now = ({code: one.get(NOW) for code, one in known.items()} for known in (earlier, counts))
    return end if any(then.get(code) != now.get(code) for code in {*then, *now}) else None


def years(found: Sequence[int], newest: int, asked: QueryDict) -> list[tuple[int, str, bool, bool]]:
    """Return the years offered at a click: each with its address, whether it is chosen, and whether it runs.

    Args:
        found: the years in which somebody returned.
        newest: the year that is shown without a question.
        asked: the query of the address.
    """
    offered = []
    for year in found:
        address = asked.copy()
        address["first"], address["last"] = f"{year}-01-01", f"{year}-12-31"
        present = asked.get("first", f"{newest}-01-01") == address["first"]
        present = present and asked.get("last", f"{newest}-12-31") == address["last"]
        offered.append((year, f"?{address.urlencode()}", present, year >= clock.today().year))
    return offered
