"""What comes next in a case: the most pressing thing that is missing, or the step that nothing stops."""

from collections.abc import Callable, Container, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from onward.casework.cases.gates import HoldsOnCase
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.pages.drawing import GateLine, active, several, who_brings
from onward.casework.cases.pages.waits import all_at_the_end, first_open, who_closes
from onward.casework.cases.policy import counsels
from onward.casework.cases.rules import (
    certainly_adult,
    company_not_known,
    has_finished,
    still_to_depart,
)
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.gates import Verdict
from onward.kernel import clock
from onward.kernel.text import day_in_words


def next_stages(case: Case, travellers: Sequence[Traveller]) -> list[str]:
    """Return the stages that travellers who are still on the pathway can enter next."""
    programme = programmes.remembered(case.version_of_programme_id).definition
    found = [stage for one in active(travellers) for stage in programme.next_stages(one.stage)]
    return list(dict.fromkeys(found))


def next_line(
    case: Case, travellers: Sequence[Traveller], lines: Sequence[GateLine], alone: Container[int] = ()
) -> GateLine | None:
    """Return what is next: the most pressing thing that is missing, or the step itself where nothing is."""
    missing = [line for line in lines if line.state != "met"]
    if missing:
        return min(missing, key=lambda line: line.due or date.max)
    return ready_line(case, travellers, alone)


def more_pressing(gate: GateLine | None, late: GateLine | None) -> GateLine | None:
    """Return which of the two is due first: what a gate misses, or a step that is late."""
    both = [line for line in (gate, late) if line]
    return min(both, key=lambda line: line.due or date.max) if both else None


def late_line(
    case: Case,
    travellers: Sequence[Traveller],
    verdicts: Sequence[Verdict],
    kept: Container[UUID],
    today: date,
) -> GateLine | None:
    """Return the counsellor's step that waits the longest though nothing stands before it, or None.

    Late is who stands at a stage for longer than the programme gives, and can go on. The steps of others are
    no matter of the counsellor's own list. `kept` are the keys of those whom a hold keeps from departing.
    """
    if case.closed_on:
        return None
    rules = programmes.remembered(case.version_of_programme_id)
    moving, lost = active(travellers), lost_children(case, travellers)
    late: dict[tuple[date, str, str], list[Traveller]] = {}
    for one in moving:
        ends = time_ends(case, one)
        stage = first_open(rules.definition, one.stage, one.person.key, verdicts)
        held = one.person.key in kept and stage == rules.definition.at("departure")
        if stage and has_finished(rules.definition, stage) and one in lost:
            continue  # nothing is finished until it is known who is with the child
        if ends is not None and ends < today and stage and not held:
            late.setdefault((ends, one.stage, stage), []).append(one)
    if not late:
        return None
    (ends, at, stage), whom = min(late.items(), key=lambda each: each[0][0])
    here, there = rules.definition.stage(at), rules.definition.stage(stage)
    words = {"stage": there.name, "here": here.name, "day": day_in_words(ends)}
    if len(whom) < len(moving):
        words["names"] = several([one.person.name for one in whom])
        sentence = _(
            "Take the step to “%(stage)s” for %(names)s: nothing is missing, and the time for “%(here)s” "
            "ended on %(day)s."
        )
    else:
        sentence = _(
            "Take the step to “%(stage)s”: nothing is missing, and the time for “%(here)s” ended on %(day)s."
        )
    return GateLine("open", sentence % words, who_brings(rules, here.acts), ends, str(there.name))


def stood_line(case: Case, travellers: Sequence[Traveller], today: date) -> GateLine | None:
    """Return who is late at their stage the longest, whoever acts there, or None where nobody is."""
    if case.closed_on:
        return None
    rules = programmes.remembered(case.version_of_programme_id)
    ended = [(day, one) for one in active(travellers) if (day := time_ends(case, one, whose=bool))]
    late = [(day, one.stage) for day, one in ended if day < today]
    if not late:
        return None
    day, at = min(late)
    here = rules.definition.stage(at)
    sentence = _("The time for “%(here)s” ended on %(day)s.") % {
        "here": here.name,
        "day": day_in_words(day),
    }
    return GateLine("open", sentence, who_brings(rules, here.acts), day, str(here.name))


