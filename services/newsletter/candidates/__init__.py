"""What happened, as the events of other services tell it."""
