"""Seeing where translations stand, and reviewing them."""
