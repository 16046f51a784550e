"""Who reaches cases and what stands in them.

A case is seen by whoever may see at least one of its travellers; a row that is about one traveller, by
whoever may see that traveller.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, ExpressionWrapper, F, Lookup, OuterRef, Q, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _

from onward.access import restrictions
from onward.access.models import Office, Restriction, User
from onward.access.policy import (
    EVERYTHING,
    NOTHING,
    ScopeFilter,
    extend_scopes,
    may,
    register_scopes,
    scopes_held,
    scopes_of,
    within_scope,
)
from onward.access.roles import roles
from onward.access.verbs import register_verbs
from onward.casework.cases.models import (
    STANDS,
    Case,
    Document,
    FunderApproval,
    HandOver,
    Hold,
    Note,
    Session,
    Task,
    Traveller,
)
from onward.casework.cases.policy.kept import row_told
from onward.casework.cases.policy.scopes import HANDED_OVER, MOVING, case_scopes, scopes_whatever_became
from onward.casework.cases.rules import Readers, has_departed
from onward.casework.programmes.definition import Programme
from onward.records.consents.models import Consent, Override
from onward.records.people.models import Person, TravelDocument

VERBS = {
    "cases.read": _("See cases: the line, the gates, the timeline, notes and documents"),
    "cases.open": _("Open a case for a household"),
    "cases.write": _("Work on a case: sessions, notes, tasks, documents, needs"),
    "cases.decide": _(
        "Decide on a case: where it returns to, declarations, the funder, cash, who travels, parts or leaves"
        " before the departure, closing"
    ),
    "cases.advance": _("Take a traveller to a stage of the pathway"),
    "cases.make-ready": _("Take a traveller to a stage before the departure"),
    "cases.assign": _("Give a case to a counsellor"),
    "cases.counsel": _("Be given cases: whoever is responsible for a household"),
    "cases.hand-over": _("Hand a case over to the mission in the country of return"),
    "cases.answer-hand-over": _("Accept a case that was handed over, or not"),
    "cases.break-glass": _("Open a restricted file by its exact reference, with a reason"),
    "cases.move-version": _("Move a case on to the version in force of its programme"),
    "holds.place": _("Put departures on hold, and lift a hold"),
    "holds.release": _("Release one case from a hold"),
}


def counsels(role: str) -> bool:
    """Say whether what a role does on the pathway is for whoever counsels the case, whatever her own role."""
    found = roles().get(role)
    return found is not None and "cases.counsel" in found.verbs


def may_now(user: User, verb: str, case: Case, hand_overs: Iterable[HandOver]) -> bool:
    """Say whether a verb is of use on a case with these hand-overs: a mission works on what it has taken.

    Pages ask this before they offer something; the lock of an action asks the database.
    """
    if not only_if_taken(user, verb, case):
        return may(user, verb)
    return any(one.stands and one.accepted and one.mission_id == user.office_id for one in hand_overs)


def is_the_offices(user: User, verb: str, programme: Programme, stage: str) -> bool:
    """Say whether what asks for a further `verb` until the departure is not for the user yet.

    Pages ask this of who stands at a stage before they offer it; the action asks the database.
    """
    return not may(user, verb) and not has_departed(programme, stage)


def only_if_taken(user: User, verb: str, case: Case) -> bool:
    """Say whether the user has a verb for this case only once their mission has accepted it."""
    scopes = scopes_of(user, verb)
    others = scopes - {"accepted"} if case.office_id == user.office_id else scopes & {"all", "handed-over"}
    return "accepted" in scopes and not others


def in_sight(user: User, person_key: str, case: str = "case__") -> Q:
    """Return the filter for rows whose person (at the path `person_key`) `user` may see.

    Restrictions hide from everybody; from a mission also whoever did not agree that it is told of them, as
    a case can be handed over for those of the household who did. Who has another role beside the mission's
    sees by that role what it reaches, and no more of what was handed over.

    Args:
        user: who looks.
        person_key: path to the person's key.
        case: path to the case of the row, as `case_scopes` takes it.
    """
    seen = restrictions.seen_by(user, person_key)
    read = scopes_of(user, "cases.read")
    if "all" in read or not scopes_held(user) & HANDED_OVER:
        return seen
    filters, shown = case_scopes(case), shared_with(user, person_key)
    for scope in sorted(read & filters.keys() - HANDED_OVER):
        shown |= filters[scope](user)
    return seen & shown


def _reads_what_was_handed_over(user: User) -> bool:
    return bool(scopes_of(user, "cases.read") & HANDED_OVER)


def shared_with(user: User, person_key: str) -> Q:
    """Return the filter for persons whose data may be shared with the mission that `user` works at.

    A consent that has run out since then shows what was sent while it stood; one that was withdrawn does not.
    Whom the mission has sent back is out of its sight, also where others of the case stay with it; and so is
    whose hand-over to it has ended, or who is none of those whom alone it keeps.
    """
    return _shared_with(user.office, person_key)


def _shared_with(mission: Office | None, person_key: str) -> Q:
    """Return that filter for a mission."""
    named = HandOver.objects.filter(
        mission=mission,
        case__travellers__person__key=OuterRef(person_key),
        travellers__contains=[OuterRef(person_key)],
    )
    # Where the mission keeps those alone who had departed, whoever is named by nothing else is out of it too.
    kept = HandOver.objects.filter(
        STANDS, mission=mission, departed_only=True, case__travellers__person__key=OuterRef(person_key)
    )
    over = (Exists(named.exclude(STANDS)) | Exists(kept)) & ~Exists(named.filter(STANDS))
    return agreed_to(person_key, mission.key if mission else None) & ~Q(over)


def agreed_to(person_key: str, recipient: Any) -> Q:
    """Return the filter for persons of whom a mission, by its key, may be told: by consent, or an override.

    A consent that has run out shows what was sent while it stood.
    """
    sent = {
        "person_key": OuterRef(person_key),
        "purpose": Consent.Purpose.SHARE_WITH_MISSION,
        "recipient_key": recipient,
    }
    given = Consent.objects.filter(**sent, withdrawn_on=None)
    return Q(Exists(given)) | Q(Exists(Override.objects.filter(**sent, approved=True)))


def tells_of_somebody_in_sight(user: User) -> Q:
    """Return the filter for hand-overs that count for at least one traveller in the sight of `user`.

    One that a focal point sent for a restricted child alone is not there for whoever does not see the child.
    """
    named = seen_travellers(user, "case__").alias(
        told=ExpressionWrapper(OuterRef("travellers"), output_field=ArrayField(UUIDField()))
    )
    somebody = Q(
        Exists(named.filter(told__contains=[F("person__key")]))  # type: ignore[misc]  # an array, not a text
    )
    return Q(travellers=None) & Q(seen_case(user, "case__")) | somebody


def marks_shared_through(user: User) -> Q | None:
    """Return the filter for marks on persons whom a focal point has handed over to the mission of `user`.

    Who sends names only whom they see, so the marks of that day were known to them; a later mark hides again,
    and so does a hand-over that was sent back, or a consent that was withdrawn.
    """
    if not _reads_what_was_handed_over(user):
        return None
    named = HandOver.objects.filter(STANDS, mission_id=user.office_id)
    named = named.filter(travellers__contains=[OuterRef("person_key")], sent_at__gte=OuterRef("marked_at"))
    return Q(Exists(named)) & shared_with(user, "person_key")


def missions_that_see(traveller: Traveller) -> list[Office]:
    """Return the missions in whose sight a traveller is, in no order: says of one what the filters above say.

    A hand-over counts that was not sent back and names them, later than every mark on them, while nobody took
    back that they agreed to it.
    """
    person = traveller.person
    sent = list(HandOver.objects.filter(STANDS, case=traveller.case_id).select_related("mission"))
    if not sent:
        return []
    marks = Restriction.objects.filter(person_key=person.key, lifted_at=None)
    marked_at = list(marks.values_list("marked_at", flat=True))
    marked = [person.key] if marked_at else []
    told = {
        one.mission
        for one in sent
        if one.told_of([person.key], marked) and all(at <= one.sent_at for at in marked_at)
    }
    return [
        mission
        for mission in told
        if Person.objects.filter(_shared_with(mission, "key"), pk=person.pk).exists()
    ]


def readers_of(travellers: Sequence[Traveller]) -> dict[int, Readers]:
    """Return who reads of each of some travellers of one case, by primary key.

    Whoever broke the glass is left out: they read one file for some hours, and are asked why.
    """
    marks = restrictions.marked([one.person.key for one in travellers])
    cases = {one.case_id for one in travellers}
    shared = HandOver.objects.filter(STANDS, case__in=cases).exists()
    told = {one.pk: missions_that_see(one) if shared else [] for one in travellers}
    return {
        one.pk: Readers(
            marks.get(one.person.key, frozenset()), frozenset(mission.pk for mission in told[one.pk])
        )
        for one in travellers
    }


def seen_case(user: User, path: str = "") -> Exists:
    """Return the test that at least one traveller of the case at `path` is in the sight of `user`."""
    return Exists(seen_travellers(user, path))


def seen_travellers(user: User, path: str = "") -> QuerySet[Traveller]:
    """Return the travellers in the sight of `user`, for use within a query that has the case at `path`.

    Whether the case itself is within the user's scope is for that query to say.
    """
    return Traveller.objects.filter(in_sight(user, "person__key"), case=OuterRef(f"{path}pk"))


def cases_with(user: User, somebody: "Exists | Lookup[Any]") -> QuerySet[Case]:
    """Return the cases that `user` may see and that have `somebody` of a kind among `seen_travellers`.

    They are among those of `visible_to`: whether somebody is in sight is asked once, of those who fit, since
    on lists of a million persons the second asking costs more than the rest.
    """
    return within_scope(user, "cases.read", Case.objects.all()).filter(somebody)


def whatever_became(user: User) -> QuerySet[Case]:
    """Return the cases that `user` may see, and those that they could see until these were taken back."""
    filters, wanted = scopes_whatever_became(), NOTHING
    for scope in sorted(scopes_of(user, "cases.read") & filters.keys()):
        wanted = filters[scope](user) if wanted is NOTHING else wanted | filters[scope](user)
    return Case.objects.filter(wanted).filter(seen_case(user))


def travellers_whatever_became(user: User, case: Case) -> list[Traveller]:
    """Return those of a case of `whatever_became` who are in the sight of `user`, the principal first."""
    rows = Traveller.objects.filter(in_sight(user, "person__key"), case=case).select_related("person", "case")
    return list(rows.order_by("-principal", "pk"))


def in_what_was_taken_back(user: User) -> Q:
    """Return the filter for travellers in sight whose case `user` could see until it was taken back."""
    gone = whatever_became(user).exclude(taken_back_on=None)
    return in_sight(user, "person__key") & Q(case__in=gone.values("pk"))


def veil_cases(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Take out cases of which the user may see no traveller."""
    return rows.filter(seen_case(user))


