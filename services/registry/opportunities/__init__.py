"""Training opportunities of the TROP Management Panel."""
