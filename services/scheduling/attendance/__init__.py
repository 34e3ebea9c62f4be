"""Who came on which days."""
