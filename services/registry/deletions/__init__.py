"""Opportunities that were deleted before anybody outside had seen them, and can be recovered."""
