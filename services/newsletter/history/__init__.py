"""The history of what the service published."""
