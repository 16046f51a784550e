"""Says a question of the explorer and the numbers of its answer in words, and where each leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, cast
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from onward.access.models import Office
from onward.evidence.counting import Share, dimensions, populations
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.documents.naming import Namer
from onward.evidence.forms.exploring import DAYS, ONLY
from onward.evidence.pages.defining import break_lines, condition_lines, part_lines
from onward.evidence.pages.explorer.shapes import Axis, Cell, Head
from onward.evidence.pages.shapes import days
from onward.evidence.pages.since import DIFFERS, OF_SUMS
from onward.evidence.pages.writing import NOT_WHOLE
from onward.evidence.queries.exploring import PERCENT, Exploration, Explored, Value
from onward.evidence.rules import Step, leading, name_of_period, whole
from onward.kernel import clock
from onward.kernel.text import after_one_another, day_in_words, in_order, said_of
from onward.reference.countries import Footnotes

_NONE: Final = "–"


def address(name: str, question: Exploration, *args: str, **more: str) -> str:
    """Return where a page or copy of a question is: all of it stands in the address, and nothing else.

    Args:
        name: of the page.
        question: which.
        args: what stands in the path.
        more: fields that are no part of the question, such as the shares of its table.
    """
    return f"{reverse(name, args=args)}?{urlencode(pairs(question, **more))}"


def pairs(question: Exploration, **more: str) -> list[tuple[str, str]]:
    """Return a question as the form reads it: field and value."""
    period = question.period
    named = name_of_period(period)
    told = {"figure": question.subject.code, "period": named or DAYS}
    told |= {} if named else {"first": f"{period.first}", "last": f"{period.last}"}
    told |= dict(zip(("rows", "columns"), question.by, strict=False))
    told |= {"known": f"{question.known_on}"} if question.known_on else {}
    told |= {"of": question.group, "office": question.office or "", "top": str(question.top or "")}
    told |= {f"{ONLY}{code}": part for code, part in question.only.items()}
    return [(name, value) for name, value in {**told, **more}.items() if value]


def namer_of(question: Exploration, notes: Footnotes) -> Namer:
    """Return who says the parts of a question: countries bear their names of the end of its period."""
    on = min(question.period.last, clock.today())
    return Namer(get_language() or "en", on, notes, question.library)


@dataclass(frozen=True)
class Writing:
    """Says a question and its answer in words.

    Attributes:
        question: what is asked.
        answer: what is counted.
        namer: who says parts and numbers.
        shares: of what shares stand beside the numbers of a table with two splits: `row`, `column` or `all`.
    """

    question: Exploration
    answer: Explored
    namer: Namer
    shares: str = ""

    def number(self, value: Value) -> str:
        """Return a number as it is written; a dash where there is none."""
        if value.number is None:
            return _NONE
        counts = self.question.subject.counts
        if counts == PERCENT:
            return self.namer.percent(value.number)
        number = value.number
        if counts == "mean":
            number = number.quantize(Decimal("0.1"), ROUND_HALF_UP)
        currency = self.question.subject.terms[0].currency if counts == "amount" else None
        written = self.namer.amount(number) if currency else self.namer.number(number)
        return f"{written}\N{NO-BREAK SPACE}{currency}" if currency else written

    def of(self, value: Value) -> str:
        """Return how many of how many a share is; empty of what is none."""
        if value.share is None:
            return ""
        told = {"many": self.namer.number(value.share.part), "base": self.namer.number(value.share.base)}
        return _("%(many)s of %(base)s") % told

    def share(self, value: Value, base: Value) -> str:
        """Return a number in percent of another: whole percent, half rounded up, and never nought of some."""
        if value.number is None or not base.number:
            return ""
        percent = Share(value.number, base.number).percent
        if not percent and not value.number:
            return ""
        if not percent:
            return "<" + self.namer.percent(Decimal(1))
        return self.namer.percent(percent)

    def cell(self, value: Value, part: tuple[str | None, ...] | None, base: Value | None = None) -> Cell:
        """Return a number with the way to the cases behind it, where it is of one part and not nought."""
        share = self.of(value) or (self.share(value, base) if base else "")
        counted = value.share.part if value.share else value.number
        return Cell(self.number(value), self.link(part) if counted and part is not None else "", share)

    def link(self, part: tuple[str | None, ...]) -> str:
        """Return where the cases behind a part are."""
        return address("evidence:explore-cases", self.question.narrowed(part))

    def head(self, split: int, code: str) -> Head:
        """Return what stands at a part of a split."""
        words = self.namer.part(self.question.by[split], code)
        if split != self.question.over_time:
            return Head(words)
        each = cast(Step, self.question.dimensions[split].each)
        span = self.question.period.steps(each)[code]
        return Head(words, str(NOT_WHOLE[whole(span, self.question.period, last_over(self.question))]))

    def short(self, split: int, code: str) -> str:
        """Return the words of a part where there is little room: months of one year by their month alone."""
        question = self.question
        if split != question.over_time or question.dimensions[split].each != "month":
            return self.head(split, code).words
        step, period = question.steps[code].first, question.period
        month = self.namer.month(step)
        return month if period.first.year == period.last.year else f"{month} {step.year}"

    def axis(self, split: int, top: int = 0) -> Axis:
        """Return the parts of a split in their order: over time, as defined, or the greatest first.

        Args:
            split: 0 for rows, 1 for columns.
            top: so many by name, and what ties with the last of them; 0 for all.
        """
        question, one = self.question, self.question.dimensions[split]
        if split == question.over_time:
            return Axis(tuple(question.steps))
        margin = self.answer.margins[split] if self.answer.margins else self.answer.parts
        found = {code: _size(value) for (code,), value in margin.items()}
        always = [*one.parts, *(code for code in one.groups if code in found)]
        others = [code for code in found if code not in always]
        if not top or always:
            ranked = sorted(
                others, key=lambda code: (code == UNKNOWN, -found[code], self._order(split, code))
            )
            return Axis((*always, *ranked))
        named, rest = leading({code: int(found[code] * 1000) for code in others}, top)
        order = sorted(named, key=lambda one: (-one[1], self._order(split, one[0])))
        return Axis(tuple(code for code, _number in order), tuple(code for code, _number in rest))

    def _order(self, split: int, code: str) -> str:
        return in_order(self.namer.part(self.question.by[split], code))

    def value(self, part: tuple[str, ...]) -> Value:
        """Return the number of a combination of parts; none of a step of which nothing is on record."""
        found = self.answer.part(part)
        return Value(None) if not found.number and self.blank(part) else found

    def blank(self, part: tuple[str, ...]) -> bool:
        """Say whether nothing is on record of a step: of the part beside it, where that has its own."""
        place, own = self.question.over_time, self.question.own_split
        if place is None:
            return False
        of_all = self.answer.missing
        return part[place] in (of_all if own is None else self.answer.missing_of.get(part[own], of_all))

    def margin(self, split: int, code: str) -> Value:
        """Return the number of a part of one of two splits; none of a step of which nothing is on record."""
        found = self.answer.margin(split, code)
        missing = split == self.question.over_time and code in self.answer.missing
        return Value(None) if missing and not found.number else found

    def said(self) -> Iterator[tuple[str, str]]:
        """Give the question in words."""
        question, known = self.question, dimensions(self.question.library)
        yield _("Period"), days(question.period)
        yield _("As known"), known_words(question)
        if question.office is not None:
            office = Office.objects.filter(code=question.office).first()
            yield _("Office"), office.called if office else question.office
        if question.group:
            yield _("Of whom"), str(populations(question.library)[question.group].name)
        for code, part in question.only.items():
            yield str(known[code].name), self.namer.part(code, part)
        for words, code in zip((_("Rows"), _("Columns")), question.by, strict=False):
            yield words, str(known[code].name)

    def together(self) -> Iterator[tuple[str, Cell]]:
        """Give the parts that reports tell side by side, each with where it is asked for by itself."""
        question = self.question
        code = question.apart
        parts = self.answer.together if code and not self.nothing() else {}
        for part in sorted(parts, key=lambda one: (-_size(parts[one]), self.namer.part(str(code), one))):
            by = tuple(one for one in question.by if one != code)
            alone = replace(question, by=by, only={**question.only, str(code): part})
            link = address("evidence:explore", alone, **({"shares": self.shares} if len(by) > 1 else {}))
            yield self.namer.part(str(code), part), Cell(self.number(parts[part]), link, self.of(parts[part]))

    def of_several(self) -> str:
        """Return what must be said of a number in all which is of several such parts; empty of others."""
        told = [said_of(words, cell.text) for words, cell in self.together()]
        says = _("Counted over all of these together; reports tell each by itself.")
        return f"{says} {after_one_another(told)}" if told else ""

    def conditions(self) -> Iterator[tuple[str, str, str]]:
        """Give what must hold, in words and as the definition files write it."""
        question, made = self.question, self.question.subject.made
        groups = [question.group] if question.group else []
        if made and made.share and made.share.among:
            groups.append(made.share.among)
        yield from condition_lines(question.subject.terms, groups, self.namer)
        yield from part_lines(question.only.items(), self.namer)

    def limits(self) -> str:
        """Return what limits whom and what is counted, in words."""
        told = [*self.said()][2:]
        return after_one_another(said_of(*one) for one in told[: len(told) - len(self.question.by)])

    def nothing(self) -> str:
        """Return why there is no number; empty where there is one."""
        of = self.of_what()
        gone = _("Not recorded then: all that is known of these days was recorded after %(day)s")
        if self.answer.later and self.question.known_on:
            day, words = day_in_words(self.question.known_on, "j F Y"), gone
            if of:
                words = _(
                    "Not recorded then: all that is known of these days for %(what)s was recorded after"
                    " %(day)s"
                )
            return words % {"day": day, "what": of}
        if self.answer.recorded:
            return ""
        if self.answer.gaps:
            told = {"days": after_one_another(days(one) for one in self.answer.gaps), "what": of}
            words = _("None is on record of these days, and nothing at all of %(days)s.")
            if of:
                words = _("None is on record of these days for %(what)s, and nothing at all of %(days)s.")
            return words % told
        if of:
            return _("Nothing at all is on record of these days for: %(what)s.") % {"what": of}
        return _("Nothing at all is on record of these days.")

    def of_what(self) -> str:
        """Return the parts to which it is limited that have a record of their own, in words; or nothing."""
        known = dimensions(self.question.library)
        told = [
            self.namer.part(code, part)
            for code, part in self.question.only.items()
            if known[code].column in self.question.own
        ]
        return after_one_another(told)

    def since(self) -> tuple[str, ...]:
        """Return what was told after the day as of which it is known: late, taken back, or otherwise."""
        day, told = self.question.known_on, self.answer.since
        if day is None:
            return ()
        late = ngettext(
            "Not recorded then, and not counted: %(count)s more record of these days came in after %(day)s.",
            "Not recorded then, and not counted: %(count)s more records of these days came in after %(day)s.",
            told.late,
        )
        come = ngettext(
            "Not counted here, and counted as known today: %(count)s record was told otherwise after"
            " %(day)s.",
            "Not counted here, and counted as known today: %(count)s records were told otherwise after"
            " %(day)s.",
            told.come,
        )
        gone = ngettext(
            "Counted here, and not as known today: %(count)s record was taken back, or told otherwise,"
            " after %(day)s.",
            "Counted here, and not as known today: %(count)s records were taken back, or told otherwise,"
            " after %(day)s.",
            told.gone,
        )
        otherwise = ngettext(
            "Counted here and as known today, but told otherwise after %(day)s: %(count)s record"
            " (%(differs)s).",
            "Counted here and as known today, but told otherwise after %(day)s: %(count)s records"
            " (%(differs)s).",
            told.otherwise,
        )
        ways = ((late, told.late), (come, told.come), (gone, told.gone), (otherwise, told.otherwise))
        on, differs = day_in_words(day, "j F Y"), ", ".join(self._differs())
        return tuple(
            words % {"count": self.namer.number(Decimal(many)), "day": on, "differs": differs}
            for words, many in ways
            if many
        )

    def _differs(self) -> Iterator[str]:
        """Give in what records were told otherwise, and how many."""
        known = dimensions(self.question.library)
        for code, many in self.answer.since.differs.items():
            told = (DIFFERS | OF_SUMS).get(code)
            name = str(told or known[code].name)
            yield f"{name[:1].lower()}{name[1:]} {self.namer.number(Decimal(many))}"

    def breaks(self) -> tuple[str, ...]:
        """Return what must be known of days from which it counts something else than before."""
        period = self.question.period
        question = self.question
        terms = question.subject.all_terms
        return tuple(break_lines(terms, question.library, period, period, self.limited_to()))

    def limited_to(self) -> dict[str, str]:
        """Return what the numbers are limited to: column of facts → its value."""
        known = dimensions(self.question.library)
        return {known[code].column or code: part for code, part in self.question.only.items()}


def _size(value: Value) -> Decimal:
    """Return by what parts are put in order: their number; of shares, of how many they are."""
    return value.share.base if value.share else value.number or Decimal(0)


def last_over(question: Exploration) -> date:
    """Return the last day that was over as known when: today is not."""
    yesterday = clock.today() - timedelta(days=1)
    return min(question.known_on or yesterday, yesterday)


def known_words(question: Exploration) -> str:
    """Return as known when, in words."""
    if question.known_on and question.known_on < clock.today():
        return _("at the end of %(day)s") % {"day": day_in_words(question.known_on, "j F Y")}
    now = clock.now().astimezone(clock.OFFICE_ZONE)
    return day_in_words(now, "j F Y, H:i")
