"""The officers' office: what waits for a decision, and the records behind it."""
