"""Make sure that Debian's Chromium, fonts, gettext and Java are here; says what it cannot install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
FONT = Path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")
GETTEXT = Path("/usr/bin/xgettext")
JAVA = Path("/usr/bin/java")
PACKAGES = ["chromium", "fonts-noto-core", "gettext", "openjdk-17-jre-headless"]
WANTED = (CHROMIUM, FONT, GETTEXT, JAVA)


def main() -> int:
    """Return 0 once all of them are here."""
    if all(path.exists() for path in WANTED):
        return 0
    by_hand = (
        f"the tests need Chromium, the Noto fonts, GNU gettext and Java: apt-get install {' '.join(PACKAGES)}"
    )
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        sys.stderr.write(f"Missing: {by_hand}\n")
        return 1
    sys.stderr.write("Installing Chromium, fonts, gettext and Java for the tests (once) …\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    for command in ([apt, "update", "-qq"], install):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.stderr.write(f"{done.stdout}{done.stderr}\nThe installation failed; by hand: {by_hand}\n")
            return 1
    missing = [str(path) for path in WANTED if not path.exists()]
    if missing:
        sys.stderr.write(f"Installed, and still missing: {', '.join(missing)}\n")
    return len(missing)


if __name__ == "__main__":
    sys.exit(main())
