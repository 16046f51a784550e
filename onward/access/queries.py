"""How users and the audit are read: by whoever their verbs allow, in pages by key or by time."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from onward.access.hooks import Named
from onward.access.house import HOUSE
from onward.access.models import AuditEntry, GlassBreak, Office, User
from onward.access.paging import ROWS, Page, number_at, place_of
from onward.access.policy import reach
from onward.access.roles import roles
from onward.kernel.actions import Act, Actor
from onward.kernel.called import called_in
from onward.kernel.problems import Missing
from onward.kernel.questions import Blank, question
from onward.kernel.text import in_order


def acting_user(act: Act) -> User | None:
    """Return the user behind an act, to be kept in a row; None where the house acts by itself."""
    return act.actor if isinstance(act.actor, User) else None


def users(actor: Actor) -> QuerySet[User]:
    """Return the users whom the actor administers."""
    return reach(actor, "users.manage", User.objects.select_related("office"))


def user(actor: Actor, key: UUID) -> User:
    """Return one of them.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = users(actor).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def holders(verb: str, office: Office) -> QuerySet[User]:
    """Return who works in an office and has `verb` by one of their roles, by name."""
    having = [code for code, role in roles().items() if verb in role.verbs]
    return User.objects.filter(office=office, is_active=True, roles__overlap=having).order_by("name")


def names_of_holders(verb: str, office: Office) -> list[tuple[int, str]]:
    """Return the same as primary keys and names, for the filter of a list."""
    return _names_of_holders(verb, office=office.pk)


@question(office=BigIntegerField())
def _names_of_holders(verb: str, *, office: Blank) -> QuerySet[User, tuple[int, str]]:
    having = [code for code, role in roles().items() if verb in role.verbs]
    rows = User.objects.filter(office=office, is_active=True, roles__overlap=having)
    return rows.order_by("name").values_list("pk", "name")


def focal_points(office: Office, category: str) -> list[str]:
    """Return the names of those in an office who may open files restricted for a category."""
    rows = User.objects.filter(office=office, is_active=True, focal_for__contains=[category])
    return list(rows.order_by("name").values_list("name", flat=True))


def office(actor: Actor, code: str) -> Office:
    """Return an office that the actor administers.

    Raises:
        Missing: there is none with this code, or not for this actor.
    """
    found = reach(actor, "users.manage", Office.objects.filter(code=code)).first()
    if found is None:
        raise Missing()
    return found


def offices() -> list[Office]:
    """Return every office, the sending ones first, each kind by how it is called in the reader's language."""
    return sorted(Office.objects.all(), key=lambda one: (one.kind, *_called(one)))


def missions(first: str = "") -> list[Office]:
    """Return the missions in the same order; those in the country `first` before the others."""
    found = Office.objects.filter(kind=Office.Kind.MISSION)
    return sorted(found, key=lambda one: (one.country != first, *_called(one)))


def missions_in(country: OuterRef, language: str) -> ArraySubquery:
    """Return, for the outer row, how the missions in a country are called: see `first_called`."""
    found = Office.objects.filter(kind=Office.Kind.MISSION, country=country)
    return ArraySubquery(found.annotate(called_there=called_in(language)).values("called_there"))


def first_called(names: Iterable[Named]) -> str:
    """Return the first of these names in the order of `missions`; empty for none."""
    first = min(names, key=lambda one: in_order(one.bare), default=None)
    return str(first) if first else ""


def _called(one: Office) -> tuple[str, str]:
    return one.in_order, one.code


def names_of_users(keys: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of users by their keys."""
    wanted = {key for key in keys if key}
    found = dict(User.objects.filter(key__in=wanted).values_list("key", "name")) if wanted else {}
    return found | ({HOUSE: gettext("the house itself")} if HOUSE in wanted else {})


def entries(actor: Actor) -> QuerySet[AuditEntry]:
    """Return the audit, as far as the actor may read it."""
    return reach(actor, "audit.read", AuditEntry.objects.all())


def loaded_at() -> datetime | None:
    """Return when rows were last loaded in bulk: one line of the audit stands for all that came so."""
    lines = AuditEntry.objects.filter(kind="load").order_by("-at")
    return lines.values_list("at", flat=True).first()


def between(rows: QuerySet[AuditEntry], first: date | None, last: date | None) -> QuerySet[AuditEntry]:
    """Return the lines written from one day to another, both included, in the office's time."""
    if first:
        rows = rows.filter(at__gte=_midnight(first))
    if last:
        rows = rows.filter(at__lt=_midnight(last + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def page_by_time(rows: QuerySet[AuditEntry], request: HttpRequest) -> Page[AuditEntry]:
    """Return the page of lines that the address asks for by `?after=` or `?before=`, the newest first.

    In the order of the indexes (whose, then when), so that no page of a busy user costs more.
    """
    after, before = _line(rows, request, "after"), _line(rows, request, "before")
    if before is not None:
        newer = rows.filter(Q(at__gt=before.at) | Q(at=before.at, pk__gt=before.pk), at__gte=before.at)
        found = list(newer.order_by("at", "pk")[: ROWS + 1])
        shown = found[:ROWS][::-1]
        more = len(found) > ROWS
        above = place_of(shown[0]) if shown and more else None
        return Page(shown, above, place_of(shown[-1]) if shown else None)
    if after is not None:
        rows = rows.filter(Q(at__lt=after.at) | Q(at=after.at, pk__lt=after.pk), at__lte=after.at)
    found = list(rows.order_by("-at", "-pk")[: ROWS + 1])
    shown = found[:ROWS]
    first_key = place_of(shown[0]) if shown and after is not None else None
    return Page(shown, first_key, place_of(shown[-1]) if len(found) > ROWS else None)


def _line(rows: QuerySet[AuditEntry], request: HttpRequest, name: str) -> AuditEntry | None:
    """Return the line that a key of the address names, where it is one of these."""
    key = number_at(AuditEntry, request.GET.get(name, ""))
    return None if key is None else rows.filter(pk=key).first()


def openings(actor: Actor) -> QuerySet[GlassBreak]:
    """Return the files opened in an emergency that the actor may look at, the newest first."""
    return reach(actor, "audit.read", GlassBreak.objects.select_related("actor__office", "seen_by")).order_by(
        "-pk"
    )


def opening(actor: Actor, key: UUID) -> GlassBreak:
    """Return one of them.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = openings(actor).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def unseen_openings(actor: Actor) -> int:
    """Return how many openings nobody has looked at yet, 100 at most; 0 for whoever may not know."""
    return openings(actor).filter(seen_at=None)[:100].count()
