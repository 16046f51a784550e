"""Who travels in a case: leaving, coming back, parting, joining."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases import events
from onward.casework.cases.actions.going import left_without_company
from onward.casework.cases.actions.taking_back import (
    brought_along,
    lines_before,
    lines_of,
    may_be_undone,
    taken_before,
)
from onward.casework.cases.bringing import Way, consents_to_share
from onward.casework.cases.forms.base import CaseForm, First, SeveralForm
from onward.casework.cases.forms.fields import (
    CHOOSE_AGAIN,
    ask_became,
    became_field,
    day_field,
    offer,
    show_tick,
    tick_if_asked,
)
from onward.casework.cases.forms.leaving import leaving
from onward.casework.cases.models import Traveller
from onward.casework.cases.policy import is_the_offices
from onward.casework.cases.problems import ConsentMissing, LostChildLeaves
from onward.casework.cases.queries import hand_overs_of, marks_of
from onward.casework.cases.rules import (
    certainly_adult,
    company_not_known,
    face_of,
    has_departed,
    left_without_adult,
)
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Programme
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Problem
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words
from onward.records.people.models import Person
from onward.reference.choices import options

FORGOTTEN = _("Whoever was forgotten at the opening has been in it since that day, %(day)s.")
WAY_OUT_OF_ALONE = _(
    "Let somebody of age stay or go with them, or tick that it is so: whether a parent or guardian travels"
    " along is then no longer known, and the checks for a child without parents ask it anew."
)
HIDDEN_COMPANY = _(
    "Nobody of age whom all readers of their file see would be with them any more: %(names)s. What is on"
    " record of them must not tell of somebody hidden. Let somebody of age whom all see stay or go with them,"
    " or tick that it is so: whether a parent or guardian travels along is then no longer known, and the"
    " checks for a child without parents ask it anew."
)
OUT_OF_A_MISSION = _(
    "This file was handed over to the mission (%(mission)s). What happens to those who go on apart it reads"
    " no longer, until their own case is handed over to it too."
)
HAND_OVER_ANEW = _(
    "The mission that had them does not read this case (%(missions)s): hand it over, if the mission is to go"
    " on with them."
)


class GoingForm(SeveralForm):
    """Some travellers go and others stay; where children would be without anybody of age, it asks first."""

    alone = tick_if_asked(_("It is so: who goes along is asked anew"))

    def prepare(self) -> None:
        """Tick nobody, and keep the question in sight once it was answered."""
        super().prepare()
        self.initial["travellers"] = []
        self.fields["alone"].help_text = WAY_OUT_OF_ALONE
        show_tick(self, "alone")

    def clean(self) -> dict[str, Any]:
        """Ask once about the children of whom it will no longer be known who goes along."""
        data = super().clean() or {}
        going = self.several() if data.get("travellers") else []
        if going and not data.get("alone"):
            day = data.get("on") or clock.today()
            for words, children in self._asked_about(self.groups(going, day), day):
                self.add_error("alone", words % {"names": ", ".join(one.person.name for one in children)})
                show_tick(self, "alone", asked=True)
        return data

    @staticmethod
    def _asked_about(
        groups: Iterable[Sequence[Traveller]], day: date
    ) -> Iterator[tuple[Promise | str, list[Traveller]]]:
        """Give the children to ask about, with the words: nobody is with them, or somebody hidden is."""
        alone, hidden = [], []
        for together in groups:
            with_nobody = left_without_adult(together, day)
            alone += with_nobody
            hidden += [one for one in left_without_company(together, day) if one not in with_nobody]
        if alone:
            yield (
                ngettext(
                    "Nobody of age would be with this child any more: %(names)s.",
                    "Nobody of age would be with these children any more: %(names)s.",
                    len(alone),
                ),
                alone,
            )
        if hidden:
            yield HIDDEN_COMPANY, hidden

    def groups(self, going: Sequence[Traveller], day: date) -> list[list[Traveller]]:
        """Return who of those in sight will be together once these are gone: who stays, if an adult goes."""
        if not any(certainly_adult(one.person.born_to, day) for one in going):
            return []
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        on_the_line = [self.by_key[pk] for pk, _name in self.people()]
        return [[one for one in on_the_line if one not in going and not has_departed(programme, one.stage)]]


class LeaveForm(GoingForm):
    """Some travellers leave the pathway."""

    exit = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why"), required=False)
    on = day_field(_("On"))
    became = became_field()
    field_order = ("travellers", "exit", "reason", "on", "alone", "became")

    def prepare(self) -> None:
        """Offer the exits of the programme."""
        super().prepare()
        definition = programmes.remembered(self.case.version_of_programme_id).definition
        going = [
            (pk, name)
            for pk, name in self.people()
            if not is_the_offices(self.user, "cases.decide", definition, self.by_key[pk].stage)
        ]
        offer(self, "travellers", going)
        ways = [(way.code, str(way.name)) for way in definition.exits if way.back_to is None]
        offer(self, "exit", ways)
        offer(self, "reason", [("", "—"), *options("exit-reasons")])
        ask_became(self)

    def clean(self) -> dict[str, Any]:
        """Ask once what becomes of the children who leave and of whom nobody knows who is with them."""
        data = super().clean()
        going = self.several() if data.get("travellers") else []
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        lost = [one.person.name for one in going if company_not_known(programme, one, clock.today())]
        if lost and not data.get("became"):
            self.refuse(LostChildLeaves("became", who=", ".join(lost)))
        return data

    def refuse(self, problem: Problem) -> None:
        """Ask what becomes of a child who stays on the way alone."""
        super().refuse(problem)
        ask_became(self, problem)


class ReturnForm(CaseForm):
    """A traveller comes back to the pathway."""

    traveller = forms.ChoiceField(label=_("Traveller"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer who had left."""
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        gone = [
            (pk, one.person.name)
            for pk, one in self.by_key.items()
            if one.exit and not is_the_offices(self.user, "cases.decide", programme, one.stage)
        ]
        offer(self, "traveller", gone)


