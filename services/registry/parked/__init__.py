"""What the service could not handle."""
