"""Questions that pages ask all day: built and compiled once, asked again with other values.

To put a queryset together and to compile it takes several times as long as the database needs for its answer.
What stays the same from one asking to the next (who asks, which filters) is the question's key; what changes
(the cases of this page) are blanks, filled in when it is asked:

    @question(cases=BigIntegerField())
    def _tasks_of(user: User, *, cases: Blank) -> QuerySet[Task]:
        return Task.objects.visible_to(user).filter(case__among=cases)

    _tasks_of(user, cases=[7, 8])

The function is run once for each key, so whatever it reads beside its arguments must not change while the
program runs; a moment of the clock goes in as `the_moment()`. In place of who asks it gets a stand-in that
knows what colleagues with the same rights share, and whose own keys are blanks: so one statement serves them
all, and what is one's own cannot end up in the answer to another.

PostgreSQL keeps the plan as well: what is fixed stands in the statement, what is filled in is a parameter of
it. On the page of a case, planning took 9 ms and answering 1.3 (docs/adr/0008-questions.md).
"""

from __future__ import annotations

import copy
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeGuard, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import (
    DateTimeField,
    Exists,
    Expression,
    Field,
    ForeignObject,
    Lookup,
    QuerySet,
    prefetch_related_objects,
)
from psycopg.sql import Literal

from onward.kernel import clock

R = TypeVar("R")
MOST_KEPT = 500
"""Compiled questions that a process keeps, some 60 kB each; the one asked longest ago goes first."""
PREPARED_AFTER = 2
"""Times that a connection asks the same before the server keeps its plan."""
NAMED = " */ "
"""What ends the name of a question, and begins its statement."""
MOST_PREPARED = 400
"""Plans that a connection keeps; the one used longest ago goes first."""

_compiling: ContextVar[bool] = ContextVar("compiling", default=False)
_filled: ContextVar[Mapping[str, Any]] = ContextVar("filled", default=MappingProxyType({}))
"""What fills the blanks of the question under way, for the rows that come along with its own."""
_kept: OrderedDict[Hashable, _Compiled | None] = OrderedDict()
_lock = threading.Lock()


class Asker(Protocol):
    """Who asks."""

    def rights(self) -> Hashable:
        """Return all that decides what they see, save who they are."""

    def stand_in(self) -> Any:
        """Return what a question is compiled with in their place; their own keys are blanks of it."""

    def own(self) -> Mapping[str, Any]:
        """Return what stands in those blanks, by name."""


class Blank(Expression):
    """A value that is filled in when a question is asked."""

    def __init__(
        self, name: str, output_field: Field[Any, Any], fill: Callable[[], Any] | None = None
    ) -> None:
        super().__init__(output_field=output_field)
        self.name = name
        self.fill = fill

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return a placeholder, with the blank itself for its value while a question is compiled."""
        if _compiling.get():
            return "%s", (self,)
        if self.fill is None and self.name not in _filled.get():
            raise RuntimeError(f"The blank {self.name} stands in a queryset that is no question.")
        return "%s", (self.value(_filled.get()),)

    def value(self, given: Mapping[str, Any]) -> Any:
        """Return what stands in the blank, this time."""
        return self.fill() if self.fill else given[self.name]


def the_moment() -> Blank:
    """Return the present moment of the house's clock, read whenever the rows are."""
    return Blank("now", DateTimeField(), clock.now)


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`field__among=blank`: the value is one of a list. One statement for any length of it."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return `column = ANY(list)`."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        kind = self.lhs.output_field.rel_db_type(connection)
        return f"{left} = ANY({right}::{kind}[])", [*left_params, *right_params]


class _Cursor(ServerBindingCursor):
    """Sends statement and parameters apart, so that the server can keep the plan."""

    @classmethod
    def of(cls, connection: Any) -> Any:
        """Return a cursor, wrapped as Django wraps its own; where statements are noted down, one of Django's.

        A cursor that sends parameters apart could not say what was asked.
        """
        if connection.queries_logged:
            return connection.cursor()
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        raw = connection.connection
        if raw.prepare_threshold != PREPARED_AFTER:  # of no effect on Django's own cursors, which bind here
            raw.prepare_threshold, raw.prepared_max = PREPARED_AFTER, MOST_PREPARED
        with connection.wrap_database_errors:
            return connection._prepare_cursor(cls(raw))  # type: ignore[call-arg]  # untyped in the stubs


