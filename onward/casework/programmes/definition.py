"""What a programme file says: pathway, exits, gates, services; and the files that programmes share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, cast

from pydantic import Field, GetJsonSchemaHandler, StringConstraints, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from onward.kernel.definitions import (
    Code,
    ConditionText,
    Definition,
    Flag,
    Item,
    Library,
    Text,
    TimeSpan,
    add_check,
    as_far_as_told,
    register_kind,
)
from onward.kernel.definitions.values import CountryCode

Each = Literal["traveller", "case"]
Moment = Literal["departure", "arrival", "closing"]
Money = Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=2)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""A currency as ISO 4217."""
GroupCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Stage(Definition):
    """A stage of the pathway.

    Attributes:
        acts: the role that brings travellers further from here.
        deadline: how long a traveller should stay in it at most.
        after: the stages from which it is entered; the one above it in the file where this is left out.
        moment: what its beginning is in the journey, where it is one of these: a departure is what holds
            stop, what the age of a child is taken on, and what figures count.
    """

    code: Code
    name: Text
    acts: Code
    deadline: TimeSpan | None = None
    after: tuple[Code, ...] | None = None
    moment: Moment | None = None


class Exit(Definition):
    """A way out of the pathway, or back: with `back_to` the traveller stands at that stage again.

    `from` lists the stages where it may be taken; left out, it may be taken from every stage.
    """

    code: Code
    name: Text
    from_: tuple[Code, ...] | None = Field(default=None, alias="from", min_length=1)
    back_to: Code | None = None


