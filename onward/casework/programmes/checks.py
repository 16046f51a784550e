"""What can be wrong between the parts of a programme file, and between files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext as _

from onward.casework.programmes.closed_lists import values_in
from onward.casework.programmes.definition import (
    Channel,
    Exit,
    Gate,
    Programme,
    Requirement,
    RequirementDefinition,
    groups_of,
)
from onward.casework.programmes.requirements import RequirementKind, requirement_kinds
from onward.casework.programmes.vocabulary import case_vocabulary, traveller_vocabulary
from onward.kernel.conditions import ConditionErrors, compile_condition
from onward.kernel.definitions import Item, Library, Report, as_far_as_told
from onward.kernel.definitions.faults import closest
from onward.kernel.definitions.values import Untold
from onward.kernel.events import event_types
from onward.records.projects.definition import Project
from onward.reference.choices import ChoiceList
from onward.reference.currencies import currencies_in_use

Path = tuple[str | int, ...]
PLACEHOLDERS = frozenset({"name", "by", "since", "until", "due"})
OF_ELSEWHERE = frozenset({"country"})
"""Places that only the sentence of what is there for another country has."""


def _programme(item: Item) -> Programme:
    return cast(Programme, item.body)


def codes_stand_once(item: Item, library: Library, report: Report) -> None:
    """Report stages, exits, gates and conditions of entry whose code stands twice."""
    programme = _programme(item)
    for name in ("pathway", "exits", "gates", "eligible", "referred_by"):
        seen: set[str] = set()
        for number, code in _codes(programme, name):
            if code in seen:
                path: Path = (name, number) if name == "referred_by" else (name, number, "code")
                wrong = _("“%(code)s” stands twice") % {"code": code}
                report(item, path, wrong, _("Remove one, or give it another code"))
            seen.add(code)
    stages = {code for _number, code in _codes(programme, "pathway")}
    for number, code in _codes(programme, "exits"):
        if code in stages:
            wrong = _("“%(code)s” is a stage and an exit") % {"code": code}
            report(item, ("exits", number, "code"), wrong, _("Give one of them another code"))


def _codes(programme: Programme, place: str) -> Iterator[tuple[int, str]]:
    """Give the codes of a list with their places; what could not be read is left out."""
    with as_far_as_told():
        for number, one in enumerate(getattr(programme, place)):
            with as_far_as_told():
                yield number, one if isinstance(one, str) else one.code


def prefix_is_its_own(item: Item, library: Library, report: Report) -> None:
    """Report a prefix of references that another programme has already."""
    for other in library.of("programmes").values():
        if other.code < item.code and _programme(other).prefix == _programme(item).prefix:
            wrong = _("the prefix is that of “%(code)s”") % {"code": other.code}
            report(item, ("prefix",), wrong, _("Choose letters that no other programme has"))


def stages_can_be_reached(item: Item, library: Library, report: Report) -> None:
    """Report unknown stages before a stage, and stages that no traveller can ever come to."""
    programme = _programme(item)
    codes = programme.stage_codes()
    for number, stage in enumerate(programme.pathway):
        with as_far_as_told():
            for place, before in enumerate(stage.after or ()):
                if before not in codes:
                    report.unknown(item, ("pathway", number, "after", place), _("stage"), before, codes)
    reached = _reached(programme)
    for number, stage in enumerate(programme.pathway):
        known = all(before in codes for before in stage.after or ())
        if stage.code not in reached and known:
            wrong = _("the stage “%(code)s” cannot be reached") % {"code": stage.code}
            first = codes[number - 1] if number else codes[0]
            right = _("Name in “after” a stage that can, such as “%(code)s”") % {"code": first}
            report(item, ("pathway", number, "after" if stage.after is not None else "code"), wrong, right)


def _reached(programme: Programme) -> set[str]:
    """Walk the pathway from its first stage."""
    codes = programme.stage_codes()
    reached: set[str] = {codes[0]} if not programme.pathway[0].after else set()
    grown = True
    while grown:
        more = {code for code in codes if reached & set(programme.entered_from(code))} - reached
        reached |= more
        grown = bool(more)
    return reached


def moments_stand_once(item: Item, library: Library, report: Report) -> None:
    """Report a second departure, arrival or closing, and an arrival before the departure."""
    seen: set[str] = set()
    for number, stage in enumerate(_programme(item).pathway):
        if stage.moment is not None and stage.moment in seen:
            wrong = _("two stages are the %(moment)s") % {"moment": stage.moment}
            report(item, ("pathway", number, "moment"), wrong, _("Keep it at one of them"))
        if stage.moment == "arrival" and "departure" not in seen:
            wrong = _("nobody arrives who has not departed")
            report(item, ("pathway", number, "moment"), wrong, _("Name an earlier stage the departure"))
        seen.add(stage.moment or "")


def exits_lead_from_stages(item: Item, library: Library, report: Report) -> None:
    """Report exits from, and back to, stages that do not exist."""
    programme = _programme(item)
    codes = programme.stage_codes()
    for number, way in enumerate(programme.exits):
        with as_far_as_told():
            for place, code in enumerate(way.from_ or ()):
                if code not in codes:
                    report.unknown(item, ("exits", number, "from", place), _("stage"), code, codes)
        with as_far_as_told():
            _leads_back(item, report, number, way, codes)


def _leads_back(item: Item, report: Report, number: int, way: Exit, codes: Sequence[str]) -> None:
    path: Path = ("exits", number, "back_to")
    if way.back_to is not None and way.back_to not in codes:
        report.unknown(item, path, _("stage"), way.back_to, codes)
    elif way.back_to is not None and all(code in codes for code in way.from_ or ()):
        # An unknown stage in `from` is a fault already; where the line begins cannot be told without it.
        first = min((codes.index(code) for code in way.from_ or codes), default=0)
        if codes.index(way.back_to) > first:
            wrong = _("a way out leads on, to “%(code)s”") % {"code": way.back_to}
            right = _("Lead back to “%(code)s”, or to a stage before it") % {"code": codes[first]}
            report(item, path, wrong, right)


def gates_stand_before_stages(item: Item, library: Library, report: Report) -> None:
    """Report gates before a stage that does not exist, or before the first, where nobody would meet them."""
    programme = _programme(item)
    codes = programme.stage_codes()
    for number, gate in enumerate(programme.gates):
        path: Path = ("gates", number, "before")
        with as_far_as_told():
            if gate.before not in codes:
                report.unknown(item, path, _("stage"), gate.before, codes)
            elif gate.before == codes[0]:
                wrong = _("nobody passes a gate before the first stage")
                right = _("Put it before “%(code)s”, or make it a condition under “eligible”")
                report(item, path, wrong, right % {"code": codes[1]})


def people_are_known(item: Item, library: Library, report: Report) -> None:
    """Report roles that act and channels that nobody has declared."""
    programme = _programme(item)
    for number, stage in enumerate(programme.pathway):
        with as_far_as_told():
            if not library.knows("roles", stage.acts):
                known = library.codes("roles")
                report.unknown(item, ("pathway", number, "acts"), _("role"), stage.acts, known)
    for number, channel in _codes(programme, "referred_by"):
        if not library.knows("channels", channel):
            known = library.codes("channels")
            report.unknown(item, ("referred_by", number), _("channel"), channel, known)


def requirements_can_be_met(item: Item, library: Library, report: Report) -> None:
    """Report requirements that nobody has declared, and those asked of the wrong subject."""
    for number, gate in enumerate(_programme(item).gates):
        for place, requirement in _told(gate):
            path: Path = ("gates", number, "require", place)
            with as_far_as_told():
                if not library.knows("requirements", requirement.code):
                    known = library.codes("requirements")
                    report.unknown(item, path, _("requirement"), requirement.code, known)
                    continue
                _sorts_are_known(item, library, report, requirement, path)
                if requirement.by is not None and not _brings(library, requirement.by):
                    bringers = _bringers(library)
                    report.unknown(item, (*path, "by"), _("role or party"), requirement.by, bringers)
                _subject_fits(item, library, report, gate, requirement, path)


def _told(gate: Gate) -> Iterator[tuple[int, Requirement]]:
    """Give what a gate asks for, with its place; nothing where that could not be read."""
    with as_far_as_told():
        yield from enumerate(gate.require)


def nothing_is_asked_before_it_can_be_there(item: Item, library: Library, report: Report) -> None:
    """Report what comes with the booking of a journey, asked before a stage that is passed without one."""
    programme = _programme(item)
    booking = programme.booking()
    late = _from(programme, booking) if booking else set()
    for number, gate in enumerate(programme.gates):
        for place, requirement in _told(gate):
            with as_far_as_told():
                kind = _kind_of(library, requirement)
                known = gate.before in programme.stage_codes()
                if known and kind is not None and kind.not_before is not None and gate.before not in late:
                    path = ("gates", number, "require", place)
                    report(item, path, *_too_early(requirement.code, booking))


def _too_early(code: str, booking: str | None) -> tuple[str, str]:
    """Say that a requirement comes with the booking of a journey, and where it can be asked for."""
    words = {"code": code, "stage": booking}
    if booking is None:
        wrong = _("“%(code)s” comes with the booking of a journey, and this programme has no departure")
        right = _("Remove it, or write “moment: departure” at the stage in which travellers depart")
    else:
        wrong = _("nobody can have “%(code)s” so early: it comes with the booking of a journey")
        right = _("Ask for it before “%(stage)s”, to which a booking leads, or before a later stage")
    return wrong % words, right % words


def _from(programme: Programme, stage: str) -> set[str]:
    """Return a stage and those to which it leads."""
    found, grown = {stage}, {stage}
    while grown:
        grown = {code for one in grown for code in programme.next_stages(one)} - found
        found |= grown
    return found


def tasks_can_be_done(item: Item, library: Library, report: Report) -> None:
    """Report tasks of an unknown kind, at an unknown stage, until something unknown, and a kind set twice."""
    programme = _programme(item)
    seen: set[str] = set()
    for number, rule in enumerate(programme.tasks):
        with as_far_as_told():
            kinds, path = _listed(library, "task-kinds"), ("tasks", number, "kind")
            if rule.kind not in kinds:
                report.unknown(item, path, _("kind of task"), rule.kind, kinds)
            elif rule.kind in seen:
                wrong = _("“%(code)s” stands twice") % {"code": rule.kind}
                report(item, path, wrong, _("Remove one, or give it another code"))
            seen.add(rule.kind)
        with as_far_as_told():
            if rule.at not in programme.stage_codes():
                report.unknown(item, ("tasks", number, "at"), _("stage"), rule.at, programme.stage_codes())
        with as_far_as_told():
            if rule.until is not None and not library.knows("requirements", rule.until):
                known = library.codes("requirements")
                report.unknown(item, ("tasks", number, "until"), _("requirement"), rule.until, known)


def _subject_fits(
    item: Item, library: Library, report: Report, gate: Gate, requirement: Requirement, path: Path
) -> None:
    """Report what each traveller must have, asked once of the whole case."""
    kind = _kind_of(library, requirement)
    if kind is not None and kind.subject == "traveller" and gate.each == "case":
        wrong = _("“%(code)s” is a matter of each traveller") % {"code": requirement.code}
        report(item, path, wrong, _("Write “each: traveller” in this gate"))


def _kind_of(library: Library, requirement: Requirement) -> RequirementKind | None:
    declared = library.of("requirements").get(requirement.code)
    return requirement_kinds().get(cast(RequirementDefinition, declared.body).needs) if declared else None


def _sorts_are_known(
    item: Item, library: Library, report: Report, requirement: Requirement, path: Path
) -> None:
    """Report sorts under `accepts` that the kind of the requirement does not know."""
    declared = library.of("requirements").get(requirement.code)
    if declared is not None and requirement.accepts is not None:
        needs = cast(RequirementDefinition, declared.body).needs
        _unknown_sorts(item, report, needs, requirement.accepts, (*path, "accepts"))


def _unknown_sorts(item: Item, report: Report, needs: str, accepts: Sequence[str], path: Path) -> None:
    kind = requirement_kinds().get(needs)
    for number, sort in enumerate(accepts):
        if kind is not None and sort not in kind.sorts:
            report.unknown(item, (*path, number), _("sort of what is asked for"), sort, kind.sorts)


def conditions_are_sound(item: Item, library: Library, report: Report) -> None:
    """Report what is wrong in a condition, at the very character."""
    groups, lists = groups_of(library), values_in(library)
    names = {"traveller": traveller_vocabulary(groups, lists), "case": case_vocabulary(groups, lists)}
    whole = False  # where a group has faults, nobody knows what a condition on groups would say
    with as_far_as_told():
        whole = library.whole("groups") is not None
    for path, each, source in _programme(item).conditions():
        if "groups." in source and not whole:
            continue
        try:
            compile_condition(source, names[each])
        except ConditionErrors as errors:
            for error in errors.errors:
                right = _("Write %(text)s instead") % {"text": error.suggestion} if error.suggestion else ""
                if error.known:
                    right = closest(error.given, error.known)
                if each == "case" and "traveller." in source and not right:
                    right = _("A condition on a traveller needs “each: traveller”")
                report(item, path, error.message.rstrip("."), right, inside=(error.line, error.column))


def services_are_paid_for(item: Item, library: Library, report: Report) -> None:
    """Report services that no project pays for."""
    paid = {
        service
        for project in library.whole("projects").values()
        for service in project.data.get("pays_for", {}).get(item.code, {})
    }
    for service in _programme(item).services:
        if service not in paid:
            wrong = _("the service “%(code)s” is in no project") % {"code": service}
            right = _("Name it under “pays_for: %(programme)s:” in a file of projects/") % {
                "programme": item.code
            }
            report(item, ("services", service), wrong, right, key=True)


def cash_is_bounded_once(item: Item, library: Library, report: Report) -> None:
    """Report a second service that is cash, and currencies that no country has."""
    seen: str | None = None
    for code, service in _programme(item).services.items():
        with as_far_as_told():
            if service.cash is None:
                continue
            if seen is not None:
                wrong = _("“%(code)s” is departure cash already") % {"code": seen}
                report(item, ("services", code, "cash"), wrong, _("Keep it at one of them"))
            seen = seen or code
            known = currencies_in_use()
            for number, currency in enumerate(service.cash.currencies):
                if currency not in known:
                    path: Path = ("services", code, "cash", "currencies", number)
                    report.unknown(item, path, _("currency"), currency, known)


def project_pays_for_what_is_given(item: Item, library: Library, report: Report) -> None:
    """Report a project of an unknown programme, and one for a service that its programme does not give."""
    for programme, services in cast(Project, item.body).pays_for.items():
        if not library.knows("programmes", programme):
            known = library.codes("programmes")
            report.unknown(item, ("pays_for", programme), _("programme"), programme, known, key=True)
            continue
        declared = library.of("programmes").get(programme)
        for service in services if declared else ():
            given = _programme(cast(Item, declared)).services
            if service not in given:
                path = ("pays_for", programme, service)
                report.unknown(item, path, _("service"), service, given, key=True)


def rooms_can_satisfy(item: Item, library: Library, report: Report) -> None:
    """Report a requirement that no room can recognise in what it records."""
    requirement = cast(RequirementDefinition, item.body)
    with as_far_as_told():
        if requirement.needs not in requirement_kinds():
            wrong = _("no room can satisfy “%(kind)s”") % {"kind": requirement.needs}
            known = ", ".join(requirement_kinds()) or "–"
            report(item, ("needs",), wrong, _("Rooms can satisfy: %(known)s") % {"known": known})
    with as_far_as_told():
        if not _brings(library, requirement.brought_by):
            bringers = _bringers(library)
            report.unknown(item, ("brought_by",), _("role or party"), requirement.brought_by, bringers)
    _unknown_sorts(item, report, requirement.needs, requirement.accepts, ("accepts",))


def sentences_use_known_places(item: Item, library: Library, report: Report) -> None:
    """Report a place in braces that nothing would fill."""
    for state, text in cast(RequirementDefinition, item.body).sentences().items():
        known = PLACEHOLDERS | OF_ELSEWHERE if state == "elsewhere" else PLACEHOLDERS
        for language, names in text.placeholders().items():
            for name in sorted(names - known):
                report.unknown(item, (state, language), _("place in braces"), name, known)


def what_is_for_a_country_says_so(item: Item, library: Library, report: Report) -> None:
    """Report what is for a country of return though its kind is for none, or without a sentence for it."""
    with as_far_as_told():
        requirement = cast(RequirementDefinition, item.body)
        if not requirement.for_destination:
            return
        kind = requirement_kinds().get(requirement.needs)
        if kind is not None and not kind.given_by:
            wrong = _("“%(kind)s” is for no country of return") % {"kind": requirement.needs}
            can = ", ".join(one.code for one in requirement_kinds().values() if one.given_by)
            report(
                item, ("for_destination",), wrong, _("Leave it out; these are: %(known)s") % {"known": can}
            )
        if requirement.elsewhere is None:
            wrong = _("nothing says that it is there for another country of return")
            right = _("Add “elsewhere”, in which {country} stands for that country")
            report(item, ("for_destination",), wrong, right)


def types_are_known(item: Item, library: Library, report: Report) -> None:
    """Report types of organisation that refer by a channel and that nobody has listed."""
    known = _listed(library, "partner-types")
    for number, type in enumerate(cast(Channel, item.body).types):
        if type not in known:
            report.unknown(item, ("types", number), _("type of organisation"), type, known)


def _listed(library: Library, code: str) -> tuple[str, ...]:
    """Return the codes of a list of `choices.yaml`."""
    listed = library.of("choices").get(code)
    if listed is None and library.knows("choices", code):
        raise Untold(code)
    return tuple(cast(ChoiceList, listed.body).options) if listed else ()


def _brings(library: Library, code: str) -> bool:
    return library.knows("roles", code) or library.knows("parties", code)


def _bringers(library: Library) -> Iterable[str]:
    return library.codes("roles") | library.codes("parties")


def events_are_declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report kinds of requirement that read an event no room declares: what it names can never be there."""
    known = event_types()
    return [
        Error(
            f"The requirement {kind.code} of {kind.room} reads {named}, which no room records.",
            id="onward.events",
        )
        for kind in requirement_kinds().values()
        for named in kind.event_types
        if named not in known
    ]


PROGRAMME_CHECKS = (
    codes_stand_once,
    prefix_is_its_own,
    stages_can_be_reached,
    moments_stand_once,
    exits_lead_from_stages,
    gates_stand_before_stages,
    people_are_known,
    requirements_can_be_met,
    nothing_is_asked_before_it_can_be_there,
    tasks_can_be_done,
    conditions_are_sound,
    services_are_paid_for,
    cash_is_bounded_once,
)
CHANNEL_CHECKS = (types_are_known,)
REQUIREMENT_CHECKS = (rooms_can_satisfy, sentences_use_known_places, what_is_for_a_country_says_so)
