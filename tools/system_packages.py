"""See to the programs that no Python package brings: Chromium for the journeys through the pages, Pango for PDF.

Installs what is missing with apt-get when run as root; otherwise says what to install.  Always succeeds: the tests say
themselves what they could not do, and in continuous integration (CI=true) they fail for it.
"""

import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def _browser() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


def _pango() -> bool:
    return ctypes.util.find_library("pango-1.0") is not None


# Debian packages, and how to see that they are there
NEEDED: Mapping[tuple[str, ...], Callable[[], bool]] = {
    ("chromium", "fonts-liberation"): _browser,
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"): _pango,
}


def main() -> int:
    missing = [name for names, there in NEEDED.items() if not there() for name in names]
    if not missing:
        return 0
    words = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write(f"· installing {' '.join(missing)}\n")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], words):
            subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL)
    if not all(there() for there in NEEDED.values()):
        sys.stdout.write(f"· not here, and some tests are skipped without: {' '.join(missing)}\n")
        sys.stdout.write(f"  install them as root: {' '.join(words)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
