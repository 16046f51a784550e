"""How the audit says a coded value: a country, a stage, an entry of a list, in the reader's language."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from babel import Locale
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import Restriction
from onward.access.roles import roles
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Party
from onward.evidence.counting.definition import populations
from onward.evidence.editions.definition import reports
from onward.evidence.forms import TrendsForm, programme_names
from onward.kernel.definitions import current_library
from onward.records.projects import queries as projects
from onward.reference.airports import airport
from onward.reference.choices import said
from onward.reference.countries import said_country
from onward.reference.languages import is_language, language_name
from onward.safekeeping.rights.definition import rights

Say = Callable[[Any], object]
"""Told a value as the audit keeps it, it answers with the words; a list is told one by one."""


def _among(names: Callable[[], Mapping[Any, object]]) -> Say:
    """Return who says a code by its name, or the code itself where nobody calls it anything."""
    return lambda value: names().get(value, value)


def _listed(code: str) -> Say:
    return partial(said, code)


def _language(tag: str) -> str:
    return language_name(tag, get_language() or "en").text if is_language(tag) else tag


def _airport(code: str) -> str:
    """Return the town of an airport; a country where it is one, as the route of a hold may be."""
    found = airport(code)
    return f"{found.town(get_language() or 'en')} ({code})" if found else said_country(code)


def _script(code: str) -> str:
    return str(Locale.parse(get_language() or "en", sep="-").scripts.get(code, code))


def _exits() -> dict[str, object]:
    return {way.code: way.name for rules in programmes.offered() for way in rules.definition.exits}


def _services() -> dict[str, object]:
    return {
        code: one.name for rules in programmes.offered() for code, one in rules.definition.services.items()
    }


def _bodies() -> dict[str, object]:
    """Return who decides: the roles of the house and the parties outside it."""
    parties = current_library().of("parties")
    outside = {code: cast(Party, item.body).name for code, item in parties.items()}
    return {**outside, **{code: role.name for code, role in roles().items()}}


def _decision(kind: str) -> str:
    words = {
        "published": pgettext("decision about an edition", "it is published"),
        "withdrawn": pgettext("decision about an edition", "it no longer stands"),
    }
    return words.get(kind, kind)


CODES: dict[str, Say] = {
    "programme": _among(programme_names),
    "programmes_programmeversion.code": _among(programme_names),
    "project": projects.name,
    "channel": programmes.channel_name,
    "stage": _among(programmes.stage_labels),
    "exit": _among(_exits),
    "service": _among(_services),
    "report": _among(lambda: {code: one.name for code, one in reports().items()}),
    "group": _among(lambda: {code: one.name for code, one in populations().items()}),
    "against": _among(lambda: dict(cast(Any, TrendsForm.base_fields["against"]).choices)),
    "copy": _among(lambda: {"public": _("Public copy")}),
    "roles": _among(lambda: {code: role.name for code, role in roles().items()}),
    "focal_for": _among(lambda: dict(Restriction.Category.choices)),
    "protection_assessment.decided_by": _among(_bodies),
    "evidence_decision.kind": _decision,
    "country": said_country,
    "departure_country": said_country,
    "destination": said_country,
    "nationality": said_country,
    "nationalities": said_country,
    "people_traveldocument.issuer": said_country,
    "origin": _airport,
    "movements_leg.destination": _airport,
    "route": _airport,
    "language": _language,
    "languages": _language,
    "script": _script,
    "people_referencenumber.issuer": _listed("reference-issuers"),
    "cases_vulnerability.category": _listed("vulnerabilities"),
    "cases_task.kind": _listed("task-kinds"),
    "cases_document.kind": _listed("document-kinds"),
    "cases_hold.reason": _listed("hold-reasons"),
    "cases_handover.reason": _listed("return-reasons"),
    "cases_session.topics": _listed("session-topics"),
    "medical_needs": _listed("medical-levels"),
    "precautions": _listed("precautions"),
    "referrals_enquiry.line": _listed("enquiry-lines"),
    "referrals_enquiry.topics": _listed("enquiry-topics"),
    "referrals_enquiry.outcome": _listed("enquiry-outcomes"),
    "reintegration_reintegrationrequest.kind": _listed("reintegration-kinds"),
    "decline_reason": _listed("decline-reasons"),
    "legal_basis": _listed("legal-bases"),
    "ground": _listed("legal-hold-grounds"),
    "rights_rightsrequest.ground": _listed("rights-refusals"),
    "rights_rightsrequest.asked_by": _listed("rights-asked-by"),
    "rights_rightsrequest.way": _listed("rights-ways"),
    "right": lambda value: str(rights()[value].name) if value in rights() else str(value),
    "assistance": _listed("assistance"),
    "escort_kind": _listed("escort-kinds"),
    "type": _listed("partner-types"),
    "services": _listed("partner-services"),
    "adapted_services": _listed("partner-services"),
}
"""Who says the values of a column, or of a column of one table."""

WHOLE: dict[str, Say] = {
    "body": lambda value: pgettext("a value of the audit", "the whole file, kept for its cases"),
    "sheet_key": lambda value: pgettext("a value of the audit", "kept with the consent"),
    "stored_as": lambda value: pgettext("a value of the audit", "kept outside the pages"),
    "left_out": lambda value: (
        ngettext("%(count)s value", "%(count)s values", len(value)) % {"count": len(value)}
    ),
}
"""The same for values that are told as a whole: what they hold stands elsewhere, or is no word."""
