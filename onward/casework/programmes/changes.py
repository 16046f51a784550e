"""What changes for a case that moves on to another version of its programme, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from onward.casework.programmes.definition import Gate, Requirement
from onward.casework.programmes.versions import ProgrammeRules


def changes_between(old: ProgrammeRules, new: ProgrammeRules) -> list[str]:
    """Return what the newer version adds, takes away and changes, a line each; only words may differ if none.

    Stages, ways out, gates with their requirements, conditions and services. Names, and the sentences of
    requirements, may change without a line here: they ask nothing more of anybody.
    """
    before, after = old.definition, new.definition
    return [
        *_came_and_went(
            {one.code: one for one in before.pathway},
            {one.code: one for one in after.pathway},
            _("New stage: %(name)s"),
            _("No longer a stage: %(name)s"),
        ),
        *_came_and_went(
            {one.code: one for one in before.exits},
            {one.code: one for one in after.exits},
            _("New way out: %(name)s"),
            _("No longer a way out: %(name)s"),
        ),
        *_gates(old, new),
        *_conditions(old, new),
        *_came_and_went(
            before.services, after.services, _("New service: %(name)s"), _("No longer a service: %(name)s")
        ),
        *_other_people(before.services, after.services),
    ]


def _came_and_went(old: Mapping[str, Any], new: Mapping[str, Any], came: str, went: str) -> list[str]:
    return [
        *(came % {"name": one.name} for code, one in new.items() if code not in old),
        *(went % {"name": one.name} for code, one in old.items() if code not in new),
    ]


def _gates(old: ProgrammeRules, new: ProgrammeRules) -> list[str]:
    were, are = ({gate.code: gate for gate in each.definition.gates} for each in (old, new))
    lines = []
    for code, gate in are.items():
        was = were.get(code)
        if was is None:
            asked = ", ".join(_named(one, new) for one in gate.require)
            words = {"name": gate.name, "stage": new.definition.stage(gate.before).name, "asked": asked}
            lines.append(_("New gate before “%(stage)s”: %(name)s (%(asked)s)") % words)
        else:
            lines += _gate(was, gate, old, new)
    gone = (gate for code, gate in were.items() if code not in are)
    return lines + [_("No longer a gate: %(name)s") % {"name": gate.name} for gate in gone]


def _gate(was: Gate, gate: Gate, old: ProgrammeRules, new: ProgrammeRules) -> list[str]:
    """Return what changes at one gate."""
    name, lines = {"name": gate.name}, []
    asked, asks = ({one.code: one for one in each.require} for each in (was, gate))
    for code in asks.keys() - asked.keys():
        what = _named(asks[code], new)
        lines.append(_("Gate “%(name)s” asks for one thing more: %(what)s") % (name | {"what": what}))
    for code in asked.keys() - asks.keys():
        what = _named(asked[code], old)
        lines.append(_("Gate “%(name)s” no longer asks for: %(what)s") % (name | {"what": what}))
    for code in asks.keys() & asked.keys():
        if asks[code] != asked[code]:
            what = _named(asks[code], new)
            lines.append(_("Gate “%(name)s” asks differently for: %(what)s") % (name | {"what": what}))
    if was.before != gate.before:
        stage = new.definition.stage(gate.before).name
        lines.append(_("Gate “%(name)s” stands before “%(stage)s” now") % (name | {"stage": stage}))
    if (was.when, was.each) != (gate.when, gate.each):
        lines.append(_("Gate “%(name)s” concerns other travellers than before") % name)
    return sorted(lines)


def _named(one: Requirement, rules: ProgrammeRules) -> str:
    return str(rules.requirements[one.code].name)


def _conditions(old: ProgrammeRules, new: ProgrammeRules) -> list[str]:
    """Say whether the programme is open to others than before."""
    were, are = (
        {one.code: (one.when, one.each) for one in each.definition.eligible or ()} for each in (old, new)
    )
    return [] if were == are else [_("The conditions for entering the programme have changed")]


def _other_people(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [
        _("The service “%(name)s” is given under other conditions") % {"name": one.name}
        for code, one in new.items()
        if code in old and old[code].model_dump(exclude={"name"}) != one.model_dump(exclude={"name"})
    ]
