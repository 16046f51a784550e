"""What several travellers of one case allow at once, for one purpose and one recipient."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import Office
from onward.casework.cases.forms.base import SeveralForm
from onward.casework.cases.forms.fields import day_field, offer
from onward.casework.cases.gates import goes_elsewhere
from onward.casework.cases.models import Traveller
from onward.casework.cases.rules import signs_alone
from onward.kernel import clock
from onward.kernel.forms import Suggesting, suggest
from onward.kernel.problems import Problem
from onward.kernel.text import day_in_words
from onward.records.consents import hooks, queries
from onward.records.consents.forms import GROUPS, NOTHING
from onward.records.consents.models import Consent
from onward.records.consents.problems import AlreadyGiven, NobodySpoke
from onward.reference.countries import said_country

GUARDIAN_APART = _(
    "%(names)s: recorded as travelling without a parent or guardian. Whoever speaks for the other children"
    " does not speak for them: record theirs apart."
)


class ConsentsForm(SeveralForm):
    """Consents spoken before one witness; a signed sheet is one person's, and is recorded with them."""

    purpose = forms.ChoiceField(
        label=_("What for"), choices=Consent.Purpose.choices, widget=forms.RadioSelect
    )
    recipient = forms.ChoiceField(label=_("To whom"))
    given_by = forms.CharField(
        label=_("Who spoke for the children"),
        required=False,
        help_text=_("The name of a parent or guardian: whoever may be under 18 does not consent alone."),
        widget=Suggesting(),
        error_messages={"required": format_lazy("{} {}", NobodySpoke.sentence, NobodySpoke.way_out)},
    )
    witness = forms.CharField(
        label=_("Spoken before"),
        help_text=_("Who was present. A signed sheet is recorded with the person, one by one."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    given_on = day_field(_("Given on"))
    field_order = ("purpose", "recipient", "travellers")
    use_required_attribute = False  # who spoke is wanted while a child is ticked: no browser knows

    def prepare(self) -> None:
        """Offer the travellers, those ticked who lack what is asked for, and who may have spoken."""
        known: list[tuple[str, list[tuple[str, str]]]] = [
            (str(GROUPS[group]), [(str(one.key), one.name) for one in rows])
            for group, rows in hooks.recipients(self.user)
            if rows
        ]
        self._recipients = {key for _group, rows in known for key, _name in rows}
        super().prepare()
        offer(self, "recipient", [NOTHING, *known])
        self.initial.setdefault("witness", self.user.name)
        self._ask_who_speaks()

    def _ask_who_speaks(self) -> None:
        """Demand who spoke while a child is ticked, and offer the adults who travel along."""
        today = clock.today()
        adults = {pk: one for pk, one in self.by_key.items() if signs_alone(one.person.born_to, today)}
        ticked = set(self["travellers"].value() or ())
        field = self.fields["given_by"]
        field.required = bool(ticked & (self.by_key.keys() - adults.keys()))
        suggest(field, [one.person.name for one in adults.values()])

    def recorded(self) -> dict[str, str]:
        """Return who has agreed already, where the link or who fills it in says to what and for whom."""
        purpose, recipient = self["purpose"].value(), self["recipient"].value()
        if purpose not in Consent.Purpose.values or recipient not in self._recipients:
            return {}
        keys = {one.person.key: pk for pk, one in self.by_key.items()}
        asked = (str(purpose), UUID(recipient), clock.today())
        agreed = queries.standing(keys, *asked).order_by("given_on", "pk")
        told = {one.person_key: _agreed(one) for one in agreed}
        allowed = keys.keys() - told.keys() - queries.lacking_consent(keys.keys() - told.keys(), *asked)
        told |= dict.fromkeys(allowed, gettext("leave without consent"))
        elsewhere = self._elsewhere(str(purpose), UUID(recipient))
        alone = {pk: gettext("travels without a parent: recorded apart") for pk in self._alone()}
        return alone | {keys[key]: words for key, words in (elsewhere | told).items()}

    def _alone(self) -> list[str]:
        """Return the children without a parent or guardian, for whom none of the others speaks."""
        if len(self.by_key) < 2:
            return []
        today = clock.today()
        children = [pk for pk, one in self.by_key.items() if not signs_alone(one.person.born_to, today)]
        return [pk for pk in children if self.by_key[pk].accompanied is False]

    def clean(self) -> dict[str, Any]:
        """Refuse that one person speaks for children with a parent and for children without."""
        data = super().clean() or {}
        ticked = set(data.get("travellers") or ())
        today = clock.today()
        children = {pk for pk in ticked if not signs_alone(self.by_key[pk].person.born_to, today)}
        alone = [pk for pk in self._alone() if pk in ticked]
        if alone and children - {*alone}:
            names = ", ".join(self.by_key[pk].person.name for pk in alone)
            self.add_error("travellers", GUARDIAN_APART % {"names": names})
        return data

    def _elsewhere(self, purpose: str, recipient: UUID) -> dict[UUID, str]:
        """Return who is not asked for it: they departed to another country than that of the mission."""
        mission = Office.objects.filter(key=recipient, kind=Office.Kind.MISSION).first()
        if purpose != Consent.Purpose.SHARE_WITH_MISSION or mission is None:
            return {}
        went = goes_elsewhere(self.case, self.by_key.values())
        words = gettext("departed to another country: %(country)s")
        return {
            key: words % {"country": said_country(there)}
            for key, there in went.items()
            if there != mission.country
        }

    def speaker(self, one: Traveller) -> str:
        """Return who spoke for a traveller, once the form is valid: nobody for who signs alone."""
        data: dict[str, Any] = self.cleaned_data
        return "" if signs_alone(one.person.born_to, data["given_on"]) else str(data["given_by"])

    def refuse(self, problem: Problem) -> None:
        """Say at the witness that nothing shows the consents, at the names that somebody agreed already."""
        if problem.field == "evidence":
            problem.field = "witness"
        if isinstance(problem, AlreadyGiven):
            problem.field = "travellers"
        super().refuse(problem)


def _agreed(one: Consent) -> str:
    """Return from when until when a consent holds, for beside a name."""
    first = day_in_words(one.given_on)
    if one.expires_on is None:
        return gettext("agreed on %(day)s") % {"day": first}
    return gettext("agreed on %(day)s, until %(last)s") % {"day": first, "last": day_in_words(one.expires_on)}
