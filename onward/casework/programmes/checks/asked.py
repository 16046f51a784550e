"""What can be wrong with what gates ask for, with conditions, and with requirements themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext as _

from onward.casework.programmes.checks.reading import Path, programme_of
from onward.casework.programmes.closed_lists import values_in
from onward.casework.programmes.definition import (
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
from onward.kernel.events import event_types

PLACEHOLDERS = frozenset({"name", "by", "since", "until", "due"})
OF_ELSEWHERE = frozenset({"country"})
"""Places that only the sentence of what is there for another country has."""


def requirements_can_be_met(item: Item, library: Library, report: Report) -> None:
    """Report requirements that nobody has declared, and those asked of the wrong subject."""
    for number, gate in enumerate(programme_of(item).gates):
        for place, requirement in _told(gate):
            path: Path = ("gates", number, "require", place)
            with as_far_as_told():
                if not library.knows("requirements", requirement.code):
                    known = library.codes("requirements")
                    report.unknown(item, path, _("requirement"), requirement.code, known)
            with as_far_as_told():
                if requirement.by is not None and not _brings(library, requirement.by):
                    bringers = _bringers(library)
                    report.unknown(item, (*path, "by"), _("role or party"), requirement.by, bringers)
            with as_far_as_told():
                _sorts_are_known(item, library, report, requirement, path)
            with as_far_as_told():
                _subject_fits(item, library, report, gate, requirement, path)


def _told(gate: Gate) -> Iterator[tuple[int, Requirement]]:
    """Give what a gate asks for, with its place; nothing where that could not be read."""
    with as_far_as_told():
        yield from enumerate(gate.require)


def nothing_is_asked_before_it_can_be_there(item: Item, library: Library, report: Report) -> None:
    """Report what comes with the booking of a journey, asked before a stage that is passed without one."""
    programme = programme_of(item)
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
    # A group with faults of its own is one all the same: it is empty here, and nothing is judged by that.
    groups: dict[str, tuple[str, ...]] = dict.fromkeys(library.codes("groups"), ())
    groups |= groups_of(library)
    lists = values_in(library)
    names = {"traveller": traveller_vocabulary(groups, lists), "case": case_vocabulary(groups, lists)}
    for path, each, source in programme_of(item).conditions():
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
