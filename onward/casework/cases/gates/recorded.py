"""Which stations of a case from the files of before somebody recorded: of the others nothing is claimed."""

from collections.abc import Iterable, Mapping, Sequence

from onward.casework.cases.events import StageEntered
from onward.casework.cases.models import Case, Traveller
from onward.kernel.models import Event


def recorded_stages(
    cases: Iterable[Case], travellers: Mapping[int, Sequence[Traveller]]
) -> dict[int, frozenset[str]]:
    """Return the stages on record of cases that were brought in, by primary key; no query without such cases.

    Args:
        cases: of a page.
        travellers: those in sight, by the primary key of the case: what is on record of others is not told.
    """
    past = {one.key: one.pk for one in cases if one.brought_in}
    if not past:
        return {}
    keys = {one.person.key for case in past.values() for one in travellers.get(case, ())}
    rows = Event.objects.filter(type=StageEntered.type, case_key__in=past, person_key__in=keys).standing()
    found: dict[int, set[str]] = {case: set() for case in past.values()}
    for key, stage in rows.values_list("case_key", "payload__stage"):
        if key:
            found[past[key]].add(stage)
    return {case: frozenset(stages) for case, stages in found.items()}
