"""The same services as nameko's own documentation would write them, and a relay that waits for each confirm."""
