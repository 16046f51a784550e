"""Which consents stand, asked at the moment of sending."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from onward.records.consents.models import Consent, Override


def valid_for_sending(
    person_keys: Iterable[UUID], purpose: str, recipient_key: UUID, on: date
) -> frozenset[UUID]:
    """Return those of the persons who lack a valid consent (or an approved override) for a recipient."""
    wanted = frozenset(person_keys)
    standing = Q(expires_on=None) | Q(expires_on__gte=on)
    for_this = {"person_key__in": wanted, "purpose": purpose, "recipient_key": recipient_key}
    given = Consent.objects.filter(**for_this, given_on__lte=on).filter(standing)
    given = given.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))
    allowed = Override.objects.filter(**for_this, approved=True).filter(standing)
    covered = {*given.values_list("person_key", flat=True), *allowed.values_list("person_key", flat=True)}
    return wanted - covered
