"""What is asked for on the pages of figures: on 'Key trends', in the explorer, and of editions."""

from onward.evidence.forms.editions import PrepareDonorForm, PrepareForm, PublishForm, WithdrawForm
from onward.evidence.forms.exploring import ExploreForm, KeepForm
from onward.evidence.forms.trends import FIRST_DAY, TrendsForm, programme_names

__all__ = [
    "FIRST_DAY",
    "ExploreForm",
    "KeepForm",
    "PrepareDonorForm",
    "PrepareForm",
    "PublishForm",
    "TrendsForm",
    "WithdrawForm",
    "programme_names",
]
