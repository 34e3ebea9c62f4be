"""What stands beside an opportunity's record: reviewers' words, a change that waits, dates to look at again."""

from marshmallow import Schema, fields

from contracts.fields import Code, Flag, Instant, Line, Words


class FieldComment(Schema):
    """A reviewer's word about one field."""

    field = Line(most=60, required=True)
    comment = Words(most=1000, blank=False, required=True)


class PendingRevision(Schema):
    """A change of a public opportunity that the public does not see yet."""

    revision = fields.Integer(required=True, metadata={"description": "the number it will have"})
    status = Code(("draft", "in_review"), required=True)
    changes = fields.Dict(keys=fields.String(), required=True, metadata={"description": "{field: [public, proposed]}"})
    material = Flag(required=True)
    material_fields = fields.List(fields.String(), required=True)
    comments = fields.List(fields.Dict(), required=True)
    submitted_at = Instant(required=True, allow_none=True)


class DateToCheck(Schema):
    """A date of a copied opportunity to look at again before it is submitted."""

    field = Code(("start_date", "end_date", "deadline"), required=True)
    why = Code(
        ("weekend", "holiday", "leap_day", "copied"), required=True,
        metadata={"description": "days off are those of its country; copied: not said anew, so that it cannot be submitted"},
    )  # fmt: skip
    proposed = fields.Date(required=True)
