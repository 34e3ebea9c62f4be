"""Accounts, invitations, passwords and sessions."""
