"""What a return needs on paper: the funder's approval."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.approvals import (
    answer_in_words,
    last_told_of_approvals,
    stands_for_another,
    stories_of,
)
from onward.casework.cases.bringing import Way
from onward.casework.cases.events import ApprovalAsked, ApprovalDecided
from onward.casework.cases.forms.apart import answered_before, resting_on, waiting_too
from onward.casework.cases.forms.base import AboutForm, CaseForm, First
from onward.casework.cases.forms.correcting import CorrectingForm
from onward.casework.cases.forms.fields import AS_RECORDED, CHOOSE_AGAIN, day_field, offer
from onward.casework.cases.gates import for_another_country
from onward.casework.cases.models import Case, FunderApproval
from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from onward.kernel.forms import SealedField
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile
from onward.kernel.text import day_in_words, said_of
from onward.records.projects import queries as projects
from onward.records.projects.definition import Project
from onward.reference.choices import options
from onward.reference.countries import said_country

ONE_OF_BOTH = _("You gave a day, and ticked that there is none. Untick this, or empty the day.")
UNTIL_WHEN = _("Give the day by which to depart, or tick below that the answer names none.")


def paying(case: Case, service: str | None = None) -> list[tuple[str, str]]:
    """Return the projects that pay for a case's programme, or for one service of it, as choices.

    Those that run today come first, and of them who pays for what every traveller is given (the way to the
    departure) before who pays for help that is asked for; of one that has ended, it is said until when.
    """
    today = clock.today()
    services = programmes.remembered(case.version_of_programme_id).definition.services
    usual = {code for code, one in services.items() if one.when is None and not one.asked_for}
    found = {code: projects.project(code) for code in projects.codes_for(case.programme, service)}

    def rank(code: str) -> tuple[bool, int, str]:
        one = found[code]
        return not one.runs_on(today), -len(usual & set(one.pays_for.get(case.programme, ()))), code

    return [(code, _called(found[code], today)) for code in sorted(found, key=rank)]


def _called(one: Project, today: date) -> str:
    words = {"name": one.name, "day": day_in_words(one.ends if one.ends < today else one.starts)}
    if one.ends < today:
        return gettext("%(name)s (ran until %(day)s)") % words
    return gettext("%(name)s (from %(day)s)") % words if today < one.starts else str(one.name)


class AskApprovalForm(AboutForm):
    """A question to the funder."""

    project = forms.ChoiceField(label=_("Project"), widget=forms.RadioSelect)
    asked_on = day_field(_("Asked on"))

    def prepare(self) -> None:
        """Offer the projects that pay for the programme, the likeliest first; a single one is chosen."""
        super().prepare()
        named = paying(self.case)
        offer(self, "project", named)
        if len(named) == 1:
            self.initial.setdefault("project", named[0][0])


class ApprovalForm(CaseForm):
    """A form about one of the approvals that were asked for, of those in sight."""

    approval = forms.ChoiceField(label=_("Asked for"), widget=forms.RadioSelect)
    countries: Mapping[UUID, str] = {}
    elsewhere: Mapping[str, str] = {}
    beforehand_heading = _("In another case")
    told_by = (ApprovalAsked, ApprovalDecided)

    def offer_approvals(self, **which: Any) -> None:
        """Offer some of the approvals of the case; a single one is chosen already."""
        seen = FunderApproval.objects.visible_to(self.user).filter(case=self.case, **which)
        self.asked = {str(one.key): one for one in seen.select_related("case").order_by("pk")}
        keys = [one.key for one in self.asked.values()]
        self.countries = for_another_country(self.case, ApprovalAsked.type, "approval", keys)
        named = [(key, self.called(one)) for key, one in self.asked.items()]
        offer(self, "approval", named)
        self.fields["approval"].error_messages["invalid_choice"] = CHOOSE_AGAIN
        if len(named) == 1:
            self.initial.setdefault("approval", named[0][0])

    def tell_of_other_cases(self) -> None:
        """Say what is to be known of other cases before an answer is recorded in this one."""
        if self.parted:
            self.elsewhere = self.other_cases()
            self.beforehand = list(dict.fromkeys(self.elsewhere.values()))

    def other_cases(self) -> dict[str, str]:
        """Return what is to be known of cases in which members of the household went on, by approval."""
        words = gettext(
            "%(project)s: the same question waits in %(cases)s too, for those who travel there. What is"
            " recorded here is not recorded there: do it in each."
        )
        return {
            str(key): words
            % {"project": projects.project(self.asked[str(key)].project).name, "cases": ", ".join(cases)}
            for key, cases in waiting_too(self.user, self.case, self.asked.values()).items()
        }

    def afterwards(self) -> str:
        """Say once more what concerns another case."""
        return self.elsewhere.get(self.cleaned_data["approval"], "")

    def called(self, one: FunderApproval) -> str:
        """Return the project, and of an approval for one traveller alone also who it is.

        Of one that was asked for another country of return than the present one, for which.
        """
        project = str(projects.project(one.project).name)
        alone = next((two for two in self.by_key.values() if two.person.key == one.person_key), None)
        what = said_of(project, alone.person.name) if alone else project
        if one.key not in self.countries:
            return what
        words = {"what": what, "country": said_country(self.countries[one.key])}
        return gettext("%(what)s, for a return to %(country)s") % words

    def the_approval(self) -> FunderApproval:
        """Return the approval that was chosen."""
        return self.asked[self.cleaned_data["approval"]]


class DecideApprovalForm(ApprovalForm):
    """The funder's answer."""

    approved = forms.ChoiceField(
        label=_("Answer"), choices=[("yes", _("Approved")), ("no", _("Declined"))], widget=forms.RadioSelect
    )
    decided_on = day_field(_("Answered on"), past=True)
    depart_by = day_field(_("Departure by"), required=False, today=False)

    def prepare(self) -> None:
        """Offer the approvals that wait for an answer."""
        self.offer_approvals(outcome="asked")
        self.tell_of_other_cases()
        answered = self._answered() if self.is_bound else None
        if answered:
            self._lead_to_the_answer(*answered)
        elif not self.asked:
            self.first = First(
                gettext("No question to the funder waits for an answer"),
                gettext("Record first what was asked of which project; its answer is recorded here."),
                Way(_("Ask the funder"), self.address("ask-approval")),
            )

    def _answered(self) -> tuple[FunderApproval, str] | None:
        """Return what was chosen, with its answer in words, where a colleague recorded that meanwhile."""
        chosen = self.data.get(self.add_prefix("approval"))
        seen = FunderApproval.objects.visible_to(self.user).filter(case=self.case).exclude(outcome="asked")
        one = next((one for one in seen.select_related("case") if str(one.key) == chosen), None)
        if one is None:
            return None
        return one, said_of(self.called(one), answer_in_words(stories_of([one])[one.key][-1]))

    def _lead_to_the_answer(self, one: FunderApproval, answer: str) -> None:
        """Lead to where the answer is corrected, with what was typed; also where another question waits."""
        names = ("approved", "decided_on", "depart_by")
        typed = {name: str(self.data.get(self.add_prefix(name), "")) for name in names}
        typed |= {"approval": str(one.key), "right": CorrectingForm.ANOTHER}
        way = Way(gettext("Correct the answer"), self.address("correct-approval", **typed))
        words = gettext("If the funder answered otherwise, correct that: what you typed goes along.")
        if self.asked:
            said = gettext("This was answered while you were writing. %(answer)s")
            self.fields["approval"].error_messages["invalid_choice"] = said % {"answer": answer}
            self.leads, self.leads_words = [way], words
        else:
            self.first = First(answer, words, way)

    def what_became(self) -> str:
        """Return that it was answered, or what else became of it."""
        return (
            gettext("This was answered while you were writing.")
            if self._answered()
            else super().what_became()
        )


