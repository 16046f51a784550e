"""What was known on an earlier day, beside what is known: how many returns changed, and in which files.

Nobody is told numbers and files both: a number of all beside a list of those in sight would count those who
are not. Whoever reads small numbers is told numbers, since any day; of the others, whoever reads files is
told which of those in sight changed, since any day, and whoever reads none the number as the year ended,
where no part of the change is small.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.evidence.facts import Facts
from onward.evidence.forms import programme_names
from onward.evidence.hooks import files_seen, reads_files
from onward.evidence.pages.shapes import Difference, Line, Since, Then, Words
from onward.evidence.pages.writing import NUMBERS, Writer, last_day_over
from onward.evidence.queries import NOW, Changed, Counts, changes, count
from onward.evidence.queries.of_each import OfEach
from onward.evidence.queries.shown import Figure, shown_figures
from onward.evidence.rules import Kind, Split, change_is_told, known_then

KINDS: dict[Kind, Words] = {
    "added": _("Recorded late: they had departed by that day"),
    "left": _("Departed after that day"),
    "moved-in": _("Moved into what is counted here"),
    "withdrawn": _("Taken back, or refused entry and came back"),
    "moved-out": _("Moved out of what is counted here"),
    "changed": _(
        "Counted both times, but with other particulars, such as the day, the destination or the sex"
    ),
}
OF_NO_CASE: dict[Kind, Words] = {
    "added": _("Recorded late"),
    "left": _("Is of a day after that one"),
    "moved-in": KINDS["moved-in"],
    "withdrawn": _("Taken back"),
    "moved-out": KINDS["moved-out"],
    "changed": _("Counted both times, but told otherwise"),
}
"""The same of what stands in no case: quantities, and expenditure."""
DIFFERS: dict[str, Words] = {
    "programme": _("programme"),
    "day": _("day"),
    "month": _("month"),
    "year": _("year"),
    "departure-country": _("country of departure"),
    "destination": _("destination"),
    "channel": _("channel of referral"),
    "sex": _("sex"),
    "age-group": _("age group"),
    "child": _("child or not, alone or not"),
    "nationality": _("nationality"),
    "level": _("medical needs"),
    "vulnerability": _("vulnerabilities"),
}
OF_SUMS: dict[str, Words] = {
    "quantity": _("quantity"),
    "kind": _("what is counted"),
    "initiative": _("initiative"),
    "amount": _("amount"),
}
"""In what else two tellings differ of what is added up."""
MOST_FILES = 100
"""Files listed at most: more are asked for by a shorter period or a later day."""
Differs = tuple[tuple[Kind, Words, tuple[tuple[str, Words, int], ...]], ...]


def since(writer: Writer, day: date | None, *, user: User, counts: Counts, facts: Facts) -> Since | None:
    """Return what changed since a day; None where nobody asked, or there is nothing to compare.

    Args:
        writer: knows what is asked, whether the reader may see small numbers, and the words for parts.
        day: the earlier day that the reader named.
        user: the reader.
        counts: the answer to the question, as known on its own day.
        facts: those from which all of the page is counted.
    """
    question, small = writer.question, writer.small
    files = not small and reads_files(user)
    if not small and not files:
        day = question.period.last if question.period.last <= last_day_over(question) else None
        day = day if question.period.is_year else None
    if day is None:
        return None
    found = changes(question, day, facts)
    if files:
        lines = _lines(user, found)
        return Since(day, None, lines[:MOST_FILES], len(lines) > MOST_FILES)
    return Since(day, _exact(writer, day, found, counts, facts) if small else _protected(found, counts))


def _exact(
    writer: Writer, day: date, found: Sequence[Changed], counts: Counts, facts: Facts
) -> tuple[Difference, ...]:
    question = writer.question
    earlier = count(replace(question, known_on=day, against=question.period), facts=facts)
    on_that_day = OfEach(facts, question, day)
    told = []
    for code, name in _programmes({*earlier, *counts}):
        before, now = (one.get(code, {}).get(NOW, {}) for one in (earlier, counts))
        if not before and not now:
            continue
        numbers = tuple(
            one for figure in shown_figures().values() for one in _then(writer, figure, before, now, day)
        )
        here = [one for one in found if one.programme == code]
        recorded = on_that_day.has(code, question.period)
        if not recorded:  # a nought would say that it was known to be none
            numbers = tuple(replace(one, then=None) for one in numbers)
        told.append(Difference(code, name, numbers, _kinds(here), _differs(here), recorded_then=recorded))
    return tuple(told)


def _then(
    writer: Writer, figure: Figure, before: Mapping[str, Split], now: Mapping[str, Split], day: date
) -> Iterator[Then]:
    """Give a headline; of a split, its total where it counts some alone and moved, and each part that did.

    A month that had not begun by that day was not known to have none: it has no number of then.
    """
    then, today = before.get(figure.code, Split()), now.get(figure.code, Split())
    if figure.code in NUMBERS or (figure.among and then.total != today.total):
        yield Then(figure.code, figure.name, then.total, today.total)
    for part in sorted({*then.parts, *today.parts}):
        one, other = then.parts.get(part, 0), today.parts.get(part, 0)
        if one != other and figure.by == "month" and part > f"{day:%Y-%m}":
            yield Then(figure.code, figure.name, one or None, other, part, writer.words(figure.by, part))
        elif one != other:
            yield Then(figure.code, figure.name, one, other, part, writer.words(figure.by, part))


def _protected(found: Sequence[Changed], counts: Counts) -> tuple[Difference, ...]:
    told = []
    for code, name in _programmes({*counts, *(one.programme for one in found)}):
        now = counts.get(code, {}).get(NOW, {}).get("returns", Split()).total
        here = [one for one in found if one.programme == code]
        kinds: dict[Kind, int] = Counter(one.kind for one in here)
        if change_is_told(now, kinds):
            returns = Then("returns", shown_figures()["returns"].name, known_then(now, kinds), now)
            told.append(Difference(code, name, (returns,), _kinds(here)))
        elif now:
            told.append(Difference(code, name, told=False))
    return tuple(told)


def _programmes(codes: set[str]) -> list[tuple[str, str]]:
    """Return codes and names, in the order in which programmes are told."""
    names: Mapping[str, str] = programme_names()
    known = [(code, name) for code, name in names.items() if code in codes]
    return known + [(code, code) for code in sorted(codes - names.keys())]


def _kinds(found: Sequence[Changed]) -> tuple[tuple[Kind, Words, int], ...]:
    numbers = Counter(one.kind for one in found)
    return tuple((kind, words, numbers[kind]) for kind, words in KINDS.items() if numbers[kind])


def _differs(found: Sequence[Changed]) -> Differs:
    told = []
    for kind, heading in KINDS.items():
        numbers = Counter(name for one in found if one.kind == kind for name in one.differs)
        if kind == "changed":
            del numbers["day"]
        parts = tuple((name, words, numbers[name]) for name, words in DIFFERS.items() if numbers[name])
        if parts:
            told.append((kind, heading, parts))
    return tuple(told)


def _lines(user: User, found: Sequence[Changed]) -> tuple[Line, ...]:
    """Return the files in sight; who merely departed since then is no change of what was told."""
    told = [one for one in found if one.kind != "left"]
    seen = files_seen(user, {(one.case, one.person) for one in told}) if told else {}
    return tuple(
        Line(seen[one.case, one.person], KINDS[one.kind], one.was_on, one.is_on)
        for one in told
        if (one.case, one.person) in seen
    )
