"""What a referral, its answer, and a call to the hotline are typed into."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.referrals.actions.asking import MOST_MINUTES
from onward.casework.referrals.models import Enquiry
from onward.casework.referrals.problems import NotCounted, PrincipalMissing, TooMany
from onward.casework.referrals.queries import Offer, channel_label
from onward.casework.referrals.rules import MOST_PERSONS, Heard, Referred
from onward.kernel import clock
from onward.kernel.forms import ActionForm, Suggesting, day_input, suggest, to_choose
from onward.kernel.problems import Problem
from onward.kernel.text import whole_number, yes_or_no
from onward.records.consents.problems import NobodySpoke
from onward.records.partners.models import Organisation
from onward.records.people.models import Person, Relation, Sex
from onward.reference.choices import options
from onward.reference.countries import offered_countries, offered_nationalities
from onward.reference.languages import languages

NOT_KNOWN = ("", _("Not known yet"))
COMPARE_FIRST = _("Compare first: somebody of the records may be this person. Choose one, or say no.")
BOTH_BIRTHS = _("Give the day or the year, not both.")
NEW_PERSON = "new"
NOT_A_YEAR = _("Write the year in four figures, such as 1987.")


def typed(form: forms.BaseForm) -> dict[str, Any]:
    """Return what stands in a form's controls, as it was typed: to draw it again without judging it."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


