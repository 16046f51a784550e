"""What the pages of the directory and of the rota show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.paging import place_of
from onward.access.policy import may
from onward.access.queries import names_of_users
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.records.partners import queries
from onward.records.partners.changes import say
from onward.records.partners.models import ContactPerson, Desk, Organisation, RotaDay
from onward.records.partners.rules import week_of
from onward.reference import choices

ROWS = 25
COUNTED = 1000


@dataclass(frozen=True)
class Service:
    """A service in words, and whether it runs otherwise than usual at present."""

    words: str
    adapted: bool


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation in the list."""

    organisation: Organisation
    type: str
    services: Sequence[Service]
    languages: str


@dataclass(frozen=True)
class DirectoryPage:
    """A page of the directory; `newer` and `older` are places of the pages around it."""

    rows: Sequence[OrganisationLine]
    shown: str
    newer: str | None
    older: str | None
    may_write: bool


@dataclass(frozen=True)
class OrganisationPage:
    """An organisation with its desks and contacts."""

    line: OrganisationLine
    desks: Sequence[Desk]
    contacts: Sequence[ContactPerson]
    may_write: bool
    accounts: "Accounts | None" = None


@dataclass(frozen=True)
class Accounts:
    """Who can still sign in for an organisation, and whether the reader may close them."""

    users: Sequence[User]
    may_close: bool


@dataclass(frozen=True)
class Turn:
    """A turn on the rota, with the name of who sits there."""

    row: RotaDay
    who: str


@dataclass(frozen=True)
class DeskWeek:
    """A desk with its turns, day by day."""

    desk: Desk
    days: Sequence[tuple[date, Sequence[Turn]]]

    @property
    def named_alike(self) -> bool:
        """Whether the desk only repeats the name of its organisation."""
        return self.desk.name.startswith(self.desk.organisation.name)


@dataclass(frozen=True)
class RotaPage:
    """A week at the desks: Monday to Friday."""

    days: Sequence[date]
    rows: Sequence[DeskWeek]
    today: date
    before: date
    after: date
    may_write: bool


def directory_page(
    actor: Actor, filters: queries.Filters, *, after: int | None = None, before: int | None = None
) -> DirectoryPage:
    """Return a page of the directory in order of names, `after` or `before` a row that was shown."""
    everything = queries.organisations(actor, filters)
    rows = everything
    edge = queries.place_in_order(after or before or 0)
    backwards = before is not None and edge is not None
    if edge is not None:
        rows = queries.beside(rows, edge, backwards=backwards)
    page = list(rows[: ROWS + 1])
    more, page = len(page) > ROWS, page[:ROWS]
    if backwards:
        page.reverse()
    count = everything.order_by()[: COUNTED + 1].count()
    first, last = (place_of(page[0]), place_of(page[-1])) if page else (None, None)
    return DirectoryPage(
        rows=[organisation_line(one) for one in page],
        shown=_("%(n)s of %(all)s") % {"n": len(page), "all": f"{COUNTED}+" if count > COUNTED else count},
        newer=first if (more if backwards else edge is not None) else None,
        older=last if (True if backwards else more) else None,
        may_write=may(actor, "partners.write"),
    )


def organisation_page(actor: Actor, key: UUID) -> OrganisationPage:
    """Return an organisation with its desks and contacts.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    organisation = queries.organisation(actor, key)
    may_write = may(actor, "partners.write")
    return OrganisationPage(
        organisation_line(organisation),
        list(organisation.desks.order_by("name")),
        list(organisation.contacts.select_related("desk").order_by("name")),
        may_write,
        accounts_of(actor, organisation) if may_write and organisation.ended_on else None,
    )


def accounts_of(actor: Actor, organisation: Organisation) -> Accounts:
    """Return who can still sign in for an organisation that has ended, or is about to."""
    return Accounts(queries.accounts(organisation), may(actor, "users.manage"))


def organisation_line(one: Organisation) -> OrganisationLine:
    """Return an organisation as a line of a list."""
    return OrganisationLine(
        organisation=one,
        type=choices.label("partner-types", one.type),
        services=[
            Service(choices.label("partner-services", code), code in one.adapted_services)
            for code in one.services
        ],
        languages=say("languages", one.languages) if one.languages else "",
    )


def rota_page(actor: Actor, day: date) -> RotaPage:
    """Return the week of a day at every desk that has a rota."""
    days = week_of(day)
    desks = queries.desks(actor)
    turns = queries.turns(desks, days[0], days[-1])
    names = names_of_users(turn.user_key for turn in turns)
    owners = {desk.pk: desk.organisation_id for desk in desks}
    told = [Turn(turn, _who(turn, owners[turn.desk_id], names)) for turn in turns]
    return RotaPage(
        days=days,
        rows=[
            DeskWeek(
                desk,
                [
                    (on, [one for one in told if one.row.desk_id == desk.pk and one.row.on == on])
                    for on in days
                ],
            )
            for desk in desks
        ],
        today=clock.today(),
        before=days[0] - timedelta(days=7),
        after=days[0] + timedelta(days=7),
        may_write=may(actor, "partners.write"),
    )


def _who(turn: RotaDay, owner: int, names: dict[UUID, str]) -> str:
    """Return the name of who sits at the desk, which belongs to the organisation `owner`."""
    if turn.organisation is not None:
        return _("its own staff") if turn.organisation_id == owner else turn.organisation.called
    return names.get(turn.user_key, "") if turn.user_key else ""
