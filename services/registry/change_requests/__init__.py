"""Corrections that anyone proposes and an officer decides on."""
