"""Marks that restrict a file, and breaking the seal in an emergency."""

from uuid import UUID

from onward.access import audit
from onward.access.models import GlassBreak, Restriction, User
from onward.casework.cases.actions.bearing import pass_on
from onward.casework.cases.models import Case, Traveller
from onward.casework.protection import events, problems, rules
from onward.casework.protection.queries import sealed_file
from onward.kernel.actions import Act, action
from onward.kernel.events import EventType
from onward.kernel.problems import Missing
from onward.kernel.text import clean_reason
from onward.records.people.models import Person
from onward.reference.choices import check


@action("protection.restrict")
def restrict(act: Act, person: Person, category: str) -> Restriction:
    """Restrict the file on a person: from now on, only focal points for the category open it.

    Raises:
        NotTheirFocalPoint, AlreadyRestricted: see `problems`.
    """
    person = act.lock(person)
    _check_focal_point(act, category)
    marked = mark(act, person, category, office=person.office.code)
    if marked is None:
        raise problems.AlreadyRestricted("category")
    return marked


@action("protection.restrict")
def lift_restriction(act: Act, person: Person, category: str) -> Restriction:
    """Take a mark away; where others stand, the file stays restricted for them.

    Raises:
        NotTheirFocalPoint, NotRestricted: see `problems`.
    """
    person = act.lock(person)
    _check_focal_point(act, category)
    standing = Restriction.objects.select_for_update().filter(
        person_key=person.key, category=category, lifted_at=None
    )
    marked = standing.first()
    if marked is None:
        raise problems.NotRestricted("category")
    marked.lifted_at, marked.lifted_by = act.at, act.actor.key
    marked.save(update_fields=["lifted_at", "lifted_by"])
    act.record(events.RestrictionLifted(category=category), office=person.office.code, person=person)
    return marked


def _check_focal_point(act: Act, category: str) -> None:
    check("category", category, Restriction.Category.values)
    if category not in getattr(act.actor, "focal_for", ()):
        raise problems.NotTheirFocalPoint("category")


def mark(
    act: Act, person: Person, category: str, *, office: str, case: Case | None = None
) -> Restriction | None:
    """Write a mark as part of an action under way; None where it stands already."""
    marked, fresh = Restriction.objects.get_or_create(
        person_key=person.key,
        category=category,
        lifted_at=None,
        defaults={"marked_at": act.at, "marked_by": act.actor.key},
    )
    if not fresh:
        return None
    act.record(events.Restricted(category=category), office=office, case=case, person=person)
    pass_on(act, person)
    return marked


def seal_if_sensitive(act: Act, traveller: Traveller, fact: EventType) -> None:
    """Mark the file in the same breath in which the fact that asks for it is recorded.

    Whoever records the fact need not be a focal point: they close the door behind themselves.
    """
    person = traveller.person
    category = rules.mark_of(fact, person.born_to, act.today)
    if category:
        mark(act, person, category, office=traveller.case.office.code, case=traveller.case)


def seal_if_a_child(act: Act, person: Person) -> None:
    """Mark the file of who travels alone and, by a mended birth date, may be a child after all.

    Never the other way round: a mark that a birth date brought is lifted by a focal point, who looks at more
    than a date.
    """
    if not rules.may_be_child(person.born_to, act.today):
        return
    alone = Traveller.objects.filter(
        person=person, accompanied=False, exit="", left_case_on=None, case__closed_on=None
    )
    for traveller in alone.select_related("case__office")[:1]:
        mark(act, person, rules.CHILD, office=traveller.case.office.code, case=traveller.case)


@action("cases.break-glass")
def break_glass(act: Act, reference: str, reason: str, *, once: UUID | None = None) -> list[GlassBreak]:
    """Open the sealed file of a case for four hours, by its exact reference and with a reason.

    Every person of the case whom the actor may not see is opened; the data-protection officer sees each at
    once.

    Raises:
        Missing: nothing is sealed under this reference, or not for this actor.
        NotInWords: the reason is no sentence.
    """
    # What cannot be printed is no reference, and PostgreSQL cannot even be asked for some of it.
    found = sealed_file(act.actor, reference if reference.isprintable() else "")
    if found is None:
        raise Missing()
    why = clean_reason(reason, "reason")
    act.once(once)
    assert isinstance(act.actor, User)
    opened = []
    for key in found.persons:
        opening = GlassBreak.objects.create(
            actor=act.actor, person_key=key, reason=why, opened_at=act.at, until=act.at + rules.OPEN_FOR
        )
        fact = events.GlassBroken(opening=opening.key, until=opening.until)
        act.record(fact, office=found.office, case=found.case, person=key)
        audit.opened(act.actor, person=key, case=found.case, page=act.name)
        opened.append(opening)
    return opened
