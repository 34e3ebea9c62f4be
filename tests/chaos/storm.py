"""Writers, the killer, and the count: accepted writes against effects."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from amqp.exceptions import AMQPError

from chassis.asker import AskerClient
from chassis.pool import Pool
from chassis.replies import Internal
from contracts.refusals import Unavailable
from deploy.local.processes import wait_until
from tests.chaos.pair import REPLICAS, Pair
from tests.chaos.said import EntryWritten, WriteEntry, WriteLetter

WRITERS = 6
REQUEST_SECONDS = 3
KINDS = ["service", "broker", "service", "postgres", "service"]


@dataclass
class Report:
    """What was seen."""

    writes: int
    accepted: int = 0
    repeated: int = 0
    kills: Counter = field(default_factory=Counter)
    seconds: float = 0.0
    lost: int = 0
    doubled: int = 0
    unasked: int = 0
    parked: int = 0
    unsettled: int = 0
    died: list[str] = field(default_factory=list)
    problems: Counter = field(default_factory=Counter)

    @property
    def whole(self) -> bool:
        """Every write accepted, and exactly one effect and one echo of each."""
        wrong = (self.lost, self.doubled, self.unasked, self.parked, self.unsettled, len(self.died))
        return self.accepted == self.writes and not any(wrong)

    def __str__(self) -> str:
        kills = ", ".join(f"{number} {kind}" for kind, number in sorted(self.kills.items()))
        odd = f", other answers {dict(self.problems)}" if self.problems else ""
        return (
            f"{self.writes} writes, {self.kills.total()} SIGKILLs ({kills}) in {self.seconds:.0f} s\n"
            f"accepted {self.accepted} (asked again under the same key {self.repeated} times{odd})\n"
            f"lost {self.lost}, doubled {self.doubled}, effects of nothing {self.unasked}, parked {self.parked}, "
            f"unsettled {self.unsettled}, ended by themselves {len(self.died)}"
        )


class Writer(threading.Thread):
    """Asks for its share of the writes, one after the other, each until it is accepted."""

    def __init__(self, pair: Pair, numbers: range, until: float) -> None:
        super().__init__(daemon=True)
        self.accepted: list[str] = []
        self.repeated, self.problems = 0, Counter()
        self._pair, self._numbers, self._until = pair, numbers, until

    def run(self) -> None:
        with AskerClient(self._pair.amqp_url) as client:
            for number in self._numbers:
                self._write(client, number)

    def _write(self, client: AskerClient, number: int) -> None:
        write_id = str(uuid.uuid4())
        contract, name = ((WriteEntry, "entry_id"), (WriteLetter, "letter_id"))[number % 2]
        while time.monotonic() < self._until:
            try:
                client.ask(contract, {name: write_id}, idempotency_key=write_id, timeout=REQUEST_SECONDS)
            except (Unavailable, Internal) as problem:
                self.repeated += 1
                self.problems.update([type(problem).__name__] if isinstance(problem, Internal) else [])
                time.sleep(random.uniform(0.05, 0.2))  # as a client should: not at once
            else:
                self.accepted.append(write_id)
                return


def storm(
    pair: Pair, writes: int, kills: int, *, seed: int = 0, say: Callable[[str], Any] = lambda line: None
) -> Report:
    """So many writes while so many kills happen, spread over them; then the count."""
    report, choose, began = Report(writes), random.Random(seed or None), time.monotonic()
    longest = 120 + writes / 20 + kills * 30
    shares = [range(first, writes, WRITERS) for first in range(WRITERS)]
    writers = [Writer(pair, share, began + longest) for share in shares]
    for writer in writers:
        writer.start()
    for number, kind in enumerate(plan(kills, choose), 1):
        at = int((number - choose.random()) * writes / kills)
        wait_until(lambda at=at: so_far(writers) >= at, f"{at} writes accepted", seconds=longest)
        report.kills[getattr(pair, f"kill_{kind}")(choose)] += 1
        say(f"  kill {number} of {kills}: {kind}, {so_far(writers)} of {writes} accepted")
    for writer in writers:
        writer.join(longest)
    settle(pair, so_far(writers))
    report.seconds = time.monotonic() - began
    count(pair, writers, report)
    return report


def plan(kills: int, choose: random.Random) -> list[str]:
    """Which kind dies when: of five kills three take a service, one the broker, one PostgreSQL."""
    kinds = [KINDS[number % len(KINDS)] for number in range(kills)]
    choose.shuffle(kinds)
    return kinds


def so_far(writers: list[Writer]) -> int:
    """How many writes were accepted."""
    return sum(len(writer.accepted) for writer in writers)


def settle(pair: Pair, accepted: int, seconds: float = 300) -> None:
    """Wait until nothing is under way any more, or for so long."""
    until = time.monotonic() + seconds

    def quiet() -> bool:
        if time.monotonic() > until:
            return True
        done = all(pair.total(f"count(distinct write_id) from {table}") >= accepted for table in ("effects", "echoes"))
        return done and not unsettled(pair)

    wait_until(quiet, "all is settled", seconds=seconds + 60)


def unsettled(pair: Pair) -> int:
    """Events that have not left and messages that wait."""
    try:
        return pair.total("count(*) from unsent") + pair.in_queues()
    except (OSError, AMQPError):
        return 1


def count(pair: Pair, writers: list[Writer], report: Report) -> None:
    """Stop the services in order, then compare what is in the tables with what was accepted."""
    report.died = pair.died()
    report.unsettled = unsettled(pair)
    pair.stop()
    wanted = {write_id for writer in writers for write_id in writer.accepted}
    report.accepted = len(wanted)
    report.repeated = sum(writer.repeated for writer in writers)
    report.problems = sum((writer.problems for writer in writers), Counter())
    report.parked = pair.total("count(*) from parked")
    kept = pair.ids("writes")
    for table in ("writes", "effects", "echoes"):
        found = Counter(pair.ids(table))
        report.lost += len(wanted - set(found))
        report.doubled += found.total() - len(found)
        # A write that was done although its writer never learned it is no fault; an effect of nothing is.
        report.unasked += len(set(found) - set(kept))


def control(pair: Pair, rounds: int = 20, events: int = 2000) -> tuple[int, int]:
    """Without the inbox: kill the relaying side under load until something is doubled; answers doubles and kills."""
    pair.forget_what_is_done()
    pair.start()
    pool = Pool(pair.urls["north"], "control", size=1)
    try:
        for number in range(1, rounds + 1):
            before = pair.total("count(*) from effects")
            with pool.transaction() as tx:
                for _ in range(events):
                    tx.emit(EntryWritten, {"entry_id": uuid.uuid4()})
            wait_until(lambda before=before: pair.total("count(*) from effects") > before, "effects appear")
            for replica in range(REPLICAS):
                pair.replicas["north", replica].stop(9)
                pair.start_replica("north", replica)
            wait_until(lambda: not pair.total("count(*) from unsent"), "all sent", seconds=300)
            wait_until(lambda: not unsettled(pair), "all handled", seconds=300)
            if doubled := pair.total("count(*) - count(distinct write_id) from effects"):
                return doubled, number * REPLICAS
        return 0, rounds * REPLICAS
    finally:
        pool.close()
        pair.stop()
