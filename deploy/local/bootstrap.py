"""Makes a bare machine ready: programs and the virtual environment (runs under the system's Python alone).

python3 -m deploy.local.bootstrap run       servers' programs, the services' packages
python3 -m deploy.local.bootstrap test      the same with what tests and checks need
python3 -m deploy.local.bootstrap lint      packages only
python3 -m deploy.local.bootstrap bench     servers' programs, the services' packages and those they are compared with
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from deploy.local import programs
from deploy.local.processes import Failed
from deploy.local.steps import LOCAL, ROOT, run, say, step
from deploy.requirements import SERVICES, locked

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
EXTRAS = {"run": [*SERVICES, "local"], "test": [*SERVICES, "local", "test"], "bench": [*SERVICES, "local", "bench"]}


def main(purpose: str) -> None:
    """Have everything that `purpose` needs."""
    needed = ["python3-venv"] if purpose == "lint" else ["python3-venv", "postgresql", "rabbitmq-server"]
    with step("programs"):
        if purpose != "test" or not have_with_browser(needed):
            programs.have(*needed)
    with step("virtual environment"):
        fill({"lint": "test"}.get(purpose, purpose))
    if purpose in ("lint", "test"):
        have_validators()


def have_with_browser(needed: list[str]) -> bool:
    """Chromium as well, for the browser tests; they skip with this reason where it cannot be had."""
    try:
        programs.have(*needed, "chromium", "libatomic1")  # Playwright's own node needs the second
    except Failed as reason:
        say(f"  browser tests will be skipped: {reason}")
        return False
    return True


def have_validators() -> None:
    """The official AsyncAPI parser; its tests skip with this reason where it cannot be had."""
    with step("validators"):
        try:
            run([str(PYTHON), "-m", "deploy.catalogue.validators"], LOCAL / "logs" / "validators.log")
        except Failed as reason:
            say(f"  the AsyncAPI parser's tests will be skipped: {reason}")


def fill(kind: str) -> None:
    """Install the locked packages of this kind unless they are in already."""
    requirements = locked(EXTRAS[kind])
    key = hashlib.sha256(f"{sys.version}\n{requirements}".encode()).hexdigest()
    if key in installed():
        return
    LOCAL.mkdir(exist_ok=True)
    make()
    chosen = LOCAL / f"requirements-{kind}.txt"
    chosen.write_text(requirements)
    say(f"  installing {requirements.count('==')} locked packages")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    run([*pip, "-r", str(chosen)], LOCAL / "logs" / "pip.log")
    chosen.unlink()
    STAMP.write_text(json.dumps([key, *installed()][:4]))


def installed() -> list[str]:
    """Marks of the sets that were installed here."""
    return json.loads(STAMP.read_text()) if STAMP.exists() and works() else []


def works() -> bool:
    """Whether the virtual environment can run Python and pip."""
    probe = [str(PYTHON), "-c", "import pip, sys; sys.exit(sys.version_info[:2] != " + f"{sys.version_info[:2]})"]
    return PYTHON.exists() and subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0


def make() -> None:
    """A virtual environment with pip, made anew when the one here does not run."""
    if works():
        return
    options = [] if not Path(PYTHON).exists() else ["--upgrade"]
    run([sys.executable, "-m", "venv", *options, str(VENV)], LOCAL / "logs" / "venv.log")
    if not works():
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], LOCAL / "logs" / "venv.log")


if __name__ == "__main__":
    main(*sys.argv[1:])
