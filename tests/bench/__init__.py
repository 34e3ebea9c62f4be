"""Our chassis measured against the ways it replaces: `make bench`, figures of docs/reliability.md."""
