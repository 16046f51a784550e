"""Projects: which of them pay for a programme and its services, and what was spent; and the initiatives."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import cast
from uuid import UUID

from django.db.models import QuerySet, Sum

from onward.access.models import User
from onward.access.policy import scopes_of
from onward.kernel.actions import Actor, gatekeeper
from onward.kernel.definitions import current_library
from onward.kernel.models import Event
from onward.kernel.problems import Missing
from onward.records.projects.definition import Donor, Initiative, Project
from onward.records.projects.events import Spent
from onward.records.projects.hooks import Counted, spent_of
from onward.records.projects.models import Expenditure
from onward.records.projects.policy import READ


def project(code: str) -> Project:
    """Return a project by code.

    Raises:
        UnknownDefinition: there is none.
    """
    return cast(Project, current_library().get("projects", code).body)


def name(code: str) -> str:
    """Return what a project is called, or its code where it is no longer declared."""
    item = current_library().of("projects").get(code)
    return str(cast(Project, item.body).name) if item else code


def codes_for(programme: str, service: str | None = None) -> list[str]:
    """Return the codes of the projects that pay for a programme, or for one service of it."""
    paid = {
        code: cast(Project, item.body).pays_for.get(programme)
        for code, item in current_library().of("projects").items()
    }
    return [
        code
        for code, services in paid.items()
        if services is not None and (service is None or service in services)
    ]


def usual_for_one(code: str, programme: str, service: str, currency: str) -> Decimal | None:
    """Return what a project plans for one person on the line that a service is charged to, in its currency.

    None where it plans nothing, or has another `currency`.
    """
    one = project(code)
    charged = one.charged_to(programme, service)
    found = next((line for line in one.budget if line.code == charged), None)
    return found.per_person if found and one.currency == currency else None


def known(code: str) -> Project | None:
    """Return a project by code, or None where there is none."""
    item = current_library().of("projects").get(code)
    return cast(Project, item.body) if item else None


def all_of_them() -> list[Project]:
    """Return every project, in the order of their codes."""
    return [cast(Project, item.body) for _code, item in sorted(current_library().of("projects").items())]


def donor_of(one: Project) -> str:
    """Return who gives the money of a project."""
    return str(cast(Donor, current_library().get("donors", one.donor).body).name)


def expenditures(actor: Actor, code: str) -> QuerySet[Expenditure]:
    """Return the expenditures of a project that somebody may see, the last recorded first."""
    rows = Expenditure.objects.visible_to(actor).filter(project=code)
    return rows.select_related("made_by", "office").order_by("-pk")


def charges(user: User, one: Project) -> bool:
    """Say whether a user's office charges a project."""
    return bool(user.office and user.office.code in one.offices)


def _reads_whole(actor: Actor, one: Project) -> bool:
    """Say whether somebody reads a project as who charges it does: with what stands in files of persons."""
    return "all" in scopes_of(actor, READ) or (isinstance(actor, User) and charges(actor, one))


def of_other_offices(actor: Actor, code: str) -> bool:
    """Say whether a project was charged by offices whose vouchers somebody does not see."""
    hidden = Expenditure.objects.filter(project=code, taken_back_on=None)
    return hidden.exclude(pk__in=Expenditure.objects.visible_to(actor).values("pk")).exists()


def expenditures_by_key(actor: Actor, keys: Collection[UUID]) -> dict[UUID, Expenditure]:
    """Return the expenditures of these keys that somebody may see, none where they read no projects."""
    return (
        {one.key: one for one in Expenditure.objects.visible_to(actor).filter(key__in=keys)} if keys else {}
    )


def expenditure(actor: Actor, key: UUID) -> Expenditure:
    """Return one expenditure.

    Raises:
        Missing: there is none, or not for this actor.
    """
    found = Expenditure.objects.visible_to(actor).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def spent(actor: Actor, one: Project) -> Counted:
    """Return what was spent of a project, by whichever office and in whichever file.

    The same that its donor is told: the figure that the project's file names counts it. Where it names none,
    the vouchers that are on record here are added up. Vouchers are in it for everybody who reads projects;
    which of them make it up is told to those who may see them (`expenditures`). What stands in files of
    persons is told as the figure's room tells it to the reader (`Counted.known`, `Counted.closed`).

    Raises:
        Refused: the actor reads no projects.
    """
    return spent_of_each(actor, [one])[one.code]


def spent_of_each(actor: Actor, projects: Sequence[Project]) -> dict[str, Counted]:
    """Return the same of several projects by their codes; raises as above."""
    gatekeeper().permit(actor, READ)
    found = spent_of(projects, actor, {one.code for one in projects if _reads_whole(actor, one)})
    return {one.code: found.get(one.code) or _by_vouchers(one) for one in projects}


def _by_vouchers(one: Project) -> Counted:
    rows = Expenditure.objects.filter(taken_back_on=None, project=one.code)
    summed = rows.values("line", "currency").annotate(sum=Sum("amount")).order_by()
    return Counted({(row["line"], row["currency"]): row["sum"] for row in summed})


def told_before(one: Expenditure) -> list[Event]:
    """Return what was recorded of an expenditure, in the order in which it was told."""
    rows = Event.objects.filter(type=Spent.type, about_key=one.key)
    return list(rows.order_by("position"))


def initiatives() -> dict[str, Initiative]:
    """Return the initiatives by code."""
    return {code: cast(Initiative, item.body) for code, item in current_library().of("initiatives").items()}
