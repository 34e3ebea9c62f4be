"""The public search of the directory."""
