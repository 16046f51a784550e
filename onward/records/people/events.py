"""What happens to persons and households."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, Codes, EventType


class PersonRegistered(EventType, type="people.registered"):
    """A person entered the records. A mended sex, birth date or nationality supersedes it."""

    wording = _("Entered into the records")
    personal = frozenset({"born_from", "born_to", "nationalities", "languages"})

    sex: Code
    born_from: date | None = None
    born_to: date | None = None
    nationalities: Codes = ()
    languages: Codes = ()


class PersonChanged(EventType, type="people.changed"):
    """Names, contacts or numbers of a person changed; the audit holds before and after."""

    wording = _("Particulars changed")

    fields: Codes


class DocumentRecorded(EventType, type="people.document_recorded"):
    """A travel document was asked for, seen, received or given back.

    `numbered` is whether its number is on file; the number itself stands in its row alone.
    """

    wording = _("Travel document: %(kind)s, %(state)s")
    coded = {"kind": "paper-kinds", "state": "paper-states"}

    document: UUID
    kind: Code
    state: Code
    issuer: Code | None = None
    expires_on: date | None = None
    numbered: bool | None = None


class HouseholdJoined(EventType, type="people.household_joined"):
    """A person became a member of a household."""

    wording = _("Joined a household")

    household: UUID
    relation: Code


class HouseholdLeft(EventType, type="people.household_left"):
    """A person left a household."""

    wording = _("Left a household")

    household: UUID


class PersonsMerged(EventType, type="people.merged"):
    """Two files were of one human being: this person is the one whose file is kept.

    Events keep the subject that they were written about; whoever counts persons takes both for one from the
    moment at which this was recorded. Taking it back undoes the merge.
    """

    wording = _("Found to be the same person as in another file")

    kept: UUID
