"""A case drawn as a line with stations, and its gates as sentences."""

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onward.access.roles import roles
from onward.casework.cases.bringing import Way
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.rules import signs_alone
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.answers import Entry
from onward.casework.programmes.definition import Programme
from onward.casework.programmes.gates import RequirementVerdict, Verdict
from onward.casework.programmes.versions import ProgrammeRules
from onward.casework.programmes.vocabulary import describe
from onward.kernel import clock
from onward.kernel.components import Exit, Line, Signal, Station, TravellerDot
from onward.kernel.text import after_one_another, day_in_words, said_of
from onward.reference.countries import said_country

MARKS = Mapping[UUID, frozenset[str]]
SIGNED = "declaration-of-voluntary-return"
"""The kind of requirement that somebody else brings for whoever does not sign alone."""


@dataclass(frozen=True)
class GateLine:
    """One requirement of a gate, as a sentence.

    Attributes:
        state: met, missing, unknown or hold: shape and word of its sign.
        sentence: what is there, or what is missing.
        who: who can bring it.
        due: by when.
        stage: name of the stage that it stands before.
        likewise: of whom else the same is true.
        why: the condition that decided and the values that it read, for whoever asks.
        needs: the kind of requirement, or the facts that are not known yet; `stands` is how far it got (as of
            `Wanted`), and `about` the traveller it concerns, the first of several.
        way: where the reader can record it.
        until: of what is there, the last day on which it holds.
    """

    state: str
    sentence: str
    who: str
    due: date | None
    stage: str
    why: str = ""
    code: str = ""
    likewise: str = ""
    needs: tuple[str, ...] = ()
    about: UUID | None = None
    stands: str = "unknown"
    way: Way | None = None
    until: date | None = None


def company_line(case: Case, travellers: Iterable[Traveller], alone: Container[int]) -> GateLine | None:
    """Return that nobody of age travels along with the children who have a seat and are `alone`."""
    rules = programmes.remembered(case.version_of_programme_id)
    departure = rules.definition.at("departure")
    by_themselves = [one for one in active(travellers) if one.pk in alone]
    names = [one.person.name for one in by_themselves]
    if not names or departure is None or case.closed_on:
        return None
    return GateLine(
        "missing",
        _("Nobody of age whom you see travels along with %(name)s.") % {"name": several(names)},
        who_brings(rules, rules.definition.stage(by_themselves[0].stage).acts),
        None,
        str(rules.definition.stage(departure).name),
    )


def initials(name: str) -> str:
    """Return the letters that stand for a person in a small place."""
    parts = name.split()
    return "".join(part[0] for part in ([parts[0], parts[-1]] if len(parts) > 1 else parts)).upper()


def dot(one: Traveller, marks: MARKS) -> TravellerDot:
    """Return a traveller as they stand on the line."""
    return TravellerDot(initials(one.person.name), one.person.name, one.person.key in marks)


def active(travellers: Iterable[Traveller]) -> list[Traveller]:
    """Return the travellers who are still on the pathway."""
    return [one for one in travellers if not one.exit and one.left_case_on is None]


