"""Sent issues for everybody."""
