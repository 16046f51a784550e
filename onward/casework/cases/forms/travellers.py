"""Who travels in a case: leaving, coming back, parting, joining."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases import events
from onward.casework.cases.bringing import Way, consents_to_share
from onward.casework.cases.forms.base import CaseForm, First, SeveralForm
from onward.casework.cases.forms.choices import day_field, offer
from onward.casework.cases.forms.leaving import leaving
from onward.casework.cases.problems import ConsentMissing
from onward.casework.cases.rules import face_of
from onward.casework.programmes import queries as programmes
from onward.kernel.problems import Problem
from onward.records.people.models import Person
from onward.reference.choices import options


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
        """Offer who may go: everybody but the one in whose name the reader reads this case.

        That is the principal applicant, who stays; were they hidden, offering everybody would tell of them.
        """
        super().prepare()
        stays = face_of(list(self.by_key.values()))
        may_go = [(pk, name) for pk, name in self.people() if self.by_key[pk] != stays]
        self.initial["travellers"] = []
        for field in ("travellers", "principal"):
            offer(self, field, may_go)
        offer(self, "reason", options("part-reasons"))
        self.take_version()


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
        """Offer the members of the household, in sight, who do not travel in this case.

        Of the children among them it is said that travelling alone restricts their file, and who has it then.
        """
        travelling = {one.person_id for one in self.by_key.values()}
        members = Person.objects.visible_to(self.user).filter(
            memberships__household=self.case.household, memberships__left_on=None
        )
        self.members = {str(one.key): one for one in members if one.pk not in travelling}
        offer(self, "person", [(pk, one.name) for pk, one in self.members.items()])
        self.take_version()
        alone = events.TravellerAdded(principal=False, accompanied=False)
        self.leaving = leaving(self, [(gettext("No"), alone)], list(self.members.values()))
        if not self.members and not self.is_bound:
            self.first = First(
                gettext("Nobody else of the household can be added"),
                gettext("Somebody who is not there yet joins the household first, on the page of a person."),
                Way(_("Open the household"), reverse("people:household", args=[self.case.household.key])),
            )

    def refuse(self, problem: Problem) -> None:
        """Where a mission reads the case, lead to the consent that is missing for it."""
        super().refuse(problem)
        typed = {name: str(self.data.get(name, "")) for name in ("person", "accompanied")}
        if isinstance(problem, ConsentMissing) and typed["person"] in self.members:
            back, who = self.address("add-traveller", **typed), self.members[typed["person"]]
            self.wanted = consents_to_share(self.user, [who], problem.mission, back)
