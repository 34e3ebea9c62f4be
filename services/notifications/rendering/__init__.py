"""From facts to words, calendars and MIME."""
