"""Officers see what is held about a person (P28)."""

from contracts.privacy import HeldExport


class ExportNominee(HeldExport):
    """All that scheduling holds about a person: nominations, those the account made, sessions as a speaker."""
