"""Signed-in sessions and their refresh tokens."""
