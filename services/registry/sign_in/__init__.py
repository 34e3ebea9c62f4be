"""Signing in, and what happens when it fails."""
