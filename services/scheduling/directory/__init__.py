"""Copies of what the registry says of institutions, people, projects and member states."""
