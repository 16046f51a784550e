"""Make sure that Debian's Chromium and fonts are here; says what is missing where it cannot install them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
FONT = Path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")
PACKAGES = ["chromium", "fonts-noto-core"]


def main() -> int:
    """Return 0 once both are here."""
    if CHROMIUM.exists() and FONT.exists():
        return 0
    by_hand = f"the browser tests need {CHROMIUM} and the Noto fonts: apt-get install {' '.join(PACKAGES)}"
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        sys.stderr.write(f"Missing: {by_hand}\n")
        return 1
    sys.stderr.write("Installing Chromium and fonts for the browser tests (once) …\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    for command in ([apt, "update", "-qq"], install):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.stderr.write(f"{done.stdout}{done.stderr}\nThe installation failed; by hand: {by_hand}\n")
            return 1
    missing = [str(path) for path in (CHROMIUM, FONT) if not path.exists()]
    if missing:
        sys.stderr.write(f"Installed, and still missing: {', '.join(missing)}\n")
    return len(missing)


if __name__ == "__main__":
    sys.exit(main())
