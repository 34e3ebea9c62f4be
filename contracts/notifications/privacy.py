"""Officers see what is held about a person (P28)."""

from contracts.privacy import HeldExport


class ExportRecipient(HeldExport):
    """All that notifications hold about a person: addresses, mails sent or waiting, mails to others that tell of the person."""
