"""Signing in and out, passwords, open sessions and tokens for programs."""
