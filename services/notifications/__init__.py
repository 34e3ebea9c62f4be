"""The notifications service: one delivery pipeline for every mail of the department."""
