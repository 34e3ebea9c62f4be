"""How nominations end."""

ENDED = "closed_activity_cancelled"
