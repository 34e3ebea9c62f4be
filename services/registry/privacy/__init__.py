"""What we hold about people: shown to them, erased for good."""