def row_in_sight(user: User) -> Q:
    """Return the filter for rows of a case in sight that are about nobody, or about a person in sight."""
    return Q(seen_case(user, "case__")) & (Q(person_key=None) | in_sight(user, "person_key"))


def veil_rows(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Take out rows of hidden cases, rows about a hidden person, and what a mission is told no more."""
    return rows.filter(row_in_sight(user), row_told(user, rows.model))


def veil_travellers(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Take out hidden travellers, save for the verbs that a movement officer has for whoever moves."""
    return rows.filter(whoever_moves(user, verb, in_sight(user, "person__key"), case_scopes("case__")))


def whoever_moves(user: User, verb: str, seen: Q, scopes: Mapping[str, ScopeFilter]) -> Q:
    """Return the filter `seen`, or what the scope of who moves people reaches, restricted or not.

    Where a verb has that scope alone, the scope was asked already, and the veil takes out nobody.
    """
    held = scopes_of(user, verb)
    if MOVING not in held:
        return seen
    return EVERYTHING if held == {MOVING} else seen | scopes[MOVING](user)


def _holds_on_handed_over(user: User) -> Q:
    """Return the filter for holds that name, or leave open, what a case handed over to the mission is.

    By which way its travellers go is looked at where the cases are listed.
    """
    concerned = HandOver.objects.filter(mission_id=user.office_id, case__office=OuterRef("office"))
    concerned = concerned.filter(STANDS)
    fits = Q()
    for field in ("programme", "destination"):
        named = concerned.alias(held=ExpressionWrapper(OuterRef(field), output_field=CharField()))
        of_case = Q(**{f"case__{field}": F("held")})
        if field == "destination":  # who had departed there is held by nothing on where the others go
            of_case = Q(of_case, departed_only=False) | Q(mission__country=F("held"), departed_only=True)
        fits &= Q(**{field: ""}) | Q(Exists(named.filter(of_case)))
    return Q(Exists(concerned)) & fits


def register() -> None:
    """Declare the room's verbs, scopes and veils, and what is shared through a hand-over."""
    restrictions.register_sharing(marks_shared_through)
    register_verbs(VERBS, tell_of_persons=["cases.read", "cases.break-glass"])
    register_scopes(Case, read="cases.read", scopes=case_scopes(), veil=veil_cases)
    register_scopes(Traveller, read="cases.read", scopes=case_scopes("case__"), veil=veil_travellers)
    for table in (Session, Task, Note, Document, FunderApproval):
        register_scopes(table, read="cases.read", scopes=case_scopes("case__"), veil=veil_rows)
    register_scopes(
        HandOver,
        read="cases.read",
        scopes=case_scopes("case__") | {"handed-over": lambda user: Q(mission_id=user.office_id)},
        veil=lambda user, rows, verb: rows.filter(
            tells_of_somebody_in_sight(user) | Q(mission_id=user.office_id, told_of_end=True)
        ),
    )
    register_scopes(
        Hold,
        read="cases.read",
        scopes={
            "all": lambda user: EVERYTHING,
            "office": lambda user: Q(office_id=user.office_id),
            "handed-over": _holds_on_handed_over,
        },
    )
    extend_scopes(Person, {"handed-over": lambda user: _came_along(user, "pk", "key")})
    extend_scopes(TravelDocument, {"handed-over": lambda user: _came_along(user, "person", "person__key")})


def _came_along(user: User, person: str, key: str) -> Q:
    """Return the filter for what is a person's, at these paths, who travels in a case that the mission has.

    Who went on apart takes it along: what the mission was told in the case that they left stays in its file,
    and what is recorded of them since is for whoever has their own.
    """
    named = {"case__travellers__person": OuterRef(person), "case__travellers__left_case_on": None}
    handed_over = HandOver.objects.filter(STANDS, mission_id=user.office_id, **named)
    return Q(Exists(handed_over)) & shared_with(user, key)
