"""The page that answers a question of the explorer."""

from __future__ import annotations

from onward.evidence.forms.exploring import unit_words
from onward.evidence.pages.defining import definition_lines
from onward.evidence.pages.explorer.drawing import chart
from onward.evidence.pages.explorer.shapes import ExplorePage
from onward.evidence.pages.explorer.tables import table
from onward.evidence.pages.explorer.writing import Writing, last_over
from onward.evidence.pages.shapes import days
from onward.evidence.queries.exploring import Value
from onward.kernel import clock


def explore_page(writing: Writing) -> ExplorePage:
    """Return the page that answers a question."""
    question, answer, subject = writing.question, writing.answer, writing.question.subject
    nothing = writing.nothing()
    split = bool(question.by) and not nothing
    whole_part = tuple(None for _code in question.by)
    total = writing.cell(Value(None) if nothing else answer.total, whole_part)
    return ExplorePage(
        title=subject.name,
        value=total.text,
        unit=unit_words(subject.counts),
        link=total.link,
        of=total.share,
        about=subject.about,
        said=tuple(writing.said()),
        period=days(question.period),
        running=question.period.last > last_over(question),
        not_begun=question.period.first > (question.known_on or clock.today()),
        nothing=nothing,
        since=writing.since(),
        table=table(writing) if split else None,
        chart=chart(writing) if split else None,
        together=tuple(writing.together()),
        notes=writing.breaks(),
        lines=tuple(definition_lines(subject.terms, subject.made, writing.namer)),
        conditions=tuple(writing.conditions()),
    )
