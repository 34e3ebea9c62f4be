"""How an activity ended and what came of it."""
