"""What a doing is: a form, an action, and words for its button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases import forms
from onward.casework.cases.models import Case

Words = str | Promise
Perform = Callable[[User, Case, Any, HttpRequest], object]

DECIDE = "cases.decide"
"""The verb for what is decided over the household, or is the office's until the departure."""
DECLARATION, APPROVAL = "declaration-of-voluntary-return", "funder-approval"
"""Kinds of requirement that some programmes have and others do without."""


@dataclass(frozen=True)
class Doing:
    """One thing that can be recorded.

    Attributes:
        code: stands in the address.
        title: heading of its page, and text of its link.
        form: asks for what it needs.
        perform: does it, with the form filled in.
        verb: what the user's role needs.
        group: under which heading it is offered.
        grave: whether it cannot be taken back easily.
        sends: words of its button, where it sends something away or ends it; empty for 'Save'. It names
            nobody: what was chosen may change after it was drawn.
        done: what is said once it is done; empty for 'Saved.' It may name `to`, by the form's `addressee`.
        meets: the kind of requirement that it records something for, where it is of no use in a programme
            that asks for none. A person's needs have none: what is recorded of them protects and counts.
        lets_go: whether the case goes out of the sight of who does it, as they mean it to.
        when_closed: whether a closed case allows it, as its action does.
    """

    code: str
    title: Words
    form: type[forms.CaseForm]
    perform: Perform
    verb: str = "cases.write"
    group: str = "work"
    meets: str = ""
    grave: bool = False
    lets_go: bool = False
    when_closed: bool = False
    sends: Words = ""
    done: Words = ""

    def button(self) -> str:
        """Return the words of its button."""
        return str(self.sends or _("Save"))

    def said(self, form: forms.CaseForm) -> str:
        """Return what is said once it is done."""
        told = str(self.done or _("Saved.")) % {"to": form.addressee}
        return f"{told} {form.afterwards()}".strip()
