"""Local copies of nominations."""
