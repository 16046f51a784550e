"""Run every check that needs no test, tell each one's verdict, and fail if any failed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
BANDIT = [str(BIN / "bandit"), "-q", "-ll", "-ii", "-c", "pyproject.toml", "-r"]

CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "layout": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "tiers": [str(BIN / "lint-imports"), "--no-cache"],
    "types": [str(BIN / "mypy")],
    "settings, models and requirements": [*MANAGE, "check", "--fail-level", "WARNING"],
    "definitions": [*MANAGE, "definitions", "check"],
    "schemas for editors are up to date": [*MANAGE, "definitions", "schemas", "--check"],
    "migrations are complete": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    # Severe or middling, and likely so; what is less is judged by ruff, with a reason at the line.
    "known weaknesses": [*BANDIT, "onward", "sample"],
}


def main() -> int:
    """Return the number of failed checks."""
    failed = []
    for name, command in CHECKS.items():
        began = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        verdict = "failed" if done.returncode else "fine"
        print(f"{verdict:>6}  {name} ({time.monotonic() - began:.1f} s)", flush=True)
        if done.returncode:
            failed.append(name)
            print(f"{done.stdout}{done.stderr}".rstrip(), flush=True)
    print(f"{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
