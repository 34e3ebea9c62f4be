"""The handling side on stock nameko: what fails or is cut off after the ack is lost, what is doubled stays doubled."""

from nameko.events import event_handler

from tests.bench.demand import EFFECT
from tests.bench.stock.connections import Connections


class TargetService:
    """One effect for each event."""

    name = "target"
    transaction = Connections()

    @event_handler("source", "write.made")
    def on_write_made(self, event):
        with self.transaction() as cursor:
            cursor.execute(EFFECT, event)
