"""Short forms about one thing of a person: a number, a contact, a household."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.kernel.forms import ActionForm, day_field, to_choose
from onward.kernel.text import yes_or_no
from onward.records.people.actions import ContactGiven
from onward.records.people.forms.fields import JOINING, NOTHING, text_field
from onward.records.people.models import Contact, Relation
from onward.reference.choices import options

SAFE = [("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))]


class ReferenceForm(ActionForm):
    """The number under which another body knows the person."""

    issuer = forms.ChoiceField(label=_("Who gave it"))
    number = text_field(_("Number"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer = self.fields["issuer"]
        if isinstance(issuer, forms.ChoiceField):
            issuer.choices = to_choose(options("reference-issuers"))


class ContactForm(ActionForm):
    """A way to reach the person."""

    contact_kind = forms.ChoiceField(label=_("Way"), choices=to_choose(Contact.Kind.choices))
    contact_value = text_field(_("Number or address"))
    contact_safe = forms.ChoiceField(
        label=_("May it be used without danger?"), choices=SAFE, required=False, widget=forms.RadioSelect
    )
    contact_note = text_field(_("When to call, who answers"))

    def contact(self) -> ContactGiven:
        """Return what was typed, as the action takes it."""
        data = self.cleaned_data
        safe = yes_or_no(data["contact_safe"])
        return ContactGiven(data["contact_kind"], data["contact_value"], safe, data["contact_note"])


class JoinForm(ActionForm):
    """Somebody who is in the records joins a household."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    relation = forms.ChoiceField(label=_("To the head of the household"), choices=[NOTHING, *JOINING])
    joined_on = day_field(_("From"), today=True)


class LeaveForm(ActionForm):
    """Somebody leaves a household."""

    left_on = day_field(_("From"), today=True)


class RelationForm(ActionForm):
    """What a member is to the head of the household."""

    relation = forms.ChoiceField(
        label=_("To the head of the household"), choices=[NOTHING, *Relation.choices]
    )
