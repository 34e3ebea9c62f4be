"""Who reads, and what they agreed to."""
