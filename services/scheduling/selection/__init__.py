"""One result for every nomination, published at once."""
