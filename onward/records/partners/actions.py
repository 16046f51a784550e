"""The only writer of the directory of organisations and of the rota at return desks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from onward.access.changes import changes_since
from onward.access.models import User
from onward.access.policy import reach
from onward.kernel.actions import Act, action
from onward.kernel.called import OTHER_NAMES
from onward.kernel.days import day_of
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing, Refused
from onward.kernel.text import clean, clean_note
from onward.records.partners import events, problems
from onward.records.partners.changes import in_words
from onward.records.partners.models import ContactPerson, Desk, Organisation, RotaDay
from onward.records.partners.rules import PLANNED_AHEAD, overlap
from onward.reference import choices
from onward.reference.countries import is_country
from onward.reference.languages import is_language

NO_NAME = _("Write the name by which the office knows it.")
NO_COUNTRY = _("Choose a country from the list.")
NO_EMAIL = _("This is no e-mail address. One looks like name@example.org.")


@dataclass(frozen=True)
class Particulars:
    """What the directory says of an organisation.

    Attributes:
        type: a code of the list `partner-types`.
        name: as it writes itself; once a town.
        town: where it is.
        country: ISO 3166-1 alpha-2.
        services: codes of `partner-services`.
        adapted_services: those of them that run otherwise than usual (by telephone, on appointment).
        languages: BCP 47 tags in which it receives people.
        note: for colleagues, on several lines.
        name_en, name_fr, name_nl: what it is called in a language where that is not `name`.
    """

    type: str
    name: str
    country: str
    town: str = ""
    services: Sequence[str] = ()
    adapted_services: Sequence[str] = ()
    languages: Sequence[str] = ()
    note: str = ""
    name_en: str = ""
    name_fr: str = ""
    name_nl: str = ""

    def checked(self) -> "Particulars":
        """Return them fit to be kept.

        Raises:
            NoSuchChoice, Invalid, TextTooLong: see there.
        """
        name = clean(self.name, limit=160, field="name")
        if not name:
            raise Invalid("name", message=NO_NAME)
        if not is_country(self.country):
            raise Invalid("country", message=NO_COUNTRY)
        for tag in self.languages:
            if not is_language(tag):
                raise choices.NoSuchChoice("languages", value=clean(tag)[:20])
        services = choices.check_all("services", self.services, choices.listed("partner-services"))
        return Particulars(
            type=choices.check("type", self.type, choices.listed("partner-types")),
            name=name,
            country=self.country,
            town=clean(self.town, limit=120, field="town"),
            services=services,
            adapted_services=choices.check_all("adapted_services", self.adapted_services, services),
            languages=list(dict.fromkeys(self.languages)),
            note=clean_note(self.note, field="note"),
            **{column: clean(getattr(self, column), 160, field=column) for column in OTHER_NAMES},
        )


@action("partners.write")
def add_organisation(
    act: Act, particulars: Particulars, *, key: UUID | None = None, once: UUID | None = None
) -> Organisation:
    """Enter an organisation into the directory.

    Raises:
        KnownAlready: one of this name stands for this town.
    """
    act.once(once)
    values = asdict(particulars.checked())
    if key:
        values["key"] = key
    try:
        with transaction.atomic():
            made = Organisation.objects.create(**values)
    except IntegrityError as clash:
        raise problems.KnownAlready("name") from clash
    if not reach(act.actor, act.verb, Organisation.objects.filter(pk=made.pk)).exists():
        raise Refused(reason=f"out-of-scope:{act.verb}")
    fact = events.OrganisationAdded(kind=made.type, country=made.country, services=tuple(made.services))
    act.record(fact, office=_office(act), about=made)
    return made


@action("partners.write")
def change_organisation(
    act: Act,
    organisation: Organisation,
    particulars: Particulars,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> Organisation:
    """Mend the particulars of an organisation.

    Raises:
        ChangedMeanwhile: somebody saved it after `version`; lists what they changed.
        KnownAlready, NothingChanged: see `problems`.
    """
    act.once(once)
    organisation = _lock(act, organisation, version)
    wanted = asdict(particulars.checked())
    changed = [column for column, value in wanted.items() if getattr(organisation, column) != value]
    if not changed:
        raise problems.NothingChanged()
    for column in changed:
        setattr(organisation, column, wanted[column])
    try:
        with transaction.atomic():
            act.save(organisation, *changed)
    except IntegrityError as clash:
        raise problems.KnownAlready("name") from clash
    _tell(act, organisation, *changed)
    return organisation


@action("partners.write")
def end_organisation(
    act: Act, organisation: Organisation, *, ended_on: date | None = None, version: int | None = None
) -> Organisation:
    """Record that the office works with an organisation no more; it stays where it is named."""
    organisation = _lock(act, organisation, version)
    if organisation.ended_on:
        raise problems.NothingChanged()
    day = day_of(act, "ended_on", ended_on)
    organisation.ended_on = day
    act.save(organisation, "ended_on")
    _tell(act, organisation, "ended_on")
    return organisation


@action("partners.write")
def save_desk(
    act: Act,
    organisation: Organisation,
    name: str,
    *,
    desk: Desk | None = None,
    address: str = "",
    phone: str = "",
    hours: str = "",
    once: UUID | None = None,
) -> Desk:
    """Add a desk of an organisation, or mend `desk`."""
    organisation = act.lock(organisation)
    act.once(once)
    kept = desk or Desk(organisation=organisation)
    if kept.organisation_id != organisation.pk:
        raise Missing()
    kept.name = clean(name, limit=160, field="name")
    if not kept.name:
        raise Invalid("name", message=NO_NAME)
    kept.address = clean(address, limit=300, field="address")
    kept.phone = clean(phone, limit=40, field="phone")
    kept.hours = clean(hours, limit=200, field="hours")
    kept.save()
    _tell(act, organisation, "desk")
    return kept


@action("partners.write")
def save_contact(
    act: Act,
    organisation: Organisation,
    name: str,
    *,
    contact: ContactPerson | None = None,
    desk: Desk | None = None,
    role: str = "",
    phone: str = "",
    email: str = "",
    once: UUID | None = None,
) -> ContactPerson:
    """Add whom to call at an organisation, or mend `contact`."""
    organisation = act.lock(organisation)
    act.once(once)
    kept = contact or ContactPerson(organisation=organisation)
    if kept.organisation_id != organisation.pk or (desk and desk.organisation_id != organisation.pk):
        raise Missing()
    kept.name = clean(name, limit=160, field="name")
    if not kept.name:
        raise Invalid("name", message=NO_NAME)
    kept.desk = desk
    kept.role = clean(role, limit=120, field="role")
    kept.phone = clean(phone, limit=40, field="phone")
    kept.email = _email(email)
    kept.save()
    _tell(act, organisation, "contact")
    return kept


@action("partners.write")
def drop_contact(act: Act, contact: ContactPerson) -> None:
    """Take away a contact who has left; the audit keeps them."""
    organisation = act.lock(contact.organisation)
    gone, _tables = ContactPerson.objects.filter(pk=contact.pk).delete()
    if not gone:
        raise Missing()
    _tell(act, organisation, "contact")


@action("partners.write")
def set_turn(
    act: Act,
    desk: Desk,
    on: date,
    part: str,
    *,
    organisation: Organisation | None = None,
    colleague: User | None = None,
    once: UUID | None = None,
) -> RotaDay:
    """Put an organisation, or a colleague of the house, on the rota of a desk.

    Raises:
        TurnTaken: the same one sits at this desk, or at another, at that time.
        NobodyAtTheDesk, OutsideTheWeek: see `problems`.
    """
    kept_by = act.lock(desk.organisation)
    act.once(once)
    choices.check("part", part, RotaDay.Part.values)
    if organisation is None and colleague is None:
        raise problems.NobodyAtTheDesk("who")
    if on > act.today + timedelta(days=PLANNED_AHEAD):
        raise problems.OutsideTheWeek("on", days=PLANNED_AHEAD)
    for other in _other_turns(desk, on, organisation, colleague):
        if overlap(other.part, part):
            who = organisation.called if organisation else colleague.name if colleague else ""
            raise problems.TurnTaken("on", who=who, desk=other.desk.name)
    try:
        with transaction.atomic():
            turn = RotaDay.objects.create(
                desk=desk,
                on=on,
                part=part,
                organisation=organisation,
                user_key=colleague.key if colleague else None,
            )
    except IntegrityError as clash:
        raise problems.TurnTaken("on", who=str(organisation or colleague), desk=desk.name) from clash
    act.record(events.RotaSet(on=on, part=part), office=_office(act), about=kept_by)
    return turn


@action("partners.write")
def clear_turn(act: Act, turn: RotaDay) -> None:
    """Take a turn off the rota."""
    kept_by = act.lock(turn.desk.organisation)
    gone, _tables = RotaDay.objects.filter(pk=turn.pk).delete()
    if not gone:
        raise Missing()
    act.record(events.RotaSet(on=turn.on, part=turn.part, removed=True), office=_office(act), about=kept_by)


def _other_turns(
    desk: Desk, on: date, organisation: Organisation | None, colleague: User | None
) -> "list[RotaDay]":
    """Return turns of that day that may stand in the way.

    A colleague sits at one desk at a time, wherever it is; an organisation sends as many people as it has, so
    only its turns at this desk count.
    """
    rows = RotaDay.objects.filter(on=on).select_related("desk")
    if colleague:
        return list(rows.filter(user_key=colleague.key))
    return list(rows.filter(desk=desk, organisation=organisation, user_key=None))


def _lock(act: Act, organisation: Organisation, version: int | None) -> Organisation:
    """Lock the organisation; where somebody was quicker, say in words what they changed."""
    try:
        return act.lock(organisation, version=version)
    except ChangedMeanwhile as meanwhile:
        meanwhile.changes = in_words(changes_since(organisation, version or 0))
        raise


def _tell(act: Act, organisation: Organisation, *fields: str) -> None:
    """Record that particulars changed, by the codes of the fields."""
    fact = events.OrganisationChanged(fields=fields, services=tuple(organisation.services))
    act.record(fact, office=_office(act), about=organisation)


def _office(act: Act) -> str:
    """Return the code of the actor's office; the directory belongs to none."""
    office = act.actor.office if isinstance(act.actor, User) else None
    return office.code if office else "house"


def _email(typed: str) -> str:
    email = clean(typed, limit=254, field="email")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Invalid("email", message=NO_EMAIL) from None
    return email