def time_ends(case: Case, one: Traveller, *, whose: Callable[[str], bool] = counsels) -> date | None:
    """Return the last day that the programme gives at a traveller's stage; None where no counsellor acts.

    Or where none of `whose` roles does, if another test is given.
    """
    here = programmes.remembered(case.version_of_programme_id).definition.stage(one.stage)
    if here.deadline is None or not whose(here.acts):
        return None
    return one.stage_since + timedelta(days=here.deadline.days)


def ready_line(
    case: Case, travellers: Sequence[Traveller], alone: Container[int] = (), to_cancel: Container[int] = ()
) -> GateLine | None:
    """Return the step that nothing stands before, for the one who is furthest behind.

    Once all are at the end, or have left the pathway, that is to close the case; None once it is closed.
    `alone` are the primary keys of the children who may not depart for want of company, `to_cancel` of those
    who left the pathway with a seat that is to be cancelled before the case is closed.
    """
    if case.closed_on:
        return None
    moving, rules = active(travellers), programmes.remembered(case.version_of_programme_id)
    if all_at_the_end(rules.definition, travellers):
        seated = [one.person.name for one in travellers if one.pk in to_cancel]
        booking = rules.definition.booking()
        if seated and booking:
            words = _("A seat is still booked for who left the pathway: %(names)s.")
            acts = who_brings(rules, rules.definition.stage(booking).acts)
            return GateLine("open", words % {"names": several(seated)}, acts, None, "")
        return GateLine(
            "open", _("What is left is to close the case."), who_brings(rules, who_closes(rules)), None, ""
        )
    codes = rules.definition.stage_codes()
    last = min(moving, key=lambda one: codes.index(one.stage))
    following = rules.definition.next_stages(last.stage)
    if not following:
        return None
    stage = rules.definition.stage(following[0])
    by_themselves = [one for one in moving if one.stage == last.stage and one.pk in alone]
    if by_themselves:
        sentence = _("Nobody of age whom you see travels along with %(name)s.") % {
            "name": several([one.person.name for one in by_themselves])
        }
    else:
        sentence = _("Everything is there for “%(stage)s”.") % {"stage": stage.name}
    return GateLine(
        "open",
        sentence,
        who_brings(rules, rules.definition.stage(last.stage).acts),
        time_ends(case, last),
        str(stage.name),
    )


def lost_children(case: Case, travellers: Sequence[Traveller]) -> list[Traveller]:
    """Return the children who left and of whom nobody knows who is with them, while the case is open."""
    if case.closed_on:
        return []
    programme = programmes.remembered(case.version_of_programme_id).definition
    return [one for one in travellers if company_not_known(programme, one, clock.today())]


def lost_line(case: Case, lost: Sequence[Traveller]) -> GateLine | None:
    """Return that nobody knows who is with the children who are `lost`, for whoever can record it."""
    return _company_asked(case, lost, _("It is not known who is with %(names)s."))


def unasked_line(case: Case, travellers: Sequence[Traveller]) -> GateLine | None:
    """Return that nobody knows who goes along with children still to depart, where nobody here is of age.

    What it takes for a child to travel hangs on the answer, and by its gate it is asked for late.
    """
    moving = active(travellers)
    if case.closed_on or any(certainly_adult(one.person.born_to, clock.today()) for one in moving):
        return None
    programme = programmes.remembered(case.version_of_programme_id).definition
    asked = [one for one in moving if one.accompanied is None and still_to_depart(programme, one.stage)]
    return _company_asked(case, asked, _("It is not known who goes along with %(names)s."))


def _company_asked(case: Case, children: Sequence[Traveller], sentence: str) -> GateLine | None:
    if not children:
        return None
    rules = programmes.remembered(case.version_of_programme_id)
    return GateLine(
        "unknown",
        sentence % {"names": several([one.person.name for one in children])},
        who_brings(rules, rules.definition.pathway[0].acts),
        None,
        str(rules.definition.stage(children[0].stage).name),
        needs=("traveller.accompanied",),
        about=children[0].person.key,
    )


def held_line(case: Case, kept: Sequence[Traveller], holds: HoldsOnCase) -> GateLine | None:
    """Return that departures are on hold, where departing, or booking, comes next for who is `kept`."""
    rules = programmes.remembered(case.version_of_programme_id)
    departure = rules.definition.at("departure")
    coming = set(next_stages(case, kept))
    if not holds or departure is None or not {departure, rules.definition.booking()} & coming:
        return None
    since = day_in_words(min(hold.from_on for hold in holds))
    sentence = _("Departures are on hold since %(day)s") % {"day": since}
    return GateLine("hold", sentence, "", None, str(rules.definition.stage(departure).name))
