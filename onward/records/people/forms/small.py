"""Short forms about one thing of a person: a paper, a number, a contact, a household."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.kernel.forms import ActionForm, day_field
from onward.kernel.problems import Problem
from onward.records.people.actions import ContactGiven, Paper
from onward.records.people.forms.fields import NOTHING, offered_nationalities, text_field
from onward.records.people.models import Contact, Relation, TravelDocument
from onward.records.people.problems import PaperIncomplete
from onward.reference.choices import options

SAFE = [("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))]


class DocumentForm(ActionForm):
    """A travel document, or the request for one."""

    kind = forms.ChoiceField(label=_("Paper"), choices=TravelDocument.Kind.choices)
    state = forms.ChoiceField(
        label=_("Where it stands"), choices=TravelDocument.State.choices, widget=forms.RadioSelect
    )
    number = text_field(_("Number"), size="short")
    issuer = forms.ChoiceField(label=_("Issued by"), required=False)
    issued_on = day_field(_("Issued on"))
    expires_on = day_field(_("Expires on"))
    asked_of = text_field(_("Asked of"), help_text=_("Which embassy or consulate."))
    asked_on = day_field(_("Asked on"))
    interview_on = day_field(_("Interview on"))
    received_on = day_field(_("Received on"))
    held_by = text_field(
        _("Where the paper is"),
        help_text=_("With the person, at the office, at the immigration authority, …"),
    )

    def __init__(self, *args: Any, document: TravelDocument | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer = self.fields["issuer"]
        if isinstance(issuer, forms.ChoiceField):
            issuer.choices = offered_nationalities()
        if document is not None:
            for name in ("version", *Paper.__dataclass_fields__):
                self.initial.setdefault(name, getattr(document, name))
        else:
            kind = self.fields["kind"]
            if isinstance(kind, forms.ChoiceField):  # what nobody has said is not offered as if they had
                kind.choices = [NOTHING, *TravelDocument.Kind.choices]

    def refuse(self, problem: Problem) -> None:
        """Say what is left out of a paper that is here at each of the fields."""
        for one in problem.each() if isinstance(problem, PaperIncomplete) else [problem]:
            super().refuse(one)

    def paper(self) -> Paper:
        """Return what was typed, as the action takes it."""
        return Paper(**{name: self.cleaned_data[name] for name in Paper.__dataclass_fields__})


class ReferenceForm(ActionForm):
    """The number under which another body knows the person."""

    issuer = forms.ChoiceField(label=_("Who gave it"))
    number = text_field(_("Number"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer = self.fields["issuer"]
        if isinstance(issuer, forms.ChoiceField):
            issuer.choices = options("reference-issuers")


class ContactForm(ActionForm):
    """A way to reach the person."""

    contact_kind = forms.ChoiceField(label=_("Way"), choices=Contact.Kind.choices)
    contact_value = text_field(_("Number or address"))
    contact_safe = forms.ChoiceField(
        label=_("May it be used without danger?"), choices=SAFE, required=False, widget=forms.RadioSelect
    )
    contact_note = text_field(_("When to call, who answers"))

    def contact(self) -> ContactGiven:
        """Return what was typed, as the action takes it."""
        data = self.cleaned_data
        safe = {"yes": True, "no": False}.get(data["contact_safe"])
        return ContactGiven(data["contact_kind"], data["contact_value"], safe, data["contact_note"])


class JoinForm(ActionForm):
    """Somebody who is in the records joins a household."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    relation = forms.ChoiceField(
        label=_("To the head of the household"), choices=[NOTHING, *Relation.choices]
    )
    joined_on = day_field(_("From"), today=True)


class LeaveForm(ActionForm):
    """Somebody leaves a household."""

    left_on = day_field(_("From"), today=True)


class RelationForm(ActionForm):
    """What a member is to the head of the household."""

    relation = forms.ChoiceField(label=_("To the head of the household"), choices=Relation.choices)
