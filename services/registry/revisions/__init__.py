"""The steps of a public opportunity's pending revision."""
