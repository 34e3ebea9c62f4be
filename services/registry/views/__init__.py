"""How often public pages were seen, day by day."""
