"""The declaration of voluntary return: who signs it, and for whom one stands that does not count."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases import hooks
from onward.casework.cases.events import DeclarationSigned
from onward.casework.cases.forms.base import SeveralForm, TravellerForm
from onward.casework.cases.forms.fields import day_field
from onward.casework.cases.gates import for_another_country, for_nobody_there
from onward.casework.cases.models import Declaration, Traveller
from onward.casework.cases.problems import WhoSignsNotKnown
from onward.casework.cases.rules import has_departed, was_signed_as_a_child, who_signs
from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from onward.kernel.text import day_in_words
from onward.reference.countries import said_country


class DeclarationForm(SeveralForm):
    """The declaration of voluntary return."""

    signed_by = forms.ChoiceField(
        label=_("Signed by"),
        choices=[
            (
                "auto",
                _("Each adult in person; for a child a parent, or the guardian if no parent is there"),
            ),
            *Declaration.SignedBy.choices,
        ],
        widget=forms.RadioSelect,
    )
    signed_on = day_field(_("Signed on"))
    beforehand_heading = _("The guardian signs")

    def prepare(self) -> None:
        """Read which declarations stand and which do not count; choose who signs, where that is on record."""
        rows = Declaration.objects.filter(traveller__in=self.by_key.values(), withdrawn_on=None)
        self.standing = list(rows.select_related("traveller__person"))
        keys = [one.key for one in self.standing]
        self.elsewhere = for_another_country(
            self.case, DeclarationSigned.type, "declaration", keys, travellers=self.by_key.values()
        )
        self.nobody_there = for_nobody_there(self.case, self.standing)
        super().prepare()
        self.initial.setdefault("signed_by", self._likely())
        self.beforehand = self._guardians()

    def _likely(self) -> str:
        """Return who is to sign for those who are ticked at first; nobody, where it is not known of a child.

        The guardian for children who are alone; else each as it is on record (`signer`).
        """
        ticked = [self.by_key[key] for key in self.initial["travellers"] if key in self.by_key]
        today = clock.today()
        if self._of_unknown_company(ticked, today):
            return ""
        likely = {who_signs(one.person.born_to, one.accompanied, today) for one in ticked}
        return "guardian" if likely == {"guardian"} else "auto"

    def _guardians(self) -> list[str]:
        """Return the guardians of the children for whom one signs, to who may read of guardians."""
        today, ticked = clock.today(), self.initial["travellers"]
        children = [self.by_key[key].person for key in ticked if key in self.by_key and self._led(key, today)]
        on_file = hooks.guardians_of(self.user, [one.key for one in children]) if children else None
        if on_file is None:
            return []
        return [_guardian(one.name, on_file.get(one.key)) for one in children]

    def _led(self, key: str, on: date) -> bool:
        one = self.by_key[key]
        return who_signs(one.person.born_to, one.accompanied, on) == "guardian"

    def _of_unknown_company(self, travellers: Iterable[Traveller], on: date) -> list[str]:
        """Return the names of the children of whom it is not on record whether a parent is there to sign."""
        return [
            one.person.name
            for one in travellers
            if who_signs(one.person.born_to, one.accompanied, on) is None
        ]

    def clean(self) -> dict[str, Any]:
        """Take nobody for granted who signs for a child."""
        data = super().clean() or {}
        if data.get("signed_by") == "auto" and data.get("travellers") and data.get("signed_on"):
            lost = self._of_unknown_company(self.several(), data["signed_on"])
            if lost:
                self.refuse(WhoSignsNotKnown("signed_by", who=", ".join(lost)))
        return data

    def signer(self, one: Traveller) -> str:
        """Return who signed for a traveller, once the form is valid."""
        chosen: str = self.cleaned_data["signed_by"]
        on = self.cleaned_data["signed_on"]
        return chosen if chosen != "auto" else who_signs(one.person.born_to, one.accompanied, on) or ""

    def recorded(self) -> dict[str, str]:
        """Return whose declaration stands: it is not signed twice.

        One for another country than they return or have departed to does not stand; nor, of who is still to
        depart, one by somebody else for who is of age by now, or by a parent for a child recorded as alone.
        """
        stands = [one for one in self.standing if one.key not in self.elsewhere]
        return self._said([one for one in stands if not self._counts_no_more(one)])

    def remarks(self) -> dict[str, str]:
        """Return for which other country somebody signed, and for whom another did who does not any more."""
        return self._said(
            [one for one in self.standing if one.key in self.elsewhere or self._counts_no_more(one)]
        )

    def _said(self, declarations: Iterable[Declaration]) -> dict[str, str]:
        keys = {one.pk: key for key, one in self.by_key.items()}
        return {keys[one.traveller_id]: self._signed(one) for one in declarations}

    def _signed(self, one: Declaration) -> str:
        words = {"day": day_in_words(one.signed_on)}
        if one.key in self.elsewhere:
            words["country"] = said_country(self.elsewhere[one.key])
            return gettext("signed on %(day)s for a return to %(country)s") % words
        if not self._counts_no_more(one):
            return gettext("signed on %(day)s") % words
        if one.key in self.nobody_there:
            return gettext("a parent signed on %(day)s, with none on record: it does not count") % words
        return gettext("signed for as a child on %(day)s") % words

    def _counts_no_more(self, one: Declaration) -> bool:
        programme = programmes.remembered(self.case.version_of_programme_id).definition
        gone = has_departed(programme, one.traveller.stage)
        if gone:
            return False
        grown = was_signed_as_a_child(one.signed_by, one.traveller.person.born_to, clock.today())
        return grown or one.key in self.nobody_there


def _guardian(child: str, name: str | None) -> str:
    """Return who the guardian of a child is: an empty name is not to be told, None stands for nobody."""
    if name:
        return gettext("%(who)s: the guardian on file is %(name)s.") % {"who": child, "name": name}
    if name is not None:
        return gettext("%(who)s: a guardian is on file.") % {"who": child}
    words = gettext(
        "%(who)s: no guardian is on file yet. Whoever signs is to be named on the page of the case."
    )
    return words % {"who": child}


class WithdrawDeclarationForm(TravellerForm):
    """A declaration taken back."""

    withdrawn_on = day_field(_("Withdrawn on"))
