"""The sessions of an activity and who speaks in them."""
