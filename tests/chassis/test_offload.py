"""Busy work off the serving thread, in a patched process and in a plain one."""

import os
import subprocess
import sys
from pathlib import Path

from chassis import offload

ROOT = Path(__file__).resolve().parents[2]
PATCHED = """
import eventlet
eventlet.monkey_patch()
import hashlib, threading
from eventlet import patcher
from chassis import offload

running, most, lock = 0, 0, patcher.original("threading").Lock()

def busy(number):
    global running, most
    with lock:
        running += 1
        most = max(most, running)
    hashlib.pbkdf2_hmac("sha256", b"x", b"y", 300_000)
    with lock:
        running -= 1
    return number * 2

turns = 0

def serving():
    global turns
    while True:
        turns += 1
        eventlet.sleep(0)

eventlet.spawn(serving)
pool = eventlet.GreenPool()
print(sorted(pool.imap(lambda n: offload.run(busy, n), range(6))), most, turns > 100)
"""


def test_a_plain_process_does_it_itself():
    assert offload.run(sorted, [2, 1]) == [1, 2]


def test_a_patched_process_goes_on_serving_and_leaves_a_processor_for_that():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PATCHED], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == f"[0, 2, 4, 6, 8, 10] {offload.AT_ONCE} True", done.stderr
    assert 0 < offload.AT_ONCE < max(2, os.cpu_count() or 1)
