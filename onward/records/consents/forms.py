"""The forms about consents. Each offers what the house knows; the actions check it again."""

from collections.abc import Sequence
from typing import Any, BinaryIO, cast
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.kernel.forms import ActionForm, Suggesting, day_field, suggest
from onward.records.consents import hooks
from onward.records.consents.actions import Evidence
from onward.records.consents.models import Consent
from onward.records.consents.problems import NobodySpoke
from onward.reference.choices import options

GROUPS = {"offices": _("Offices and missions"), "organisations": _("Organisations")}
NOTHING = ("", "—")


class AboutRecipientForm(ActionForm):
    """A form about one purpose and one recipient."""

    purpose = forms.ChoiceField(
        label=_("What for"), choices=Consent.Purpose.choices, widget=forms.RadioSelect
    )
    recipient = forms.ChoiceField(label=_("To whom"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "recipient",
            [
                NOTHING,
                *(
                    (GROUPS[group], [(str(one.key), one.name) for one in rows])
                    for group, rows in hooks.recipients(user)
                    if rows
                ),
            ],
        )

    def offer(self, name: str, choices: list[Any]) -> None:
        """Give a field of choices those that it offers."""
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @property
    def recipient_key(self) -> UUID:
        """The key of the chosen recipient, once the form is valid."""
        return UUID(self.cleaned_data["recipient"])


class EvidenceForm(ActionForm):
    """What shows a consent, who spoke, and from when until when it holds."""

    given_on = day_field(_("Given on"), today=True)
    expires_on = day_field(_("Holds until"), help_text=_("The last day; empty where none was agreed."))
    given_by = forms.CharField(
        label=_("Given by somebody else"),
        required=False,
        help_text=_("A parent or guardian who spoke for the person."),
        widget=Suggesting(),
        error_messages={"required": format_lazy("{} {}", NobodySpoke.sentence, NobodySpoke.way_out)},
    )
    sheet = forms.FileField(
        label=_("Signed sheet"), required=False, help_text=_("A scan: PDF or picture, at most 20 MB.")
    )
    witness = forms.CharField(
        label=_("Or spoken before"),
        required=False,
        help_text=_("Who was present, where nothing was signed."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def ask_who_speaks(self, names: Sequence[str]) -> None:
        """Demand who spoke, and offer those who may have: the consent is a child's, or may be one."""
        field = self.fields["given_by"]
        field.label, field.required = _("Who spoke for the child"), True
        field.help_text = _(
            "The name of a parent or guardian: whoever may be under 18 does not consent alone."
        )
        suggest(field, list(dict.fromkeys(names)))

    def evidence(self) -> Evidence:
        """Return what shows the consent, as the action takes it."""
        sheet = self.cleaned_data.get("sheet")
        upload = (cast(BinaryIO, sheet), str(sheet.name)) if sheet else None
        return Evidence(upload=upload, witness=self.cleaned_data["witness"])

    def refuse(self, problem: Any) -> None:
        """Say what is wrong with the evidence, or with the file, at the sheet."""
        if problem.field == "evidence" or problem.code.startswith("kernel.file"):
            problem.field = "sheet"
        super().refuse(problem)


class ConsentForm(EvidenceForm, AboutRecipientForm):
    """A consent, with what shows it."""

    field_order = ("purpose", "recipient")


class WithdrawForm(ActionForm):
    """A consent taken back."""

    withdrawn_on = day_field(_("Withdrawn on"), today=True)


class AskForm(AboutRecipientForm):
    """A request to send without consent."""

    legal_basis = forms.ChoiceField(label=_("On what legal basis"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Why it cannot wait for consent"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("The data-protection officer reads this and decides."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("legal_basis", list(options("legal-bases")))


class DecideForm(ActionForm):
    """The data-protection officer's answer."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("It may be sent without consent")), ("no", _("It may not be sent"))],
        widget=forms.RadioSelect,
    )
    expires_on = day_field(_("Leave holds until"), help_text=_("The last day; empty for no end."))
