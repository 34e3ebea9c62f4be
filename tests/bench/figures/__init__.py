"""One module per kind of figure; each measures every system in turns and answers lines of the table."""
