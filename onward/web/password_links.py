"""What makes a link to set a password worth something, and ends it."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from onward.access.models import User


class Tokens(PasswordResetTokenGenerator):
    """The part of a link that nobody can guess.

    It ends with whatever it is made of: the password, the last sign-in, the address, and the number that a
    new link and closing the user count up (`User.end_links`). It takes nothing of allauth's, which asks for
    it while its own forms are read.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}:{user.link_number}"
