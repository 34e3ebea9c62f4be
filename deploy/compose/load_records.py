"""Loads the department's records into the containers' department, then stays so that `up --wait` can see it is done.

python -m deploy.compose.load_records <gateway> <keys> <file to make when done>
"""

import signal
import sys
from pathlib import Path

from deploy.client import Api
from deploy.records.load import Loader


def main(gateway: str, keys: str, done: str) -> None:
    """Sign in as both officers, load, mark the end, and wait to be stopped."""
    found: dict = {"gateway": gateway}
    for username in ("officer", "reviewer"):
        password = (Path(keys) / f"{username}_password").read_text()
        found[username] = Api(gateway).post("/v1/sessions", {"username": username, "password": password})
    Loader(found).load()
    Path(done).touch()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(*sys.argv[1:])
