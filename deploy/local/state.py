"""What we remember about a server between two commands: its password, its ports, where its data lies."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from deploy.local.processes import Failed, Process, free_port, is_free


def recall(directory: Path) -> dict:
    """What was remembered about the server of `directory`."""
    path = directory / "state.json"
    return json.loads(path.read_text()) if path.exists() else {}


def remembered(directory: Path, fresh: Callable[[], dict]) -> dict:
    """What was remembered about the server of `directory`, or a fresh beginning."""
    state = recall(directory) or fresh()
    remember(directory, state)
    return state


def remember(directory: Path, state: dict) -> None:
    """Write the state, readable by its owner only."""
    path = directory / "state.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(state, indent=1))


def move_ports(directory: Path, state: dict, names: list[str]) -> None:
    """Choose again where somebody took a port while the server was down."""
    mapper_runs = Process.load(directory / "epmd.pid.json") is not None or "names" in state
    for name in names:
        if not (name == "epmd" and mapper_runs) and not is_free(state[name]):
            state[name] = free_port()
    remember(directory, state)


def program(name: str) -> str:
    """The path of a program, or Failed with what to install."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/lib/rabbitmq/bin:/usr/sbin")
    if not found:
        raise Failed(f"the program {name} is missing; install the packages postgresql and rabbitmq-server")
    return found
