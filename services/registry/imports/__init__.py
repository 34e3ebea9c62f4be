"""Taking in the records of the Research Organization Registry (ror.org)."""
