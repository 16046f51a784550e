"""What a counsellor writes down: sessions, notes, tasks, documents, and what makes somebody vulnerable."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases import events
from onward.casework.cases.actions.sessions import MOST_MINUTES
from onward.casework.cases.bringing import Way
from onward.casework.cases.forms.base import AboutForm, CaseForm, First, SeveralForm, TravellerForm
from onward.casework.cases.forms.fields import (
    CHOOSE_AGAIN,
    WHICH_FILES,
    day_field,
    offer,
    show_tick,
    tick_if_asked,
)
from onward.casework.cases.forms.leaving import leaving
from onward.casework.cases.gates import with_somebody
from onward.casework.cases.models import Session, Traveller, Vulnerability
from onward.casework.cases.problems import NotOfThisSex, SameFile
from onward.casework.cases.rules import (
    BY_THE_HOUSE,
    are_apart,
    certainly_adult,
    company_not_known,
    has_departed,
)
from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from onward.kernel.forms import tell, to_choose
from onward.kernel.problems import Problem
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words, said_of
from onward.kernel.written import comma
from onward.reference.choices import label, never_so, options
from onward.reference.languages import languages

MILD = Vulnerability.Severity.MILD
"""A severity to ask with which categories restrict a file: none of them does for its severity."""

ENDS = "vulnerability-end-reasons"
"""The list of `choices.yaml` with why a vulnerability ended."""

DEPARTED = _("Departed: %(who)s.")
WITH_THEM_NOW = _(
    "It is not known who is with %(names)s, who departed: yes, if a parent or lawful guardian is with the"
    " child where the child is now; no, if none is."
)
WITH_THEM_THEN = _(
    "%(names)s: it is asked of the day of departure. Yes, if a parent or lawful guardian was with the child"
    " on that day; no, if none was. Figures count the child so, whoever is with it now."
)
COUNTS_BY_DAY = _(
    "Figures count a departure with what was so on its day: what was found by then is added to it, what was"
    " found later is not."
)
ENDS_BY_DAY = _(
    "Figures count a departure with what was so on its day: what had ended by then is taken out of it, what"
    " ended later is not."
)
NO_DAY = _("Not asked for “%(reasons)s”: it was so on no day, and counts in no departure.")
LEVEL_BY_DAY = _(
    "Figures count a departure with what was so on its day: with the level that was found last by then. To"
    " put a wrong level right, give the day for which it was recorded."
)


def who_departed(form: CaseForm, words: str | Promise) -> str:
    """Return whom of those in sight `words` concern, as they have departed, and when; empty for nobody."""
    programme = programmes.remembered(form.case.version_of_programme_id).definition
    gone = [
        f"{one.person.name} ({day_in_words(one.travels_on, 'j F Y')})"
        for one in form.by_key.values()
        if one.travels_on and has_departed(programme, one.stage)
    ]
    return f"{DEPARTED % {'who': ', '.join(gone)}} {words}" if gone else ""


def asked_no_day() -> str:
    """Return for which reasons of an end no day is asked; empty where there is none."""
    never = ", ".join(label(ENDS, one) for one in never_so(ENDS))
    return NO_DAY % {"reasons": never} if never else ""


def _as_they_left(one: Traveller) -> str:
    """Return a name with the day of departure, where it is known."""
    return (
        f"{one.person.name} ({day_in_words(one.travels_on, 'j F Y')})" if one.travels_on else one.person.name
    )


class NoteForm(AboutForm):
    """A few lines."""

    text = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), max_length=20_000
    )


class SessionForm(AboutForm):
    """A counselling session."""

    held_on = day_field(_("Held on"), past=True)
    way = forms.ChoiceField(label=_("How"), choices=Session.Way.choices, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    interpreter = forms.BooleanField(label=_("With an interpreter"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, required=False)
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
        """Offer the kinds of task that people set."""
        super().prepare()
        by_people = [(code, words) for code, words in options("task-kinds") if code not in BY_THE_HOUSE]
        offer(self, "kind", to_choose(by_people))


class DocumentForm(AboutForm):
    """A file to keep."""

    kind = forms.ChoiceField(label=_("Kind"))
    file = forms.FileField(label=_("File"), help_text=WHICH_FILES)
    again = tick_if_asked(_("Add it a second time"))

    def prepare(self) -> None:
        """Offer kinds of document."""
        super().prepare()
        offer(self, "kind", to_choose(options("document-kinds")))
        show_tick(self, "again")

    def refuse(self, problem: Problem) -> None:
        """Where the very same file is there already, ask whether it is to stand there twice."""
        super().refuse(problem)
        show_tick(self, "again", asked=isinstance(problem, SameFile))


class VulnerabilityForm(TravellerForm):
    """A vulnerability that was found."""

    category = forms.ChoiceField(label=_("Category"))
    despite = tick_if_asked(_("It is so all the same"))
    severity = forms.ChoiceField(
        label=_("Severity"), choices=Vulnerability.Severity.choices, widget=forms.RadioSelect
    )
    found_on = day_field(_("Found on"))

    def prepare(self) -> None:
        """Offer the categories, and say with which departures figures count what is recorded."""
        super().prepare()
        self.fields["found_on"].help_text = who_departed(self, COUNTS_BY_DAY)
        categories = options("vulnerabilities")
        offer(self, "category", to_choose(categories))
        found = [
            (words, events.VulnerabilityFound(category=code, severity=MILD)) for code, words in categories
        ]
        self.leaving = leaving(self, found)
        show_tick(self, "despite")

    def refuse(self, problem: Problem) -> None:
        """Where the category does not go with the sex in the records, ask whether it is so."""
        super().refuse(problem)
        show_tick(self, "despite", asked=isinstance(problem, NotOfThisSex))


def which_one(one: Vulnerability) -> list[str]:
    """Return what tells a vulnerability from another of its category: how severe, and when it was found."""
    what = f"{label('vulnerabilities', one.category)} ({one.get_severity_display()})"
    return [what, gettext("found on %(day)s") % {"day": day_in_words(one.found_on, "j F Y")}]


class EndVulnerabilityForm(CaseForm):
    """A vulnerability that no longer applies."""

    standing = forms.ChoiceField(label=_("Vulnerability"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    ended_on = day_field(_("Since"), past=True, required=False)

    def prepare(self) -> None:
        """Offer what stands of the travellers in sight, and the reasons."""
        # Not asked for a reason which says that it never was so, and else it is: not optional.
        self.fields["ended_on"].depends = True  # type: ignore[attr-defined]  # read by forms/field.html
        self.fields["standing"].error_messages["invalid_choice"] = CHOOSE_AGAIN
        rows = Vulnerability.objects.filter(traveller__in=list(self.by_key.values()))
        self.found = found = list(rows.order_by("traveller_id", "found_on", "pk"))
        self.vulnerable = {told_as(one): one for one in found if one.ended_on is None}
        names = {one.pk: one.person.name for one in self.by_key.values()}
        standing = [
            (key, said_of(names[one.traveller_id], comma().join(which_one(one))))
            for key, one in self.vulnerable.items()
        ]
        offer(self, "standing", standing)
        if len(standing) == 1:
            self.initial.setdefault("standing", standing[0][0])
        elif not standing and found:
            self._lead_on()
        elif not standing:
            self.fields["standing"].help_text = _("No vulnerability stands.")
        offer(self, "reason", options(ENDS))
        told = (who_departed(self, ENDS_BY_DAY), asked_no_day())
        self.fields["ended_on"].help_text = " ".join(filter(None, told))

    def _lead_on(self) -> None:
        """Lead to the correction of an end, which is perhaps why nothing stands."""
        self.first = First(
            gettext("Every vulnerability on record has ended"),
            gettext("If one of them did not end, or ended otherwise, correct that."),
            Way(gettext("Correct the end of a vulnerability"), self.address("correct-vulnerability-end")),
        )

    def what_became(self) -> str:
        """Return when it ended that was chosen, or what else became of it."""
        chosen = self.data.get(self.add_prefix("standing"))
        one = next((one for one in self.found if told_as(one) == chosen), None)
        if one is None or one.ended_on is None:
            return super().what_became()
        day = {"day": day_in_words(one.ended_on, "j F Y")}
        return gettext("This ended on %(day)s: that was recorded while you were writing.") % day

    @property
    def never_so(self) -> tuple[str, ...]:
        """The reasons which say that it was not so at any time."""
        return never_so(ENDS)

    def clean(self) -> dict[str, Any]:
        """Ask for the day, save where it was not so at any time."""
        data = super().clean() or {}
        if data.get("reason") in self.never_so:
            data["ended_on"] = None
        elif not data.get("ended_on") and "ended_on" not in self.errors:
            self.add_error("ended_on", gettext("Give the day from which it no longer applies."))
        return data

    def refuse(self, problem: Problem) -> None:
        """Say what is wrong with the vulnerability at the field that names it."""
        tell(self, problem, category="standing")


class MedicalForm(SeveralForm):
    """How much health weighs on the journey."""

    level = forms.ChoiceField(label=_("Medical needs"), widget=forms.RadioSelect)
    found_on = day_field(_("Found on"))

    def prepare(self) -> None:
        """Offer the levels, and say with which departures figures count what is recorded."""
        super().prepare()
        levels = [(code, capfirst(words)) for code, words in options("medical-levels")]
        self.fields["found_on"].help_text = who_departed(self, LEVEL_BY_DAY)
        offer(self, "level", levels)
        found = [(words, events.MedicalNeedsRecorded(level=code)) for code, words in levels]
        self.leaving = leaving(self, found)

    def recorded(self) -> dict[str, str]:
        """Return for whom a level stands: another one is a change, which nobody is ticked for."""
        return {
            pk: gettext("recorded: %(level)s") % {"level": label("medical-levels", one.medical_needs)}
            for pk, one in self.by_key.items()
            if one.medical_needs
        }


class AccompanimentForm(SeveralForm):
    """Whether children travel with a parent or guardian.

    `none_of_them` says that nobody of age who travels in the same case is one; hidden until it is asked for.
    """

    accompanied = forms.ChoiceField(
        label=_("With a parent or lawful guardian"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))],
        widget=forms.RadioSelect,
    )
    none_of_them = forms.BooleanField(
        label=_("None of them is a parent or lawful guardian"), required=False, widget=forms.HiddenInput
    )

    def prepare(self) -> None:
        """Tick nobody of several: what is recorded here can restrict a file."""
        super().prepare()
        if len(self.people()) > 1:
            self.initial["travellers"] = []
        elif not self.people():
            self.fields["travellers"].help_text = _(
                "Nobody on the pathway is a child by the birth date on record."
            )
        self._ask(self.data.get(self.add_prefix("none_of_them")))
        self.fields["accompanied"].help_text = self._of_who_left()
        alone = events.AccompanimentRecorded(accompanied=False)
        children = [self.by_key[pk].person for pk, _name in self.people()]
        self.leaving = leaving(self, [(gettext("No"), alone)], children)

    def people(self, *, active: bool = True) -> list[tuple[str, str]]:
        """Return those who are children, or may be by what is known of their birth."""
        grown = self._grown()
        lost = {pk for pk, one in self.by_key.items() if one in self._lost()}
        on_the_line = {pk for pk, _name in super().people(active=active)}
        return [
            (pk, name)
            for pk, name in super().people(active=False)
            if pk in on_the_line | lost and pk not in grown
        ]

    def recorded(self) -> dict[str, str]:
        """Return of whom it is recorded already, and what."""
        said = {True: gettext("recorded: yes"), False: gettext("recorded: no")}
        return {pk: said[one.accompanied] for pk, one in self.by_key.items() if one.accompanied is not None}

    def clean(self) -> dict[str, Any]:
        """Ask about whoever of age of the case is where a child is, before it is said to be alone."""
        data = super().clean() or {}
        grown = self._beside([self.by_key[key] for key in data.get("travellers") or ()])
        if data.get("accompanied") == "no" and grown and not data.get("none_of_them"):
            words = gettext(
                "Of age, in the same case: %(names)s. Tick it if none of them is a parent or lawful guardian."
            )
            self.add_error("none_of_them", words % {"names": ", ".join(grown)})
            self._ask(True)
        return data

    def _beside(self, children: Sequence[Traveller]) -> list[str]:
        """Return the names of those of age who are where one of the children is."""
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        grown = [one for one in self._grown().values() if not one.exit]
        return [
            one.person.name
            for one in grown
            if any(not are_apart(programme, one, child) for child in children)
        ]

    def _of_who_left(self) -> str:
        """Return what yes and no mean of children who left: as they did, or where it was lost since, now."""
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        offered = [self.by_key[pk] for pk, _name in self.people()]
        gone = [one for one in offered if has_departed(programme, one.stage)]
        if not gone:
            return ""
        lost = {one.pk for one in self._lost()} & with_somebody(self.case, gone)
        then = [_as_they_left(one) for one in gone if one.pk not in lost]
        now = [one.person.name for one in gone if one.pk in lost]
        told = [WITH_THEM_THEN % {"names": ", ".join(then)}] if then else []
        return " ".join([*told, *([WITH_THEM_NOW % {"names": ", ".join(now)}] if now else [])])

    def _lost(self) -> list[Traveller]:
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        today = clock.today()
        return [one for one in self.by_key.values() if company_not_known(programme, one, today)]

    def _ask(self, asked: object) -> None:
        if asked:  # what was ticked is never kept out of sight
            self.fields["none_of_them"].widget = forms.CheckboxInput()

    def _grown(self) -> dict[str, Traveller]:
        """Return who is certainly of age today."""
        today = clock.today()
        return {pk: one for pk, one in self.by_key.items() if certainly_adult(one.person.born_to, today)}
