"""An institution in two views: complete, or basic as in lists and events (R5)."""

from collections.abc import Mapping
from typing import Any

from contracts.fields import Code

COMPLETE, BASIC = "complete", "basic"
CARD = (
    "institution_id", "slug", "status", "merged_into", "names", "other_names", "types", "country", "international", "city",
    "website", "topics", "languages", "fields_of_training", "version",
)  # fmt: skip


def view_asked() -> Code:
    """The field that says how much of an institution is wanted."""
    said = {"description": f"{BASIC}: of each institution only {', '.join(CARD)}"}
    return Code((COMPLETE, BASIC), load_default=COMPLETE, metadata=said)


def in_view(view: str, institution: Mapping[str, Any]) -> dict[str, Any]:
    """The institution with the fields of this view."""
    return {field: institution[field] for field in CARD} if view == BASIC else dict(institution)
