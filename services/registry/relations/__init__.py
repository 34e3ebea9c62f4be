"""Ties between institutions; the inverse of each is kept by itself."""
