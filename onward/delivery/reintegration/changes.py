"""What stands of a request for help, in words: for whoever wrote of it while a colleague did."""

from django.utils.translation import gettext as _

from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel.text import day_in_words
from onward.reference.choices import label
from onward.reference.countries import said_country


def as_it_stands(request: ReintegrationRequest) -> list[tuple[str, str, str]]:
    """Return rows of `ChangedMeanwhile` without what it was: that the form knows which had shown it.

    They go by the labels of that form.
    """
    return [
        (_("State"), "", str(request.get_state_display())),
        (_("Kind"), "", label("reintegration-kinds", request.kind)),
        (_("Plan"), "", request.plan),
        (_("Asked on"), "", day_in_words(request.asked_on, "j F Y")),
        (_("Country"), "", said_country(request.destination) if request.destination else ""),
    ]
