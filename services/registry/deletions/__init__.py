"""What was deleted before anybody outside relied on it, and can be recovered."""
