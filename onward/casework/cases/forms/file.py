"""The case itself: where to, with whom, under which text, and its end."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.access.queries import holders, missions
from onward.access.roles import roles
from onward.casework.cases.actions.opening import travelled_to
from onward.casework.cases.bringing import WantedConsent, Way, consents_to_share
from onward.casework.cases.choices import task_words
from onward.casework.cases.forms.base import CaseForm, First
from onward.casework.cases.forms.fields import offer
from onward.casework.cases.gates import goes_elsewhere
from onward.casework.cases.hooks import seats_to_cancel
from onward.casework.cases.models import HandOver, Traveller
from onward.casework.cases.queries import hand_overs_of, marks_of, tasks_left_open
from onward.casework.cases.rules import CLOSING, reasons_that_fit, told_of_any, whom_it_concerns
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.changes import changes_between
from onward.casework.programmes.definition import Programme
from onward.kernel.forms import to_choose
from onward.kernel.text import day_in_words
from onward.records.consents.models import Consent
from onward.reference.choices import options
from onward.reference.countries import offered_countries, said_country

FOR_ANOTHER_COUNTRY = _(
    "What was decided or signed for this return (%(country)s) does not count for another country: it is asked"
    " for again, and counts once more if the case returns there."
)
MISSION_LOSES_IT = _("The mission (%(mission)s) has the file no longer once the country is another one.")


class DestinationForm(CaseForm):
    """Another destination. What hangs on the country is said before."""

    destination = forms.ChoiceField(label=_("Country"))
    destination_place = forms.CharField(label=_("Town or state"), max_length=120, required=False)

    def prepare(self) -> None:
        """Offer the countries; where somebody has departed, say beforehand whose it is to correct theirs."""
        offer(self, "destination", to_choose(offered_countries()))
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        if refused := travelled_to(programme, self.by_key.values()):
            way = Way(_("To the journey"), self.address_of_case("journeys"))
            self.first = First(refused.say(), refused.say_way_out(), way)
            return
        self.initial.setdefault("destination", self.case.destination)
        self.initial.setdefault("destination_place", self.case.destination_place)
        self.take_version()
        sent = [one.mission for one in hand_overs_of(self.user, self.case) if one.stands]
        there = dict.fromkeys(one.called for one in sent if one.country == self.case.destination)
        country = said_country(self.case.destination)
        self.beforehand = [
            FOR_ANOTHER_COUNTRY % {"country": country},
            *(MISSION_LOSES_IT % {"mission": mission} for mission in there),
        ]


CHANNEL_IN_FIGURES = _(
    "Figures asked for from today count the returns of this case by the right channel. As known on an earlier"
    " day, they stay what they were."
)
EACH_FOR_ITSELF = _("Cases that parted from this one keep their channel: put it right in each.")


class ChannelForm(CaseForm):
    """By which channel the household came, put right."""

    channel = forms.ChoiceField(label=_("How they came to us"))
    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer the channels of the programme, and say what figures make of it."""
        kept = programmes.remembered(self.case.version_of_programme_id).definition
        offer(self, "channel", [(code, programmes.channel_name(code)) for code in kept.referred_by])
        offer(self, "reason", options("channel-corrections"))
        self.initial.setdefault("channel", self.case.channel)
        self.take_version()
        if not programmes.may_read_channel(self.user, self.case.channel):
            self.first = First(
                gettext("Which organisation it was is for a focal point to know"),
                gettext("Whoever looks after such persons puts the channel right. Ask them."),
                Way(gettext("Open the case"), reverse("cases:case", args=[self.case.reference])),
            )
        self.beforehand = [str(CHANNEL_IN_FIGURES), *([str(EACH_FOR_ITSELF)] if self.parted else [])]


class AssignForm(CaseForm):
    """Another counsellor."""

    counsellor = forms.ChoiceField(label=_("Counsellor"))

    def prepare(self) -> None:
        """Offer the office's users who counsel."""
        self.users = {str(one.key): one for one in holders("cases.counsel", self.case.office)}
        named = [(pk, one.name) for pk, one in self.users.items()]
        offer(self, "counsellor", to_choose(named))
        self.take_version()


class VersionForm(CaseForm):
    """The programme's text has changed since the case was opened."""

    confirm = forms.BooleanField(
        label=_("From now on this case follows the version in force of the programme")
    )

    def prepare(self) -> None:
        """Remember the case that the form was made from, and say what would change for it."""
        self.take_version()
        kept = programmes.remembered(self.case.version_of_programme_id)
        self.beforehand = changes_between(kept, programmes.rules_in_force(self.case.programme)) or [
            str(_("Only names and sentences change: nothing more or less is asked for."))
        ]


GONE_ELSEWHERE = _(
    "%(name)s departed to another country (%(country)s): only a mission there is told of them."
)
NO_MISSION_THERE = _("No mission serves the country of return: %(country)s")