def line_of(
    case: Case,
    travellers: Sequence[Traveller],
    marks: MARKS,
    verdicts: Sequence[Verdict],
    kept: Set[UUID] = frozenset(),
    alone: Container[int] = (),
    recorded: Container[str] | None = None,
) -> Line:
    """Return the pathway of a case with each traveller at their station, and the next signal.

    `kept` are the keys of those whom a hold keeps from departing, `alone` the primary keys of the children
    who may not depart for want of company. `recorded` are the stages on record of a case that came from the
    files of before: another one behind is not said to have been passed.
    """
    rules = programmes.remembered(case.version_of_programme_id)
    programme = rules.definition
    codes = programme.stage_codes()
    moving = active(travellers)
    standing = moving or [one for one in travellers if one.left_case_on is None]
    reached = max((codes.index(one.stage) for one in standing if one.stage in codes), default=-1)
    coming = _coming(programme, moving)
    gone = [one for one in travellers if one.exit]
    lacking = {one.person.key for one in moving if one.pk in alone}
    stations = []
    for at, stage in enumerate(programme.pathway):
        here = tuple(dot(one, marks) for one in moving if one.stage == stage.code)
        untold = recorded is not None and stage.code not in recorded
        state = "here" if here else "ahead" if at > reached else "untold" if untold else "past"
        stations.append(
            Station(
                stage.code,
                stage.name,
                state,  # type: ignore[arg-type]  # one of the four words that the line knows
                travellers=here,
                signal=_signal(rules, stage.code, moving, coming[stage.code], verdicts, kept, lacking)
                if stage.code in coming
                else None,
                climbs=stage.moment == "arrival",
                exits=_exits(rules, stage.code, gone, marks) if gone else (),
                note=_("not recorded") if state == "untold" else "",
            )
        )
    return Line(tuple(stations), label=_("Pathway of case %(reference)s") % {"reference": case.reference})


def _coming(programme: Programme, moving: Sequence[Traveller]) -> dict[str, set[UUID]]:
    """Return who can enter a stage next, by the stage."""
    coming: dict[str, set[UUID]] = {}
    for one in moving:
        for stage in programme.next_stages(one.stage):
            coming.setdefault(stage, set()).add(one.person.key)
    return coming


def _exits(
    rules: ProgrammeRules, stage: str, travellers: Sequence[Traveller], marks: MARKS
) -> tuple[Exit, ...]:
    """Return who left the pathway at a stage, by exit."""
    found = []
    for way in rules.definition.exits:
        gone = tuple(dot(one, marks) for one in travellers if one.exit == way.code and one.stage == stage)
        if gone:
            found.append(Exit(str(way.name), gone))
    return tuple(found)


def _signal(
    rules: ProgrammeRules,
    stage: str,
    moving: Sequence[Traveller],
    coming: Set[UUID],
    verdicts: Sequence[Verdict],
    kept: Set[UUID],
    lacking: Set[UUID],
) -> Signal | None:
    """Return the signal before a stage that those who are `coming`, of all `moving`, can enter next.

    It counts what is missing as the sentences beside it do: once for all of whom the same is true.
    """
    if rules.definition.at("departure") == stage and kept & coming:
        return Signal("hold", 1, _("departures are on hold"))
    asked = [
        verdict
        for verdict in verdicts
        if verdict.stage == stage and (verdict.traveller is None or verdict.traveller in coming)
    ]
    closed = [verdict for verdict in asked if not verdict.open]
    grouped = _grouped(rules, moving, closed, {stage})[0] if closed else []
    lines = [one.of[0][1] for one in grouped if one.of[0][1].state != "met"]
    names = [str(line.name) for line in lines]
    if rules.definition.at("departure") == stage and lacking & coming:
        names.insert(0, _("nobody of age whom you see travels along"))
    if names:
        return Signal("missing", len(names), ", ".join(dict.fromkeys(names)))
    if any(verdict.outcome == "unknown" for verdict in asked):
        facts = [name for verdict in asked for name in verdict.missing]
        return Signal(
            "unknown", max(1, len(set(facts))), ", ".join(describe(one) for one in dict.fromkeys(facts))
        )
    return Signal("open") if asked else None


def who_brings(rules: ProgrammeRules, code: str) -> str:
    """Return the name of the role or party that can bring a requirement."""
    role = roles().get(code)
    if role is not None:
        return str(role.name)
    party = rules.parties.get(code)
    return str(party) if party is not None else code


