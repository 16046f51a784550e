"""Who is to do what a case asks for: somebody who sees it.

What stands on the list of somebody from whom the file is hidden stands on nobody's. It goes to a colleague of
the office who protects such persons: of several, to the one who does so for the fewest kinds of them.
"""

from typing import Any

from django.db.models import QuerySet

from onward.access.models import Office, Restriction, User
from onward.access.policy import reach
from onward.access.queries import holders
from onward.casework.cases.models import Task
from onward.kernel.actions import Act
from onward.records.people.models import Person


def bearer_of(row: QuerySet[Any], office: Office, usual: User | None) -> User | None:
    """Return who is to do what a row of a case asks for: who usually does, if they see it.

    Args:
        row: the case or the task, as a queryset of one.
        office: the office of the case.
        usual: who would have it; None, where the house acts by itself, stays nobody.
    """
    if usual is None or _sees(usual, row):
        return usual
    protecting = holders("cases.write", office).filter(focal_for__len__gt=0)
    for colleague in protecting.order_by("focal_for__len", "pk"):
        if _sees(colleague, row):
            return colleague
    return usual  # nobody in the office sees it: it is theirs again when the mark is lifted


def protector_of(row: QuerySet[Any], office: Office) -> User | None:
    """Return who protects children in an office and sees a row of a case: of several, the least busy."""
    protecting = holders("cases.write", office).filter(focal_for__contains=[Restriction.Category.CHILD])
    seeing = (one for one in protecting.order_by("focal_for__len", "pk") if _sees(one, row))
    return next(seeing, None)


def _sees(user: User, row: QuerySet[Any]) -> bool:
    return reach(user, "cases.read", row).exists()


def pass_on(act: Act, person: Person) -> None:
    """Give what is to be done in a case of a person to who sees it, now that the person is hidden."""
    tasks = Task.objects.filter(case__travellers__person=person, done_on=None, case__closed_on=None)
    held = tasks.select_for_update(of=("self",), no_key=True).order_by("pk")
    for task in held.select_related("case__office", "assigned_to"):
        row = Task.objects.filter(pk=task.pk)
        bearer = bearer_of(row, task.case.office, task.assigned_to)
        if bearer != task.assigned_to:
            task.assigned_to = bearer
            act.save(task, "assigned_to")
