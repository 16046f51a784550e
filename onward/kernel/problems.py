"""What can go wrong, said so that somebody can do something about it.

Each room's `problems.py` subclasses `Problem`; one place in `web` renders them all, for a page, a fragment
and a program alike.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.kernel.written import day_in_words

Words = str | Promise

_catalogue: dict[str, type["Problem"]] = {}


class Problem(Exception):
    """Something that the user can be told about, with a code, a sentence and a way out.

    Attributes:
        code: stable name such as `cases.already-departed`; never translated.
        status: the HTTP status under which it is answered.
        sentence: what is wrong, in the user's language, with `%(name)s` places.
        way_out: what to do next, likewise.
        field: the form field that it is about, where there is one.
        params: values for the places; never a name or other personal value that the reader may not see.
    """

    code: ClassVar[str] = "kernel.problem"
    status: ClassVar[int] = 409
    sentence: ClassVar[Words] = _("Something is not right.")
    way_out: ClassVar[Words] = _("Go back and try again.")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            other = _catalogue.setdefault(cls.code, cls)
            if other.__qualname__ != cls.__qualname__:
                raise TypeError(f"Two problems share the code {cls.code}: {other!r} and {cls!r}.")

    def __init__(self, field: str | None = None, **params: Any) -> None:
        self.field = field
        self.params = params
        super().__init__(self.code)

    def say(self) -> str:
        """Return the sentence with its places filled, in the language active now."""
        return str(self.sentence) % self._words()

    def say_way_out(self) -> str:
        """Return the way out with its places filled, in the language active now."""
        return str(self.way_out) % self._words()

    def _words(self) -> dict[str, Any]:
        """Return the values of the places, days as the reader's language writes them."""
        return {
            name: day_in_words(value, "j F Y") if type(value) is date else value
            for name, value in self.params.items()
        }


class Missing(Problem):
    """The thing does not exist, or not for this reader; the two cannot be told apart."""

    code = "kernel.missing"
    status = 404
    sentence = _("There is nothing here that you can open.")
    way_out = _("Check the address or the reference, or go back to your work.")


class Refused(Problem):
    """The actor may see it, and may not do this with it."""

    code = "kernel.refused"
    status = 403
    sentence = _("Your role does not allow this.")
    way_out = _("Ask a colleague whose role does, or the administrator of your office.")

    def __init__(self, field: str | None = None, reason: str = "", **params: Any) -> None:
        super().__init__(field, **params)
        self.reason = reason


class NotSignedIn(Refused):
    """Nobody is signed in."""

    code = "kernel.not-signed-in"
    status = 401
    sentence = _("You are not signed in.")
    way_out = _("Sign in and come back to this page.")


class AlreadySent(Problem):
    """The same form was sent twice; the first one counts."""

    code = "kernel.already-sent"
    status = 409
    sentence = _("This was already saved a moment ago.")
    way_out = _("Nothing was saved twice. Go back to see it.")


class SentOtherwise(AlreadySent):
    """The same form was sent before with other words: the first one counts, and this may be another one."""

    code = "kernel.sent-otherwise"
    sentence = _("This form was sent before with other words, and that was saved. This one is not saved yet.")
    way_out = _("Save it as well? Then send it once more. If not, leave the page.")


def what_differs(was: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return rows of `ChangedMeanwhile`: of each label whose words are others by `now`, and of no other.

    Args:
        was: what stood when the form was drawn, in words, by label.
        now: what stands, by label; in their order.
    """
    return [(name, was.get(name, ""), words) for name, words in now.items() if was.get(name, "") != words]


class ChangedMeanwhile(Problem):
    """Somebody saved the same thing after this form was opened.

    `changes` lists what they changed: (label, what it was, what it is now).
    """

    code = "kernel.changed-meanwhile"
    status = 409
    sentence = _("Somebody changed this while you were writing.")
    way_out = _("What they changed stands below. Your text is kept: check it and save again.")

    def __init__(self, changes: list[tuple[str, str, str]] | None = None, now: int | None = None) -> None:
        super().__init__()
        self.changes = changes or []
        self.now = now


class Invalid(Problem):
    """A value cannot be what was typed. `field` names it; `message` says what would be right."""

    code = "kernel.invalid"
    status = 422
    sentence = _("%(message)s")
    way_out = _("Mend the marked field and send the form again.")


class Unavailable(Problem):
    """The database or another part of the house cannot be reached."""

    code = "kernel.unavailable"
    status = 503
    sentence = _("Onward cannot reach its records at this moment.")
    way_out = _("Wait a minute and try again. If you sent a form just now, look first whether it was saved.")


class NotBegun(Unavailable):
    """It was away before anything that somebody sent could be read: nothing of it was written."""

    code = "kernel.not-begun"
    sentence = _("Onward cannot reach its records at this moment. Nothing was saved.")
    way_out = _("Wait a minute and try again: what you typed is kept on this page.")


class NotSaved(Unavailable):
    """It went away in the middle of a transaction, which the database then forgets: nothing of it stays."""

    code = "kernel.not-saved"
    sentence = _("Onward lost its records on the way. Nothing was saved.")
    way_out = _("Wait a minute and try again: what you typed is kept on this page.")


class PerhapsSaved(Unavailable):
    """The database went away under what somebody sent: whether it was told to keep it, nobody can say."""

    code = "kernel.perhaps-saved"
    sentence = _("Onward lost its records on the way. It is not known whether this was saved.")
    way_out = _("Wait a minute and look before you send it again: what you typed is kept on this page.")


def catalogue() -> dict[str, type[Problem]]:
    """Return every problem that is known, by its code."""
    return dict(sorted(_catalogue.items()))
