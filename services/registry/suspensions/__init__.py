"""Public opportunities out of sight: by officers, or with their institution."""
