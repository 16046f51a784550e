"""The form of a travel document, or of the request for one; a machine-readable zone fills it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.kernel import clock
from onward.kernel.forms import ActionForm, day_field
from onward.kernel.problems import Problem
from onward.kernel.text import day_in_words
from onward.records.people.actions import Paper
from onward.records.people.forms.fields import NOTHING, settle_shared, shared_field, text_field, zone_field
from onward.records.people.forms.zone import NO_ZONE, kind_of_paper
from onward.records.people.models import Person, Sex, TravelDocument
from onward.records.people.mrz import Mrz, NotAnMrz, parse_mrz
from onward.records.people.problems import PaperIncomplete
from onward.records.people.rules import is_called, is_closer
from onward.reference.countries import offered_nationalities

_PLACES = {"number": "number", "expiry": "expires_on", "document_code": "kind", "issuer": "issuer"}
"""Field of the zone → field of the form; what has none here is said at the zone."""


class DocumentForm(ActionForm):
    """A travel document, or the request for one."""

    zone = zone_field()
    theirs = forms.BooleanField(label=_("It is this person’s paper all the same"), required=False)
    born = forms.BooleanField(label=_("Take over the exact date of birth"), required=False)
    kind = forms.ChoiceField(label=_("Paper"), choices=TravelDocument.Kind.choices)
    state = forms.ChoiceField(
        label=_("Where it stands"), choices=TravelDocument.State.choices, widget=forms.RadioSelect
    )
    number = text_field(_("Number"), size="short")
    shared = shared_field()
    issuer = forms.ChoiceField(label=_("Issued by"), required=False)
    issued_on = day_field(_("Issued on"))
    expires_on = day_field(_("Expires on"))
    asked_of = text_field(_("Asked of"), help_text=_("Which embassy or consulate."))
    asked_on = day_field(_("Asked on"))
    interview_on = day_field(_("Interview on"))
    received_on = day_field(_("Received on"))
    held_by = text_field(
        _("Where the paper is"),
        help_text=_("With the person, at the office, at the immigration authority, …"),
    )

    def __init__(
        self, *args: Any, person: Person, document: TravelDocument | None = None, **kwargs: Any
    ) -> None:
        self.person = person
        self.asks_whose = False
        self.born_offered: date | None = None
        super().__init__(*args, **kwargs)
        issuer = self.fields["issuer"]
        if isinstance(issuer, forms.ChoiceField):
            issuer.choices = [NOTHING, *offered_nationalities()]
        if document is not None:
            for name in ("version", *Paper.__dataclass_fields__):
                self.initial.setdefault(name, getattr(document, name))
        else:
            kind = self.fields["kind"]
            if isinstance(kind, forms.ChoiceField):  # what nobody has said is not offered as if they had
                kind.choices = [NOTHING, *TravelDocument.Kind.choices]

    def clean(self) -> dict[str, Any]:
        """Ask whose paper it is where its zone speaks of somebody else, until that was answered."""
        data = super().clean() or self.cleaned_data
        zone = self._zone(data.get("zone", ""))
        doubts = self._doubts(zone) if zone else []
        self.asks_whose = bool(doubts)
        self._offer_birth(zone)
        if doubts and not data.get("theirs"):
            for words in doubts:
                self.add_error("theirs", ValidationError(words, code="people.somebody-elses-paper"))
        settle_shared(self)
        return data

    def _zone(self, text: str) -> Mrz | None:
        try:
            return parse_mrz(text, clock.today()) if text.strip() else None
        except NotAnMrz:
            self.add_error("zone", ValidationError(NO_ZONE, code="people.no-zone"))
            return None

    def _offer_birth(self, zone: Mrz | None) -> None:
        """Offer the day of birth that a zone tells without a fault, where the records have none so exact."""
        day = zone.birth.exact if zone and zone.birth else None
        faulty = zone is not None and any(fault.field == "birth" for fault in zone.faults)
        if day and not faulty and is_closer(day, self.person.born_from, self.person.born_to):
            self.born_offered = day
            words = gettext("Take over the exact date of birth, %(day)s") % {"day": day_in_words(day)}
            self["born"].label = words

    @property
    def birth_taken(self) -> date | None:
        """The day of birth that was offered and taken over, if any."""
        return self.born_offered if self.cleaned_data["born"] else None

    def _doubts(self, zone: Mrz) -> list[str]:
        """Say what the zone tells otherwise than the records do of the person."""
        said = []
        if not is_called(self.person.search, zone.surname, zone.given_names):
            name = f"{zone.given_names} {zone.surname}".strip()
            said.append(
                gettext("The zone names %(name)s; the person is %(person)s.")
                % {"name": name, "person": self.person.name}
            )
        here, there = (self.person.born_from, self.person.born_to), zone.birth
        if there and here[0] and here[1] and (there.latest < here[0] or here[1] < there.earliest):
            said.append(
                gettext("The zone has another date of birth (%(day)s) than the person.")
                % {"day": day_in_words(there.earliest)}
            )
        if {zone.sex, self.person.sex} == {Sex.FEMALE, Sex.MALE}:  # what is not told, or neither, is no doubt
            said.append(
                gettext("The zone has another sex (%(sex)s) than the person.") % {"sex": Sex(zone.sex).label}
            )
        return said

    @classmethod
    def read(cls, data: QueryDict, person: Person, document: TravelDocument | None) -> "DocumentForm":
        """Return the form with its zone read into it, and what does not fit said at its field.

        It is silent on what is merely not filled in yet.
        """
        filled = data.copy()
        for answer in ("theirs", "born", "shared"):  # given about another paper, as far as anybody knows
            filled.pop(answer, None)
        with suppress(NotAnMrz):
            for field, value in _values(parse_mrz(filled.get("zone", ""), clock.today()), filled):
                filled[field] = value
        form = cls(filled, person=person, document=document)
        form.full_clean()
        for field in [name for name in form.errors if name not in ("zone", "theirs")]:
            del form.errors[field]
        zone = form._zone(filled.get("zone", "")) if "zone" not in form.errors else None
        for fault in zone.faults if zone else ():
            form.add_error(
                _PLACES.get(fault.field, "zone"),
                ValidationError(fault.say(), code=f"people.mrz-{fault.kind}"),
            )
        if not filled.get("zone", "").strip():
            form.add_error("zone", ValidationError(NO_ZONE, code="people.no-zone"))
        return form

    def refuse(self, problem: Problem) -> None:
        """Say what is left out of a paper that is here at each of the fields."""
        for one in problem.each() if isinstance(problem, PaperIncomplete) else [problem]:
            super().refuse(one)

    def paper(self) -> Paper:
        """Return what was typed, as the action takes it."""
        return Paper(**{name: self.cleaned_data[name] for name in Paper.__dataclass_fields__})


def _values(zone: Mrz, typed: QueryDict) -> Iterator[tuple[str, str]]:
    """Return what the zone says of the paper, as fields of the form; a visa is no paper to travel on."""
    if zone.document_code.startswith("V"):
        return
    yield "kind", kind_of_paper(zone)
    yield "number", zone.number
    yield "issuer", zone.issuer_country or ""
    yield "expires_on", zone.expiry.isoformat() if zone.expiry else ""
    if zone.number and not typed.get("state"):
        yield "state", TravelDocument.State.RECEIVED
