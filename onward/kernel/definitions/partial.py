"""What can be read of a definition that has faults of form, so that the rest is compared all the same.

What is wrong, and whatever may have been meant by an unknown key, is left out of the model. A cross check
that comes upon such a gap meets `Untold` and says no more; what it has said until then, it has said from
what stands in the file. So no fault is told twice, and none is invented for what could not be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from onward.kernel.definitions.checking import bare, only_follows
from onward.kernel.definitions.values import CHECKED, Definition

_GAP: Final = object()


def read_in_part(model: type[Definition], data: Any) -> Definition | None:
    """Give what `data`, which does not validate, tells of a `model`; none where that is nothing."""
    found = _model(model, data)
    return found if isinstance(found, Definition) else None


def _value(annotation: Any, data: Any) -> Any:
    """Read `data` as `annotation` says; a part of it, or a gap, where it has faults."""
    inner = bare(annotation)
    arguments = get_args(inner)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return _model(inner, data)
    if get_origin(inner) is tuple and arguments[1:] == (...,) and isinstance(data, list):
        return _every(arguments[0], data)
    if get_origin(inner) is dict and isinstance(data, Mapping):
        values = _every(arguments[1], list(data.values()))
        keys = _every(arguments[0], list(data))
        return _GAP if values is _GAP or keys is _GAP else dict(zip(keys, values, strict=True))
    return _GAP


def _every(annotation: Any, data: list[Any]) -> Any:
    """Read each entry of a list: models have their gaps inside, one gap among plain values spoils all."""
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    found = [_whole(adapter, one, annotation) for one in data]
    model = bare(annotation)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return tuple(model.model_construct(set()) if one is _GAP else one for one in found)
    return _GAP if _GAP in found else tuple(found)


def _whole(adapter: TypeAdapter[Any], data: Any, annotation: Any) -> Any:
    try:
        return adapter.validate_python(data, context=CHECKED)
    except ValidationError:
        return _value(annotation, data)


def _model(model: type[BaseModel], data: Any) -> Any:
    """Construct a model from its fields that are whole; it answers for no other one."""
    for name, found in model.__pydantic_decorators__.model_validators.items():
        if found.info.mode == "before":
            data = getattr(model, name)(data)
    if not isinstance(data, Mapping):
        return _GAP
    keys = {field.alias or name: name for name, field in model.model_fields.items()}
    unknown = not data.keys() <= keys.keys() | set(keys.values())
    read = {name: _field(model.model_fields[name], key, name, data, unknown) for key, name in keys.items()}
    if not unknown and all(sound for _value, sound in read.values()):
        return _GAP  # each field is right by itself: what is wrong is what they say together
    told = {name: value for name, (value, _sound) in read.items() if value is not _GAP}
    part = model.model_construct(set(told))
    part.__dict__.clear()  # a default is what a file means by saying nothing, and this one said something
    part.__dict__.update(told)
    return part


def _field(field: FieldInfo, key: str, name: str, data: Mapping[str, Any], unknown: bool) -> tuple[Any, bool]:
    """Read one field; give what it tells, and whether it is right by itself."""
    if key not in data and name not in data:
        # An unknown key may be this one, misspelt.
        if unknown or field.is_required():
            return _GAP, False
        return field.get_default(call_default_factory=True), True
    given = data[key] if key in data else data[name]
    annotation = field.rebuild_annotation()
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    try:
        return adapter.validate_python(given, context=CHECKED), True
    except ValidationError as error:
        if any(not one["loc"] and not only_follows(one) for one in error.errors(include_url=False)):
            return _GAP, False  # it is wrong itself, not a part of it: a list that is empty and may not be
        return _value(annotation, given), False
