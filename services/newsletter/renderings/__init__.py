"""Words and pages in every language, frozen at approval."""
