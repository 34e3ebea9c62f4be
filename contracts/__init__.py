"""What the services say to each other: events, requests, views and refusals."""
