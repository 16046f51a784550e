"""What an event may say: typed fields that hold codes, dates, numbers and random keys, and nothing else.

Free text and names live in the rooms' rows, where erasure reaches them; an event cannot be erased, so it must
not be able to hold them. The check is made when the class is declared, not when somebody reviews it.
"""

import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.fields import FieldInfo

_CODED = r"^[A-Za-z0-9][A-Za-z0-9_.:/+-]*$"
Code = Annotated[str, StringConstraints(pattern=_CODED, max_length=64)]
"""A coded value: a word of a definition file, a country code, an airport; never a sentence or a name."""
Codes = tuple[Code, ...]
"""Several coded values, in the order that was given."""

_PLAIN: tuple[type, ...] = (bool, int, Decimal, date, datetime, UUID)
_registry: dict[str, type["EventType"]] = {}


def _coded(annotation: Any) -> bool:
    """Say whether a field with this annotation can hold nothing but coded values."""
    if annotation in _PLAIN or annotation is type(None):
        return True
    origin = get_origin(annotation)
    if origin is Annotated:
        return annotation == Code or _coded(get_args(annotation)[0])
    if origin is Literal:
        return True
    if origin in (tuple, list, frozenset, Union, types.UnionType):
        return all(part is Ellipsis or _coded(part) for part in get_args(annotation))
    return False


def _is_code(field: FieldInfo) -> bool:
    """Say whether the field is a plain coded value: pydantic keeps its pattern beside the type."""
    return field.annotation is str and any(getattr(one, "pattern", None) == _CODED for one in field.metadata)


class EventType(BaseModel):
    """A kind of fact. Subclass it in a room's `events.py`, naming its type:

        class Departed(EventType, type="movements.departed"):
            wording = _("Departed to %(destination)s")
            destination: Code

    Attributes:
        type: stable name, `room.fact`.
        wording: one line for the timeline, with `%(field)s` places for its own fields.
        in_general: the same of no event in particular, where the wording cut before its first place is none.
        coded: of which list of words each coded field is that the wording names; a page says the words.
        personal: fields that could point at the person when joined with others (a birth date, say).

    Raises:
        TypeError: a field could hold free text, or the type is declared twice.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClassVar[str] = ""
    wording: ClassVar[str | Promise] = _("Something happened")
    in_general: ClassVar[str | Promise] = ""
    coded: ClassVar[Mapping[str, str]] = {}
    personal: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, *, type: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, *, type: str = "", **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            if not (_coded(field.annotation) or _is_code(field)):
                raise TypeError(
                    f"{cls.__qualname__}.{name}: an event holds codes, dates, numbers and keys only."
                )
        if not type:
            return
        cls.type = type
        other = _registry.setdefault(type, cls)
        if other.__qualname__ != cls.__qualname__:
            raise TypeError(f"The event type {type} is declared twice: {other!r} and {cls!r}.")

    def telling(self) -> str | Promise:
        """Return the line that tells of this very fact: `wording`, unless a field turns its sense round."""
        return self.wording

    def payload(self) -> dict[str, Any]:
        """Return the fields as JSON can hold them; decimals and dates as strings, absent ones left out."""
        return self.model_dump(mode="json", exclude_none=True)


class Retraction(EventType):
    """What an event says that only takes another one back: why, where somebody gave a reason."""

    reason: Code | None = None


def corrected(said: str | Promise) -> Promise:
    """Return what an event says that was told anew, with a hole for why it was: its field `corrected`."""
    return format_lazy(_("{what} (corrected: {why})"), what=said, why="%(corrected)s")


def event_type(name: str) -> type[EventType] | None:
    """Return the class that declares `name`, or None for a type that no room declares any more."""
    return _registry.get(name)


def event_types() -> dict[str, type[EventType]]:
    """Return every declared type of event, by its name."""
    return dict(sorted(_registry.items()))
