"""Lists of opportunities: the public's, an institution's own, the officers'."""
