"""Writers, random kills of everything, and the count afterwards; `make chaos` runs it."""
