"""What the pool does in a patched process; run as `greenly.py <case> <url>`, prints JSON."""

import warnings

warnings.simplefilter("ignore")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import gc  # noqa: E402
import hashlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

import psycopg2  # noqa: E402

from chassis import green, offload  # noqa: E402
from chassis.pool import DatabaseDown, Pool, is_outage  # noqa: E402

green.install()

LEFT_AT_MOST = 40  # sessions of killed greenlets that the server may still have when the next ones come


def beside(pool):
    """How often a 10 ms ticker ticks beside a query of one second (rel:D1)."""
    ticks = []

    def ticker():
        while True:
            ticks.append(1)
            eventlet.sleep(0.01)

    running = eventlet.spawn(ticker)
    sleep_in_database(pool, 1)
    running.kill()
    return len(ticks)


def sleep_in_database(pool, seconds):
    with pool.transaction() as tx:
        tx.one("select pg_sleep(%(seconds)s)", seconds=seconds)


def limited(pool):
    """What the server still runs after its own limit ended a query (rel:D2)."""
    try:
        with pool.transaction() as tx:
            tx.run("set local statement_timeout = 200")
            tx.one("select pg_sleep(30)")
        return "not limited"
    except psycopg2.errors.QueryCanceled:
        pass
    with pool.transaction() as tx:
        return tx.all("select query from pg_stat_activity where query like '%%pg_sleep(30)%%' and state = 'active'"
                      " and pid <> pg_backend_pid() and datname = current_database() and %(on)s", on=True)  # fmt: skip


def until(condition, seconds=60):
    """Let the others run until it is so; raises when it never is."""
    with eventlet.Timeout(seconds):
        while not condition():
            eventlet.sleep(0.01)


def at_server(observer, where):
    """How many sessions of clients like these the server has."""
    ours = "datname = current_database() and backend_type = 'client backend'"
    with observer.transaction() as tx:
        return tx.one(f"select count(*) as n from pg_stat_activity where {ours} and {where}")["n"]


def killed(pool, size, kills):
    """Kill the greenlets of a full pool again and again: in their query, every tenth time while connecting (rel:D3).

    Answers how many were killed in their query. A machine that is slow to connect is not what fails here: the next
    ones begin when the server has got rid of most of those before.
    """
    observer, in_query = Pool(sys.argv[1], "observer", size=1), 0
    for number in range(kills // size):
        mine = f"query like '%%, {number} as round%%' and state = 'active'"
        threads = [eventlet.spawn(sleep_in_round, pool, number) for _ in range(size)]
        if number % 10 == 9:
            until(lambda: pool._free._value == 0)
        else:
            until(lambda mine=mine: at_server(observer, f"application_name = 'tests' and {mine}") == size)
            in_query += size
        for thread in threads:
            thread.kill()
        until(lambda: at_server(observer, "pid <> pg_backend_pid()") <= LEFT_AT_MOST)
    until(lambda: at_server(observer, "pid <> pg_backend_pid()") == 0)
    return in_query


def sleep_in_round(pool, number):
    with pool.transaction() as tx:
        tx.one("select pg_sleep(300), %(number)s as round", number=number)


def left_behind(pool):
    """How much of a query of minutes the server still runs soon after its client went away (rel:D3)."""
    observer, sleeping = Pool(sys.argv[2], "observer", size=1), "query like '%%pg_sleep(300)%%' and state = 'active'"

    def sleep():
        with pool.transaction() as tx:
            tx.run("set local statement_timeout = 0")
            tx.one("select pg_sleep(300)")

    thread = eventlet.spawn(sleep)
    until(lambda: at_server(observer, f"application_name = 'tests' and {sleeping}") == 1)
    thread.kill()
    until(lambda: at_server(observer, f"application_name = 'tests' and {sleeping}") == 0)
    return {"left": at_server(observer, f"application_name = 'tests' and {sleeping}")}


def half_open(pool):
    """How many sockets are left of greenlets that were killed while connecting, before anything is collected (rel:D3)."""
    gc.disable()
    before = sockets()
    threads = [eventlet.spawn(sleep_in_database, pool, 1) for _ in range(3)]
    until(lambda: pool._free._value == 0 and sockets() > before)
    for thread in threads:
        thread.kill()
    return sockets() - before


def sockets():
    return sum(
        1
        for entry in Path("/proc/self/fd").iterdir()
        if os.path.realpath(entry).rpartition("/")[2].startswith("socket:")
    )


def crowded(pool):
    """Thirty greenlets on three connections each read their own answer (rel:D4)."""

    def ask(number):
        with pool.transaction() as tx:
            return tx.one("select pg_sleep(0.01), %(number)s as n", number=number)["n"]

    return list(eventlet.GreenPool().imap(ask, range(30)))


class Wire:
    """A way to a server that can be cut so that neither side notices."""

    def __init__(self, host, port):
        self.server = (host, port)
        self.listener = eventlet.listen(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.whole = True
        eventlet.spawn(self.accept)

    def accept(self):
        while True:
            near, _ = self.listener.accept()
            far = eventlet.connect(self.server)
            eventlet.spawn(self.carry, near, far)
            eventlet.spawn(self.carry, far, near)

    def carry(self, one, other):
        while piece := one.recv(65536):
            if self.whole:
                other.sendall(piece)


def frozen(_pool):
    """What a statement on a server that fell silent raises, after how long, and whether a new one works (rel:D5)."""
    green.SILENCE_SECONDS = 1
    parts = urlsplit(sys.argv[2])
    wire = Wire(parts.hostname, parts.port)
    address = parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{wire.port}")).geturl()
    through = Pool(address, "tests", size=1, checkout_seconds=5)
    through.ping()
    began = time.monotonic()
    try:
        with through.transaction() as tx:
            wire.whole = False
            tx.one("select 1")
    except Exception as problem:
        wire.whole = True
        seconds = time.monotonic() - began
        through.ping()
        return {"outage": is_outage(problem), "seconds": seconds}


def silent(_pool):
    """How long a server that accepts and says nothing can hold us (rel:D5)."""
    listener = eventlet.listen(("127.0.0.1", 0))
    address = f"postgresql://nobody@127.0.0.1:{listener.getsockname()[1]}/nothing"
    began = time.monotonic()
    try:
        Pool(address, "tests").ping()
    except DatabaseDown:
        return time.monotonic() - began


def offloaded(_pool):
    """How often a 10 ms ticker ticks, and how many ran at once, beside three busy pieces of work."""
    running, most, ticks = [], [], []

    def busy():
        running.append(1)
        most.append(len(running))
        hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 500_000)
        running.pop()

    def ticker():
        while True:
            ticks.append(1)
            eventlet.sleep(0.01)

    ticking = eventlet.spawn(ticker)
    began = time.monotonic()
    for thread in [eventlet.spawn(offload.run, busy) for _ in range(3)]:
        thread.wait()
    ticking.kill()
    return {"at_once": max(most), "ticks_a_second": len(ticks) / (time.monotonic() - began)}


if __name__ == "__main__":
    case, url = sys.argv[1:]
    found = globals()[case](Pool(url, "tests", size=3, checkout_seconds=5))
    sys.stdout.write(json.dumps(found))
