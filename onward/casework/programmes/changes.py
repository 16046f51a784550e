"""What changes for a case that moves on to another version of its programme, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from onward.casework.programmes.definition import Gate, Requirement
from onward.casework.programmes.versions import ProgrammeRules
from onward.kernel.definitions.values import Text


def changes_between(old: ProgrammeRules, new: ProgrammeRules) -> list[str]:
    """Return what the newer version adds, takes away and changes, a line each; only words differ if none.

    Names, and the sentences of requirements, change without a line here: they ask nothing more of anybody.
    Every other difference has one, if only that there is one.
    """
    lines = _told(old, new)
    if not lines and _bare(old) != _bare(new):
        return [_("Rules that have no words here have changed: ask whoever keeps the programme’s file")]
    return lines


def _told(old: ProgrammeRules, new: ProgrammeRules) -> list[str]:
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
        *_differing(
            {one.code: one for one in before.pathway},
            {one.code: one for one in after.pathway},
            _("Stage “%(name)s”: who acts, how long it may take, or what it follows has changed"),
        ),
        *_differing(
            {one.code: one for one in before.exits},
            {one.code: one for one in after.exits},
            _("Way out “%(name)s”: from where, or back to where, has changed"),
        ),
        *_gates(old, new),
        *_differing(
            old.requirements,
            {code: one for code, one in new.requirements.items() if code in old.requirements},
            _("“%(name)s”: what counts, who brings it, or how long they have has changed"),
        ),
        *_conditions(old, new),
        *_came_and_went(
            before.services, after.services, _("New service: %(name)s"), _("No longer a service: %(name)s")
        ),
        *_differing(
            before.services, after.services, _("The service “%(name)s” is given under other conditions")
        ),
        *([] if _plain(before.tasks) == _plain(after.tasks) else [_("Other tasks are set than before")]),
        *([] if old.groups == new.groups else [_("Groups of countries have changed that conditions name")]),
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


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], words: str) -> list[str]:
    """Say of each thing that was there before, and is otherwise now in more than its words, that it is."""
    return [
        words % {"name": one.name}
        for code, one in new.items()
        if code in old and _plain(old[code]) != _plain(one)
    ]


def _bare(rules: ProgrammeRules) -> tuple[Any, ...]:
    """Return a version without its words."""
    return (
        _plain(rules.definition),
        {code: _plain(one) for code, one in rules.requirements.items()},
        rules.groups,
    )


def _plain(value: Any) -> Any:
    """Return a definition, or a part of one, without the texts in it."""
    if isinstance(value, Text):
        return None
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
