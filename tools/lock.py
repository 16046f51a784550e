"""Write requirements/base.txt and dev.txt anew: every package pinned, with the hashes of its files."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "requirements"
UV = "uv==0.13.9"
OPTIONS = [
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--no-annotate",
    "--universal",
    "--python-version=3.11",
    "--quiet",
]


def main() -> None:
    """Resolve with uv, in an environment of its own that is thrown away."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder, "bin", "python")
        _run(sys.executable, "-m", "venv", folder)
        _run(str(python), "-m", "pip", "install", "--quiet", UV)
        for name in ("base", "dev"):
            command = [str(Path(folder, "bin", "uv")), "pip", "compile", *OPTIONS, *sys.argv[1:]]
            subprocess.run(
                [*command, f"{name}.in", "-o", f"{name}.txt"], cwd=FOLDER, env=environment, check=True
            )


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
