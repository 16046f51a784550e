"""The page of a case: what is next, the line, gates as sentences, what happened, who travels."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.policy import may
from onward.casework.cases import queries
from onward.casework.cases.actions.releases import releases_of
from onward.casework.cases.bringing import Wanted, way_to
from onward.casework.cases.choices import task_words
from onward.casework.cases.events import ApprovalAsked, ApprovalDecided
from onward.casework.cases.gates import (
    Gathered,
    Spoken,
    begun,
    entries_of,
    facts_of,
    gather,
    kept_by,
    takes_long,
    verdicts_ahead,
    verdicts_further_on,
)
from onward.casework.cases.gates.recorded import recorded_stages
from onward.casework.cases.hooks import boarding_of
from onward.casework.cases.models import Case, Task, Traveller
from onward.casework.cases.pages.drawing import (
    SIGNED,
    GateLine,
    active,
    company_line,
    entry_lines,
    gate_lines,
    line_of,
)
from onward.casework.cases.pages.handed import Sharing, sharing_of
from onward.casework.cases.pages.happened import Happening, happenings
from onward.casework.cases.pages.holds import HoldLine, lines_on
from onward.casework.cases.pages.ready import (
    lost_children,
    lost_line,
    next_line,
    next_stages,
    time_ends,
    unasked_line,
)
from onward.casework.cases.pages.waits import Wait, waits_of
from onward.casework.cases.panels import Asked, Panel, Shown, panels_of
from onward.casework.cases.policy import is_the_offices, may_now
from onward.casework.cases.rules import (
    SENT_BACK,
    by_the_journey,
    face_of,
    has_finished,
    still_to_depart,
)
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.answers import coming_of_age, foreseen
from onward.casework.programmes.gates import Verdict
from onward.casework.programmes.versions import ProgrammeRules
from onward.casework.programmes.vocabulary import CaseFacts
from onward.kernel import clock
from onward.kernel.components import Line
from onward.kernel.models import Event
from onward.kernel.problems import Missing
from onward.kernel.text import after_one_another, day_in_words
from onward.records.people.rules import ages_on
from onward.reference.countries import said_country

TIMELINE = 30
BEFORE_PARTING = "before-parting"
"""How an answer of the funder stands that was given in the case that these travellers parted from."""
OPEN_TASKS = Asked(Task, ("due_on", "pk"), Q(done_on=None), ("assigned_to",), most=20)


@dataclass(frozen=True)
class Step:
    """A step that can be taken now: these travellers into this stage, `due` where the programme says when."""

    stage: str
    label: str
    travellers: Sequence[Traveller]
    due: date | None


@dataclass(frozen=True)
class TaskLine:
    """Something to do, in the words of who set it, or of its kind."""

    task: Task
    words: str


@dataclass(frozen=True)
class TravellerLine:
    """A traveller on the page of a case; `went_to` where they are, if its head says another country."""

    traveller: Traveller
    age: str
    remark: str
    lost: bool
    alone: bool
    restricted: bool
    exit: str
    stage: str
    went_to: str = ""


@dataclass(frozen=True)
class CasePage:
    """Everything that the page of a case shows.

    Of the other cases of a household that parted those stand in `came_from` and `went_on_in` that the reader
    may see, by their references; `apart` are the names of those in sight who went, to whichever case.
    `lost` says that it is not known who is with a child who left, `unasked` who goes along with one who is
    to leave with nobody of age in the case.
    `released` says that somebody in sight is released from a hold, and that the reader may take that back.
    `left_out` is how many more of the household the reader moves, of whom the page tells nothing. `sealed`
    has the keys of all restricted persons whom it tells of: the timeline goes on telling of who went. `to` is
    the country that stands on top: that of the case, or the one to which everybody in sight has departed.
    """

    case: Case
    to: str
    programme: str
    programme_version: int
    channel: str
    name: str
    name_native: str
    line: Line
    gates: Sequence[GateLine]
    later: Sequence[GateLine]
    lost: GateLine | None
    unasked: GateLine | None
    next: GateLine | None
    next_is_yours: bool
    steps: Sequence[Step]
    waits: Sequence[Wait]
    holds: Sequence[HoldLine]
    travellers: Sequence[TravellerLine]
    happened: Sequence[Happening]
    older: str | None
    tasks: Sequence[TaskLine]
    panels: Sequence[Panel]
    aside: Sequence[Panel]
    may_write: bool
    may_release: bool
    released: bool
    may_move_on: bool
    funder: Set[str]
    newer_version: bool
    sharing: Sharing
    came_from: str
    went_on_in: Sequence[str]
    apart: str
    left_out: int
    sealed: Collection[UUID]


def case_page(user: User, case: Case, before: int | None = None) -> CasePage:
    """Gather the page of a case for a reader who may see it.

    Raises:
        Missing: nobody of it may be seen any more.
    """
    today = clock.today()
    travellers = queries.travellers_of(user, [case]).get(case.pk, [])
    if not travellers:  # sealed since the case was read
        raise Missing()
    marks = queries.marks_of(travellers)
    gathered = gather([case], travellers, today)
    holds = begun(gathered.holds.get(case.pk, {}), today)
    kept = kept_by(holds)
    rules = programmes.remembered(case.version_of_programme_id)
    facts = facts_of(case, travellers, gathered, today)
    told = _gates_of(case, travellers, gathered, today)
    sharing = sharing_of(user, case, travellers, facts.elsewhere)
    mine = may_now(user, "cases.write", case, sharing.hand_overs)
    children = lost_children(case, travellers)
    lost, unasked = (
        [line] if line else [] for line in (lost_line(case, children), unasked_line(case, travellers))
    )
    lines, lost, unasked = (
        (each if sharing.to_answer else _with_ways(user, case, travellers, each))
        for each in (told.lines, lost, unasked)
    )
    boarding = boarding_of(user, case, travellers, _not_to_be_booked(rules, travellers, told.verdicts))
    step = next_line(case, travellers, lines, boarding.alone)
    face = face_of(travellers).person
    shown = Shown(case, travellers, marks, facts, sharing.hand_overs)
    panels = panels_of(user, shown)
    events = queries.timeline(user, case, travellers, before, TIMELINE)
    acts = rules.definition.stage(active(travellers)[0].stage).acts if active(travellers) else ""
    may_advance = may_now(user, "cases.advance", case, sharing.hand_overs)
    steps = _steps(user, case, travellers, told.verdicts, children) if may_advance else []
    taken = [one.stage for one in steps]
    came_from, went_on_in = queries.parted_from_and_to(user, case, travellers)
    may_release, staying = may(user, "holds.release"), [one for one in travellers if one.left_case_on is None]
    to, recorded = _leads_to(case, facts), recorded_stages([case], {case.pk: travellers})
    return CasePage(
        case=case,
        to=to,
        programme=str(rules.definition.name),
        programme_version=programmes.number_of(case.version_of_programme_id),
        channel=programmes.channel_seen(user, case.channel),
        name=face.name,
        name_native=face.name_native,
        line=line_of(case, travellers, marks, told.verdicts, kept, boarding.alone, recorded.get(case.pk)),
        gates=[*filter(None, [company_line(case, travellers, boarding.alone)]), *lines],
        later=_not_told_yet(lines, told.later),
        lost=next(iter(lost), None),
        unasked=next(iter(unasked), None),
        next=step,
        next_is_yours=bool(step) and user.has_role(acts),
        steps=steps,
        waits=waits_of(user, case, travellers, told.verdicts, taken, kept, boarding, children),
        holds=lines_on(case, holds, travellers),
        travellers=_traveller_lines(rules, travellers, marks, facts, today, to, children, boarding.alone),
        happened=happenings(user, case, events.rows, rules, travellers, sharing.hand_overs),
        older=events.older,
        tasks=_task_lines(shown.rows(user, OPEN_TASKS), sharing.sent_back_because, travellers)
        if mine
        else (),
        panels=[panel for panel in panels if not panel.aside],
        aside=[panel for panel in panels if panel.aside],
        may_write=mine,
        may_release=may_release,
        released=may_release and _is_released(case, {one.person.key for one in staying}),
        sharing=sharing,
        came_from=came_from,
        went_on_in=went_on_in,
        left_out=boarding.left_out,
        sealed={*marks, *_taken_out_and_sealed(events.rows)},
        apart=", ".join(one.person.name for one in travellers if one.left_case_on),
        funder=_funder_said(case, travellers, gathered.events.get(case.key, ())),
        may_move_on=may(user, "cases.move-version"),
        newer_version=rules.hash != programmes.rules_in_force(case.programme).hash,
    )


def _is_released(case: Case, keys: set[UUID]) -> bool:
    """Say whether some of these persons are released from a hold; the case was read with its own releases."""
    named = [one["names"] for one in case.released]  # type: ignore[attr-defined]
    own = any(names is None or not keys.isdisjoint(map(UUID, names)) for names in named)
    return own or (bool(case.came_from) and releases_of(case, keys).exists())


def _taken_out_and_sealed(events: Sequence[Event]) -> set[UUID]:
    """Return the keys of restricted persons who travel no more, as they joined by mistake, and are named."""
    named = (one for one in events if getattr(one, "gone", None) and getattr(one, "marked", False))
    return {one.person_key for one in named if one.person_key}


def _leads_to(case: Case, facts: CaseFacts) -> str:
    """Return the country on top of the page: of the case, or the one to which everybody has departed."""
    went = {one.went_to or case.destination for one in facts.travellers}
    return went.pop() if len(went) == 1 else case.destination


@dataclass(frozen=True)
class _Gates:
    """What the gates of a case answer: those of the next stages, in words, and what is asked further on."""

    verdicts: list[Verdict]
    lines: list[GateLine]
    later: list[GateLine]


def _gates_of(case: Case, travellers: Sequence[Traveller], gathered: Gathered, on: date) -> _Gates:
    """Ask the gates; what takes long to bring is told with those of the next stages."""
    verdicts = verdicts_ahead(case, travellers, gathered, on)
    further = verdicts_further_on(case, travellers, gathered, on)
    early = [one for one in further if takes_long(case, one)]
    later = [one for one in further if one not in early]
    stages = [*next_stages(case, travellers), *(one.stage for one in early)]
    entries = entry_lines(case, travellers, entries_of(case, travellers, gathered, on))
    lines = entries + gate_lines(case, travellers, [*verdicts, *early], stages)
    return _Gates(verdicts, lines, gate_lines(case, travellers, later, [one.stage for one in later]))


def _not_told_yet(told: Sequence[GateLine], later: Iterable[GateLine]) -> list[GateLine]:
    """Return what is missing further on, each once: a declaration is asked for again before the departure."""
    seen = {(one.code, one.about, one.sentence) for one in told}
    found = []
    for line in later:
        key = line.code, line.about, line.sentence
        if line.state != "met" and key not in seen:
            seen.add(key)
            found.append(line)
    return found


def _task_lines(tasks: Iterable[Task], because: str, travellers: Sequence[Traveller]) -> list[TaskLine]:
    """Return what is to be done, and for whom; a file that was sent back says `because` of what."""
    names = {one.person.key: one.person.name for one in travellers}
    return [
        TaskLine(
            one,
            task_words(
                one,
                because if one.kind == SENT_BACK else "",
                names.get(one.person_key, "") if one.person_key else "",
            ),
        )
        for one in tasks
    ]


def _with_ways(
    user: User, case: Case, travellers: Sequence[Traveller], lines: Sequence[GateLine]
) -> list[GateLine]:
    """Return the sentences of the gates, each with the way to where the reader can record what is missing."""
    by_key = {one.person.key: one for one in travellers}
    shown = []
    for line in lines:
        about = by_key.get(line.about) if line.about else None
        wanted = (Wanted(case, code, line.stands, about) for code in line.needs if line.state != "met")
        ways = (way_to(user, one) for one in wanted) if not case.closed_on else ()
        shown.append(replace(line, way=next((way for way in ways if way), None)))
    return shown


def _funder_said(case: Case, travellers: Iterable[Traveller], events: Iterable[Spoken]) -> Set[str]:
    """Return how the questions to the funder stand that the reader may know of: outcomes of approvals.

    One about somebody who went on apart waits there. What was answered in the case that these parted from
    counts here, and is told apart.
    """
    gone = {one.person.key for one in travellers if one.left_case_on}
    last: dict[str, str] = {}
    for one in events:
        if one.case_key != case.key and one.type == ApprovalDecided.type:
            last[one.payload["approval"]] = BEFORE_PARTING
        if one.case_key != case.key or one.person_key in gone:
            continue
        if one.type == ApprovalDecided.type:
            last[one.payload["approval"]] = one.payload["outcome"]
        elif one.type == ApprovalAsked.type:
            last.setdefault(one.payload["approval"], "asked")
    return set(last.values())


def _not_to_be_booked(
    rules: ProgrammeRules, travellers: Sequence[Traveller], verdicts: Sequence[Verdict]
) -> list[int]:
    """Return the primary keys of those whom a gate keeps from being booked."""
    before = [each for each in verdicts if each.stage == rules.definition.booking()]
    return [one.pk for one in travellers if any(each.holds(one.person.key) for each in before)]


def _steps(
    user: User,
    case: Case,
    travellers: Sequence[Traveller],
    verdicts: Sequence[Verdict],
    lost: Sequence[Traveller],
) -> list[Step]:
    """Return the steps that can be taken at once: every gate before them is open.

    Nobody finishes while it is not known who is with them, who are `lost`. Until the departure a step is for
    the office to take, not for a mission that has the file.
    """
    programme = programmes.remembered(case.version_of_programme_id).definition
    ready: dict[str, list[Traveller]] = {}
    for one in active(travellers):
        if is_the_offices(user, "cases.make-ready", programme, one.stage):
            continue
        for stage in programme.next_stages(one.stage):
            if by_the_journey(programme, stage):
                continue  # the journey's own pages take travellers there
            if one in lost and has_finished(programme, stage):
                continue
            if not any(each.stage == stage and each.holds(one.person.key) for each in verdicts):
                ready.setdefault(stage, []).append(one)
    found = []
    for stage, members in ready.items():
        days = [day for one in members if (day := time_ends(case, one))]
        found.append(Step(stage, str(programme.stage(stage).name), members, min(days, default=None)))
    return found


def _traveller_lines(
    rules: ProgrammeRules,
    travellers: Sequence[Traveller],
    marks: Mapping[UUID, frozenset[str]],
    facts: CaseFacts,
    today: date,
    to: str,
    lost: Sequence[Traveller],
    alone: Collection[int],
) -> list[TravellerLine]:
    """Return who travels, with age, what a birthday will change, and who went elsewhere than `to`.

    Of who is `lost` nobody knows who is with them; who is `alone` may not depart for want of company.
    """
    changes = {change.traveller: change for change in foreseen(rules, facts, today)}
    signing = coming_of_age(facts, today) if _signs(rules) else {}
    exits = {way.code: str(way.name) for way in rules.definition.exits}
    found = []
    for one in travellers:
        if one.left_case_on is not None:
            continue
        change = changes.get(one.person.key)
        remark = ""
        if not still_to_depart(rules.definition, one.stage):
            signing.pop(one.person.key, None)
        if change is not None:
            words = (
                _("from %(day)s on, “%(gate)s” applies")
                if change.starts
                else _("from %(day)s on, “%(gate)s” no longer applies")
            )
            remark = words % {"day": day_in_words(change.day), "gate": change.name}
        if day := signing.get(one.person.key):
            words = _("from %(day)s on, they sign the declaration themselves")
            remark = after_one_another(filter(None, [remark, words % {"day": day_in_words(day)}]))
        found.append(
            TravellerLine(
                traveller=one,
                age=age_words(one, today),
                remark=remark,
                lost=one in lost,
                alone=one.pk in alone,
                restricted=one.person.key in marks,
                exit=exits.get(one.exit, one.exit),
                stage=str(rules.definition.stage(one.stage).name),
                went_to=_departed_to(facts.elsewhere.get(one.person.key, ""), to),
            )
        )
    return found


def _departed_to(country: str, to: str) -> str:
    """Return, in words, to which country somebody has departed, where the head of the page says another."""
    if country in ("", to):
        return ""
    return _("departed to another country: %(country)s") % {"country": said_country(country)}


def _signs(rules: ProgrammeRules) -> bool:
    """Say whether a programme asks for a declaration that each adult signs in person."""
    return any(rules.requirements[one.code].needs == SIGNED for one in rules.definition.requirements())


def age_words(one: Traveller, today: date) -> str:
    """Return a traveller's age in words: a number, a span, or that it is not known."""
    ages = ages_on(one.person.born_from, one.person.born_to, today)
    if ages is None:
        return _("age not known")
    low, high = ages
    return str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