class ExistsInTurn(Exists):
    """`Exists`, looked for row by row in the order of the list, which ends after a page.

    The server would rather turn the test around and gather all that fits first: for a page of 25 it finds
    thousands. An OFFSET, of nothing, forbids that.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


@dataclass(frozen=True)
class _Compiled:
    rows: Any
    compiler: Any
    statement: str
    blanks: tuple[Blank, ...]

    @cached_property
    def converters(self) -> Any:
        """How columns become values: looked for once, not at every asking."""
        compiler = self.compiler
        return compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])

    def filled(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values of the blanks."""
        return tuple(one.value(given) for one in self.blanks)

    def number(self, given: Mapping[str, Any]) -> int:
        """Return how many rows there are."""
        # The name stays in front, where whoever reads the server's log looks for it.
        name, ended, asked = self.statement.partition(NAMED)
        counting = f"{name}{ended}SELECT count(*) FROM ({asked}) AS counted"  # noqa: S608  # Django's words
        with _Cursor.of(connections[DEFAULT_DB_ALIAS]) as cursor:
            cursor.execute(counting, self.filled(given))
            return int(cursor.fetchone()[0])

    def answer(self, given: Mapping[str, Any]) -> list[Any]:
        """Run the statement with the blanks filled, and make of its rows what the queryset would."""
        filled = self.filled(given)
        compiler = copy.copy(self.compiler)
        compiler.connection = _Asked(connections[DEFAULT_DB_ALIAS])
        compiler.as_sql = lambda *_args, **_more: (self.statement, filled)
        compiler.get_converters = lambda _fields: self.converters
        again: QuerySet[Any] = QuerySet(self.rows.model, query=_Recalled(self.rows.query, compiler))  # type: ignore[arg-type]  # stands in for it
        again._fields = self.rows._fields  # type: ignore[attr-defined]
        found: list[Any] = list(self.rows._iterable_class(again))
        if along := self.rows._prefetch_related_lookups:
            inside = _filled.set(given)
            try:
                prefetch_related_objects(found, *along)
            finally:
                _filled.reset(inside)
        return found


class _Asked:
    """A connection whose cursors keep their plans."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def cursor(self) -> Any:
        """Return one."""
        return _Cursor.of(self._connection)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Recalled:
    """A query whose compiler has done its work already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_args: Any, **_more: Any) -> Any:
        """Return the compiler that remembers its statement."""
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


class Question(Generic[R]):
    """A queryset with blanks. See the module for how one is written."""

    def __init__(self, build: Callable[..., QuerySet[Any, R]], blanks: Mapping[str, Field[Any, Any]]) -> None:
        self.build, self.blanks = build, blanks
        self.__doc__ = build.__doc__

    def __call__(self, *about: Any, **values: Any) -> list[R]:
        """Return the rows; `about` is what the question is compiled for, `values` fill its blanks."""
        known = self._known(about)
        return known.answer(_with_own(about, values)) if known else []

    def first(self, *about: Any, **values: Any) -> R | None:
        """Return the first row, or None where there is none."""
        found = self(*about, **values)
        return found[0] if found else None

    def number(self, *about: Any, **values: Any) -> int:
        """Return how many rows there are, counted by the database; the question says up to how many."""
        known = self._known(about)
        return known.number(_with_own(about, values)) if known else 0

    def _known(self, about: tuple[Any, ...]) -> _Compiled | None:
        key = (self, *(one.rights() if _asks(one) else one for one in about))
        known: _Compiled | None = _kept.get(key, _UNKNOWN)
        if known is _UNKNOWN:
            known = self._compile(about)
        with _lock:
            _kept[key] = known
            _kept.move_to_end(key)
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        return known

    def _compile(self, about: tuple[Any, ...]) -> _Compiled | None:
        """Return the question compiled, or None where it can have no answer."""
        blanks = {name: Blank(name, field) for name, field in self.blanks.items()}
        rows = self.build(*(one.stand_in() if _asks(one) else one for one in about), **blanks)
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        under_way = _compiling.set(True)
        try:
            statement, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        finally:
            _compiling.reset(under_way)
        # The name is for whoever reads the server's log.
        name = f"/* {self.build.__module__}.{self.build.__qualname__}{NAMED}"
        return _Compiled(rows, compiler, *_with_what_is_fixed(name + statement, values))


def _asks(one: Any) -> TypeGuard[Asker]:
    # As `isinstance` would say it of a protocol, which looks at every attribute that the protocol has.
    return hasattr(one, "stand_in")


def _with_own(about: tuple[Any, ...], values: dict[str, Any]) -> dict[str, Any]:
    for one in about:
        if _asks(one):
            values |= one.own()
    return values


_PLACES = re.compile(r"(%%|%s)")


def _with_what_is_fixed(statement: str, values: Sequence[Any]) -> tuple[str, tuple[Blank, ...]]:
    """Return a statement in which only blanks are open, and those: a plan is as good as what it knows."""
    connection, left = connections[DEFAULT_DB_ALIAS], iter(values)
    connection.ensure_connection()
    blanks: list[Blank] = []
    parts: list[str] = []
    for part in _PLACES.split(statement):
        value = next(left) if part == "%s" else None
        if isinstance(value, Blank):
            blanks.append(value)
        elif part == "%s":
            part = Literal(value).as_string(connection.connection).replace("%", "%%")
        parts.append(part)
    return "".join(parts), tuple(blanks)


_UNKNOWN: Any = object()


def question(
    **blanks: Field[Any, Any],
) -> Callable[[Callable[..., QuerySet[Any, R]]], Question[R]]:
    """Make a question of a function that returns a queryset; `blanks` names its blanks with their fields."""

    def make(build: Callable[..., QuerySet[Any, R]]) -> Question[R]:
        return Question(build, blanks)

    return make
