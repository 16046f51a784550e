"""JSON Schemas of the registered kinds, so that editors complete and check while one writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from onward.kernel.definitions.kinds import Kind, registered_kinds


def schema_of(kind: Kind) -> dict[str, Any]:
    """Give the schema of a file of this kind; where one file holds many, a map from code to definition."""
    one = kind.model.model_json_schema(by_alias=True)
    if not kind.one_file:
        schema = one
    else:
        definitions = one.pop("$defs", {})
        one["properties"].pop("code", None)
        one["required"] = [name for name in one.get("required", []) if name != "code"]
        schema = {"type": "object", "additionalProperties": one, "$defs": definitions}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.name,
        **_without_title(schema),
    }


def rendered() -> dict[str, str]:
    """Give the text of each schema file by its name."""
    return {
        f"{name}.json": json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"
        for name, kind in registered_kinds().items()
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas that changed, remove those of kinds that are gone; give what was touched."""
    folder.mkdir(parents=True, exist_ok=True)
    touched = stale_schemas(folder)
    wanted = rendered()
    for file in touched:
        if file.name in wanted:
            file.write_text(wanted[file.name], encoding="utf-8")
        else:
            file.unlink()
    return touched


def stale_schemas(folder: Path) -> list[Path]:
    """Give the schema files that are missing, differ from what the models say, or belong to no kind."""
    wanted = rendered()
    stale = [folder / name for name, text in wanted.items() if _read(folder / name) != text]
    return stale + [file for file in sorted(folder.glob("*.json")) if file.name not in wanted]


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


def _without_title(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}
