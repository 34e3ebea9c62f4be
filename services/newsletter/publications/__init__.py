"""What appears regularly: its sections, languages, audiences and numbering."""
