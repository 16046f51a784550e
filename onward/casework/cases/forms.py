"""The forms of casework. Each offers what the definitions list; the actions check it again."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onward.access.models import Office, User
from onward.casework.cases.models import Case, Declaration, Session, Traveller, Vulnerability
from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from onward.kernel.forms import ActionForm
from onward.records.people.models import Person
from onward.records.projects import queries as projects
from onward.reference.choices import options
from onward.reference.countries import countries


def day_field(label: Any, *, required: bool = True, today: bool = True) -> forms.DateField:
    """Return a field for a day, today unless said otherwise."""
    return forms.DateField(
        label=label,
        required=required,
        initial=clock.today if today else None,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def offer(form: forms.Form, field: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a field of choices those that it offers."""
    chosen = form.fields[field]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = list(choices)


class CaseForm(ActionForm):
    """A form about a case that knows its travellers in sight and its programme."""

    def __init__(
        self, *args: Any, case: Case, travellers: Iterable[Traveller], user: User, **kwargs: Any
    ) -> None:
        self.case, self.user = case, user
        self.by_key = {str(one.pk): one for one in travellers if one.left_case_on is None}
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices that depend on the case."""

    def people(self, *, active: bool = True) -> list[tuple[str, str]]:
        """Return the travellers as choices, those still on the pathway unless said otherwise."""
        return [(pk, one.person.name) for pk, one in self.by_key.items() if not (active and one.exit)]

    def chosen(self, field: str = "traveller") -> Traveller | None:
        """Return the traveller that was chosen."""
        return self.by_key.get(self.cleaned_data.get(field) or "")

    def several(self, field: str = "travellers") -> list[Traveller]:
        """Return the travellers that were ticked."""
        return [self.by_key[pk] for pk in self.cleaned_data[field]]


class AboutForm(CaseForm):
    """A form that may be about one traveller."""

    about = forms.ChoiceField(label=_("About"), required=False)

    def prepare(self) -> None:
        """Offer the whole household first."""
        everybody = [("", _("The whole household")), *self.people(active=False)]
        offer(self, "about", everybody)


class TravellerForm(CaseForm):
    """A form about one traveller."""

    traveller = forms.ChoiceField(label=_("Traveller"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer the travellers; a single one is chosen already."""
        people = self.people()
        offer(self, "traveller", people)
        if len(people) == 1:
            self.initial.setdefault("traveller", people[0][0])


class SeveralForm(CaseForm):
    """A form about some of the travellers."""

    travellers = forms.MultipleChoiceField(label=_("Travellers"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.chosen_travellers: dict[str, Traveller] = {}
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """Offer the travellers still on the pathway, all of them ticked."""
        people = self.people()
        offer(self, "travellers", people)
        self.initial.setdefault("travellers", [pk for pk, _name in people])


class NoteForm(AboutForm):
    """A few lines."""

    text = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), max_length=20_000
    )


