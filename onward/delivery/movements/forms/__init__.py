"""The forms of journeys. They work without script."""

from onward.delivery.movements.forms.correcting import CorrectionForm, OpeningForm
from onward.delivery.movements.forms.correcting_country import CountryForm
from onward.delivery.movements.forms.correcting_escort import CorrectEscortForm
from onward.delivery.movements.forms.journeys import (
    AssistanceForm,
    CancelForm,
    DepartForm,
    EscortForm,
    FitnessForm,
    JourneyForm,
    OutcomeForm,
)

__all__ = [
    "AssistanceForm",
    "CancelForm",
    "CorrectEscortForm",
    "CorrectionForm",
    "CountryForm",
    "DepartForm",
    "EscortForm",
    "FitnessForm",
    "JourneyForm",
    "OpeningForm",
    "OutcomeForm",
]
