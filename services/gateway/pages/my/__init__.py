"""An institution's own panel: what waits, its record, its opportunities, its people."""
