"""Who changed what: the audit trail of a record."""
