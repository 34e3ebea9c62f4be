"""Officers see what is held about a person (P28)."""

from contracts.privacy import HeldExport


class ExportReader(HeldExport):
    """All that the newsletter holds about a person: subscriptions and the issues sent."""
