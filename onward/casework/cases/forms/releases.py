"""That a case was released from a hold by mistake: it is taken back."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.releases import REASONS, releases_of
from onward.casework.cases.bringing import Way
from onward.casework.cases.forms.base import CaseForm, First
from onward.casework.cases.forms.fields import CHOOSE_AGAIN, offer
from onward.casework.cases.gates import holds_on
from onward.casework.cases.models import HoldRelease
from onward.kernel.text import day_in_words, said_of
from onward.kernel.written import comma
from onward.reference.choices import options, said
from onward.reference.countries import said_country


class TakeBackReleaseForm(CaseForm):
    """Which release from a hold was a mistake, and why; the hold keeps from departing whom it let go."""

    release = forms.ChoiceField(
        label=_("Release"),
        widget=forms.RadioSelect,
        help_text=_("Whom it let go does not depart from then on, until somebody releases them anew."),
        error_messages={"invalid_choice": CHOOSE_AGAIN},
    )
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer what releases those in sight, each with its hold, for whom and since when."""
        rows = releases_of(self.case, [one.person.key for one in self.by_key.values()])
        self.releases = {str(one.key): one for one in rows}
        offer(self, "release", [(key, self._called(one)) for key, one in self.releases.items()])
        offer(self, "reason", options(REASONS))
        if len(self.releases) == 1:
            self.initial.setdefault("release", next(iter(self.releases)))
        if not self.releases:
            self.first = First(
                gettext("Nobody in this case is released from a hold"),
                gettext("A colleague took back meanwhile what you chose.")
                if self.is_bound
                else gettext("There is nothing of it to take back in this case."),
                Way(gettext("Open the case"), self.address_of_case("happened")),
            )

    def the_release(self) -> HoldRelease:
        """Return the release that was chosen."""
        return self.releases[self.cleaned_data["release"]]

    def afterwards(self) -> str:
        """Name those in sight whom the hold keeps from departing again."""
        kept = holds_on([self.case], self.by_key.values())[self.case.pk]
        again = kept.get(self.the_release().hold, frozenset())
        names = [one.person.name for one in self.by_key.values() if one.person.key in again]
        return gettext("On hold again: %(names)s.") % {"names": ", ".join(names)} if names else ""

    def _called(self, one: HoldRelease) -> str:
        """Return the hold, whom of those in sight the release let go, when, and for which other country."""
        hold = f"{said('hold-reasons', one.hold.reason)}, {day_in_words(one.hold.from_on)}"
        named = [
            each.person.name
            for each in self.by_key.values()
            if one.travellers is None or each.person.key in one.travellers
        ]
        told = [gettext("released on %(day)s") % {"day": day_in_words(one.released_on, "j F Y")}]
        if one.destination not in ("", self.case.destination):
            told.append(gettext("for a return to %(country)s") % {"country": said_country(one.destination)})
        return said_of(f"{hold} ({', '.join(named)})", comma().join(told))
