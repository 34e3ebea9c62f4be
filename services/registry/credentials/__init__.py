"""Passwords: asked to be reset, reset, changed."""
