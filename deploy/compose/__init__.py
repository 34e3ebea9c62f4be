"""What only the containers on one machine need: their keys and their first records."""
