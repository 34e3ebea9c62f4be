"""The contracts of the little service that the messaging tests run."""

from marshmallow import fields

from contracts.base import ANYONE, EVENTS, OFFICER, REQUESTS, Event, Request, View
from contracts.refusals import Conflict


class NoteTaken(Conflict):
    """A note of this id exists."""

    __module__ = "contracts.little.notes"


class NoteWritten(Event):
    """Somebody wrote a note."""

    __module__ = "contracts.little.notes"
    about = "note"
    note_id = fields.UUID(required=True)
    text = fields.String(required=True)


class NoteWhispered(Event):
    """Nobody need hear it, but it must not be lost."""

    __module__ = "contracts.little.notes"
    about = "note"
    internal = True
    note_id = fields.UUID(required=True)
    text = fields.String(required=True)


class NoteView(View):
    """A note."""

    __module__ = "contracts.little.notes"
    note_id = fields.UUID(required=True)
    text = fields.String(required=True)


class WriteNote(Request):
    """Keep a note and tell everybody."""

    __module__ = "contracts.little.notes"
    note_id = fields.UUID(required=True)
    text = fields.String(required=True)
    returns = NoteView
    allowed = ANYONE


class WhisperNote(Request):
    """Tell those who are internal."""

    __module__ = "contracts.little.notes"
    note_id = fields.UUID(required=True)
    text = fields.String(required=True)
    allowed = ANYONE


class ReadNote(Request):
    """A note."""

    __module__ = "contracts.little.notes"
    note_id = fields.UUID(required=True)
    returns = NoteView
    allowed = ANYONE
    reads = True


class BurnNotes(Request):
    """Officers only."""

    __module__ = "contracts.little.notes"
    allowed = (OFFICER,)


# Nobody publishes these: the catalogue's tests run in the same process.
for catalogue in (EVENTS, REQUESTS):
    for address in [address for address, found in catalogue.items() if found.__module__ == "contracts.little.notes"]:
        del catalogue[address]