class ToldApprovalForm(ApprovalForm):
    """A form about what was recorded of an approval already: it says what stands, and takes note of it.

    Its version is the place in the log of what was recorded last, or taken back.
    """

    version = SealedField(Event)

    @cached_property
    def stories(self) -> Mapping[UUID, Sequence[Event]]:
        """What stands of each approval, by its key: a later event than these makes the form stale."""
        return stories_of(self.asked.values())

    def offer_approvals(self, **which: Any) -> None:
        """Offer them with what stands of each, and take note of what was told last."""
        super().offer_approvals(**which)
        self.initial.setdefault("version", last_told_of_approvals(self.asked.values()))

    def called(self, one: FunderApproval) -> str:
        """Return the project with what stands: asked on which day, answered or prolonged, until when."""
        return said_of(super().called(one), answer_in_words(self.stories[one.key][-1]))


class ProlongApprovalForm(ToldApprovalForm):
    """A letter by which the funder covers a later departure."""

    decided_on = day_field(_("Answered on"), past=True)
    depart_by = day_field(_("Departure by"), today=False)

    def prepare(self) -> None:
        """Offer the approvals with a deadline."""
        self.fields["approval"].label = _("Approval")
        self.offer_approvals(outcome="approved", depart_by__isnull=False)
        if self.asked:
            return
        seen = FunderApproval.objects.visible_to(self.user).filter(case=self.case)
        if self.case.came_from and not seen.exists():
            self.first = First(
                gettext("What the funder approved was approved in the case that these parted from"),
                gettext("A later day is asked for them in this case, and answered here."),
                Way(_("Ask the funder"), self.address("ask-approval")),
            )
        else:
            self.first = First(
                gettext("No approval of the funder has a deadline"),
                gettext("Record first what the funder answered, and until when a departure is covered."),
                Way(_("Record the funder’s answer"), self.address("decide-approval")),
            )