class SessionForm(AboutForm):
    """A counselling session."""

    held_on = day_field(_("Held on"))
    way = forms.ChoiceField(
        label=_("How"), choices=Session.Way.choices, widget=forms.RadioSelect, initial="in-person"
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    interpreter = forms.BooleanField(label=_("With an interpreter"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600, required=False)
    topics = forms.MultipleChoiceField(
        label=_("Talked about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def prepare(self) -> None:
        """Offer topics and languages."""
        from django.utils.translation import get_language

        from onward.reference.languages import languages

        super().prepare()
        offered = [("", "—"), *((one.tag, one.text) for one in languages(get_language() or "en"))]
        offer(self, "language", offered)
        offer(self, "topics", options("session-topics"))


class TaskForm(AboutForm):
    """Something to do by a day."""

    kind = forms.ChoiceField(label=_("What"))
    words = forms.CharField(label=_("In words"), max_length=300, required=False)
    due_on = day_field(_("By"), today=False)

    def prepare(self) -> None:
        """Offer kinds of task."""
        super().prepare()
        offer(self, "kind", options("task-kinds"))


class DocumentForm(AboutForm):
    """A file to keep."""

    kind = forms.ChoiceField(label=_("Kind"))
    file = forms.FileField(label=_("File"), help_text=_("PDF, picture, Word or Excel, at most 20 MB."))

    def prepare(self) -> None:
        """Offer kinds of document."""
        super().prepare()
        offer(self, "kind", options("document-kinds"))


class VulnerabilityForm(TravellerForm):
    """A vulnerability that was found."""

    category = forms.ChoiceField(label=_("Category"))
    severity = forms.ChoiceField(
        label=_("Severity"), choices=Vulnerability.Severity.choices, widget=forms.RadioSelect
    )
    found_on = day_field(_("Found on"))

    def prepare(self) -> None:
        """Offer the categories."""
        super().prepare()
        offer(self, "category", options("vulnerabilities"))


class MedicalForm(SeveralForm):
    """How much health weighs on the journey."""

    level = forms.ChoiceField(label=_("Medical needs"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer the levels."""
        super().prepare()
        offer(self, "level", options("medical-levels"))


class AccompanimentForm(SeveralForm):
    """Whether children travel with a parent or guardian."""

    accompanied = forms.ChoiceField(
        label=_("With a parent or lawful guardian"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )


class DeclarationForm(SeveralForm):
    """The declaration of voluntary return."""

    signed_by = forms.ChoiceField(
        label=_("Signed by"),
        choices=[
            ("auto", _("Each adult in person, a parent for the children")),
            *Declaration.SignedBy.choices,
        ],
        widget=forms.RadioSelect,
        initial="auto",
    )
    signed_on = day_field(_("Signed on"))


class WithdrawDeclarationForm(TravellerForm):
    """A declaration taken back."""

    withdrawn_on = day_field(_("Withdrawn on"))


class AskApprovalForm(CaseForm):
    """A question to the funder."""

    project = forms.ChoiceField(label=_("Project"), widget=forms.RadioSelect)
    asked_on = day_field(_("Asked on"))

    def prepare(self) -> None:
        """Offer the projects that pay for the programme."""
        codes = projects.codes_for(self.case.programme)
        named = [(code, str(projects.project(code).name)) for code in codes]
        offer(self, "project", named)
        if len(named) == 1:
            self.initial.setdefault("project", named[0][0])


class DecideApprovalForm(CaseForm):
    """The funder's answer."""

    approval = forms.ChoiceField(label=_("Asked for"), widget=forms.RadioSelect)
    approved = forms.ChoiceField(
        label=_("Answer"), choices=[("yes", _("Approved")), ("no", _("Declined"))], widget=forms.RadioSelect
    )
    decided_on = day_field(_("Answered on"))
    depart_by = day_field(_("Departure by"), required=False, today=False)

    def prepare(self) -> None:
        """Offer the approvals that wait for an answer."""
        self.waiting = {str(one.pk): one for one in self.case.approvals.filter(outcome="asked")}
        named = [(pk, str(projects.project(one.project).name)) for pk, one in self.waiting.items()]
        offer(self, "approval", named)
        if len(named) == 1:
            self.initial.setdefault("approval", named[0][0])


class CashForm(TravellerForm):
    """Departure cash."""

    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=7, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=[("EUR", "EUR"), ("USD", "USD")])
    project = forms.ChoiceField(label=_("Charged to"))
    receipt = forms.ChoiceField(
        label=_("Signed receipt"), required=False, help_text=_("Add the scanned receipt as a document first.")
    )
    given_on = day_field(_("Given on"))

    def prepare(self) -> None:
        """Offer projects, and the receipts among the documents in sight."""
        super().prepare()
        codes = projects.codes_for(self.case.programme)
        offer(self, "project", [(code, str(projects.project(code).name)) for code in codes])
        from onward.casework.cases.models import Document

        seen = Document.objects.visible_to(self.user).filter(case=self.case, kind="receipt")
        self.receipts = {str(one.pk): one for one in seen}
        named = [("", "—"), *((pk, one.name) for pk, one in self.receipts.items())]
        offer(self, "receipt", named)


class DestinationForm(CaseForm):
    """Another destination."""

    destination = forms.ChoiceField(label=_("Country"))
    destination_place = forms.CharField(label=_("Town or state"), max_length=120, required=False)

    def prepare(self) -> None:
        """Offer the countries."""
        offer(self, "destination", country_choices())
        self.initial.setdefault("destination", self.case.destination)
        self.initial.setdefault("destination_place", self.case.destination_place)
        self.initial.setdefault("version", self.case.version)


class AssignForm(CaseForm):
    """Another counsellor."""

    counsellor = forms.ChoiceField(label=_("Counsellor"))

    def prepare(self) -> None:
        """Offer the office's users who counsel."""
        users = User.objects.filter(office=self.case.office, is_active=True).order_by("name")
        self.users = {
            str(one.pk): one for one in users if one.has_role("counsellor", "protection-focal-point")
        }
        named = [(pk, one.name) for pk, one in self.users.items()]
        offer(self, "counsellor", named)
        self.initial.setdefault("version", self.case.version)


class LeaveForm(SeveralForm):
    """Some travellers leave the pathway."""

    exit = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why"), required=False)
    on = day_field(_("On"))

    def prepare(self) -> None:
        """Offer the exits of the programme."""
        super().prepare()
        self.initial["travellers"] = []
        definition = programmes.remembered(self.case.version_of_programme_id).definition
        ways = [(way.code, str(way.name)) for way in definition.exits if way.back_to is None]
        offer(self, "exit", ways)
        offer(self, "reason", [("", "—"), *options("exit-reasons")])


class ReturnForm(CaseForm):
    """A traveller comes back to the pathway."""

    traveller = forms.ChoiceField(label=_("Traveller"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer who had left."""
        gone = [(pk, one.person.name) for pk, one in self.by_key.items() if one.exit]
        offer(self, "traveller", gone)


class PartForm(SeveralForm):
    """Some travellers go on in a case of their own."""

    principal = forms.ChoiceField(label=_("Principal applicant of the new case"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer who may go: everybody but the principal applicant of this case."""
        super().prepare()
        may_go = [(pk, name) for pk, name in self.people() if not self.by_key[pk].principal]
        self.initial["travellers"] = []
        for field in ("travellers", "principal"):
            offer(self, field, may_go)
        offer(self, "reason", options("part-reasons"))
        self.initial.setdefault("version", self.case.version)


class AddTravellerForm(CaseForm):
    """Another member of the household travels along."""

    person = forms.ChoiceField(
        label=_("Member of the household"),
        widget=forms.RadioSelect,
        help_text=_("Somebody who is not there yet joins the household first, on the page of a person."),
    )
    accompanied = forms.ChoiceField(
        label=_("With a parent or lawful guardian"),
        choices=[("", _("Not known yet, or an adult")), ("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def prepare(self) -> None:
        """Offer the members of the household, in sight, who do not travel in this case."""
        travelling = {one.person_id for one in self.by_key.values()}
        members = Person.objects.visible_to(self.user).filter(
            memberships__household=self.case.household, memberships__left_on=None
        )
        self.members = {str(one.pk): one for one in members if one.pk not in travelling}
        offer(self, "person", [(pk, one.name) for pk, one in self.members.items()])
        self.initial.setdefault("version", self.case.version)


class VersionForm(CaseForm):
    """The programme's text has changed since the case was opened."""

    confirm = forms.BooleanField(label=_("From now on this case follows the newer version of the programme"))

    def prepare(self) -> None:
        """Remember the case that the form was made from."""
        self.initial.setdefault("version", self.case.version)


class HandOverForm(CaseForm):
    """To which mission."""

    mission = forms.ChoiceField(label=_("Mission"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer the missions, that of the destination first."""
        missions = Office.objects.filter(kind=Office.Kind.MISSION).order_by("name")
        self.missions = {str(one.pk): one for one in missions}
        ranked = sorted(missions, key=lambda one: one.country != self.case.destination)
        named = [(str(one.pk), one.name) for one in ranked]
        offer(self, "mission", named)


class ReleaseForm(CaseForm):
    """Release from a hold, with precautions ticked."""

    hold = forms.ChoiceField(label=_("Hold"), widget=forms.RadioSelect)
    precautions = forms.MultipleChoiceField(
        label=_("Precautions taken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = forms.CharField(label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        """Offer the holds that concern the case, and their precautions."""
        from onward.casework.cases.gates import gather

        holds = gather([self.case], [], clock.today()).holds.get(self.case.pk, [])
        self.holds = {str(one.pk): one for one in holds}
        reasons = dict(options("hold-reasons"))
        named = [
            (pk, f"{reasons.get(one.reason, one.reason)}, {one.from_on:%d.%m.%Y}")
            for pk, one in self.holds.items()
        ]
        offer(self, "hold", named)
        if len(named) == 1:
            self.initial.setdefault("hold", named[0][0])
        wanted = {code for one in holds for code in one.precautions}
        ticks = [(code, words) for code, words in options("precautions") if code in wanted]
        offer(self, "precautions", ticks)


class CloseForm(CaseForm):
    """Close the case."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer reasons."""
        offer(self, "reason", options("closing-reasons"))
        self.initial.setdefault("version", self.case.version)


class HoldForm(ActionForm):
    """Departures stop."""

    from_on = day_field(_("From"))
    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    destination = forms.ChoiceField(label=_("Destination"), required=False)
    route = forms.CharField(
        label=_("Route"),
        required=False,
        max_length=3,
        help_text=_("Airport of transit by its three letters."),
    )
    precautions = forms.MultipleChoiceField(
        label=_("Precautions before a case is released"), required=False, widget=forms.CheckboxSelectMultiple
    )
    explanation = forms.CharField(
        label=_("Explanation for colleagues"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, office: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", options("hold-reasons"))
        any_programme = [("", _("Any")), *programme_choices(office)]
        offer(self, "programme", any_programme)
        offer(self, "destination", [("", _("Any")), *country_choices()])
        offer(self, "precautions", options("precautions"))

    def clean_route(self) -> str:
        """Return the airport in capitals, if there is such an airport."""
        from onward.reference.airports import airport

        code = str(self.cleaned_data["route"]).upper()
        if code and airport(code) is None:
            raise forms.ValidationError(_("There is no airport with these letters."))
        return code


class LiftForm(ActionForm):
    """Let everybody go again."""

    lifted_on = day_field(_("Lifted on"))


def country_choices() -> list[tuple[str, str]]:
    """Return all countries in the reader's language, as a form wants them."""
    return list(_countries(get_language() or "en", clock.today()))


@lru_cache(maxsize=8)
def _countries(language: str, on: date) -> tuple[tuple[str, str], ...]:
    """Return all countries of a day in a language; sorting so many names is not for every page."""
    return tuple((one.code, one.text) for one in countries(language, on))


def country_options(chosen: str) -> SafeString:
    """Return all countries as the options of a list that is drawn by hand."""
    return _country_options(get_language() or "en", clock.today(), chosen)


@lru_cache(maxsize=64)
def _country_options(language: str, on: date, chosen: str) -> SafeString:
    rows = ((code, " selected" if code == chosen else "", name) for code, name in _countries(language, on))
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def programme_choices(office: str | None) -> list[tuple[str, str]]:
    """Return the programmes in force, of one office or of all."""
    return [(rules.code, str(rules.definition.name)) for rules in programmes.offered(office)]
