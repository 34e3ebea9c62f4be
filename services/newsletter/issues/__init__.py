"""One issue of a half-year on its way from collecting to the archive."""
