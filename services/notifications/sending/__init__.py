"""From a due delivery to the mail server's answer."""
