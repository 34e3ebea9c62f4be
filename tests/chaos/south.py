"""The south: takes letters, hears of entries."""

from chassis.database import Database
from chassis.entrypoints import event, rpc
from tests.chaos.said import EntryHeard, EntryWritten, LetterHeard, LetterWritten, WriteLetter


class SouthService:
    """One write, one effect of each event; nothing in its tables would refuse a second."""

    name = "south"
    db = Database()

    @rpc(WriteLetter)
    def write_letter(self, tx, request):
        tx.run("insert into writes (write_id) values (%(letter_id)s)", **request)
        tx.emit(LetterWritten, request)
        return request

    @event(EntryWritten)
    def on_entry_written(self, tx, event):
        tx.run("insert into effects (write_id) values (%(entry_id)s)", **event)
        tx.emit(EntryHeard, event)

    @event(LetterHeard)
    def on_letter_heard(self, tx, event):
        tx.run("insert into echoes (write_id) values (%(letter_id)s)", **event)
