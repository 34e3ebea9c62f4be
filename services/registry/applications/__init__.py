"""Applications to become a member."""