class Requirement(Definition):
    """A requirement asked for by a gate, as the gate writes it.

    In a file: `- fit-to-travel`, or `- fit-to-travel: {valid_for: 72h, by: doctor, within: 14d}`, or
    `- travel-document: {accepts: [passport]}`.

    Attributes:
        code: one of `requirements.yaml`.
        valid_for: how old the evidence may be on the day of departure.
        by: who must bring it in this programme, where it is not the usual one.
        within: how long they have, where it is not the usual time.
        accepts: which sorts of it count in this programme, where they are not the usual ones.
    """

    code: Code
    valid_for: TimeSpan | None = None
    by: Code | None = None
    within: TimeSpan | None = None
    accepts: tuple[Code, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        """Read the short forms into the full one."""
        if isinstance(given, str):
            return {"code": given}
        if isinstance(given, Mapping) and len(given) == 1 and "code" not in given:
            code, rest = next(iter(given.items()))
            return (
                {"code": code, **(rest or {})} if rest is None or isinstance(rest, Mapping) else {code: rest}
            )
        return given

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the two forms that a file may use."""
        full = handler.resolve_ref_schema(handler(schema))
        properties = {name: part for name, part in full["properties"].items() if name != "code"}
        details = {"type": "object", "properties": properties, "additionalProperties": False}
        mapped = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": details}
        return {"anyOf": [{"type": "string"}, mapped]}


class Gate(Definition):
    """What must be true before a stage is entered.

    `when` says whom it concerns, everybody where it is left out; `each` whether it is asked of every
    traveller or once of the case.
    """

    code: Code
    name: Text
    before: Code
    each: Each = "case"
    when: ConditionText | None = None
    require: tuple[Requirement, ...] = Field(min_length=1)


class Eligibility(Definition):
    """A condition under which the programme is open; `otherwise` is said where it is not."""

    code: Code
    each: Each = "traveller"
    when: ConditionText
    otherwise: Text


class Cash(Definition):
    """Money put into a hand.

    Attributes:
        at_most: the most that one traveller is given at a time, in whichever of the currencies.
        currencies: those in which the office gives it, the usual one first.
    """

    at_most: Money
    currencies: tuple[Currency, ...] = Field(min_length=1)


class Service(Definition):
    """Help that the programme gives; `when` says to whom. The projects say who pays.

    `asked_for` marks help that a traveller asks for and that is granted or not, such as help after return;
    `cash` the one service that is money put into a hand before departure, and its bounds.
    """

    name: Text
    each: Each = "case"
    when: ConditionText | None = None
    asked_for: Flag = False
    cash: Cash | None = None


class TaskRule(Definition):
    """Something to do that the programme sets by itself: once a case, when its first traveller is at a stage.

    Attributes:
        kind: one of the kinds of task in `choices.yaml`.
        at: the stage.
        within: how long there is, counted from the day on which it is set.
        until: the requirement that it waits for: once that is met, for everybody on the way where each needs
            it, the task is done. Left out, somebody ticks it off.
    """

    kind: Code
    at: Code
    within: TimeSpan
    until: Code | None = None


class Programme(Definition):
    """A programme.

    Attributes:
        office: code of the office that runs it.
        prefix: begins the reference of its cases.
        counts: the unit of its headline.
        from_: country that its journeys start from.
        referred_by: channels of `channels.yaml`.
        holds: by what departures may be put on hold.
    """

    code: Code
    name: Text
    office: Code
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]
    counts: Literal["persons", "families", "cases"]
    from_: CountryCode = Field(alias="from")
    referred_by: tuple[Code, ...] = Field(min_length=1)
    eligible: tuple[Eligibility, ...] = ()
    pathway: tuple[Stage, ...] = Field(min_length=2)
    exits: tuple[Exit, ...] = ()
    gates: tuple[Gate, ...] = ()
    tasks: tuple[TaskRule, ...] = ()
    services: dict[Code, Service] = {}
    holds: tuple[Literal["programme", "destination", "route"], ...] = ()

    @cached_property
    def _by_code(self) -> dict[str, Stage]:
        return {stage.code: stage for stage in self.pathway}

    @cached_property
    def _entered_from(self) -> dict[str, tuple[str, ...]]:
        before = (None, *self.pathway)
        return {
            stage.code: stage.after if stage.after is not None else (last.code,) if last else ()
            for stage, last in zip(self.pathway, before, strict=False)
        }

    @cached_property
    def _next(self) -> dict[str, tuple[str, ...]]:
        return {
            code: tuple(other for other in self._by_code if code in self._entered_from[other])
            for code in self._by_code
        }

    def stage(self, code: str) -> Stage:
        """Give a stage by its code; `KeyError` where there is none."""
        return self._by_code[code]

    def stage_codes(self) -> tuple[str, ...]:
        """Give the codes of the stages, in order."""
        return tuple(self._by_code)

    def entered_from(self, code: str) -> tuple[str, ...]:
        """Give the stages from which a stage is entered; none for the first."""
        return self._entered_from[code]

    def next_stages(self, code: str) -> tuple[str, ...]:
        """Give the stages that may be entered from a stage."""
        return self._next[code]

    def asked_before(self, code: str) -> tuple[str, ...]:
        """Give the stages whose gates are asked on entering a stage: before the departure, the booking too.

        What was there at the booking may be gone by the day of departure.
        """
        again = self._entered_from[code] if code == self.at("departure") else ()
        return (code, *again)

    def exits_from(self, code: str) -> tuple[Exit, ...]:
        """Give the exits that may be taken from a stage."""
        return tuple(way for way in self.exits if way.from_ is None or code in way.from_)

    def at(self, moment: Moment) -> str | None:
        """Give the stage that begins with the departure, the arrival or the closing, where one does."""
        return next((stage.code for stage in self.pathway if stage.moment == moment), None)

    def booking(self) -> str | None:
        """Give the stage that a booking leads to: the one from which travellers depart."""
        departure = self.at("departure")
        before = self.entered_from(departure) if departure is not None else ()
        return before[-1] if before else None

    def cash(self) -> tuple[str, Cash] | None:
        """Give the service that is departure cash, by code, with its bounds; None where there is none."""
        return next(((code, one.cash) for code, one in self.services.items() if one.cash), None)

    def tasks_at(self, stage: str) -> tuple[TaskRule, ...]:
        """Give what is to be done when somebody enters a stage."""
        return tuple(rule for rule in self.tasks if rule.at == stage)

    def requirements(self) -> tuple[Requirement, ...]:
        """Give what its gates ask for and its tasks wait for, in the order of the file."""
        waited_for = (Requirement(code=rule.until) for rule in self.tasks if rule.until)
        return (*(one for gate in self.gates for one in gate.require), *waited_for)

    def conditions(self) -> Iterator[tuple[tuple[str | int, ...], Each, str]]:
        """Give each condition with its place in the file and whether it may speak of a traveller.

        Of a file that could be read in part, those that it tells; where it does not tell of whom one speaks,
        of a traveller, who has every name.
        """
        for place in ("eligible", "gates", "services"):
            with as_far_as_told():
                among = getattr(self, place)
                for key, one in among.items() if isinstance(among, dict) else enumerate(among):
                    with as_far_as_told():
                        if one.when is not None:
                            yield (place, key, "when"), _each(one), one.when


def _each(one: Gate | Eligibility | Service) -> Each:
    """Give of whom a condition speaks: of a traveller, where that could not be read."""
    with as_far_as_told():
        return one.each
    return "traveller"


class RequirementDefinition(Definition):
    """A requirement in words.

    Attributes:
        needs: the kind, registered by a room, that recognises it in the events.
        brought_by: a role, or a party of `parties.yaml`.
        within: how long whoever brings it has, counted from the day it was asked for.
        ahead: whether it takes so long that the page of a case tells of it long before its stage is next.
        accepts: which sorts of it count, where there are several; left out, each does.
        for_destination: whether it is for one country of return: what was decided or signed for another one
            does not count, and counts again once the case returns there.
        missing, asked, met, failed, lapsed: what the page of a case says in each state, with `{name}` (the
            traveller), `{by}`, `{since}`, `{until}` and `{due}`. `missing` stands in for the last two.
        partly: of what the case as a whole needs, that it is missing for `{name}` and there for others.
        elsewhere: that it is there for another country of return, `{country}`; `for_destination` needs it.
    """

    code: Code
    name: Text
    needs: Code
    brought_by: Code
    within: TimeSpan | None = None
    ahead: Flag = False
    accepts: tuple[Code, ...] = ()
    for_destination: Flag = False
    missing: Text
    asked: Text
    met: Text
    failed: Text | None = None
    lapsed: Text | None = None
    partly: Text | None = None
    elsewhere: Text | None = None

    def sentences(self) -> dict[str, Text]:
        """Give the sentences that the file has, by state; those that it tells, if read in part."""
        found: dict[str, Text] = {}
        for state in ("missing", "asked", "met", "failed", "lapsed", "partly", "elsewhere"):
            with as_far_as_told():
                if (text := getattr(self, state)) is not None:
                    found[state] = text
        return found


class Channel(Definition):
    """How people come to the office.

    Attributes:
        within: its name as it stands within a sentence, where that is not how it stands in a list.
        partner: whether an organisation refers them.
        types: the types of organisation that do, of `partner-types` in `choices.yaml`; the one with the code
            of the channel where none is named.
        tells: the restriction that whoever reads its name may guess of somebody; empty for none. It is named
            to focal points for that restriction alone.
    """

    code: Code
    name: Text
    within: Text | None = None
    partner: Flag = True
    types: tuple[Code, ...] = ()
    tells: str = ""

    def fits(self, type: str) -> bool:
        """Tell whether an organisation of this type refers by it."""
        return self.partner and type in (self.types or (self.code,))


class Party(Definition):
    """Somebody outside the house who brings or decides something."""

    code: Code
    name: Text


class Group(Definition):
    """A group of countries that conditions may name: `groups.eu`."""

    code: GroupCode
    name: Text
    countries: tuple[CountryCode, ...] = Field(min_length=1)


def groups_of(library: Library) -> dict[str, tuple[str, ...]]:
    """Give the groups of countries by code."""
    return {code: cast(Group, item.body).countries for code, item in library.of("groups").items()}


def _drawn(item: Item, library: Library) -> Iterable[Item]:
    """Find what a programme's meaning depends on: its requirements, who brings them, its groups."""
    programme = cast(Programme, item.body)
    asked = programme.requirements()
    parties = {requirement.by for requirement in asked}
    requirements = library.of("requirements")
    for requirement in asked:
        if requirement.code in requirements:
            yield requirements[requirement.code]
            parties.add(cast(RequirementDefinition, requirements[requirement.code].body).brought_by)
    yield from (party for code, party in library.of("parties").items() if code in parties)
    sources = " ".join(source for _path, _each, source in programme.conditions())
    named = set(re.findall(r"groups\.([a-z0-9_]+)", sources))
    yield from (group for code, group in library.of("groups").items() if code in named)


def register_kinds() -> None:
    """Register the kinds of this room; called when the house starts."""
    from onward.casework.programmes import checks

    register_kind("programmes", Programme, checks.PROGRAMME_CHECKS, draws_on=_drawn)
    register_kind("requirements", RequirementDefinition, checks.REQUIREMENT_CHECKS, one_file=True)
    register_kind("channels", Channel, checks.CHANNEL_CHECKS, one_file=True)
    register_kind("parties", Party, one_file=True)
    register_kind("groups", Group, one_file=True)
    add_check("projects", checks.project_pays_for_what_is_given)
