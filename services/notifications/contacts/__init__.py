"""How people can be reached, and who must not be."""
