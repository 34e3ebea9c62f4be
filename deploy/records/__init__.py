"""The department's records as data files, and how they enter through the API."""
