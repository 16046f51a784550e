"""Which answers of a form restrict a file, and take it out of the sight of whoever gives them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from onward.access.models import Office, Restriction
from onward.access.queries import focal_points
from onward.casework.cases.forms.base import CaseForm
from onward.casework.cases.hooks import would_restrict
from onward.kernel import clock
from onward.kernel.events import EventType


def leaving(form: CaseForm, answers: Iterable[tuple[str, EventType]]) -> list[str]:
    """Return a sentence for each answer that closes a file to the reader: whose, and who has it then.

    Args:
        form: knows the travellers in sight and the reader.
        answers: words of each answer, and the fact that it would record.
    """
    said = []
    for words, fact in answers:
        closed: dict[str, list[str]] = {}
        for pk, name in form.people():
            born_to = form.by_key[pk].person.born_to
            category = would_restrict(fact, born_to=born_to, on=clock.today())
            if category and category not in form.user.focal_for:
                closed.setdefault(category, []).append(name)
        for category, names in closed.items():
            told = {
                "answer": words,
                "category": Restriction.Category(category).label,
                "names": ", ".join(names),
            }
            sentence = _(
                "With the answer “%(answer)s” the file goes to the focal point (%(category)s) and leaves "
                "your view. It concerns: %(names)s."
            )
            said.append(f"{sentence % told} {who_has_it(form.case.office, [category])}")
    return said


def who_has_it(office: Office, categories: Iterable[str]) -> str:
    """Return who in an office opens a file that is restricted for the categories, or that nobody does yet."""
    each = [focal_points(office, category) for category in categories]
    names = [name for name in each[0] if all(name in others for others in each)] if each else []
    if not names:
        return _("Nobody in this office is a focal point for it yet: ask an administrator to name one first.")
    return _("Focal points who see it: %(names)s.") % {"names": ", ".join(names)}