class StepBackForm(CaseForm):
    """The last step of some travellers, taken by mistake.

    Each choice is one step, by its place in the log: what a colleague took meanwhile is none that was ticked.
    """

    steps = forms.MultipleChoiceField(
        label=_("Step"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They stand again at the stage before. Open tasks that the step has set go along; the timeline"
            " keeps both. What a journey brought is corrected on the journey’s page."
        ),
        error_messages={
            "invalid_choice": CHOOSE_AGAIN,
        },
    )
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer the last step of each traveller on the pathway, where it was taken for itself."""
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        moving = [
            one
            for one in self.by_key.values()
            if not one.exit and not is_the_offices(self.user, "cases.make-ready", programme, one.stage)
        ]
        self.taken: dict[str, tuple[Traveller, Event]] = {}
        named = []
        for one, last, step in self._undone(programme, moving):
            self.taken[told_as(last)] = one, last
            said = {"name": one.person.name, "day": day_in_words(step.occurred_on)}
            said["stage"] = str(programme.stage(step.payload["stage"]).name)
            said["before"] = str(programme.stage(step.payload["previous"]).name)
            words = gettext("%(name)s: “%(stage)s” since %(day)s, back to “%(before)s”")
            if step != last:
                words = gettext(
                    "%(name)s: “%(stage)s” since %(day)s, back to “%(before)s” (taken in the case that they"
                    " parted from: it stays in the timeline there, with tasks that it set)"
                )
            named.append((told_as(last), words % said))
        offer(self, "steps", named)
        offer(self, "reason", options("step-corrections"))
        if len(named) == 1:
            self.initial.setdefault("steps", [named[0][0]])
        if not named and not self.is_bound:
            self.first = First(
                gettext("There is no step to take back here"),
                gettext(
                    "What a journey brought is taken back with it: cancel the booking, or correct the"
                    " departure or the arrival on the journey’s page. Who left the pathway is brought back"
                    " first."
                ),
                Way(_("Open the case"), reverse("cases:case", args=[self.case.reference])),
            )

    def _undone(
        self, programme: Programme, moving: Sequence[Traveller]
    ) -> Iterator[tuple[Traveller, Event, Event]]:
        """Give who can be taken back, the last event of their line here, and the step itself."""
        lines = lines_of(self.case, moving)
        last = [(one, lines[one.person.key][-1]) for one in moving if lines[one.person.key]]
        came = [one for one, step in last if brought_along(step)]
        earlier = lines_before(self.case, came) if came else {}
        for one, step in last:
            if may_be_undone(programme, step):
                yield one, step, step
            elif before := taken_before(programme, step, earlier.get(one.person.key, ())):
                yield one, step, before[0]


class PartForm(GoingForm):
    """Some travellers go on in a case of their own."""

    principal = forms.ChoiceField(label=_("Principal applicant of the new case"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    field_order = ("travellers", "principal", "reason", "alone")

    def prepare(self) -> None:
        """Offer who may go: everybody but the one in whose name the reader reads this case.

        That is the principal applicant, who stays; were they hidden, offering everybody would tell of them.
        """
        super().prepare()
        stays = face_of(list(self.by_key.values()))
        may_go = [(pk, name) for pk, name in self.people() if self.by_key[pk] != stays]
        for field in ("travellers", "principal"):
            offer(self, field, may_go)
        offer(self, "reason", options("part-reasons"))
        self.take_version()
        self._tell_of_missions()

    def _tell_of_missions(self) -> None:
        """Say which missions have the file: whoever goes on apart goes out of it."""
        members = list(self.by_key.values())
        keys, marks = [one.person.key for one in members], marks_of(members)
        sent = [one for one in hand_overs_of(self.user, self.case) if one.stands]
        self.sent = [(one.mission.called, one.told_of(keys, marks)) for one in sent]
        missions = dict.fromkeys(mission for mission, told in self.sent if told)
        self.beforehand_heading = _("The mission")
        self.beforehand = [OUT_OF_A_MISSION % {"mission": mission} for mission in missions]

    def afterwards(self) -> str:
        """Say which missions had them, and have them no longer."""
        going = {one.person.key for one in self.several()}
        missions = dict.fromkeys(mission for mission, told in self.sent if told & going)
        return HAND_OVER_ANEW % {"missions": ", ".join(missions)} if missions else ""

    def groups(self, going: Sequence[Traveller], day: date) -> list[list[Traveller]]:
        """Return also those who go on in the new case."""
        return [list(going), *super().groups(going, day)]


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
    joined_on = day_field(_("In the case since"))

    def prepare(self) -> None:
        """Offer the members of the household, in sight, who do not travel in this case.

        Of the children among them it is said that travelling alone restricts their file, and who has it then.
        """
        travelling = {one.person_id for one in self.by_key.values()}
        members = Person.objects.visible_to(self.user).filter(
            memberships__household=self.case.household, memberships__left_on=None
        )
        self.members = {str(one.key): one for one in members if one.pk not in travelling}
        self.others = [one.key for one in self.members.values()]
        offer(self, "person", [(pk, one.name) for pk, one in self.members.items()])
        opened = {"day": day_in_words(self.case.opened_on, "j F Y")}
        self.fields["joined_on"].help_text = FORGOTTEN % opened
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
        typed = {name: str(self.data.get(name, "")) for name in ("person", "accompanied", "joined_on")}
        if isinstance(problem, ConsentMissing) and typed["person"] in self.members:
            back, who = self.address("add-traveller", **typed), self.members[typed["person"]]
            self.wanted = consents_to_share(self.user, [who], problem.mission, back)
