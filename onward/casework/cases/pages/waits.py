"""What a case that lacks nothing waits for: whose step it is, and which."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onward.access.models import User
from onward.casework.cases.bringing import Wanted, Way, way_to
from onward.casework.cases.hooks import Boarding
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.pages.drawing import active, who_brings
from onward.casework.cases.rules import has_finished
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Programme
from onward.casework.programmes.gates import Verdict
from onward.casework.programmes.versions import ProgrammeRules


@dataclass(frozen=True)
class Wait:
    """A step that nothing stands before, and that is taken elsewhere or by somebody else.

    Attributes:
        words: whose step it is, by role, and what is to be done.
        yours: whether it is the reader's own.
        lacks: what stands between them and the departure all the same, or that nothing does.
        stopped: they may not take it as it stands; `asked` where it asks something first.
        way: where the reader can do it.
    """

    stage: str
    words: str
    travellers: Sequence[Traveller]
    yours: bool
    way: Way | None = None
    lacks: str = ""
    stopped: bool = False
    asked: bool = False


def waits_of(
    user: User,
    case: Case,
    travellers: Sequence[Traveller],
    verdicts: Sequence[Verdict],
    offered: Collection[str],
    kept: Container[UUID],
    boarding: Boarding,
    lost: Collection[Traveller] = (),
) -> list[Wait]:
    """Return what the travellers wait for who lack nothing; `offered` are the steps that stand as buttons.

    Each waits for one step, the first that is open to them. Of those whom a hold keeps from departing, `kept`
    by their keys, the hold says so. Of seats, and of who can be booked, counts what the pages of
    journeys say (`boarding`). Of children who are `lost` it is not known who is with them: nothing is said to
    be all there for them, and they finish nothing. A seat of who left the pathway waits to be cancelled.
    """
    if case.closed_on:
        return []
    rules = programmes.remembered(case.version_of_programme_id)
    programme = rules.definition
    seats = _seats(user, case, rules, [one for one in travellers if one.pk in boarding.to_cancel])
    if all_at_the_end(programme, travellers):
        return seats if lost else [*seats, _closing(user, case, rules, travellers, seats=bool(seats))]
    return [*seats, *_ready(user, case, travellers, verdicts, offered, kept, boarding, lost)]


def _ready(
    user: User,
    case: Case,
    travellers: Sequence[Traveller],
    verdicts: Sequence[Verdict],
    offered: Collection[str],
    kept: Container[UUID],
    boarding: Boarding,
    lost: Collection[Traveller],
) -> list[Wait]:
    """Return the steps before which nothing stands for those who are on the pathway."""
    rules = programmes.remembered(case.version_of_programme_id)
    programme = rules.definition
    ready: dict[tuple[str, str, bool, bool, bool, str], list[Traveller]] = {}
    for one in active(travellers):
        stage, held = first_open(programme, one.stage, one.person.key, verdicts), one.person.key in kept
        if stage and one in lost and has_finished(programme, stage):
            continue
        if stage and stage not in offered and not (held and programme.at("departure") == stage):
            acts, leaves = programme.stage(one.stage).acts, boarding.leaves.get(one.pk, "")
            by = acts, held, one.pk in boarding.alone | boarding.unbooked, one in lost, leaves
            ready.setdefault((stage, *by), []).append(one)
    return [
        Wait(
            stage=stage,
            words=_words(programme, stage)
            % {"who": who_brings(rules, acts), "stage": _name(programme, stage)},
            travellers=members,
            yours=user.has_role(acts),
            way=way_to(user, Wanted(case, _moment(programme, stage), "missing", None)),
            lacks=_lacks(
                held=held, by_itself=by_itself, lost=away, leaves=leaves, left_out=bool(boarding.left_out)
            ),
            stopped=by_itself,
            asked=bool(leaves) or away,
        )
        for (stage, acts, held, by_itself, away, leaves), members in ready.items()
    ]


def _lacks(*, held: bool, by_itself: bool, lost: bool, leaves: str, left_out: bool) -> str:
    """Return what stands between travellers and the departure, or that nothing does, or not of theirs."""
    if held:
        return _("What is missing for the departure is the release from the hold.")
    if lost:
        return _("Whoever records it is asked who is with them, where nobody of age is:")
    if by_itself:
        return _("Not yet: nobody of age whom you see travels along, for:")
    if leaves:
        words = _("%(names)s would stay behind with nobody of age: the departure asks about it.")
        return words % {"names": leaves}
    if left_out:
        return _("Nothing is missing for it of those whom this page tells of.")
    return _("Nothing is missing for it.")


def all_at_the_end(programme: Programme, travellers: Sequence[Traveller]) -> bool:
    """Say whether nobody in sight has anything left to do: they finished, or left the pathway."""
    return all(has_finished(programme, one.stage) for one in active(travellers))


def who_closes(rules: ProgrammeRules) -> str:
    """Return the code of the role that closes cases: the one that acts at the end of the line."""
    programme = rules.definition
    return programme.stage(programme.at("closing") or programme.stage_codes()[-1]).acts


def _seats(user: User, case: Case, rules: ProgrammeRules, gone: Sequence[Traveller]) -> list[Wait]:
    """Return that the seats of those are to be cancelled who are `gone` from the pathway, where some are."""
    booking = rules.definition.booking()
    if not gone or booking is None:
        return []
    acts = rules.definition.stage(booking).acts
    words = ngettext("%(who)s: cancel the seat", "%(who)s: cancel the seats", len(gone))
    return [
        Wait(
            stage="seat",
            words=words % {"who": who_brings(rules, acts)},
            travellers=gone,
            yours=user.has_role(acts),
            way=way_to(user, Wanted(case, "seat", "missing", None)),
            lacks=_("Left the pathway, with a seat that is still booked:"),
        )
    ]


def _closing(
    user: User, case: Case, rules: ProgrammeRules, travellers: Sequence[Traveller], *, seats: bool
) -> Wait:
    """Return that the case is to be closed, also again after it was opened to be corrected.

    Not before the seats are cancelled that are still booked, though nothing refuses it.
    """
    return Wait(
        stage="closing",
        words=_("%(who)s: close the case") % {"who": who_brings(rules, who_closes(rules))},
        travellers=[one for one in travellers if one.left_case_on is None],
        yours=user.has_role(who_closes(rules)),
        way=way_to(user, Wanted(case, "closing", "missing", None)),
        lacks=_("Once the seat is cancelled, nothing is left to do for:")
        if seats
        else _("Nothing is left to do, once what is recorded here is right, for:"),
        asked=seats,
    )


def first_open(programme: Programme, at: str, person: UUID, verdicts: Sequence[Verdict]) -> str | None:
    """Return the first of the stages after this one before which no gate holds the traveller."""
    for stage in programme.next_stages(at):
        if not any(each.stage == stage and each.holds(person) for each in verdicts):
            return stage
    return None


def _moment(programme: Programme, stage: str) -> str:
    """Return by which name rooms offer a way to bring a stage about: `booking`, or the stage's moment."""
    return "booking" if stage == programme.booking() else programme.stage(stage).moment or "advance"


def _name(programme: Programme, stage: str) -> str:
    return str(programme.stage(stage).name)


def _words(programme: Programme, stage: str) -> str:
    """Return what is to be done, with holes for who does it and into which stage it leads."""
    return {
        "booking": _("%(who)s: book the journey"),
        "departure": _("%(who)s: record the departure"),
        "arrival": _("%(who)s: record the arrival"),
    }.get(_moment(programme, stage), _("%(who)s: go on to “%(stage)s”"))
