"""What the forms about a case share: its travellers in sight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases.bringing import WantedConsent, Way
from onward.casework.cases.forms.fields import offer
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.queries import first_opened_on, taken_back_since
from onward.casework.cases.rules import BEFORE_IT_WAS_OPENED, version_in_sight
from onward.kernel.events import EventType
from onward.kernel.forms import ActionForm, SealedField
from onward.kernel.text import day_in_words


@dataclass(frozen=True)
class First:
    """What has to be recorded before a form can be of use: said in its place, with the way there."""

    title: str
    words: str
    way: Way


class CaseForm(ActionForm):
    """A form about a case that knows its travellers in sight and its programme.

    `wanted` are the consents that are missing for what it does, each with the way to where it is recorded.
    `together` leads to where all of them are recorded at once. `addressee` is to whom it sends something, by
    name. `first` is set where there is nothing yet that it
    could be about. `leaving` says which of its answers take a file out of the sight of who gives them.
    `beforehand` says what it changes, under its own heading and after some words of it. `everybody` are the
    travellers in sight, those who went on apart included. `parted` is whether
    these parted from another case, or somebody in sight from this one. `others` are the keys of persons whom
    it names besides the travellers. `leads` are the ways to where more of the same is corrected, after some
    words of it. `meanwhile` says, where it was sent and is about nothing any more, what became of that; the
    events that tell of it are of the types `told_by`.
    """

    told_by: tuple[type[EventType], ...] = ()
    meanwhile: str = ""
    wanted: Sequence[WantedConsent] = ()
    together: str = ""
    addressee: str = ""
    first: First | None = None
    leaving: Sequence[str] = ()
    others: Sequence[UUID] = ()
    leads: Sequence[Way] = ()
    leads_words: str | Promise = ""
    beforehand: Sequence[str] = ()
    beforehand_heading: str | Promise = _("What changes")
    beforehand_words: str | Promise = ""

    def __init__(
        self, *args: Any, case: Case, travellers: Iterable[Traveller], user: User, **kwargs: Any
    ) -> None:
        self.case, self.user = case, user
        self.everybody = list(travellers)
        self.by_key = {str(one.key): one for one in self.everybody if one.left_case_on is None}
        self.parted = bool(case.came_from) or len(self.by_key) < len(self.everybody)
        super().__init__(*args, **kwargs)
        self.prepare()
        if self.is_bound and self.first:
            self.meanwhile = self.what_became()

    def prepare(self) -> None:
        """Fill the choices that depend on the case."""

    def take_version(self) -> None:
        """Take note of the version of the case, as its reader sees it, that the form is made from."""
        keys = (one.key for one in self.by_key.values())
        self.initial.setdefault("version", version_in_sight(self.case.version, keys))

    def check_opened(self, field: str, case: Case, stands: date) -> None:
        """Refuse another day than the one that `stands` before the household's first case was opened."""
        day = self.cleaned_data.get(field)
        if day and day != stands and day < first_opened_on(case):
            self.add_error(field, BEFORE_IT_WAS_OPENED)

    def afterwards(self) -> str:
        """Return what is said besides once it is done."""
        return ""

    def what_became(self) -> str:
        """Return what became meanwhile of what it was about when it was drawn, for who sent it too late."""
        field, sent = self.fields["version"], self.data.get(self.add_prefix("version"))
        place = field.to_python(sent) if isinstance(field, SealedField) else 0
        seen = [one.person.key for one in self.everybody]
        on = taken_back_since(self.case, seen, self.told_by, place or 0)
        if on is None:
            return gettext("A colleague changed what this was about while you were writing.")
        day = day_in_words(on, "j F Y")
        return gettext("This was taken back on %(day)s, while you were writing.") % {"day": day}

    def lead_on(self, leads: Sequence[Way], words: str | Promise, title: str | Promise = "") -> None:
        """Lead to where more of the same is corrected; with a `title` where there is nothing of it here."""
        if leads and title:
            self.first, leads = First(str(title), str(words), leads[0]), leads[1:]
        self.leads, self.leads_words = leads, words

    def address(self, what: str, **typed: str) -> str:
        """Return the address of this form with what was typed in it, for a page that leads back to it."""
        kept = urlencode({name: value for name, value in typed.items() if value})
        url = reverse("cases:do", args=[self.case.reference, what])
        return f"{url}?{kept}" if kept else url

    def address_of_case(self, part: str) -> str:
        """Return the address of a sheet on the page of the case."""
        return f"{reverse('cases:case', args=[self.case.reference])}#{part}"

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
        """Offer the travellers still on the pathway; ticked are those for whom it is not recorded yet."""
        people, recorded = self.people(), self.recorded()
        said = {**self.remarks(), **recorded}
        told = [(pk, f"{name} ({said[pk]})" if pk in said else name) for pk, name in people]
        offer(self, "travellers", told)
        self.initial.setdefault("travellers", [pk for pk, _name in people if pk not in recorded])

    def recorded(self) -> Mapping[str, str]:
        """Return for whom there is a record already, which stands in the way of another, and say which."""
        return {}

    def remarks(self) -> Mapping[str, str]:
        """Return what is said beside a name though it stands in the way of nothing."""
        return {}
