"""People who are to be forgotten."""
