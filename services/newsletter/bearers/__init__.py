"""Whose tokens still count."""
