"""Step 8: an outside subscriber, docs/subscriber.py, as another OIC institution would run it."""

import json
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from deploy.client import until
from deploy.demo.world import World

EXPECTED = {
    "institution.applied", "institution.registered", "account.created", "account.activated", "focal_point.appointed",
    "opportunity.submitted", "opportunity.approved", "opportunity.published", "activity.proposed", "activity.approved",
    "activity.announced", "activity.rescheduled", "activity.started", "activity.completed", "activity.reported", "agenda.released",
    "nomination.submitted", "nomination.selected", "nomination.reserved", "nomination.confirmed", "nomination.withdrawn",
    "nomination.promoted", "nomination.attended", "nomination.absent", "outcome.recorded", "delivery.sent", "subscriber.confirmed",
    "subscriber.unsubscribed", "issue.assembled", "issue.submitted_for_review", "issue.approved", "issue.sending_started", "issue.sent",
    "issue.archived",
}  # fmt: skip
SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "subscriber.py"


class Outside:
    """The subscriber as a process of its own, its lines in a file."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.heard = world.home / "outside.jsonl"
        self.errors = world.home / "outside.err"
        with self.heard.open("w") as lines, self.errors.open("w") as errors:
            command = [sys.executable, str(SCRIPT), world.at["broker"]["amqp"]]
            self.process = subprocess.Popen(command, stdout=lines, stderr=errors)
        until("the subscriber listens", lambda: "listening" in self.errors.read_text())
        self.since = datetime.now(UTC)
        self.until = self.since

    def check(self) -> None:
        """It heard every kind of event of the flow, each once, in order per subject, as CloudEvents."""
        self.world.step("8. An outside subscriber of a dozen lines has seen it all")
        until("every kind of event", lambda: self._kinds() >= EXPECTED, seconds=60)
        events = self._events()
        ids = [event["id"] for event in events]
        self.world.expect(len(ids) == len(set(ids)), f"{len(ids)} events of {len(self._kinds())} kinds, none twice")
        order = defaultdict(list)
        for event in events:
            order[event["source"], event["type"].split(".")[3], event["subject"]].append(int(event["sequence"]))
        self.world.expect(
            all(seen == sorted(seen) for seen in order.values()), f"in order for each of {len(order)} subjects"
        )
        attributes = {"specversion", "id", "source", "type", "subject", "time"}
        self.world.expect(all(attributes <= event.keys() for event in events), "every one a CloudEvent 1.0")
        leaks = [
            event["type"]
            for event in events
            if "@example.org" in json.dumps(event["data"]) and "opportunity" not in event["type"]
        ]
        self.world.expect(not leaks, "no personal address among them")

    def stop(self) -> None:
        """End the process."""
        self.until = datetime.now(UTC)
        self.process.terminate()
        self.process.wait(timeout=10)

    def _events(self) -> list[dict]:
        lines = self.heard.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def _kinds(self) -> set[str]:
        return {".".join(event["type"].split(".")[3:-1]) for event in self._events()}
