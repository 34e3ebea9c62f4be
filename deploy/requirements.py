"""Prints the part of requirements.lock that some extras need, hashes included: one lock, small images.

    python3 -m deploy.requirements registry          the base set and what the extra [registry] brings
    python3 -m deploy.requirements --all             every extra
    python3 -m deploy.requirements --check           whether the lock is all that pyproject.toml asks for

The lock's own "# via" notes are the dependency graph, so no resolver and no index is asked.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ["registry", "scheduling", "notifications", "newsletter", "gateway"]


def locked(extras: list[str]) -> str:
    """The locked requirements of the project's base set and `extras`, one block per package."""
    blocks = read_blocks((ROOT / "requirements.lock").read_text())
    wanted = close(roots(extras), {name: users(block) for name, block in blocks.items()})
    if missing := sorted(wanted - blocks.keys()):
        raise SystemExit(f"requirements.lock is behind pyproject.toml, it lacks: {', '.join(missing)}")
    return "".join(blocks[name] for name in sorted(wanted))


def roots(extras: list[str]) -> set[str]:
    """The packages that pyproject.toml names for the base set and `extras`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    if unknown := sorted(set(extras) - optional.keys()):
        raise SystemExit(f"no such extra: {', '.join(unknown)}; there are {', '.join(optional)}")
    lists = [project["dependencies"], *(optional[extra] for extra in extras)]
    return {normal(requirement) for requirements in lists for requirement in requirements}


def read_blocks(lock: str) -> dict[str, str]:
    """Each package's lines of the lock."""
    blocks = re.split(r"(?m)^(?=[a-zA-Z0-9])", lock)
    return {normal(block): block for block in blocks if "==" in block}


def users(block: str) -> set[str]:
    """The packages that brought this one in."""
    via = re.split(r"#\s+via", block)[-1]
    return {normal(word) for word in re.findall(r"[A-Za-z0-9][A-Za-z0-9._-]*", via)}


def close(wanted: set[str], brought_by: dict[str, set[str]]) -> set[str]:
    """`wanted` and everything that it brings in, directly or not."""
    while more := {name for name, users_of_it in brought_by.items() if users_of_it & wanted} - wanted:
        wanted = wanted | more
    return wanted


def normal(requirement: str) -> str:
    """The name in a requirement, in the one spelling that indexes use."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def everything() -> list[str]:
    """All extras."""
    return list(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"])


def check() -> None:
    """Exit with a message when the lock holds less or more than pyproject.toml asks for, or names an index."""
    lock = (ROOT / "requirements.lock").read_text()
    if locked(everything()) != lock:
        raise SystemExit("requirements.lock holds packages that pyproject.toml no longer brings in; lock again")
    if "://" in lock:
        raise SystemExit("requirements.lock names an address; it must hold names, versions and hashes only")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    else:
        sys.stdout.write(locked(everything() if sys.argv[1:] == ["--all"] else sys.argv[1:]))
