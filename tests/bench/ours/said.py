"""The contracts of the benchmark's services."""

from marshmallow import fields

from contracts.base import ANYONE, Event, Request, View


class WriteMade(Event):
    """Somebody wrote something."""

    __module__ = "contracts.source.writes"
    about = "write"
    write_id = fields.UUID(required=True)
    text = fields.String(required=True)
    started_at = fields.Float(required=True)


class WriteView(View):
    """What was written."""

    __module__ = "contracts.source.writes"
    write_id = fields.UUID(required=True)
    text = fields.String(required=True)
    started_at = fields.Float(required=True)


class ReadWrite(Request):
    """What was written under this id."""

    __module__ = "contracts.source.writes"
    write_id = fields.UUID(required=True)
    returns = WriteView
    allowed = ANYONE
    reads = True
