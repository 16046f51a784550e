"""Which facts count otherwise by what is recorded now: its own, and those that it stands beside.

By the definitions, so that whoever records something is told of figures that change by it, and of no others.
"""

from collections.abc import Iterator
from datetime import date

from onward.evidence.counting.definition import FigureDefinition, Unless, figures, populations
from onward.evidence.facts.columns import columns, field_of, vocabulary
from onward.kernel.conditions import Truth, compile_condition
from onward.kernel.events import event_types
from onward.kernel.models import Event, EventQuerySet


def counted_otherwise(event: Event) -> Iterator[tuple[Event, set[date]]]:
    """Give the facts that a figure counts otherwise by an event, recorded just now, and their days in it.

    They are that event, and the one that it corrects or takes back; or others about the same subjects, which
    a figure counts where such an event is there, or is not. What cannot be told by its own fields may count.
    """
    for figure in figures().values():
        yield from _counted_itself(figure, event)
        yield from _counted_beside(figure, event)


def _counted_itself(figure: FigureDefinition, event: Event) -> Iterator[tuple[Event, set[date]]]:
    if event.type not in figure.of:
        return
    told = [] if event.retracts else [event]
    before = [event.supersedes] if event.supersedes else []
    for one in (*before, *told):
        if _may_count(figure, one) and _fits_beside(figure, one):
            dated = figure.dated_by
            others = _about_the_same(one, dated, dated.event) if dated else ()
            yield one, {each.occurred_on for each in others} or one.days()


def _counted_beside(figure: FigureDefinition, event: Event) -> Iterator[tuple[Event, set[date]]]:
    for beside in (*figure.provided, *figure.unless):
        if beside.event == event.type and _changes(beside, event):
            for one in _about_the_same(event, beside, *figure.of):
                if _may_count(figure, one) and _fits_beside(figure, one, but=beside):
                    yield one, event.days() if beside == figure.dated_by else {one.occurred_on}


def _changes(beside: Unless, event: Event) -> bool:
    """Say whether by an event one of that kind is there, is there no more, or counts on another day."""
    was = event.supersedes is not None and _is_one(beside, event.supersedes)
    now = not event.retracts and _is_one(beside, event)
    if was and now:
        return getattr(beside, "dates", False) and len(event.days()) > 1
    others = _about_the_same(event, beside, beside.event).exclude(pk=event.pk)
    return was != now and not any(_is_one(beside, one) for one in others)


def _fits_beside(figure: FigureDefinition, one: Event, but: Unless | None = None) -> bool:
    """Say whether what a figure asks for beside a fact is there, and nothing that undoes it."""

    def there(beside: Unless) -> bool:
        return any(_is_one(beside, other) for other in _about_the_same(one, beside, beside.event))

    asked = all(there(each) for each in figure.provided if each != but)
    return asked and not any(there(each) for each in figure.unless if each != but)


def _about_the_same(event: Event, beside: Unless, *types: str) -> EventQuerySet:
    """Return what stands of some types about the subjects of an event that `beside` goes by."""
    subjects = {key: getattr(event, key) for key in beside.same}
    return Event.objects.filter(type__in=types, **subjects).standing().order_by("position")


def _is_one(beside: Unless, event: Event) -> bool:
    return _holds(getattr(beside, "when", None), event)


def _may_count(figure: FigureDefinition, event: Event) -> bool:
    among = populations()[figure.among].when if figure.among else None
    return _holds(figure.when, event) and _holds(among, event)


def _holds(condition: str | None, event: Event) -> bool:
    """Say whether a condition holds of an event, or may, by what the event says itself."""
    fact = event.fact() if condition else None
    if condition is None or fact is None:
        return True
    kind = event_types()[event.type]
    fields = {code: field for code, one in columns().items() if (field := field_of(one, kind))}
    values = {f"fact.{code}": getattr(fact, field) for code, field in fields.items()}
    return compile_condition(condition, vocabulary()).evaluate(values).truth is not Truth.FALSE
