"""Where later rooms hang what they know on the pages of casework, which imports none of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db.models import BigIntegerField, Expression, Model, Q, QuerySet, UUIDField
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from onward.access.models import User
from onward.access.policy import reach, reads_as_far
from onward.casework.cases.models import Case, HandOver, Traveller
from onward.casework.cases.policy.kept import row_told
from onward.casework.programmes.vocabulary import CaseFacts
from onward.kernel.questions import Blank, question

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Chip:
    """What a sheet of the worklist counts, for the top of the page.

    Attributes:
        label: what is counted; `number` of it, in words where the count stops.
        url: the whole list.
    """

    label: str | Promise
    number: str
    url: str


@dataclass(frozen=True)
class Panel:
    """A sheet on the page of a case, or on the worklist.

    Attributes:
        template: what draws it, with `context` and the case's own page in its context.
        context: what it shows.
        order: lower stands higher; casework's own sheets use 0 to 90 in tens.
        aside: whether it stands in the narrow column.
        chip: what it counts, on the worklist.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50
    aside: bool = False
    chip: Chip | None = None


@dataclass(frozen=True)
class Shown:
    """What a panel may speak of: the case, and the travellers that the reader may see.

    `marks` are the restrictions on them by key of the person, `facts` what conditions know of the case,
    `hand_overs` to which missions it went: the page has read them already, so no panel asks for them again.
    """

    case: Case
    travellers: Sequence[Traveller]
    marks: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    facts: CaseFacts | None = None
    hand_overs: Sequence[HandOver] = ()

    @property
    def names(self) -> dict[UUID, tuple[str, str]]:
        """The names of the travellers in sight, in Latin letters and in their own script, by person's key."""
        return {one.person.key: (one.person.name, one.person.name_native) for one in self.travellers}

    def rows(self, user: User, asked: "Asked[M]") -> list[M]:
        """Return the rows of a table that belong to this page.

        The case and its travellers were found through `visible_to`, so rows about the case or about one of
        them need not ask the same again; where the table's own verb reaches less far, they do.
        """
        in_sight = [one.person.key for one in self.travellers]
        return cast("list[M]", _rows_shown(user, asked, case=self.case.pk, in_sight=in_sight))


EVERY_ROW = Q()


@dataclass(frozen=True)
class Asked(Generic[M]):
    """Which rows of a table (with `case` and `person_key`) a sheet shows.

    Attributes:
        order: of fields or expressions.
        only: what they must fulfil beside belonging to the case.
        along: the rows that come with them (`select_related`).
        most: how many at most.
    """

    table: type[M]
    order: tuple[Any, ...]
    only: Q = EVERY_ROW
    along: tuple[str, ...] = ()
    most: int = 200


@question(case=BigIntegerField(), in_sight=UUIDField())
def _rows_shown(user: User, asked: Asked[Any], *, case: Blank, in_sight: Blank) -> QuerySet[Any]:
    rows: QuerySet[Any] = asked.table._default_manager.filter(asked.only, case=case)
    if reads_as_far(user, asked.table, "cases.read"):
        rows = rows.filter(Q(person_key=None) | Q(person_key__among=in_sight), row_told(user, asked.table))
    else:
        rows = reach(user, "cases.read", rows)
    if asked.along:
        rows = rows.select_related(*asked.along)
    return rows.order_by(*asked.order)[: asked.most]


CasePanel = Callable[[User, Shown], Panel | None]
IncomingPanel = Callable[[User], Panel | None]
CaseColumn = Callable[[User], Expression | Combinable]

_case_panels: list[CasePanel] = []
_incoming: list[IncomingPanel] = []
_columns: dict[str, CaseColumn] = {}


def register_panel(panel: CasePanel) -> CasePanel:
    """Hang a sheet on the page of every case; called when the house starts."""
    if panel not in _case_panels:
        _case_panels.append(panel)
    return panel


def register_column(name: str, column: CaseColumn) -> None:
    """Let the case of a page carry a value of a later room, as an attribute; called when the house starts.

    It comes with the case, so that a sheet that needs one word only asks for nothing.
    """
    _columns[name] = column


def columns_for(user: User) -> dict[str, Any]:
    """Return what the case of a page carries for later rooms, as far as the reader may see it."""
    return {name: column(user) for name, column in _columns.items()}


def register_incoming(panel: IncomingPanel) -> IncomingPanel:
    """Hang a sheet on the worklist: what came in; called when the house starts."""
    if panel not in _incoming:
        _incoming.append(panel)
    return panel


def panels_of(user: User, shown: Shown) -> list[Panel]:
    """Return the sheets of a case's page, in their order."""
    found = [panel(user, shown) for panel in _case_panels]
    return sorted((panel for panel in found if panel), key=lambda panel: panel.order)


def incoming(user: User) -> list[Panel]:
    """Return the sheets of the worklist, in their order."""
    found = [panel(user) for panel in _incoming]
    return sorted((panel for panel in found if panel), key=lambda panel: panel.order)