class ReferralForm(ActionForm):
    """A household to be referred, without its persons. Consent stands first, as it is asked first."""

    enquiry = forms.UUIDField(widget=forms.HiddenInput, required=False)
    agreed = forms.BooleanField(
        label=_("They agreed to be referred, and that the office is told what is written here"),
        error_messages={"required": _("Nobody is referred without having agreed. Ask them first.")},
    )
    consent_given_on = forms.DateField(label=_("On which day"), widget=day_input())
    consent_witness = forms.CharField(label=_("Who heard it"), max_length=200)
    consent_until = forms.DateField(
        label=_("Until when"),
        required=False,
        widget=day_input(),
        help_text=_("Leave it empty if they set no end."),
    )
    tell_outcome = forms.BooleanField(
        label=_("They also agreed that the organisation that refers them is told what becomes of it"),
        required=False,
    )
    programme = forms.ChoiceField(label=_("Programme"))
    channel = forms.ChoiceField(label=_("How they came to us"))
    organisation = forms.ChoiceField(label=_("Organisation that refers them"), required=False)
    destination = forms.ChoiceField(label=_("Country to which they wish to return"), required=False)
    destination_place = forms.CharField(label=_("Town or region"), required=False, max_length=120)
    language = forms.ChoiceField(label=_("Language in which to speak with them"), required=False)
    phone = forms.CharField(
        label=_("Telephone that is safe to call"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    message = forms.CharField(
        label=_("What the office should know"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Health, children, fears, deadlines: only what the office needs to help them."),
    )

    def __init__(
        self, *args: Any, user: User, offers: list[Offer], organisations: list[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.offers = {offer.code: offer for offer in offers}
        self._choices("programme", to_choose([(offer.code, offer.name) for offer in offers]))
        channels = list(dict.fromkeys(code for offer in offers for code in offer.channels))
        self._choices("channel", to_choose([(code, channel_label(code)) for code in channels]))
        named = [(str(one.key), str(one)) for one in organisations]
        self._choices("organisation", [("", _("None: they came by themselves")), *named])
        self._choices("destination", [NOT_KNOWN, *offered_countries()])
        self._choices("language", [NOT_KNOWN, *((one.tag, one.text) for one in languages(language))])
        self.fields["consent_given_on"].initial = clock.today
        self.fields["consent_witness"].initial = user.name
        if not organisations:
            del self.fields["organisation"]
        if user.organisation_key and self.initial.get("channel"):
            self.fields["channel"].widget = forms.HiddenInput()  # the type of the organisation says it

    def _choices(self, name: str, offered: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered
        if len(offered) == 1:
            field.initial = offered[0][0]

    def arguments(self) -> dict[str, Any]:
        """Return what the action is to be told of a form that is in order."""
        given = self.cleaned_data
        chosen = self.offers[given["programme"]]
        organisation = given.get("organisation")
        same = (
            "channel consent_given_on consent_witness consent_until tell_outcome destination "
            "destination_place language phone message once"
        )
        return {name: given[name] for name in same.split()} | {
            "office": chosen.office,
            "programme": chosen.code,
            "organisation_key": UUID(organisation) if organisation else None,
        }


class PersonForm(forms.Form):
    """One person of a referral."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As it stands in a document, or as they say it."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    name_native = forms.CharField(
        label=_("Name in its own script"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    born = forms.DateField(label=_("Day of birth"), required=False, widget=day_input())
    born_year = forms.CharField(
        label=_("or only the year"),
        required=False,
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)
    relation = forms.ChoiceField(label=_("What they are to the first person"))
    accompanied = forms.ChoiceField(
        label=_("If under 18: does a parent or guardian travel along?"),
        required=False,
        choices=[NOT_KNOWN, ("yes", _("Yes")), ("no", _("No"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nationality, relation = self.fields["nationality"], self.fields["relation"]
        assert isinstance(nationality, forms.ChoiceField)
        assert isinstance(relation, forms.ChoiceField)
        nationality.choices = [NOT_KNOWN, *offered_nationalities()]
        relation.choices = [("", _("Choose…")), *(one for one in Relation.choices if one[0] != Relation.HEAD)]
        if self.prefix == "people-0":
            del self.fields["relation"]

    @property
    def called(self) -> str:
        """Whom an error in a list of errors is about: the name that was typed, or which person it is."""
        typed_name = self["name"].value() or self["name_native"].value()
        number = int(str(self.prefix).removeprefix("people-")) + 1
        return str(typed_name).strip() if typed_name else gettext("Person %(n)s") % {"n": number}

    def clean_born_year(self) -> int | None:
        """Return the year as a number."""
        year = self.cleaned_data["born_year"].strip()
        if year and not (year.isascii() and year.isdigit() and len(year) == 4 and year[0] in "12"):
            raise ValidationError(NOT_A_YEAR)
        return int(year) if year else None

    def clean(self) -> dict[str, Any]:
        """Refuse a day and another year beside it."""
        born, year = self.cleaned_data.get("born"), self.cleaned_data.get("born_year")
        if born and year and born.year != year:
            self.add_error("born_year", BOTH_BIRTHS)
        return self.cleaned_data

    def field_of(self, field: str) -> str:
        """Return the control that a field of the action is about: of a birth the one that was filled in."""
        name = field.removeprefix(f"{self.prefix}-")
        year_alone = self.cleaned_data.get("born_year") and not self.cleaned_data.get("born")
        return "born_year" if name == "born" and year_alone else name

    def referred(self, *, principal: bool) -> Referred:
        """Return the person as the action takes them."""
        given = self.cleaned_data
        born_from = born_to = given["born"]
        if born_from is None and given["born_year"]:
            born_from = date(given["born_year"], 1, 1)
            born_to = max(born_from, min(date(given["born_year"], 12, 31), clock.today()))
        return Referred(
            name=given["name"],
            name_native=given["name_native"],
            sex=given["sex"],
            born_from=born_from,
            born_to=born_to,
            nationality=given["nationality"],
            relation=given.get("relation", Relation.HEAD),
            principal=principal,
            accompanied=yes_or_no(given["accompanied"]),
        )


class People:
    """The persons of a referral: as many forms as were asked for, in the order in which they were added.

    Works without script: 'another person' and 'remove' send the whole form, which comes back with a person
    more or less and everything else as it was typed.
    """

    def __init__(self, data: MultiValueDict[str, Any] | None = None) -> None:
        self.data = data
        self.principal, self.has_principal = 0, True
        self.forms = [PersonForm(data, prefix=f"people-{number}") for number in range(self._count())]
        if data is not None:
            chosen = whole_number(str(data.get("principal", "0")))
            self.has_principal = chosen is not None and chosen < len(self.forms)
            self.principal = chosen if chosen is not None and self.has_principal else 0

    def _count(self) -> int:
        """Return for how many persons there are controls: as many as were sent, where that is not said."""
        if self.data is None:
            return 1
        if self.too_many or self.miscounted:
            sent = {part[1] for name in self.data if len(part := name.split("-", 2)) == 3}
            return max((n + 1 for n in range(MOST_PERSONS) if str(n) in sent), default=1)
        return whole_number(str(self.data.get("people-count", "1"))) or 1

    @property
    def miscounted(self) -> bool:
        """Say whether what stands for the number of persons is none."""
        return self.data is not None and not whole_number(str(self.data.get("people-count", "1")))

    @property
    def too_many(self) -> bool:
        """Say whether more persons are announced than a referral may name, however many were sent."""
        said = whole_number(str(self.data.get("people-count", ""))) if self.data is not None else 1
        return said is not None and said > MOST_PERSONS

    def refused(self) -> Problem | None:
        """Return what no page would send: how many there are, or in whose name they apply."""
        if self.too_many:
            return TooMany("people", limit=MOST_PERSONS)
        if self.miscounted:
            return NotCounted()
        return None if self.has_principal else PrincipalMissing(count=0)

    def changed(self) -> "People":
        """Return the persons as typed, with one more or one less as the pressed button asks, unjudged."""
        assert self.data is not None
        rows = [typed(form) for form in self.forms]
        gone = whole_number(str(self.data.get("remove", ""))) or 0
        focus = None  # where the keyboard goes on: who was added, or came to stand in the place of who went
        if 0 < gone < len(rows):
            del rows[gone]
            focus = min(gone, len(rows) - 1)
        elif "add" in self.data and len(rows) < MOST_PERSONS:
            rows.append({})
            focus = len(rows) - 1
        again = People()
        again.forms = [PersonForm(initial=row, prefix=f"people-{number}") for number, row in enumerate(rows)]
        again.principal = min(self.principal, len(rows) - 1)
        if focus is not None:
            again.forms[focus].fields["name"].widget.attrs["data-focus"] = ""
        return again

    @property
    def full(self) -> bool:
        """Say whether no further person fits."""
        return len(self.forms) >= MOST_PERSONS

    def is_valid(self) -> bool:
        """Judge every person, so that all errors are told at once."""
        verdicts = [form.is_valid() for form in self.forms]
        return all(verdicts)

    def referred(self) -> list[Referred]:
        """Return the persons as the action takes them."""
        return [form.referred(principal=number == self.principal) for number, form in enumerate(self.forms)]


GUARDIAN_SPEAKS = _(
    "The name of the guardian, for: %(names)s. A relative who travels along does not speak for them, unless"
    " they are the guardian by law."
)


@dataclass(frozen=True)
class Speaking:
    """Who in a referral speaks for whom.

    Attributes:
        children: whether there are children who may travel with a parent.
        alone: the names of those who travel without a parent or guardian.
        adults: the names of those who may have spoken for the others, the likeliest first.
    """

    children: bool
    alone: list[str]
    adults: list[str]


class AcceptForm(forms.Form):
    """The yes to a referral, with what it needs beyond that.

    Where somebody of the records may be meant, the answer says whether they are: nothing is preset.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    destination = forms.ChoiceField(label=_("Country of return"))
    destination_place = forms.CharField(label=_("Town or region"), required=False, max_length=120)
    counsellor = forms.ChoiceField(label=_("Counsellor"))
    spoken_by = forms.CharField(
        label=_("Who spoke for the children"),
        required=False,
        max_length=200,
        help_text=_("The name of a parent or guardian: whoever may be under 18 does not consent alone."),
        widget=Suggesting(),
    )
    guardian = forms.CharField(
        label=_("Who spoke for a child without a parent"),
        required=False,
        max_length=200,
    )
    heard_on = forms.DateField(label=_("Asked again on"), required=False, widget=day_input())
    heard_by = forms.CharField(label=_("Who heard it"), required=False, max_length=200)
    heard_until = forms.DateField(label=_("Until which day"), required=False, widget=day_input())

    def __init__(
        self,
        *args: Any,
        ended: bool,
        speaking: Speaking,
        staff: list[User],
        candidates: Mapping[int, list[tuple[Person, str]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ended, self.children, self.alone = ended, speaking.children, speaking.alone
        suggest(self.fields["spoken_by"], speaking.adults)
        # Whoever answers has heard it, or asks: nobody is preset.
        for name, asked in (("spoken_by", speaking.children), ("guardian", bool(speaking.alone))):
            self.fields[name].required = asked
            self.fields[name].error_messages["required"] = NobodySpoke().say()
        self.fields["guardian"].help_text = GUARDIAN_SPEAKS % {"names": ", ".join(speaking.alone)}
        self.staff = {str(one.key): one for one in staff}
        self.persons = {str(person.key): person for people in candidates.values() for person, _ in people}
        self._choose("destination", [("", ""), *offered_countries()])
        self._choose("counsellor", to_choose([(key, one.name) for key, one in self.staff.items()]))
        for position, people in candidates.items():
            known = [(str(person.key), words) for person, words in people]
            self.fields[f"known-{position}"] = forms.ChoiceField(
                label=_("Is this somebody whom the office knows?"),
                choices=[*known, (NEW_PERSON, _("No: enter them as a new person"))],
                error_messages={"required": COMPARE_FIRST},
                widget=forms.RadioSelect,
            )

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def asks_who_spoke(self) -> bool:
        """Whether a child is among them, as far as is known by now."""
        return self.children or "spoken_by" in self.errors

    @property
    def asks_guardian(self) -> bool:
        """Whether a child without a parent or guardian is among them."""
        return bool(self.alone) or "guardian" in self.errors

    @property
    def asks_again(self) -> bool:
        """Whether the consent has to be asked for again, as far as is known by now."""
        return self.ended or any(name.startswith("heard_") for name in self.errors)

    def heard(self) -> Heard | None:
        """Return the consent that was given again, where one was written down."""
        day, by = self.cleaned_data["heard_on"], self.cleaned_data["heard_by"]
        return Heard(day, by, self.cleaned_data["heard_until"]) if day else None

    def known(self) -> dict[int, Person]:
        """Return the persons of the records that were chosen, by position."""
        chosen = {
            int(name.removeprefix("known-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("known-") and value != NEW_PERSON
        }
        return {position: self.persons[key] for position, key in chosen.items()}


class DeclineForm(forms.Form):
    """The no to a referral."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), help_text=_("The partner reads it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose one")), *options("decline-reasons")]


class EnquiryForm(ActionForm):
    """A call or a visit, logged while the caller is still on the line."""

    line = forms.ChoiceField(label=_("Line"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"))
    caller = forms.ChoiceField(
        label=_("Who asked"),
        choices=Enquiry.Caller.choices,
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=_("About what"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(label=_("What came of it"))
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.tag, one.text) for one in languages(get_language() or "en")]
        outcomes = [one for one in options("enquiry-outcomes") if one[0] != "became-referral"]
        for name, offered in (
            ("line", options("enquiry-lines")),
            ("language", named),
            ("topics", options("enquiry-topics")),
            ("outcome", to_choose(outcomes)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def arguments(self) -> dict[str, Any]:
        """Return what the action is to be told of a form that is in order."""
        return {
            name: self.cleaned_data[name]
            for name in ("line", "language", "caller", "topics", "outcome", "minutes")
        }
