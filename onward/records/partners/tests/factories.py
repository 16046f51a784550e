"""Organisations for tests, made in a line each."""

from itertools import count
from uuid import UUID, uuid4

from onward.records.partners.models import Desk, Organisation

_numbers = count(1)


def an_organisation(
    name: str = "",
    *,
    type: str = "red-cross",
    town: str = "Lint",
    country: str = "BE",
    services: tuple[str, ...] = ("shelter", "referral"),
    languages: tuple[str, ...] = ("nl",),
    key: UUID | None = None,
) -> Organisation:
    """Return an organisation; with a name of its own where none is given."""
    return Organisation.objects.create(
        key=key or uuid4(),
        type=type,
        name=name or f"Centre {next(_numbers)}",
        town=town,
        country=country,
        services=list(services),
        languages=list(languages),
    )


def a_desk(organisation: Organisation | None = None, name: str = "Front desk") -> Desk:
    """Return a desk, of a return desk where no organisation is given."""
    return Desk.objects.create(
        organisation=organisation or an_organisation(type="return-desk", town="Ghent"), name=name
    )
