"""Projects that activities belong to."""
