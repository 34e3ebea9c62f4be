"""One message to one person, with its timeline."""
