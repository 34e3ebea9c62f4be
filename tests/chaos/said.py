"""The contracts of the two services that chaos runs: each takes writes, tells the other, and is told that it heard."""

from marshmallow import fields

from contracts.base import ANYONE, Event, Request, View


class EntryWritten(Event):
    """The north wrote something."""

    __module__ = "contracts.north.entries"
    about = "entry"
    entry_id = fields.UUID(required=True)


class EntryHeard(Event):
    """The south heard of it."""

    __module__ = "contracts.south.entries"
    about = "entry"
    internal = True
    entry_id = fields.UUID(required=True)


class LetterWritten(Event):
    """The south wrote something."""

    __module__ = "contracts.south.letters"
    about = "letter"
    letter_id = fields.UUID(required=True)


class LetterHeard(Event):
    """The north heard of it."""

    __module__ = "contracts.north.letters"
    about = "letter"
    internal = True
    letter_id = fields.UUID(required=True)


class EntryView(View):
    """An entry."""

    __module__ = "contracts.north.entries"
    entry_id = fields.UUID(required=True)


class LetterView(View):
    """A letter."""

    __module__ = "contracts.south.letters"
    letter_id = fields.UUID(required=True)


class WriteEntry(Request):
    """Keep an entry and tell everybody."""

    __module__ = "contracts.north.entries"
    entry_id = fields.UUID(required=True)
    returns = EntryView
    allowed = ANYONE


class WriteLetter(Request):
    """Keep a letter and tell everybody."""

    __module__ = "contracts.south.letters"
    letter_id = fields.UUID(required=True)
    returns = LetterView
    allowed = ANYONE
