"""A machine-readable zone read into the person form: every value filled, every fault at its field."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from onward.kernel import clock
from onward.records.people.forms.particulars import BIRTH_FIELDS, NameForm, PersonForm, names_formset
from onward.records.people.models import PersonName
from onward.records.people.mrz import Mrz, MrzFault, NotAnMrz, parse_mrz

NO_ZONE = _(
    "This is no machine-readable zone: it has two lines of 44 or 36 characters, or three of 30. "
    "Copy every character, the < too."
)
MAY_BE_CUT = _("The name fills its field in the zone: more of it may have been cut off.")

_PLACES = {
    "number": "paper_number",
    "expiry": "paper_expires_on",
    "document_code": "paper_kind",
    "issuer": "paper_issuer",
    "nationality_printed": "nationality_0",
    "sex": "sex",
    "optional": "zone",
    "optional_2": "zone",
    "composite": "zone",
}
"""Field of the zone → field of the form; the name stands in the rows of names, the birth where it was put."""


def read_into(data: QueryDict, *, joining: bool) -> "tuple[PersonForm, forms.BaseFormSet[NameForm]]":
    """Return the form and its names with the zone of `data` read into them, and what does not fit said.

    Nothing else that was typed is lost: only fields that the zone speaks of are filled.
    """
    filled = data.copy()
    filled.pop("shared", None)  # said of another paper, as far as anybody knows
    try:
        zone = parse_mrz(filled.get("zone", ""), clock.today())
    except NotAnMrz:
        form, names = _bound(filled, joining)
        form.add_error("zone", ValidationError(NO_ZONE, code="people.no-zone"))
        return form, names
    for field, value in _values(zone):
        filled[field] = value
    form, names = _bound(filled, joining)
    for fault in zone.faults:
        _say(form, names, zone, fault)
    if zone.names_may_be_cut:
        names.forms[0].add_error("given" if zone.given_names else "family", ValidationError(MAY_BE_CUT))
    return form, names


def _bound(data: QueryDict, joining: bool) -> "tuple[PersonForm, forms.BaseFormSet[NameForm]]":
    """Return the form bound, and silent on what is merely not filled in yet."""
    form, names = PersonForm(data, joining=joining), names_formset(data)
    form.full_clean()
    form.errors.clear()
    for row in names.forms:
        row.full_clean()
        row.errors.clear()
    return form, names


def _values(zone: Mrz) -> Iterator[tuple[str, str]]:
    """Return what the zone says, as fields of the form."""
    yield "names-0-kind", PersonName.Kind.MAIN
    yield "names-0-given", _as_written(zone.given_names)
    yield "names-0-family", _as_written(zone.surname)
    yield "names-0-full", ""
    yield "sex", zone.sex
    if zone.birth is not None:
        for field in BIRTH_FIELDS:
            yield field, ""
        if zone.birth.exact:
            yield "born_on", zone.birth.exact.isoformat()
        else:
            yield "born_from", zone.birth.earliest.isoformat()
            yield "born_to", zone.birth.latest.isoformat()
    if zone.nationality:
        yield "nationality_0", zone.nationality
    if not zone.document_code.startswith("V"):
        yield "paper_kind", kind_of_paper(zone)
        yield "paper_number", zone.number
        yield "paper_issuer", zone.issuer_country or ""
        yield "paper_expires_on", zone.expiry.isoformat() if zone.expiry else ""


def _as_written(printed: str) -> str:
    """Return a name that a zone prints in capitals as it is written elsewhere; the capitals carry no
    meaning.
    """
    return printed.title() if printed.isupper() else printed


def kind_of_paper(zone: Mrz) -> str:
    """Return the kind of paper by the first letter of its code (ICAO 9303-4 to -6)."""
    if zone.document_code.startswith("P"):
        return "passport"
    return "residence-permit" if zone.document_code.startswith(("AR", "IR")) else "identity-card"


def _say(form: PersonForm, names: "forms.BaseFormSet[NameForm]", zone: Mrz, fault: MrzFault) -> None:
    """Say one fault at the field that it is about."""
    error = ValidationError(fault.say(), code=f"people.mrz-{fault.kind}")
    if fault.field in ("surname", "given_names"):
        names.forms[0].add_error("family" if fault.field == "surname" else "given", error)
    elif fault.field == "birth":
        form.add_error("born_on" if zone.birth is None or zone.birth.exact else "born_from", error)
    else:
        form.add_error(_PLACES.get(fault.field, "zone"), error)
