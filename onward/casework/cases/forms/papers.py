"""What a return needs on paper: the funder's approval."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.approvals import stories_of
from onward.casework.cases.bringing import Way
from onward.casework.cases.events import ApprovalAsked
from onward.casework.cases.forms.apart import answered_before, resting_on, waiting_too
from onward.casework.cases.forms.base import AboutForm, CaseForm, First
from onward.casework.cases.forms.fields import day_field, offer
from onward.casework.cases.gates import for_another_country
from onward.casework.cases.models import Case, FunderApproval
from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from onward.kernel.forms import SealedField
from onward.kernel.models import Event
from onward.kernel.text import day_in_words, said_of
from onward.records.projects import queries as projects
from onward.records.projects.definition import Project
from onward.reference.choices import options
from onward.reference.countries import said_country


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
        """Offer the projects that pay for the programme; the likeliest is first, and chosen."""
        super().prepare()
        named = paying(self.case)
        offer(self, "project", named)
        if named:
            self.initial.setdefault("project", named[0][0])


class ApprovalForm(CaseForm):
    """A form about one of the approvals that were asked for, of those in sight."""

    approval = forms.ChoiceField(label=_("Asked for"), widget=forms.RadioSelect)
    countries: Mapping[UUID, str] = {}
    elsewhere: Mapping[str, str] = {}
    beforehand_heading = _("In another case")

    def offer_approvals(self, **which: Any) -> None:
        """Offer some of the approvals of the case; a single one is chosen already."""
        seen = FunderApproval.objects.visible_to(self.user).filter(case=self.case, **which)
        self.asked = {str(one.key): one for one in seen.select_related("case").order_by("pk")}
        keys = [one.key for one in self.asked.values()]
        self.countries = for_another_country(self.case, ApprovalAsked.type, "approval", keys)
        named = [(key, self.called(one)) for key, one in self.asked.items()]
        offer(self, "approval", named)
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
    decided_on = day_field(_("Answered on"))
    depart_by = day_field(_("Departure by"), required=False, today=False)

    def prepare(self) -> None:
        """Offer the approvals that wait for an answer."""
        self.offer_approvals(outcome="asked")
        self.tell_of_other_cases()
        if not self.asked:
            self.first = First(
                gettext("No question to the funder waits for an answer"),
                gettext("Record first what was asked of which project; its answer is recorded here."),
                Way(_("Ask the funder"), self.address("ask-approval")),
            )


class ToldApprovalForm(ApprovalForm):
    """A form about what was recorded of an approval already: it says what stands, and takes note of it.

    Its version is the place in the log of what was recorded last.
    """

    version = SealedField(Event)

    def offer_approvals(self, **which: Any) -> None:
        """Offer them with what stands of each; a later event than those read here makes the form stale."""
        super().offer_approvals(**which)
        self.stories = stories_of(self.asked.values())
        seen = (story[-1].position for story in self.stories.values())
        self.initial.setdefault("version", max(seen, default=0))

    def called(self, one: FunderApproval) -> str:
        """Return the project with what stands: asked on which day, or answered, and until when it covers."""
        words = {"what": super().called(one), "answer": one.get_outcome_display()}
        words["day"] = day_in_words(one.decided_on or one.asked_on)
        if one.depart_by is None:
            return gettext("%(what)s: %(answer)s on %(day)s") % words
        words["until"] = day_in_words(one.depart_by)
        if one.depart_by < clock.today():
            return gettext("%(what)s: %(answer)s on %(day)s, ran out on %(until)s") % words
        return gettext("%(what)s: %(answer)s on %(day)s, departure by %(until)s") % words


class ProlongApprovalForm(ToldApprovalForm):
    """A letter by which the funder covers a later departure."""

    decided_on = day_field(_("Answered on"))
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


class CorrectApprovalForm(ToldApprovalForm):
    """What the funder answered, told rightly; or that it was not asked, not answered, not prolonged."""

    ANOTHER, NOT_SO = "another", "not-so"

    right = forms.ChoiceField(
        label=_("What is right"),
        choices=[
            (ANOTHER, _("The funder’s last answer was another, or of another day")),
            (NOT_SO, _("What was recorded last did not happen: take it back")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Taken back, the answer before it stands, or the question; the timeline keeps both."),
    )
    approved = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Approved")), ("no", _("Declined"))],
        widget=forms.RadioSelect,
        required=False,
    )
    decided_on = day_field(_("Answered on"), required=False, today=False)
    depart_by = day_field(_("Departure by"), required=False, today=False)
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer all that the funder was asked; of a single one the answer that stands is filled in."""
        self.offer_approvals()
        self.tell_of_other_cases()
        offer(self, "reason", options("approval-corrections"))
        for name in (
            "approved",
            "decided_on",
        ):  # needed with another answer: they do not call themselves optional
            self.fields[name].depends = True  # type: ignore[attr-defined]  # read by forms/field.html
        if not self.asked:
            self.first = self._answered_before() or First(
                gettext("The funder was not asked"),
                gettext("There is nothing of the funder to correct in this case."),
                Way(_("Ask the funder"), self.address("ask-approval")),
            )
        elif len(self.asked) == 1:
            [only] = self.asked.values()
            if only.decided_on:
                self.initial.setdefault("approved", "yes" if only.outcome == "approved" else "no")
                self.initial.setdefault("decided_on", only.decided_on)
                self.initial.setdefault("depart_by", only.depart_by)

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
        """Ask for the answer and its day where another is right."""
        data = super().clean() or {}
        if data.get("right") == self.ANOTHER:
            for name in ("approved", "decided_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data
