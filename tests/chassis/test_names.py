"""Host names are found without eventlet's resolver, and without stopping anybody."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOK_UP = """
import warnings
warnings.simplefilter("ignore")
from chassis import names
names.leave_to_the_system()
import eventlet
eventlet.monkey_patch()
names.install()
import json, socket, sys, threading
from eventlet.patcher import original

def addresses(name):
    try:
        return sorted({found[4][0] for found in socket.getaddrinfo(name, 5672, 0, socket.SOCK_STREAM)})
    except socket.gaierror:
        return None

listener = eventlet.listen(("127.0.0.1", 0))
threads = lambda: len(original("os").listdir("/proc/self/task"))
before = threads()
found = {"address": addresses("127.0.0.1")}
found["threads_for_an_address"] = threads() - before
found["name"], found["nowhere"] = addresses("localhost"), addresses("nowhere.invalid")
found["connected"] = eventlet.connect(("localhost", listener.getsockname()[1])).getpeername()[0]
found["resolvers"] = [name for name in sys.modules if name.split(".")[0] == "dns"]
print(json.dumps(found))
"""


def test_names_are_found_by_the_system_and_an_address_needs_no_thread():
    argv, env = [sys.executable, "-c", LOOK_UP], {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, env=env)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    assert found["address"] == ["127.0.0.1"]
    assert found["threads_for_an_address"] == 0
    assert "127.0.0.1" in found["name"]
    assert found["nowhere"] is None
    assert found["connected"] == "127.0.0.1"
    assert found["resolvers"] == []
