"""The forms of casework. Each offers what the definitions list; the actions check it again."""

from onward.casework.cases.forms.base import AboutForm, CaseForm, SeveralForm, TravellerForm
from onward.casework.cases.forms.cash import CashForm, CorrectCashForm
from onward.casework.cases.forms.consents import ConsentsForm
from onward.casework.cases.forms.correcting import CorrectingForm
from onward.casework.cases.forms.declaring import DeclarationForm, WithdrawDeclarationForm
from onward.casework.cases.forms.ended_needs import CorrectVulnerabilityEndForm
from onward.casework.cases.forms.fields import (
    ask_became,
    became_field,
    day_field,
    offer,
    programme_choices,
    show_tick,
    tick_if_asked,
)
from onward.casework.cases.forms.file import (
    AssignForm,
    ChannelForm,
    CloseForm,
    DestinationForm,
    HandOverForm,
    ReopenForm,
    SendBackForm,
    VersionForm,
)
from onward.casework.cases.forms.holds import HoldForm, ReleaseForm
from onward.casework.cases.forms.joinings import CorrectJoiningForm
from onward.casework.cases.forms.leaving import who_has_it
from onward.casework.cases.forms.papers import (
    AskApprovalForm,
    CorrectApprovalForm,
    DecideApprovalForm,
    ProlongApprovalForm,
)
from onward.casework.cases.forms.recording import (
    AccompanimentForm,
    DocumentForm,
    EndVulnerabilityForm,
    MedicalForm,
    NoteForm,
    SessionForm,
    TaskForm,
    VulnerabilityForm,
)
from onward.casework.cases.forms.releases import TakeBackReleaseForm
from onward.casework.cases.forms.sessions import CorrectSessionForm
from onward.casework.cases.forms.travellers import (
    AddTravellerForm,
    LeaveForm,
    PartForm,
    ReturnForm,
    StepBackForm,
)

__all__ = [
    "AboutForm",
    "AccompanimentForm",
    "AddTravellerForm",
    "AskApprovalForm",
    "AssignForm",
    "CaseForm",
    "CashForm",
    "ChannelForm",
    "CloseForm",
    "ConsentsForm",
    "CorrectApprovalForm",
    "CorrectCashForm",
    "CorrectJoiningForm",
    "CorrectSessionForm",
    "CorrectVulnerabilityEndForm",
    "CorrectingForm",
    "DecideApprovalForm",
    "DeclarationForm",
    "DestinationForm",
    "DocumentForm",
    "EndVulnerabilityForm",
    "HandOverForm",
    "HoldForm",
    "LeaveForm",
    "MedicalForm",
    "NoteForm",
    "PartForm",
    "ProlongApprovalForm",
    "ReleaseForm",
    "ReopenForm",
    "ReturnForm",
    "SendBackForm",
    "SessionForm",
    "SeveralForm",
    "StepBackForm",
    "TakeBackReleaseForm",
    "TaskForm",
    "TravellerForm",
    "VersionForm",
    "VulnerabilityForm",
    "WithdrawDeclarationForm",
    "ask_became",
    "became_field",
    "day_field",
    "offer",
    "programme_choices",
    "show_tick",
    "tick_if_asked",
    "who_has_it",
]
