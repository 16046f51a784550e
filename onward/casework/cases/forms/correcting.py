"""What the forms share that tell something rightly, or take it back."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onward.casework.cases.forms.fields import CHOOSE_AGAIN, offer
from onward.kernel.forms import ActionForm
from onward.reference.choices import correcting, options, taking_back

WHICH_IS_MEANT = _(
    "You ticked that it is taken back, and gave below what is right of it. Say which is meant: "
    "tick the other, or empty what is below."
)


class CorrectingForm(ActionForm):
    """A form whose `right` says whether something was otherwise, or was not so at all.

    What is left empty in it stays as recorded. `rights` names the fields that say what is right, `of` the one
    in which it is chosen what is meant: what a colleague took back meanwhile is none of its choices.
    """

    ANOTHER, NOT_SO = "another", "not-so"

    rights: tuple[str, ...] = ()
    of = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.of in self.fields:
            self.fields[self.of].error_messages["invalid_choice"] = CHOOSE_AGAIN

    def clean(self) -> dict[str, Any]:
        """Ask which is meant where something right is typed of what is taken back."""
        data = super().clean() or {}
        if data.get("right") == self.NOT_SO and self.says_otherwise(data):
            self.add_error("right", WHICH_IS_MEANT)
        return data

    def offer_reasons(self, of: str) -> None:
        """Offer the reasons of a list; once it is said which is meant, those that fit it."""
        right = self.data.get(self.add_prefix("right")) if self.is_bound else ""
        said = self.fields["reason"].error_messages
        if right == self.NOT_SO:
            offer(self, "reason", taking_back(of))
            said["invalid_choice"] = _("Choose why it is taken back.")
        elif right == self.ANOTHER:
            offer(self, "reason", correcting(of))
            said["invalid_choice"] = _("Choose why it was otherwise, or tick above that it is taken back.")
        else:
            offer(self, "reason", options(of))

    def says_otherwise(self, data: dict[str, Any]) -> bool:
        """Say whether something is typed of what is right: a nought is something."""
        typed = (data.get(name) for name in self.rights)
        return any(one is not False and one not in (None, "", []) for one in typed)
