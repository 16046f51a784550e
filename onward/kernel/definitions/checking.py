"""Validate plain data against a model, and say each error in words that an author of files can use."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from onward.kernel.definitions.faults import DefinitionFault, closest
from onward.kernel.definitions.reading import Document, PathKey
from onward.kernel.definitions.values import CHECKED, LANGUAGES, Definition, Text

Said = tuple[str, str]
M = TypeVar("M", bound=Definition)


def validate(
    model: type[M], data: Any, document: Document, prefix: Sequence[PathKey] = ()
) -> tuple[M | None, list[DefinitionFault]]:
    """Validate `data`, which stands at `prefix` in `document`; give the model or every fault."""
    try:
        return model.model_validate(data, context=CHECKED), []
    except ValidationError as error:
        errors = [one for one in error.errors(include_url=False) if not only_follows(one)]
        return None, [_fault(model, one, document, prefix) for one in errors]


def only_follows(error: ErrorDetails) -> bool:
    """Tell whether a list is called too short only because some of its entries have faults of their own."""
    given = error["input"]
    return error["type"] == "too_short" and len(given) >= error.get("ctx", {}).get("min_length", 0)


def _fault(
    model: type[Definition], error: ErrorDetails, document: Document, prefix: Sequence[PathKey]
) -> DefinitionFault:
    where = error["loc"]
    wrong, right = _said(model, error)
    # A missing key has no place of its own: its owner stands for it.
    loc = where[:-1] if error["type"] == "missing" else where
    return document.fault((*prefix, *loc), wrong, right, key=error["type"] == "extra_forbidden")


def _said(model: type[Definition], error: ErrorDetails) -> Said:
    kind, where = error["type"], error["loc"]
    last = str(where[-1]) if where else ""
    if kind == "missing":
        return _missing(_model_at(model, where[:-1]), last)
    if kind == "extra_forbidden":
        owner = _model_at(model, where[:-1])
        return _("unknown key “%(key)s”") % {"key": last}, closest(last, _keys(owner) if owner else ())
    for start, say in _BY_TYPE.items():
        if kind.startswith(start):
            return say(error)
    return error["msg"], ""


def _missing(owner: type[BaseModel] | None, key: str) -> Said:
    if owner is Text and key in LANGUAGES:
        return (
            _("the translation into “%(language)s” is missing") % {"language": key},
            _("Give the text in en, fr and nl"),
        )
    field = _keys(owner).get(key) if owner else None
    hint = field.description if field is not None and field.description else ""
    right = _("Add “%(key)s:”") % {"key": key}
    return _("“%(key)s” is missing") % {"key": key}, f"{right}, {hint}" if hint else right


def _literal(error: ErrorDetails) -> Said:
    known = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    given = _shown(error["input"])
    return _("“%(given)s” is not one of the values") % {"given": given}, closest(given, known)


def _pattern(error: ErrorDetails) -> Said:
    given, pattern = _shown(error["input"]), str(error.get("ctx", {}).get("pattern", ""))
    wrong = _("“%(given)s” is not written as a code here") % {"given": given}
    if "A-Z" in pattern:
        return wrong, _("Write capital letters, as in BE")
    return wrong, _("Write small letters, digits and hyphens, as in red-cross")


def _country(error: ErrorDetails) -> Said:
    given, near = _shown(error["input"]), error.get("ctx", {}).get("near", ())
    wrong = _("“%(given)s” is the code of no country") % {"given": given}
    if len(near) == 1:
        return wrong, _("Did you mean “%(name)s”?") % {"name": near[0]}
    if near:
        return wrong, _("The nearest are: %(codes)s") % {"codes": ", ".join(near)}
    return wrong, _("Write the two capital letters of ISO 3166-1, as in BE")


def _span(error: ErrorDetails) -> Said:
    given = _shown(error["input"])
    return (
        _("“%(given)s” is not a length of time") % {"given": given},
        _("Write hours, days or weeks, as in 72h, 14d or 3w"),
    )


def _date(error: ErrorDetails) -> Said:
    return (
        _("“%(given)s” is not a date") % {"given": _shown(error["input"])},
        _("Write a date as 2021-05-31"),
    )


def _number(error: ErrorDetails) -> Said:
    return _("“%(given)s” is not a number") % {"given": _shown(error["input"])}, _(
        "Write digits, as in 1250.00"
    )


def _expects(what: Callable[[], str]) -> Callable[[ErrorDetails], Said]:
    def say(error: ErrorDetails) -> Said:
        return _("“%(given)s” does not fit here") % {"given": _shown(error["input"])}, what()

    return say


def _bound(error: ErrorDetails) -> Said:
    limits = error.get("ctx", {})
    limit = next(
        (limits[name] for name in ("gt", "ge", "lt", "le", "max_length", "min_length") if name in limits), ""
    )
    return (
        _("“%(given)s” is out of bounds") % {"given": _shown(error["input"])},
        _("The bound is %(limit)s") % {"limit": limit},
    )


def _too_few(error: ErrorDetails) -> Said:
    """Say of a list that it has not enough entries: mostly, that it has none."""
    if error["input"]:
        return _bound(error)
    return _("the list is empty"), _("Name at least one, or take out what stands around it")


def _own(error: ErrorDetails) -> Said:
    """Say what a validator of ours raised: `wrong | right`."""
    wrong, _bar, right = error["msg"].removeprefix("Value error, ").partition(" | ")
    return wrong, right


_BY_TYPE: Mapping[str, Callable[[ErrorDetails], Said]] = {
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "country_unknown": _country,
    "time_span": _span,
    "date": _date,
    "decimal": _number,
    "int": _number,
    "bool": _expects(lambda: _("Write true or false")),
    "string_too_short": _expects(lambda: _("Write at least one character")),
    "string_type": _expects(lambda: _("Write a text, in quotes where it looks like a number or a date")),
    "model_type": _expects(lambda: _("Write keys and values here")),
    "model_attributes_type": _expects(lambda: _("Write keys and values here")),
    "dict_type": _expects(lambda: _("Write keys and values here")),
    "tuple_type": _expects(lambda: _("Write a list here")),
    "list_type": _expects(lambda: _("Write a list here")),
    "greater_than": _bound,
    "less_than": _bound,
    "too_short": _too_few,
    "too_": _bound,
    "string_too_long": _bound,
    "value_error": _own,
}


def _shown(value: Any) -> str:
    text = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _keys(model: type[BaseModel]) -> dict[str, Any]:
    """Give the fields of a model under the names by which a file calls them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_at(model: type[BaseModel], where: Sequence[PathKey]) -> type[BaseModel] | None:
    """Find the model whose keys stand at `where`, so that an unknown one can be compared with them."""
    here: Any = model
    for part in where:
        here = _inner(here, part)
    found = bare(here)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def bare(annotation: Any) -> Any:
    """Take `Annotated` and `… | None` off an annotation."""
    if get_origin(annotation) is typing.Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (types.UnionType, typing.Union):
        inside = [bare(one) for one in get_args(annotation) if one is not type(None)]
        models = [one for one in inside if isinstance(one, type) and issubclass(one, BaseModel)]
        return models[0] if models else inside[0]
    return annotation


def _inner(annotation: Any, part: PathKey) -> Any:
    """Step from an annotation to that of its part; an unknown part stays where it is."""
    inner = bare(annotation)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        field = _keys(inner).get(str(part))
        return field.annotation if field is not None else inner
    arguments = get_args(inner)
    if get_origin(inner) is dict:
        return arguments[1]
    if get_origin(inner) in (tuple, list):
        return arguments[0]
    return inner
