"""Long lists in pages by key: no page costs more than another, and a new row does not shift the next one."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from onward.kernel.sealing import seal, unseal

R = TypeVar("R")
M = TypeVar("M", bound=Model)

ROWS = 25
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Page(Generic[R]):
    """A page of a list, as `paginator.html` takes it.

    Attributes:
        rows: at most `ROWS`.
        newer: place before which the page above this one ends; None on the first page.
        older: place after which the page below this one begins; None on the last page.
    """

    rows: list[R]
    newer: str | None = None
    older: str | None = None

    def of(self, rows: "list[Any]") -> "Page[Any]":
        """Return the same page with other rows in it: drawn ones for those of the database."""
        return Page(rows, self.newer, self.older)


def page_by_key(
    rows: QuerySet[M], request: HttpRequest, *, ascending: bool = False, size: int = ROWS
) -> Page[M]:
    """Return the page that the address asks for by `?after=` or `?before=`, in the order of the key."""
    after, before = (_key(rows.model, request, name) for name in ("after", "before"))
    forward, back = ("gt", "lt") if ascending else ("lt", "gt")
    order = "pk" if ascending else "-pk"
    if before is not None:
        turned = "-pk" if ascending else "pk"
        found = list(rows.filter(**{f"pk__{back}": before}).order_by(turned)[: size + 1])
        more_above, shown = len(found) > size, found[:size][::-1]
        above = place_of(shown[0]) if shown and more_above else None
        return Page(shown, above, place_of(shown[-1]) if shown else None)
    chosen = rows.filter(**{f"pk__{forward}": after}) if after is not None else rows
    found = list(chosen.order_by(order)[: size + 1])
    shown = found[:size]
    return Page(
        shown,
        place_of(shown[0]) if shown and after is not None else None,
        place_of(shown[-1]) if len(found) > size else None,
    )


def place(table: type[Model], number: int) -> str:
    """Return the place in a list of a table that an address tells: the number of the row at it, sealed.

    A place in a list of one table is none in a list of another: what stands behind it there would tell
    between which numbers the rows of the first one lie.
    """
    return seal(_use(table), number)


def place_of(row: Model) -> str:
    """Return the place of a row in lists of its table."""
    return place(type(row), int(row.pk))


def number_at(table: type[Model], told: str) -> int | None:
    """Return the number of the row at a place in a list of a table, or None where an address tells none."""
    return unseal(_use(table), told) if told else None


def _use(table: type[Model]) -> str:
    return f"place:{table._meta.db_table}"


def first_of(found: list[M], size: int) -> Page[M]:
    """Return the page of rows that were read to one more than its size: it shows whether more follow."""
    return Page(found[:size], older=place_of(found[size - 1]) if len(found) > size else None)


def counted(rows: QuerySet[Any]) -> str:
    """Return how many rows there are, in words that stop at 1000: '1000+' says enough."""
    return said(rows.order_by()[: MOST_COUNTED + 1].count())


def counted_at_once(*several: QuerySet[Any]) -> list[str]:
    """Return the same for each of several lists, in one query."""
    # A list by its keys alone, cut, is told apart from the others by standing in a bracket of its own.
    lists = [rows.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params() for rows in several]
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS listed)" for sql, _given in lists)  # noqa: S608 - Django's
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [one for _sql, given in lists for one in given])
        return [said(number) for number in cursor.fetchone()]


def said(number: int) -> str:
    """Return a number that was counted up to one more than is said."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def _key(table: type[Model], request: HttpRequest, name: str) -> int | None:
    return number_at(table, request.GET.get(name, ""))