def gate_lines(
    case: Case, travellers: Sequence[Traveller], verdicts: Sequence[Verdict], stages: Iterable[str]
) -> list[GateLine]:
    """Return the gates before `stages` as sentences, what is missing first, in the order of the pathway.

    The same requirement of several travellers in the same state becomes one line.
    """
    rules = programmes.remembered(case.version_of_programme_id)
    names = {one.person.key: one.person.name for one in travellers}
    grouped, unknown = _grouped(rules, travellers, verdicts, set(stages))
    order, codes = {"missing": 0, "met": 2}, rules.definition.stage_codes()
    known = [(codes.index(one.of[0][0].stage), _gate_line(rules, one, names)) for one in grouped]
    known.sort(key=lambda one: (order.get(one[1].state, 1), one[0], one[1].due or date.max))
    return [_unknown(rules, verdict, names) for verdict in unknown] + [line for _stage, line in known]


def pressing_line(
    case: Case, travellers: Sequence[Traveller], verdicts: Sequence[Verdict], stages: Iterable[str]
) -> GateLine | None:
    """Return the most pressing of `gate_lines` that is not met: all that a row of a list says of them."""
    rules = programmes.remembered(case.version_of_programme_id)
    names = {one.person.key: one.person.name for one in travellers}
    grouped, unknown = _grouped(rules, travellers, verdicts, set(stages))
    missing = [(one, one.of[0][1]) for one in grouped if one.of[0][1].state != "met"]
    if missing:
        first, line = min(missing, key=lambda one: (one[1].due or date.max, one[1].state == "unknown"))
        if line.due or not unknown:
            return _gate_line(rules, first, names)
    return _unknown(rules, unknown[0], names) if unknown else None


@dataclass(frozen=True)
class Members:
    """The same requirement of some travellers in one state; `others_sign`: others sign for them, or did."""

    others_sign: bool
    of: list[tuple[Verdict, RequirementVerdict]] = field(default_factory=list)


def _grouped(
    rules: ProgrammeRules,
    travellers: Iterable[Traveller],
    verdicts: Iterable[Verdict],
    stages: Container[str],
) -> tuple[list[Members], list[Verdict]]:
    """Return the requirements before `stages`, the same one of several travellers together.

    Beside them stand the gates of which it is not known whether they apply.
    """
    today = clock.today()
    led = {one.person.key for one in travellers if not signs_alone(one.person.born_to, today)}
    grouped: dict[tuple[Any, ...], Members] = {}
    unknown: list[Verdict] = []
    for verdict in verdicts:
        if verdict.stage not in stages:
            continue
        if verdict.outcome == "unknown" and verdict.applies is None:
            unknown.append(verdict)
            continue
        for line in verdict.requirements:
            dates, missing = (line.due, line.values.get("since"), line.until), line.evidence.missing
            others_sign = line.evidence.by_others
            if line.state != "met" and rules.requirements[line.code].needs == SIGNED:
                others_sign = verdict.traveller in led and not line.lapsed
            key = (verdict.stage, line.code, line.state, dates, missing, others_sign, line.elsewhere)
            grouped.setdefault(key, Members(others_sign)).of.append((verdict, line))
    return list(grouped.values()), unknown


def _gate_line(rules: ProgrammeRules, members: Members, names: Mapping[UUID, str]) -> GateLine:
    """Return the sentence of one requirement, naming each traveller whom it concerns."""
    verdict, line = members.of[0]
    concerned = [one.traveller for one, _line in members.of] if verdict.traveller else line.lacking
    about = [names[key] for key in concerned if key is not None and key in names]
    # Whether the one or the other: that a child travels without parents is no matter of this line.
    by = _("a parent or the guardian") if members.others_sign else who_brings(rules, line.brought_by)
    said = {key: day_in_words(value) for key, value in line.values.items() if isinstance(value, date)}
    if line.elsewhere:
        said["country"] = said_country(line.elsewhere)
    return GateLine(
        state="met" if line.state == "met" else "unknown" if line.state == "unknown" else "missing",
        sentence=_sentence(members, about[0] if about else "", by, said),
        who="" if line.state == "met" else by,
        due=line.due,
        stage=str(rules.definition.stage(verdict.stage).name),
        why=_why(verdict),
        code=line.code,
        likewise=several(about[1:]),
        needs=(rules.requirements[line.code].needs,),
        about=next(iter(concerned), None),
        stands="ends-early" if line.lapsed and line.until and line.until >= clock.today() else line.state,
        until=line.until if line.state == "met" else None,
    )


