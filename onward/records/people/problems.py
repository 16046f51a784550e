"""What can go wrong with persons, their papers and their households."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NoName(Problem):
    """A person needs at least one name that can be read."""

    code = "people.no-name"
    status = 422
    sentence = _("A person needs a name.")
    way_out = _(
        "Write the name as it was given, in any script. Where no name is known, write what they go by."
    )


class BornInTheFuture(Problem):
    """A birth date that has not come yet."""

    code = "people.born-in-the-future"
    status = 422
    sentence = _("The date of birth lies in the future.")
    way_out = _(
        "Check the year. Where the day is not known, give the year alone, or two dates it lies between."
    )


class TooOld(Problem):
    """An age that no human being has reached in the memory of the office."""

    code = "people.too-old"
    status = 422
    sentence = _("By this date of birth the person would be more than %(limit)s years old.")
    way_out = _("Check the year. Where it is not known, leave it empty.")


class DatesTurnedAround(Problem):
    """The second of two dates comes before the first."""

    code = "people.dates-turned-around"
    status = 422
    sentence = _("The second date comes before the first.")
    way_out = _("Put the two dates in order.")


class ParentTooYoung(Problem):
    """A parent who is not so much older than the child that it can be."""

    code = "people.parent-too-young"
    status = 422
    sentence = _(
        "%(parent)s cannot be a parent of %(child)s:"
        " a parent is born %(limit)s years before the child or more."
    )
    way_out = _(
        "Check both dates of birth, and who is whose parent."
        " Who is a child neither by birth nor by adoption is another relative."
    )


class NoSuchCountry(Problem):
    """A code that is no country, nor 'stateless' or 'unknown' where those are allowed."""

    code = "people.no-such-country"
    status = 422
    sentence = _("“%(value)s” is no country that can stand here.")
    way_out = _("Choose one from the list.")


FACTS = {
    "issuer": _("who issued it"),
    "number": _("its number"),
    "expires_on": _("the day on which it expires"),
}
"""What must be known of a paper that is here, by the field that has it."""


class PaperIncomplete(Problem):
    """A paper is said to be here, and what nobody can travel without is not written down.

    `lacking` names the fields, the first of which the problem is about.
    """

    code = "people.paper-incomplete"
    status = 422
    sentence = _("A paper that has been received is recorded with %(what)s.")
    way_out = _("Write it as it stands on the paper. If the paper is not here, choose where it stands.")

    def __init__(self, lacking: Sequence[str]) -> None:
        self.lacking = tuple(lacking)
        super().__init__(self.lacking[0], what=", ".join(str(FACTS[field]) for field in self.lacking))

    def each(self) -> "list[PaperIncomplete]":
        """Return the same problem once for each field that it is about."""
        return [PaperIncomplete([field]) for field in self.lacking]


class NotAPhone(Problem):
    """A telephone number that no network could reach."""

    code = "people.not-a-phone"
    status = 422
    sentence = _("“%(value)s” is no complete telephone number.")
    way_out = _("Write it as it is dialled, abroad with + and the country’s prefix.")


class NumberTaken(Problem):
    """The issuer has given this number already; whose it is, is not said: it may be somebody out of sight."""

    code = "people.number-taken"
    sentence = _("This number of this issuer is already recorded for somebody.")
    way_out = _("Search for the number. If nobody is found, check it with who gave it.")


class NumberOfAnother(Problem):
    """A paper's number stands already with somebody whom the reader sees; see `queries.papers`."""

    code = "people.number-of-another"
    sentence = _("This number of this issuer already stands with %(name)s.")
    way_out = _(
        "If they are one and the same person, go on in that file. If it is right, as for a child on the"
        " passport of a parent, say so."
    )


class InAnotherHousehold(Problem):
    """Nobody is in two households at once."""

    code = "people.in-another-household"
    sentence = _("One of these persons belongs to another household at that time.")
    way_out = _("Let the person leave that household first, by the day on which they join this one.")


class NoMembers(Problem):
    """A household of none."""

    code = "people.no-members"
    status = 422
    sentence = _("A household needs at least one member.")
    way_out = _("Choose the persons who move together; one person alone is a household too.")


class OneHead(Problem):
    """A household has one head."""

    code = "people.one-head"
    status = 422
    sentence = _("A household has one head; here there would be %(count)s.")
    way_out = _("Choose one person as the head, and say what the others are to them.")


class NoHead(Problem):
    """A relation is to the head of the household, and nobody stands there."""

    code = "people.no-head"
    status = 422
    sentence = _(
        "This says what somebody is to the head of the household, and nobody else stands as the head."
    )
    way_out = _("Say first who the head is.")


class NotAMember(Problem):
    """The person is in no household, or not in this one."""

    code = "people.not-a-member"
    sentence = _("This person is not a member of this household at that time.")
    way_out = _("Open the household: it shows who belongs to it, and since when.")


class AlreadyEnded(Problem):
    """A contact was ended before."""

    code = "people.already-ended"
    sentence = _("This was already ended.")
    way_out = _("Nothing was done twice. Open the person to see it.")


class NothingChanged(Problem):
    """A form was saved in which nothing differs from what stands."""

    code = "people.nothing-changed"
    status = 422
    sentence = _("Nothing was changed: everything stands already as you sent it.")
    way_out = _("Change something, or go back.")
