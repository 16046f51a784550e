"""The form that tells rightly how a vulnerability ended, or that it did not."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.ended_needs import CORRECTIONS, ended_before
from onward.casework.cases.actions.locking import last_told
from onward.casework.cases.actions.needs import course_of
from onward.casework.cases.bringing import Way
from onward.casework.cases.events import VulnerabilityEnded, VulnerabilityFound
from onward.casework.cases.forms.apart import (
    WHERE_THEY_TRAVEL,
    correct_there,
    told_there,
    where_they_go_on,
)
from onward.casework.cases.forms.base import CaseForm, First
from onward.casework.cases.forms.correcting import CorrectingForm
from onward.casework.cases.forms.fields import AS_RECORDED, day_field, offer
from onward.casework.cases.forms.leaving import leaving
from onward.casework.cases.forms.recording import ENDS, ENDS_BY_DAY, asked_no_day, which_one, who_departed
from onward.casework.cases.models import Vulnerability
from onward.kernel.forms import SealedField
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words, said_of
from onward.kernel.written import comma
from onward.reference.choices import label_on_record, never_so, options


class CorrectVulnerabilityEndForm(CorrectingForm, CaseForm):
    """How a vulnerability ended, told rightly; or that it did not. What is left empty stays as recorded."""

    rights, of = ("ended_for", "ended_on"), "ended"
    told_by = (VulnerabilityEnded,)

    version = SealedField(Event)
    ended = forms.ChoiceField(label=_("Vulnerability"), widget=forms.RadioSelect)
    right = forms.ChoiceField(
        label=_("What is right"),
        choices=[
            (CorrectingForm.ANOTHER, _("It ended otherwise: say below what is right")),
            (CorrectingForm.NOT_SO, _("It did not end: it stands again")),
        ],
        widget=forms.RadioSelect,
        help_text=_("What is left empty below stays as recorded. Figures count it anew."),
    )
    ended_for = forms.ChoiceField(label=_("Why it ended"), required=False)
    ended_on = day_field(_("Since"), past=True, required=False, today=False)
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer what ended of travellers in sight, and what can be right of it."""
        whose = {one.person_id: one for one in self.by_key.values()}
        rows = ended_before(self.user, whose.values())
        of_each = sorted(rows, key=lambda one: whose[one.traveller.person_id].pk)
        self.those = {told_as(one): one for one in of_each}
        self.reasons: dict[str, str] = {}
        self.told_in: dict[str, str] = {}
        for key, one in self.those.items():
            course = course_of(whose[one.traveller.person_id], one)
            told = course.ended if course else None
            of_before = told is not None and told.case_key == one.traveller.case.key
            self.told_in[key] = (one.traveller.case if of_before else self.case).reference
            self.reasons[key] = (told.payload.get("reason") or "") if told else next(iter(never_so(ENDS)), "")
        offer(self, "ended", [(key, self._called(key)) for key in self.those])
        offer(self, "ended_for", [AS_RECORDED, *options(ENDS)])
        offer(self, "reason", options(CORRECTIONS))
        told_of = (who_departed(self, ENDS_BY_DAY), asked_no_day())
        self.fields["ended_on"].help_text = " ".join(filter(None, told_of))
        seen = [one.person.key for one in self.by_key.values()]
        last = last_told(self.case, VulnerabilityFound, VulnerabilityEnded, about=seen)
        self.initial.setdefault("version", last)
        self.leaving = self._leaving()
        if len(self.those) == 1:
            self.initial.setdefault("ended", next(iter(self.those)))
        self._lead_on()
        if not self.those and not self.first:
            self.first = First(
                gettext("No vulnerability ended"),
                gettext("There is no end of one to correct in this case."),
                Way(gettext("Record a vulnerability that ended"), self.address("end-vulnerability")),
            )

    def _lead_on(self) -> None:
        """Lead to where the ends of those are corrected who went on apart since."""
        gone = ended_before(self.user, (one for one in self.everybody if one.left_case_on))
        there = where_they_go_on(self.user, self.case, [one.traveller for one in gone])
        title = "" if self.those else gettext("What ended here was of who went on apart")
        self.lead_on(correct_there(there, "correct-vulnerability-end"), WHERE_THEY_TRAVEL, title)

    def _called(self, key: str) -> str:
        """Return whose vulnerability it is, since when it was found, and how it ended."""
        one, why = self.those[key], self.reasons[key]
        assert one.ended_on is not None
        ended = gettext("ended on %(day)s") % {"day": day_in_words(one.ended_on, "j F Y")}
        told = [*which_one(one), *([] if why in never_so(ENDS) else [ended])]
        told += [label_on_record(ENDS, why)] if why else []
        return said_of(one.traveller.person.name, comma().join(told))

    def _leaving(self) -> list[str]:
        """Return of which of these the file leaves the sight of the reader once they stand again."""
        said = []
        for one in self.those.values():
            fact = VulnerabilityFound(category=one.category, severity=one.severity)
            said += leaving(self, [(self._not_so(), fact)], [one.traveller.person])
        return list(dict.fromkeys(said))

    def _not_so(self) -> str:
        return gettext("It did not end: it stands again")

    def clean(self) -> dict[str, Any]:
        """Ask for the day where what was never so ended on a day."""
        data = super().clean() or {}
        if data.get("right") != self.ANOTHER or "ended" not in data:
            return data
        never, was = never_so(ENDS), self.reasons[data["ended"]]
        missing = not data.get("ended_on") and "ended_on" not in self.errors
        if missing and was in never and data.get("ended_for") not in ("", *never):
            self.add_error("ended_on", gettext("Give the day from which it no longer applies."))
        return data

    def afterwards(self) -> str:
        """Say whose timeline tells it, where it ended before they went on apart."""
        return told_there(self.case, self.told_in[self.cleaned_data["ended"]])

    def the_vulnerability(self) -> Vulnerability:
        """Return what was chosen."""
        return self.those[self.cleaned_data["ended"]]

    def why_it_ended(self) -> str:
        """Return the right reason, as recorded where none was chosen."""
        return self.cleaned_data["ended_for"] or self.reasons[self.cleaned_data["ended"]]

    def since(self) -> date | None:
        """Return the right day, as recorded where none was given."""
        given: date | None = self.cleaned_data["ended_on"]
        return given or self.the_vulnerability().ended_on
