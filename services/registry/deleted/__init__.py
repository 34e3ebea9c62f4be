"""Which institutions are deleted."""
