"""A paper that tells more of its holder than the records do: both are written at once."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.kernel.actions import Act, action
from onward.kernel.problems import Invalid
from onward.records.people import problems
from onward.records.people.actions.papers import Paper, add_document, update_document
from onward.records.people.actions.persons import mend_person
from onward.records.people.models import Person, TravelDocument
from onward.records.people.rules import Born, is_closer

STANDS_OTHERWISE = _("Another date of birth was recorded meanwhile: compare it with the document.")


@action("people.write")
def record_with_birth(
    act: Act,
    person: Person,
    paper: Paper,
    born_on: date,
    *,
    document: TravelDocument | None = None,
    shared: bool = False,
    version: int | None = None,
    once: UUID | None = None,
) -> TravelDocument:
    """Record a paper, new or as `document` stands by now, and the day of birth that it tells.

    The paper comes first: who turns out to be a child may be out of the writer's sight afterwards.

    Raises:
        Invalid: the day does not lie within what is on record of the birth, or is known already.
        As `add_document`, `update_document` and `mend_person`.
    """
    person = act.lock(person)
    if not is_closer(born_on, person.born_from, person.born_to):
        raise Invalid("born", message=STANDS_OTHERWISE)
    if document is None:
        document = add_document.within(act, person, paper, shared=shared, once=once)
    else:
        with suppress(problems.NothingChanged):  # the birth alone may be new
            document = update_document.within(act, document, paper, shared=shared, version=version, once=once)
    mend_person.within(act, person, born=Born.on(born_on))
    return document
