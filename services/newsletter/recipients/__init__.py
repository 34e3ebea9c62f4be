"""The recipient list of an issue, frozen at its start, and what became of each mail."""
