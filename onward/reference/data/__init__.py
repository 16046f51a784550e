"""The tables of the reference room, as files that anyone can read and mend."""

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def table(name: str) -> dict[str, Any]:
    """Read one of the tables beside this file, e.g. `countries`.

    Every scalar comes as text: YAML would otherwise read the code of Norway as a boolean.
    """
    with (HERE / f"{name}.yaml").open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=yaml.BaseLoader))  # noqa: S506 - makes only text  # nosec B506
