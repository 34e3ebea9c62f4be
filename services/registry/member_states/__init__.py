"""The 57 member states as dated reference data."""
