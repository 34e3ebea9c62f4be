"""Persons the department works with."""
