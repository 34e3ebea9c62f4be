"""Frozen mails of issues, one to each subscriber."""
