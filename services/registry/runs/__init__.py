"""Further runs of a course: copies to later years."""
