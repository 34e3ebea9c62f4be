"""Long work that lets others go first now and then, in a patched process and in a plain one."""

import subprocess
import sys
from pathlib import Path

from chassis.turns import enough_after, in_turns

ROOT = Path(__file__).resolve().parents[2]
PATCHED = """
import eventlet
eventlet.monkey_patch()
import time
from chassis.turns import TURN_SECONDS, in_turns

turns = 0

def serving():
    global turns
    while True:
        turns += 1
        eventlet.sleep(0)

def busy(number):
    end = time.perf_counter() + 2 * TURN_SECONDS
    while time.perf_counter() < end:
        pass
    return number

eventlet.spawn(serving)
print([busy(number) for number in in_turns(range(20))] == list(range(20)), turns >= 19)
"""


def test_a_plain_process_has_the_items_in_their_order():
    assert list(in_turns(range(3))) == [0, 1, 2]


def test_in_a_patched_process_others_have_their_turn_after_every_long_piece():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PATCHED], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "True True", done.stderr


def test_a_turn_has_had_enough_after_its_time_or_when_the_service_is_to_stop():
    assert enough_after(-1)()
    stopping = "enough = enough_after(3600); print(enough()); health.begin_stopping(); print(enough())"
    program = f"from chassis import health\nfrom chassis.turns import enough_after\n{stopping}"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
