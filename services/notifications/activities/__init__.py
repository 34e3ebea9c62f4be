"""Local copies of activities, and what their participants must be told."""
