"""Whose pages are measured: users of one office in ten, and the cases, numbers and keys that they look at."""

from __future__ import annotations

import random
from collections.abc import Callable

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from onward.access.models import User
from onward.casework.cases.models import Case
from onward.records.people.models import ReferenceNumber
from onward.web.sign_in import SessionStore

Drawn = Callable[[random.Random], dict[str, str]]
KEPT = 400


class Office:
    """One office of the measured database."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        counsellors = User.objects.filter(office=pk, roles__contains=["counsellor"]).order_by("pk")
        self.counsellors = list(counsellors)

    def users(self, number: int) -> list[User]:
        """Return so many counsellors."""
        return self.counsellors[:number]

    def drawn_for(self, user: User) -> Drawn:
        """Return what draws the values of addresses: half of the cases are open ones of the user."""
        seen = Case.objects.visible_to(user)
        mine = list(seen.filter(counsellor=user, closed_on=None).values_list("reference", flat=True)[:KEPT])
        older = list(seen.order_by("id").values_list("reference", flat=True)[:KEPT])
        keys = list(seen.filter(closed_on__isnull=False).order_by("-id").values_list("id", flat=True)[:KEPT])
        people = ReferenceNumber.objects.filter(person__travels__case_id__in=keys[-50:])
        numbers = list(people.values_list("number", flat=True))
        visible = (mine + older[: len(mine)]) or older

        def draw(rng: random.Random) -> dict[str, str]:
            return {
                "case": rng.choice(visible),
                "before": str(rng.choice(keys)),
                "counsellor": str(rng.choice(self.counsellors).pk),
                "number": rng.choice(numbers),
                "end": rng.choice(numbers)[-4:],
            }

        return draw


def sign_in(user: User) -> str:
    """Return the key of a session of the user."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "onward.web.sign_in.Backend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