def _sentence(members: Members, name: str, by: str, said: Mapping[str, str]) -> str:
    """Return what one requirement of somebody says, of the first where there are several."""
    _verdict, line = members.of[0]
    if line.state == "unknown":
        return _not_known(str(line.name), name, line.evidence.missing)
    if line.state == "met" and members.others_sign:
        words = _("%(paper)s: a parent or the guardian signed for %(name)s on %(day)s.")
        return words % {"paper": line.name, "name": name, "day": said.get("since", "")}
    return line.say(name=name, by=by, **said)


def _not_known(gate: str, name: str, missing: Iterable[str]) -> str:
    """Say which facts nobody has recorded, of a gate or of what it asks for."""
    words = (
        _("%(gate)s: not known yet for %(name)s: %(facts)s.")
        if name
        else _("%(gate)s: not known yet: %(facts)s.")
    )
    return words % {"gate": gate, "name": name, "facts": after_one_another(describe(one) for one in missing)}


def _unknown(rules: ProgrammeRules, verdict: Verdict, names: Mapping[UUID, str]) -> GateLine:
    """Return what must be known before it can be told whether a gate concerns somebody."""
    who = names.get(verdict.traveller, "") if verdict.traveller else ""
    return GateLine(
        state="unknown",
        sentence=_not_known(str(verdict.name), who, verdict.missing),
        who=str(roles()[rules.definition.pathway[0].acts].name),
        due=None,
        stage=str(rules.definition.stage(verdict.stage).name),
        why=_why(verdict),
        needs=verdict.missing,
        about=verdict.traveller,
    )


def entry_lines(case: Case, travellers: Sequence[Traveller], entries: Iterable[Entry]) -> list[GateLine]:
    """Return to whom the programme is not open, or perhaps not, as sentences; nothing where it is."""
    rules = programmes.remembered(case.version_of_programme_id)
    names = {one.person.key: one.person.name for one in travellers}
    first = rules.definition.pathway[0]
    found = []
    for entry in entries:
        if entry.open is True or (entry.traveller is not None and entry.traveller not in names):
            continue
        name = names.get(entry.traveller, "") if entry.traveller else ""
        if entry.open is False:
            sentence = said_of(name, entry.otherwise) if name else str(entry.otherwise)
        else:
            facts = ", ".join(describe(fact) for fact in entry.answer.missing)
            sentence = _("Whether the programme is open to %(name)s is not known yet: %(facts)s.") % {
                "name": name or case.reference,
                "facts": facts,
            }
        state = "missing" if entry.open is False else "unknown"
        who, facts_missing = (
            str(roles()[first.acts].name),
            () if entry.open is False else entry.answer.missing,
        )
        found.append(
            GateLine(
                state,
                sentence,
                who,
                None,
                str(first.name),
                needs=tuple(facts_missing),
                about=entry.traveller,
            )
        )
    return found


def _why(verdict: Verdict) -> str:
    """Return the condition that decided, with the values that it read."""
    if not verdict.decided_by:
        return ""
    read = ", ".join(f"{name} = {_value(value)}" for name, value in verdict.read.items())
    return f"{verdict.decided_by}  [{read}]" if read else verdict.decided_by


def _value(value: object) -> str:
    if isinstance(value, (list, tuple, frozenset, set)):
        return "[" + ", ".join(str(one) for one in value) + "]"
    return str(value)


def several(names: Sequence[str]) -> str:
    """Return names in a row; more than four become a number."""
    if len(names) > 4:
        more = ngettext("%(count)s other", "%(count)s others", len(names) - 3) % {"count": len(names) - 3}
        names = [*names[:3], more]
    return ", ".join(names)
