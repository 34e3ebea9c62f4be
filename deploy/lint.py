"""Every check that needs no server: each prints one line, all run, and the exit code tells whether all passed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from deploy.requirements import ROOT

BIN = Path(sys.executable).parent
FOLDERS = ["contracts", "chassis", "services", "deploy", "tests", "docs"]


def checks() -> dict[str, list[str]]:
    """The commands by what they check; one whose subject does not exist yet is left out."""
    python = sys.executable
    folders = [folder for folder in FOLDERS if list((ROOT / folder).rglob("*.py"))]
    found = {
        "style": [str(BIN / "ruff"), "check", "--quiet", *folders],
        "format": [str(BIN / "ruff"), "format", "--check", "--quiet", *folders],
        "types": [str(BIN / "mypy"), "--no-error-summary"],
        "import rules": [str(BIN / "lint-imports"), "--no-logo"],
        "sizes": [python, "-m", "deploy.sizes"],
        "lock": [python, "-m", "deploy.requirements", "--check"],
        "compose file": [
            str(BIN / "check-jsonschema"),
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
        "Dockerfile": [str(BIN / "hadolint"), "--ignore", "DL3008", "deploy/Dockerfile"],  # Debian's newest is wanted
        "generated documents": [python, "-m", "deploy.catalogue", "--check"],
    }
    needs = {
        "generated documents": (ROOT / "services/gateway/openapi.py").exists(),
    }
    return {name: argv for name, argv in found.items() if needs.get(name, True)}


def main() -> int:
    """Run all checks; 1 when any failed."""
    failed = []
    for name, argv in checks().items():
        began = time.monotonic()
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
        mark = "✗" if done.returncode else "✓"
        print(f"{mark} {name} ({time.monotonic() - began:.1f} s)", flush=True)
        if done.returncode:
            failed.append(name)
            print((done.stdout + done.stderr).strip() + "\n", flush=True)
    print(f"{len(failed)} failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
