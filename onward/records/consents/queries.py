"""Which consents stand: asked at the moment of sending, and for pages."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField

from onward.access.policy import VisibleQuerySet
from onward.kernel.actions import Actor
from onward.kernel.problems import Missing
from onward.kernel.questions import Blank, question
from onward.records.consents.models import Consent, Override


def lacking_consent(
    person_keys: Iterable[UUID], purpose: str, recipient_key: UUID, on: date
) -> frozenset[UUID]:
    """Return those of the persons who lack a valid consent (or an approved override) for a recipient.

    Says in the database what `rules.valid` says of one person; a test compares the two. Asked by an action in
    the transaction in which it sends, for persons whom its actor has reached already.
    """
    wanted = frozenset(person_keys)
    given = standing(wanted, purpose, recipient_key, on)
    for_this = {"person_key__in": wanted, "purpose": purpose, "recipient_key": recipient_key}
    allowed = Override.objects.filter(**for_this, approved=True)
    allowed = allowed.filter(Q(expires_on=None) | Q(expires_on__gte=on))
    covered = {*given.values_list("person_key", flat=True), *allowed.values_list("person_key", flat=True)}
    return wanted - covered


def standing(person_keys: Iterable[UUID], purpose: str, recipient_key: UUID, on: date) -> QuerySet[Consent]:
    """Return the consents of some persons, for one purpose and one recipient, that hold on a day."""
    rows = Consent.objects.filter(
        person_key__in=list(person_keys), purpose=purpose, recipient_key=recipient_key, given_on__lte=on
    )
    rows = rows.filter(Q(expires_on=None) | Q(expires_on__gte=on))
    return rows.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))


def alike(
    person: UUID, purpose: str, recipient: UUID, given_on: date, expires_on: date | None
) -> QuerySet[Consent]:
    """Return the consents of a person that say the same for the same days, and were not withdrawn."""
    return Consent.objects.filter(
        person_key=person,
        purpose=purpose,
        recipient_key=recipient,
        given_on=given_on,
        expires_on=expires_on,
        withdrawn_on=None,
    )


def taken_back_after(person: UUID, purpose: str, recipient: UUID, given_on: date) -> date | None:
    """Return the last day, later than `given_on`, on which a person took such a consent back; None for none.

    Whoever recorded it: a withdrawal counts for everybody.
    """
    rows = Consent.objects.filter(
        person_key=person, purpose=purpose, recipient_key=recipient, withdrawn_on__gt=given_on
    )
    return rows.order_by("-withdrawn_on").values_list("withdrawn_on", flat=True).first()


@question(person=UUIDField())
def consents_of(actor: Actor, *, person: Blank) -> VisibleQuerySet[Consent]:
    """Ask for the consents of a person that the actor may see, the newest first."""
    return Consent.objects.filter(person_key=person).visible_to(actor).order_by("-given_on", "-id")


def consent(actor: Actor, key: UUID) -> Consent:
    """Return one consent.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = Consent.objects.all().visible_to(actor).select_related("office").filter(key=key).first()
    if found is None:
        raise Missing()
    return found


@question(person=UUIDField())
def overrides_of(actor: Actor, *, person: Blank) -> QuerySet[Override]:
    """Ask for the requests to send without consent about a person, as far as the actor sees them."""
    rows = Override.objects.filter(person_key=person).visible_to(actor)
    return rows.select_related("asked_by", "decided_by").order_by("-asked_at")


def override(actor: Actor, key: UUID) -> Override:
    """Return one request to send without consent.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    rows = Override.objects.all().visible_to(actor).select_related("office", "asked_by", "decided_by")
    found = rows.filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def waiting(actor: Actor) -> VisibleQuerySet[Override]:
    """Return the requests that nobody has answered, the longest-waiting first."""
    rows = Override.objects.filter(decided_at=None).visible_to(actor, "consents.override")
    return rows.select_related("office", "asked_by").order_by("asked_at")
