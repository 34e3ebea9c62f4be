"""A service whose handlers do as the note's text says: raise, refuse, sleep, or end the process."""

import os

import eventlet
from services.little.said import BurnNotes, NoteTaken, NoteWhispered, NoteWritten, ReadNote, WhisperNote, WriteNote

from chassis.database import Database
from chassis.entrypoints import event, rpc
from contracts.refusals import NotFound


class Trouble(Exception):
    """Something that nobody foresaw."""


class LittleService:
    """Writes notes and hears of them."""

    name = "little"
    db = Database()

    @rpc(WriteNote)
    def write_note(self, tx, request):
        if request["text"].startswith("sleep "):
            tx.one("select 1 as begun")  # a transaction begins with its first statement
            eventlet.sleep(float(request["text"].split()[1]))
        with tx.refusing("notes_pkey", NoteTaken):
            tx.run("insert into notes values (%(note_id)s, %(text)s)", **request)
        tx.emit(NoteWritten, request)
        return request

    @rpc(WhisperNote)
    def whisper_note(self, tx, request):
        tx.emit(NoteWhispered, request)

    @rpc(ReadNote)
    def read_note(self, tx, request):
        found = tx.one("select * from notes where note_id = %(note_id)s", **request)
        if found is None:
            raise NotFound
        return found

    @rpc(BurnNotes)
    def burn_notes(self, tx, request):
        tx.run("insert into notes select * from notes where text like 'ann@example.org%%'")

    @event(NoteWritten)
    def on_note_written(self, tx, event):
        text = event["text"]
        tries = tx.one("select count(*) as n from tries where note_id = %(note_id)s", **event)["n"]
        if text.startswith(("raise", "exit")):
            with self.db.transaction() as other:
                other.run("insert into tries (note_id) values (%(note_id)s)", **event)
        if text == "raise always" or (text == "raise once" and tries == 0):
            raise Trouble(f"with {text}")
        if text == "refuse":
            raise NotFound("no such thing")
        if text == "exit":
            os._exit(9)
        if text.startswith("sleep "):
            eventlet.sleep(float(text.split()[1]))
        tx.run(
            """insert into effects (note_id, sequence, correlation_id) values (%(note_id)s, %(sequence)s, %(correlation)s)""",
            note_id=event["note_id"],
            sequence=event.sequence,
            correlation=event.correlation_id,
        )
