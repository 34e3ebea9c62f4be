"""What is told of training opportunities; each event carries the whole public card (R42–R46)."""

from marshmallow import fields

from contracts.base import Event
from contracts.fields import Amount, Flag, Instant, LanguageMap


class OpportunityFacts(Event):
    """Every opportunity event carries the whole public card."""

    opportunity_id = fields.UUID(required=True)
    slug = fields.String(required=True)
    title = LanguageMap(required=True)
    institution_id = fields.UUID(required=True)
    institution_names = LanguageMap(required=True)
    country = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    topic = fields.String(required=True)
    start_date = fields.Date(required=True)
    end_date = fields.Date(required=True)
    deadline = fields.Date(required=True)
    zone = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    modality = fields.String(required=True)
    place = fields.String(allow_none=True)
    status = fields.String(required=True)
    url = fields.String(allow_none=True)
    fee_amount = Amount(allow_none=True)
    fee_currency = fields.String(allow_none=True)
    fields_of_training = fields.List(fields.String())
    revision = fields.Integer(metadata={"description": "which approved version of its record this is"})


class OpportunitySubmitted(OpportunityFacts):
    """An institution handed an opportunity to the reviewers."""

    about = "opportunity"


class OpportunityReturned(OpportunityFacts):
    """A reviewer gave it back, or its pending revision, or that was discarded (then without comments)."""

    about = "opportunity"
    comments = fields.List(fields.Dict(), required=True)
    pending_revision = fields.Integer(
        allow_none=True, metadata={"description": "the revision that was given back; the public version stands"}
    )


class OpportunityApproved(OpportunityFacts):
    """A reviewer accepted it."""

    about = "opportunity"


class OpportunityPublished(OpportunityFacts):
    """The public sees it."""

    about = "opportunity"
    published_at = Instant(required=True)


class OpportunityAmended(OpportunityFacts):
    """A public one changed: what was and what is; dates, deadline, place, modality and fee are material."""

    about = "opportunity"
    revision = fields.Integer(required=True)
    changes = fields.Dict(
        keys=fields.String(), required=True, metadata={"description": "{field: [old, new]} of the public fields"}
    )
    material = Flag(required=True)
    material_fields = fields.List(fields.String(), required=True)


class OpportunityClosingSoon(OpportunityFacts):
    """Two weeks are left until its deadline; told once for each deadline."""

    about = "opportunity"


class OpportunityClosed(OpportunityFacts):
    """Its deadline passed."""

    about = "opportunity"


class OpportunityCancelled(OpportunityFacts):
    """It was called off."""

    about = "opportunity"
    reason = fields.String(required=True)


class OpportunityWithdrawn(OpportunityFacts):
    """It was taken back before publication."""

    about = "opportunity"


class OpportunityStarted(OpportunityFacts):
    """It began."""

    about = "opportunity"


class OpportunityEnded(OpportunityFacts):
    """It is over."""

    about = "opportunity"


class OpportunitySuspended(OpportunityFacts):
    """It is out of sight because its institution is not active, or because an officer hid it."""

    about = "opportunity"
    reason = fields.String(allow_none=True)


class OpportunityRestored(OpportunityFacts):
    """It is back where it was before it was suspended, or closed where its deadline passed."""

    about = "opportunity"
