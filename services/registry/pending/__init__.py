"""Changes of public opportunities that wait for review: what they are and where they are kept."""
