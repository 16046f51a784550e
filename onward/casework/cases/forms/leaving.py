"""Which answers of a form restrict a file, and take it out of the sight of whoever gives them."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from onward.access.models import Office, Restriction
from onward.access.queries import focal_points
from onward.casework.cases.forms.base import CaseForm
from onward.casework.cases.hooks import would_restrict
from onward.casework.cases.rules import certainly_adult
from onward.kernel import clock
from onward.kernel.events import EventType
from onward.records.people.models import Person


def leaving(
    form: CaseForm, answers: Iterable[tuple[str, EventType]], people: Sequence[Person] | None = None
) -> list[str]:
    """Return what is said of each answer that closes a file to the reader: whose, and who has it then.

    Args:
        form: knows the travellers in sight and the reader.
        answers: words of each answer, and the fact that it would record.
        people: whom the answers may be about; the travellers still on the pathway unless said otherwise.
    """
    asked = [form.by_key[pk].person for pk, _name in form.people()] if people is None else people
    said = []
    for words, fact in answers:
        closed: dict[str, list[Person]] = {}
        for person in asked:
            category = would_restrict(fact, born_to=person.born_to, on=clock.today())
            if category and category not in form.user.focal_for:
                closed.setdefault(category, []).append(person)
        for category, concerned in closed.items():
            said += _sentences(form.case.office, words, category, concerned)
    return said


def _sentences(office: Office, words: str, category: str, concerned: Sequence[Person]) -> list[str]:
    """Return what one answer does to the files of those concerned; of adults a child's mark is told apart."""
    child = category == Restriction.Category.CHILD
    adults = [one for one in concerned if child and certainly_adult(one.born_to, clock.today())]
    others = [one for one in concerned if one not in adults]
    told = {"answer": words, "category": Restriction.Category(category).label}
    said = []
    if others:
        sentence = _(
            "With the answer “%(answer)s” the file goes to the focal point (%(category)s) and leaves "
            "your view. It concerns: %(names)s."
        )
        said.append(sentence % (told | {"names": ", ".join(one.name for one in others)}))
    if adults:
        sentence = _(
            "Of age by the birth date on record: %(names)s. The answer “%(answer)s” is meant for "
            "children, and takes the file out of your view all the same: check the birth date first."
        )
        said.append(sentence % (told | {"names": ", ".join(one.name for one in adults)}))
    return [f"{one} {who_has_it(office, [category])}" for one in said]


def who_has_it(office: Office, categories: Iterable[str]) -> str:
    """Return who in an office opens a file that is restricted for the categories, or that nobody does yet."""
    each = [focal_points(office, category) for category in categories]
    names = [name for name in each[0] if all(name in others for others in each)] if each else []
    if not names:
        return _("Nobody in this office is a focal point for it yet: ask an administrator to name one first.")
    return _("Focal points who see it: %(names)s.") % {"names": ", ".join(names)}
