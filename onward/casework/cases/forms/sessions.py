"""A counselling session, told rightly, or as not held with these."""

from collections import Counter
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.sessions import (
    MOST_MINUTES,
    REASONS,
    RightSession,
    last_told_of_sessions,
    sessions_of,
)
from onward.casework.cases.bringing import Way
from onward.casework.cases.events import SessionHeld
from onward.casework.cases.forms.apart import WHERE_IT_WAS_HELD, correct_there, where_held_before
from onward.casework.cases.forms.base import CaseForm, First
from onward.casework.cases.forms.correcting import CorrectingForm
from onward.casework.cases.forms.fields import AS_RECORDED, day_field, offer
from onward.casework.cases.models import Session
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.forms import SealedField
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words, said_of
from onward.kernel.written import comma
from onward.reference.choices import label_on_record, options_with
from onward.reference.languages import languages

TALKED_ABOUT = _("Talked about")
MOST_OF_SUMMARY = 300
"""Signs of a summary by which whoever takes a session back sees what goes with it."""


class CorrectSessionForm(CorrectingForm, CaseForm):
    """How a session was held, told rightly; or that it was not. What is left empty stays as recorded."""

    rights, of = ("held_on", "way", "language", "minutes", "topics"), "session"
    told_by = (SessionHeld,)

    version = SealedField(Event)
    session = forms.ChoiceField(label=_("Session"), widget=forms.RadioSelect)
    right = forms.ChoiceField(
        label=_("What is right"),
        choices=[
            (CorrectingForm.ANOTHER, _("It was held otherwise: say below what is right")),
            (CorrectingForm.NOT_SO, _("It was not held, or with others: take it back")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "What is left empty below stays as recorded, and so does the summary. What is taken back leaves "
            "this file with its summary. Where no other session is in its place, a gate that is still ahead "
            "asks anew, and a task that it ended stands again."
        ),
    )
    held_on = day_field(_("Held on"), past=True, required=False, today=False)
    way = forms.ChoiceField(label=_("How"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, required=False)
    topics = forms.MultipleChoiceField(
        label=TALKED_ABOUT,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What you tick takes the place of all topics on record: tick also those that stay. With nothing "
            "ticked they stay as recorded."
        ),
    )
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer the sessions in sight, and what can be right of them."""
        self.those = {told_as(one): one for one in sessions_of(self.user, self.case)}
        offer(self, "session", list(self._called().items()))
        offer(self, "way", [AS_RECORDED, *Session.Way.choices])
        known = ((one.tag, one.text) for one in languages(get_language() or "en"))
        offer(self, "language", [AS_RECORDED, *known])
        recorded = [code for one in self.those.values() for code in one.topics]
        offer(self, "topics", options_with("session-topics", recorded))
        self.offer_reasons(REASONS)
        self.initial.setdefault("version", last_told_of_sessions(self.case, self.those.values()))
        if len(self.those) == 1:
            self.initial.setdefault("session", next(iter(self.those)))
        self.lead_on(
            correct_there(where_held_before(self.user, self.case, self.by_key.values()), "correct-session"),
            WHERE_IT_WAS_HELD,
            "" if self.those else gettext("No session is on record in this case"),
        )
        if not self.those and not self.first:
            self.first = First(
                gettext("No session is on record"),
                gettext("There is nothing of it to correct in this case."),
                Way(_("Record a session"), self.address("session")),
            )

    def _called(self) -> dict[str, str]:
        """Return each in words, by key: of two that were recorded within one minute, to the second."""
        called = {key: self._told(one, "%H:%M") for key, one in self.those.items()}
        alike = {words for words, many in Counter(called.values()).items() if many > 1}
        return {
            key: self._told(self.those[key], "%H:%M:%S") if words in alike else words
            for key, words in called.items()
        }

    def _told(self, one: Session, time: str) -> str:
        """Return how it was held, with whom, how long and by whom, when recorded, its topics and summary."""
        names = {each.person.key: each.person.name for each in self.everybody}
        whom = names.get(one.person_key, "") if one.person_key else gettext("The whole household")
        length = ngettext("%(count)s minute", "%(count)s minutes", one.minutes or 0)
        told = [day_in_words(one.held_on), str(one.get_way_display())]
        told += [length % {"count": one.minutes}] if one.minutes else []
        told += [one.counsellor.name] if one.counsellor else []
        words = said_of(whom, comma().join(told)) if whom else comma().join(told)
        if at := one.recorded_at:  # type: ignore[attr-defined]  # set by sessions_of
            at = at.astimezone(OFFICE_ZONE)
            recorded = f"{day_in_words(at.date(), 'j F Y')} {at.strftime(time)}"
            words += f" ({gettext('recorded on %(day)s') % {'day': recorded}})"
        topics = comma().join(label_on_record("session-topics", code) for code in one.topics)
        said = [said_of(TALKED_ABOUT, topics)] if topics else []
        if summary := Truncator(" ".join(one.summary.split())).chars(MOST_OF_SUMMARY):
            said += [said_of(gettext("Summary"), summary)]
        return ". ".join([words, *said])

    def clean(self) -> dict[str, Any]:
        """Refuse a day before the opening with all else that is wrong."""
        data = super().clean() or {}
        if "session" in data and data.get("right") == self.ANOTHER:
            one = self.the_session()
            self.check_opened("held_on", one.case, one.held_on)
        return data

    def the_session(self) -> Session:
        """Return what was chosen."""
        return self.those[self.cleaned_data["session"]]

    def what_is_right(self) -> RightSession:
        """Return what was typed, with what is recorded where nothing was."""
        data, one = self.cleaned_data, self.the_session()
        return RightSession(
            held_on=data["held_on"] or one.held_on,
            way=data["way"] or one.way,
            language=data["language"] or one.language,
            minutes=one.minutes if data["minutes"] is None else data["minutes"],
            topics=data["topics"] or one.topics,
        )
