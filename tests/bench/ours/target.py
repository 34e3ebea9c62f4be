"""The handling side on the chassis."""

from chassis.database import Database
from chassis.entrypoints import event
from tests.bench.demand import EFFECT
from tests.bench.ours.said import WriteMade


class TargetService:
    """One effect for each event."""

    name = "target"
    db = Database()

    @event(WriteMade)
    def on_write_made(self, tx, event):
        tx.post(EFFECT, **event)
