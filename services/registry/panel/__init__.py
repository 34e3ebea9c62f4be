"""What waits for institutions and officers."""
