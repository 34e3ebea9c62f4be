"""Mails about training opportunities to the institutions that own them."""
