"""What can be wrong with the line of a programme: stages, exits, gates, who acts, what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from django.utils.translation import gettext as _

from onward.access.models import Restriction
from onward.casework.programmes.checks.reading import Path, listed, programme_of
from onward.casework.programmes.definition import (
    Channel,
    Exit,
    Gate,
    Programme,
)
from onward.kernel.definitions import Item, Library, Report, as_far_as_told
from onward.kernel.definitions.values import Untold


def codes_stand_once(item: Item, library: Library, report: Report) -> None:
    """Report stages, exits, gates and conditions of entry whose code stands twice, and names that do."""
    programme = programme_of(item)
    for name in ("pathway", "exits", "gates", "eligible"):
        for number, code in _again(_codes(programme, name)):
            wrong = _("“%(code)s” stands twice") % {"code": code}
            report(item, (name, number, "code"), wrong, _("Remove one, or give it another code"))
    for path, code in _named_again(programme):
        report(item, path, _("“%(code)s” stands twice") % {"code": code}, _("Remove one"))
    stages = {code for _number, code in _codes(programme, "pathway")}
    for number, code in _codes(programme, "exits"):
        if code in stages:
            wrong = _("“%(code)s” is a stage and an exit") % {"code": code}
            report(item, ("exits", number, "code"), wrong, _("Give one of them another code"))


def _again(codes: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Give those that stood before."""
    seen: set[str] = set()
    for number, code in codes:
        if code in seen:
            yield number, code
        seen.add(code)


def _named_again(programme: Programme) -> Iterator[tuple[Path, str]]:
    """Give channels and levels of holds that are named twice, and requirements named twice by one gate."""
    for name in ("referred_by", "holds"):
        for number, code in _again(_codes(programme, name)):
            yield (name, number), code
    with as_far_as_told():
        for place, gate in enumerate(programme.gates):
            for number, code in _again(_codes(gate, "require")):
                yield ("gates", place, "require", number), code


def _codes(owner: Programme | Gate, place: str) -> Iterator[tuple[int, str]]:
    """Give the codes of a list with their places; what could not be read is left out."""
    with as_far_as_told():
        for number, one in enumerate(getattr(owner, place)):
            with as_far_as_told():
                yield number, one if isinstance(one, str) else one.code


def prefix_is_its_own(item: Item, library: Library, report: Report) -> None:
    """Report a prefix of references that another programme has already."""
    for other in library.of("programmes").values():
        if other.code < item.code and programme_of(other).prefix == programme_of(item).prefix:
            wrong = _("the prefix is that of “%(code)s”") % {"code": other.code}
            report(item, ("prefix",), wrong, _("Choose letters that no other programme has"))


def stages_can_be_reached(item: Item, library: Library, report: Report) -> None:
    """Report unknown stages before a stage, and stages that no traveller can ever come to."""
    programme = programme_of(item)
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
    told = True
    for number, stage in enumerate(programme_of(item).pathway):
        path: Path = ("pathway", number, "moment")
        try:
            moment = stage.moment
        except Untold:  # it may be the departure
            told = False
            continue
        if moment is not None and moment in seen:
            wrong = _("two stages are the %(moment)s") % {"moment": moment}
            report(item, path, wrong, _("Keep it at one of them"))
        if moment == "arrival" and "departure" not in seen and told:
            wrong = _("nobody arrives who has not departed")
            report(item, path, wrong, _("Name an earlier stage the departure"))
        seen.add(moment or "")


def exits_lead_from_stages(item: Item, library: Library, report: Report) -> None:
    """Report exits from, and back to, stages that do not exist."""
    programme = programme_of(item)
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
    programme = programme_of(item)
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
    programme = programme_of(item)
    for number, stage in enumerate(programme.pathway):
        with as_far_as_told():
            if not library.knows("roles", stage.acts):
                known = library.codes("roles")
                report.unknown(item, ("pathway", number, "acts"), _("role"), stage.acts, known)
    for number, channel in _codes(programme, "referred_by"):
        if not library.knows("channels", channel):
            known = library.codes("channels")
            report.unknown(item, ("referred_by", number), _("channel"), channel, known)


def tasks_can_be_done(item: Item, library: Library, report: Report) -> None:
    """Report tasks of an unknown kind, at an unknown stage, until something unknown, and a kind set twice."""
    programme = programme_of(item)
    seen: set[str] = set()
    for number, rule in enumerate(programme.tasks):
        with as_far_as_told():
            kinds, path = listed(library, "task-kinds"), ("tasks", number, "kind")
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


def types_are_known(item: Item, library: Library, report: Report) -> None:
    """Report types of organisation that refer by a channel and that nobody has listed."""
    known = listed(library, "partner-types")
    for number, type in enumerate(cast(Channel, item.body).types):
        if type not in known:
            report.unknown(item, ("types", number), _("type of organisation"), type, known)


def what_it_tells_is_a_restriction(item: Item, library: Library, report: Report) -> None:
    """Report a channel that is said to tell of a restriction which there is not."""
    told, known = cast(Channel, item.body).tells, Restriction.Category.values
    if told and told not in known:
        report.unknown(item, ("tells",), _("restriction"), told, known)
