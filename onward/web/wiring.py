"""Where rooms that may not import one another are connected: one says what it asks, another answers."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from onward.access import restrictions
from onward.access.hooks import (
    WayIn,
    register_naming,
    register_offices_named,
    register_organisations,
    register_way_in,
)
from onward.access.models import User
from onward.access.subjects import register_subjects, register_words
from onward.casework.programmes.queries import offered
from onward.evidence.hooks import register_files, register_origins
from onward.kernel.actions import Actor, on_recorded
from onward.records.consents import hooks as consents
from onward.records.consents import pages as consent_pages
from onward.records.partners import queries as partners
from onward.records.people import finders, panels, queries
from onward.records.people.models import Person
from onward.reference.countries import Noted, country_name, is_country
from onward.reference.scripts import language_of_name
from onward.web import (
    audited,
    changed_files,
    past_days,
    person_cases,
    signed_in,
    speaking,
    waiting_referrals,
)


def connect() -> None:
    """Connect the rooms; called once, when the house starts."""
    register_organisations(_organisations)
    register_naming(_named_after)
    consents.register_subjects(_subject)
    consents.register_children(speaking.children, speaking.speakers)
    consents.register_names(lambda actor, person: queries.names_beside(actor, [person]))
    consents.register_recipients(consents.Recipients(_offered, _named))
    panels.register_panel(_consents)
    panels.register_panel(person_cases.panel)
    panels.register_found(waiting_referrals.panel)
    finders.register_finder(person_cases.persons_of_case)
    finders.register_shortcut(person_cases.page_of_case)
    finders.register_shortcut(waiting_referrals.page_of_referral)
    finders.register_foremost(finders.Foremost(person_cases.foremost, person_cases.own_persons))
    finders.register_teller(person_cases.standings)
    register_subjects(audited.source())
    register_words(audited.words())
    register_files(changed_files.files())
    register_origins(changed_files.vouchers)
    register_way_in(_link)
    register_offices_named(lambda: [one.definition.office for one in offered()])
    on_recorded(past_days.note_past_days)
    user_logged_in.connect(signed_in.greet, dispatch_uid="onward.web.greet")


def _link(request: HttpRequest, user: User) -> WayIn:
    """Make a link for somebody to set a password by; what signs in is read once it is wanted."""
    from onward.web.sign_in import link_to_a_password

    return link_to_a_password(request, user)


def _organisations(actor: Actor) -> Iterable[tuple[UUID, str]]:
    """Return the organisations for which a user may refer."""
    return [(one.key, str(one)) for one in partners.organisations(actor)]


def _consents(user: User, person: Person) -> panels.Panel | None:
    """Hang the sheet of consents on the page of a person."""
    shown = consent_pages.panel(user, person.key)
    return panels.Panel("consents/panel.html", shown, order=30, aside=True) if shown else None


def _subject(actor: Actor, key: UUID) -> consents.Subject:
    """Return the person whom a consent is about; Missing where the actor may not see them."""
    person = queries.person(actor, key)
    native = person.name_native
    return consents.Subject(
        key=person.key,
        name=person.name,
        native=native,
        language=(language_of_name(native, person.languages) or "") if native else "",
        office=person.office,
        url=reverse("people:person", kwargs={"key": person.key}),
        restricted=bool(restrictions.categories(person.key)),
    )


def _offered(actor: Actor) -> Iterable[consents.Recipient]:
    """Return the organisations that may be told something."""
    return [consents.Recipient(one.key, str(one)) for one in partners.organisations(actor)]


def _named(keys: Iterable[UUID]) -> Iterable[consents.Recipient]:
    """Return those of the keys that are organisations."""
    return [consents.Recipient(key, name) for key, name in partners.names(keys).items()]


def _named_after(name: str, country: str) -> Noted:
    """Return a name, in the reader's language where it is only that of the country."""
    language = get_language() or "en"
    names = {country_name(country, one).bare for one, _words in settings.LANGUAGES if is_country(country)}
    return Noted(country_name(country, language).bare if name in names else name, language)