class HandOverForm(CaseForm):
    """To which mission. Where none serves the country of return, that is said before others are offered."""

    mission = forms.ChoiceField(label=_("Mission"), widget=forms.RadioSelect)
    beforehand_heading = _("Who is left out")

    def prepare(self) -> None:
        """Offer the missions, that of the destination first."""
        ranked = missions(first=self.case.destination)
        self.missions = {str(one.key): one for one in ranked}
        named = [(str(one.key), one.called) for one in ranked]
        offer(self, "mission", named)
        if ranked and ranked[0].country == self.case.destination:
            self.initial.setdefault("mission", str(ranked[0].key))
        else:
            none = NO_MISSION_THERE % {"country": said_country(self.case.destination)}
            self.fields["mission"].help_text = none
            if ranked and not (self.is_bound or self.initial.keys() & {"mission", "elsewhere"}):
                self.first = First(
                    title=none,
                    words=gettext("The others work in other countries. Each would read the whole file."),
                    way=Way(_("Choose a mission elsewhere"), self.address("hand-over", elsewhere="1")),
                )
                return
        chosen = self.missions.get(str(self["mission"].value() or ""))
        self.addressee = chosen.called if chosen else ""
        active = [one for one in self.by_key.values() if not one.exit]
        elsewhere = goes_elsewhere(self.case, active)
        self.beforehand = [
            GONE_ELSEWHERE % {"name": one.person.name, "country": said_country(elsewhere[one.person.key])}
            for one in active
            if one.person.key in elsewhere
        ]
        self.wanted = self._wanted(active, elsewhere)

    def _wanted(self, active: list[Traveller], elsewhere: Mapping[UUID, str]) -> list[WantedConsent]:
        """Say whose consent is missing for the mission that is chosen, or else the likeliest one."""
        mission = self.missions.get(str(self["mission"].value() or ""))
        if mission is None:
            return []
        members = list(self.by_key.values())
        sent = [one for one in hand_overs_of(self.user, self.case) if one.mission_id == mission.pk]
        told = told_of_any(
            [one for one in sent if one.stands],
            [one.person.key for one in members],
            marks_of(members),
        )
        keys = [one.person.key for one in active]
        concerned = whom_it_concerns(keys, mission.country, self.case.destination, elsewhere)
        going = [one.person for one in active if one.person.key in concerned and one.person.key not in told]
        back = self.address("hand-over", mission=str(mission.key))
        wanted = consents_to_share(self.user, going, mission, back)
        if len(wanted) > 1 and wanted[0].give:
            self.together = self.address(
                "consents",
                purpose=Consent.Purpose.SHARE_WITH_MISSION.value,
                recipient=str(mission.key),
                back=back,
            )
        return wanted


class SendBackForm(CaseForm):
    """A mission sends the file back."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=2000,
        help_text=_("What the office should know or mend. Its counsellor reads it in the file."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def prepare(self) -> None:
        """Offer reasons, for what waits for the answer of the user's mission."""
        offer(self, "reason", options("return-reasons"))
        waiting = HandOver.objects.visible_to(self.user).filter(case=self.case, accepted=None, ended_at=None)
        self.waiting = waiting.filter(mission=self.user.office_id).order_by("pk").first()


class CloseForm(CaseForm):
    """Close the case. What is still to be done in it is named before, since closing ends none of it."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    beforehand_heading = _("Still to be done")
    beforehand_words: str | Promise = _(
        "Closing the case ends none of these tasks. Each stays on the page “Today” of whoever has it, and in "
        "the closed case, until it is ticked off. Tick off first what nobody needs any more."
    )

    def prepare(self) -> None:
        """Offer reasons, and name the open tasks and the seats that are still booked."""
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        fitting = reasons_that_fit(programme, self.by_key.values())
        offer(self, "reason", [one for one in options(CLOSING) if one[0] in fitting])
        self.take_version()
        names = {one.person.key: one.person.name for one in self.by_key.values()}
        self.beforehand = [
            gettext("%(task)s (%(who)s, due on %(day)s)")
            % {
                "task": task_words(one, whom=names.get(one.person_key, "") if one.person_key else ""),
                "who": one.assigned_to.name if one.assigned_to else gettext("nobody"),
                "day": day_in_words(one.due_on, "j F Y"),
            }
            for one in tasks_left_open(self.user, self.case)
        ]
        seats = self._seats(programme)
        if seats and self.beforehand:
            self.beforehand_words = f"{seats} {self.beforehand_words}"
        elif seats:
            self.beforehand, self.beforehand_words = [seats], ""

    def _seats(self, programme: Programme) -> str:
        """Return whose seats are still booked though they left the pathway, and who cancels them, if any."""
        booking, travellers = programme.booking(), list(self.by_key.values())
        held = seats_to_cancel(self.user, travellers) if booking else ()
        names = [one.person.name for one in travellers if one.pk in held]
        if not names or booking is None:
            return ""
        words = gettext(
            "%(names)s: left the pathway, and the seat is still booked. Closing the case does not cancel it:"
            " %(who)s does, on the journey’s page."
        )
        return words % {"names": ", ".join(names), "who": roles()[programme.stage(booking).acts].name}


class ReopenForm(CaseForm):
    """Open a closed case again."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer reasons."""
        offer(self, "reason", options("reopening-reasons"))
        self.take_version()
