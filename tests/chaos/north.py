"""The north: takes entries, hears of letters."""

from chassis.database import Database
from chassis.entrypoints import event, rpc
from tests.chaos.said import EntryHeard, EntryWritten, LetterHeard, LetterWritten, WriteEntry


class NorthService:
    """One write, one effect of each event; nothing in its tables would refuse a second."""

    name = "north"
    db = Database()

    @rpc(WriteEntry)
    def write_entry(self, tx, request):
        tx.run("insert into writes (write_id) values (%(entry_id)s)", **request)
        tx.emit(EntryWritten, request)
        return request

    @event(LetterWritten)
    def on_letter_written(self, tx, event):
        tx.run("insert into effects (write_id) values (%(letter_id)s)", **event)
        tx.emit(LetterHeard, event)

    @event(EntryHeard)
    def on_entry_heard(self, tx, event):
        tx.run("insert into echoes (write_id) values (%(entry_id)s)", **event)
