"""What is known of the translations of records, and keeping it."""
