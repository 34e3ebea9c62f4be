"""Finds the programs that a local run needs, or installs them from Debian's packages without starting a server."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.processes import Failed
from deploy.local.steps import LOCAL, run, say

POLICY = Path("/usr/sbin/policy-rc.d")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/training.conf")
CLUSTER_LINE = "create_main_cluster = false"
WANTED = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip"),
    "postgresql": lambda: list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"),
    "rabbitmq-server": lambda: (
        Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists() or shutil.which("rabbitmq-server")
    ),
    "chromium": lambda: shutil.which("chromium") or shutil.which("chromium-browser"),
    "libatomic1": lambda: list(Path("/usr/lib").glob("*/libatomic.so.1")),
    "buildah": lambda: shutil.which("buildah"),
    "mmdebstrap": lambda: shutil.which("mmdebstrap"),
}


def have(*packages: str) -> None:
    """See that these Debian packages' programs are here; Failed with what to install when they cannot be had."""
    missing = [package for package in packages if not WANTED[package]()]
    if not missing:
        return
    if shutil.which("apt-get") is None or not may_install():
        raise Failed(f"please install: {' '.join(missing)} (on Debian: apt-get install {' '.join(missing)})")
    say(f"  installing {', '.join(missing)}")
    install(missing)
    importlib.invalidate_caches()
    if still := [package for package in missing if not WANTED[package]()]:
        raise Failed(f"installed, but not found: {', '.join(still)}")


def may_install() -> bool:
    """Whether we are root or sudo lets us be, asking for a password only where a person can answer."""
    if os.geteuid() == 0:
        return True
    if shutil.which("sudo") is None:
        return False
    ask = ["sudo", "-v"] if sys.stdin.isatty() else ["sudo", "-n", "true"]
    return subprocess.run(ask, stderr=subprocess.DEVNULL).returncode == 0


def as_root(argv: list[str]) -> None:
    """Run one command as root."""
    run(argv if os.geteuid() == 0 else ["sudo", *argv], LOCAL / "logs" / "packages.log")


def install(packages: list[str]) -> None:
    """Install Debian packages; freshly installed servers neither start nor make a cluster of their own."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q", "-o", "Dpkg::Use-Pty=0"]
    with nothing_starts():
        as_root([*apt, "update"])
        as_root([*apt, "install", "--no-install-recommends", *packages])


@contextmanager
def nothing_starts() -> Iterator[None]:
    """Keep Debian from starting what it installs, and take these settings away again."""
    ours = {} if POLICY.exists() else {POLICY: ("755", "#!/bin/sh\nexit 101\n")}
    ours |= {} if NO_CLUSTER.exists() else {NO_CLUSTER: ("644", CLUSTER_LINE + "\n")}
    for path, (mode, text) in ours.items():
        source = LOCAL / "logs" / path.name
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text)
        as_root(["install", "-D", "-m", mode, str(source), str(path)])
        source.unlink()
    try:
        yield
    finally:
        as_root(["rm", "-f", *map(str, ours)])
