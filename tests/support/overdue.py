"""What gates and steps say is overdue, of every case, beside what the worklist asks the database."""

from onward.access.models import User
from onward.casework.cases.gates import perhaps_overdue
from onward.casework.cases.models import Case
from onward.casework.cases.pages import rows_of
from onward.kernel import clock

ALL = 10_000


def overdue(user: User) -> set[int]:
    """Return the open cases of a user's own in which a day has passed, of a gate or a step: each is read."""
    today = clock.today()
    own = Case.objects.visible_to(user).filter(counsellor=user, closed_on=None)
    rows = rows_of(user, list(own.select_related("office")), today)
    return {row.case.pk for row in rows if row.due is not None and row.due < today}


def looked_at(user: User) -> set[int]:
    """Return the cases that the worklist would look at for them."""
    return {case.pk for case in perhaps_overdue(user, clock.today(), None, ALL)}
