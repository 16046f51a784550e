"""Names of persons that somebody typed into another record: who spoke for a child, heard it, goes along.

Such words are read long after they were typed. Whoever they name may be restricted by then, and a name must
not tell of somebody whom the reader may not see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from onward.kernel.actions import Actor
from onward.records.people.models import Membership
from onward.records.people.queries.reading import persons
from onward.records.people.rules import names_somebody, names_this_one


@dataclass(frozen=True)
class NamesBeside:
    """Who shared a household with somebody, as far as the reader sees them and as far as not.

    Of each the text by which they are found, of who is `seen` by key. Who travels together shares one.
    """

    seen: Mapping[UUID, str] = field(default_factory=dict)
    hidden: Sequence[str] = ()

    def bearer(self, words: str) -> UUID | None:
        """Return who in sight is meant by a name, where it is one alone."""
        meant = [key for key, search in self.seen.items() if names_this_one(words, search)]
        return meant[0] if len(meant) == 1 else None

    def may_be_told(self, words: str, bearer: UUID | None = None) -> bool:
        """Say whether a name may be shown: whose it is is in sight, or it names nobody who is not.

        Where nobody kept whose it is (`bearer`), a name that shares a word with that of somebody hidden is
        theirs, unless all of it is the name of somebody in sight.
        """
        if bearer is not None:
            return bearer in self.seen
        if not any(names_somebody(words, search) for search in self.hidden):
            return True
        return any(names_this_one(words, search) for search in self.seen.values())


def names_beside(actor: Actor, people: Iterable[UUID]) -> NamesBeside:
    """Return who ever shared a household with these persons, themselves among them; one query for all."""
    keys = list(people)
    if not keys:
        return NamesBeside()
    homes = Membership.objects.filter(person__key__in=keys).values("household")
    rows = Membership.objects.filter(household__in=homes)
    told = rows.annotate(in_sight=Exists(persons(actor).filter(pk=OuterRef("person"))))
    found = list(told.values_list("person__key", "person__search", "in_sight"))
    return NamesBeside(
        {key: search for key, search, in_sight in found if in_sight},
        [search for _key, search, in_sight in found if not in_sight],
    )


def out_of_sight(actor: Actor, household: OuterRef) -> ArraySubquery:
    """Return, for the outer row, the texts by which those of a household out of sight are found."""
    # One by one: a list of everybody in sight would be made of all persons of the office, for each case.
    in_sight = Exists(persons(actor).filter(pk=OuterRef("person")))
    rows = Membership.objects.filter(~in_sight, household=household)
    return ArraySubquery(rows.values("person__search"))