class CorrectApprovalForm(CorrectingForm, ToldApprovalForm):
    """What the funder answered, told rightly; or that it was not asked, not answered, not prolonged.

    What is left empty stays as recorded: that an answer names no deadline is ticked.
    """

    rights, of = ("approved", "decided_on", "depart_by", "no_deadline"), "approval"

    version = SealedField(Event)
    right = forms.ChoiceField(
        label=_("What is right"),
        choices=[
            (CorrectingForm.ANOTHER, _("The funder’s last answer was another, or of another day")),
            (CorrectingForm.NOT_SO, _("What was recorded last did not happen: take it back")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "What is left empty below stays as recorded. Taken back, the answer before it stands, or the "
            "question; the timeline keeps both."
        ),
    )
    approved = forms.ChoiceField(
        label=_("Answer"),
        choices=[AS_RECORDED, ("yes", _("Approved")), ("no", _("Declined"))],
        widget=forms.RadioSelect,
        required=False,
    )
    decided_on = day_field(_("Answered on"), past=True, required=False, today=False)
    depart_by = day_field(_("Departure by"), required=False, today=False)
    no_deadline = forms.BooleanField(label=_("It names no day by which to depart"), required=False)
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer all that the funder was asked, each with what stands of it."""
        self.offer_approvals()
        self.tell_of_other_cases()
        offer(self, "reason", options("approval-corrections"))
        if not self.asked:
            self.first = self._answered_before() or First(
                gettext("The funder was not asked"),
                gettext("There is nothing of the funder to correct in this case."),
                Way(_("Ask the funder"), self.address("ask-approval")),
            )

    def other_cases(self) -> dict[str, str]:
        """Return also which cases rest on an answer that was given before somebody parted."""
        words = gettext(
            "%(project)s: the answer counts in %(cases)s too, for those who went on there. What is corrected"
            " or taken back here is so there as well."
        )
        resting = resting_on(self.user, self.case)
        found = {
            str(key): words
            % {"project": projects.project(self.asked[str(key)].project).name, "cases": ", ".join(cases)}
            for key, story in self.stories.items()
            if (cases := resting.get(story[-1].position))
        }
        return super().other_cases() | found

    def _answered_before(self) -> First | None:
        """Lead to the case that these parted from, where the funder's answer counts from there."""
        if not self.case.came_from:
            return None
        counts, where = answered_before(self.user, self.case, list(self.by_key.values()))
        if not counts:
            return None
        title = gettext("What the funder answered was answered in the case that these parted from")
        if not where:
            words = gettext("It is corrected there, by whoever sees that case, and counts here as corrected.")
            return First(
                title, words, Way(_("Open the case"), reverse("cases:case", args=[self.case.reference]))
            )
        words = gettext("It is corrected in %(case)s, and counts here as corrected.") % {"case": where[0]}
        there = reverse("cases:do", args=[where[0], "correct-approval"])
        return First(title, words, Way(gettext("Correct it in %(case)s") % {"case": where[0]}, there))

    def clean(self) -> dict[str, Any]:
        """Ask until when a departure is covered, where it was declined on record; and for one answer."""
        data = super().clean()
        if data.get("right") != self.ANOTHER or "approval" not in data or "depart_by" in self.errors:
            return data
        day, none = data.get("depart_by"), data.get("no_deadline")
        now_approved = data.get("approved") == "yes" and self.the_approval().outcome == "declined"
        if day and none:
            self.add_error("no_deadline", ONE_OF_BOTH)
        elif now_approved and not day and not none:
            self.add_error("depart_by", UNTIL_WHEN)
        return data

    def show_changes(self, problem: ChangedMeanwhile) -> None:
        """Ask anew what is right where something else stands by now: nobody corrects a letter unseen."""
        super().show_changes(problem)
        if stands_for_another(self.the_approval(), self.seen_version or 0):
            self._keep(right="")

    def what_is_right(self) -> dict[str, Any]:
        """Return what was typed, as `correct_approval` takes it, with what is recorded where nothing was."""
        data, one = self.cleaned_data, self.the_approval()
        approved = data["approved"] == "yes" if data["approved"] else one.outcome == "approved"
        stays = one.depart_by if approved and not data["no_deadline"] else None
        return {
            "approved": approved,
            "decided_on": data["decided_on"] or one.decided_on or one.asked_on,
            "depart_by": data["depart_by"] or stays,
        }
