"""Who gets an issue, and what became of each mail."""
