"""The forms about persons. Each offers what the house knows; the actions check it again."""

from onward.records.people.forms.fields import name_both
from onward.records.people.forms.papers import DocumentForm
from onward.records.people.forms.particulars import NameForm, PersonForm, names_formset
from onward.records.people.forms.small import (
    ContactForm,
    JoinForm,
    LeaveForm,
    ReferenceForm,
    RelationForm,
)
from onward.records.people.forms.zone import read_into

__all__ = [
    "ContactForm",
    "DocumentForm",
    "JoinForm",
    "LeaveForm",
    "NameForm",
    "PersonForm",
    "ReferenceForm",
    "RelationForm",
    "name_both",
    "names_formset",
    "read_into",
]
