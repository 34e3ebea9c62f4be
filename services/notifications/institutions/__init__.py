"""Mails about an institution's record to its owners and its country's focal points."""
