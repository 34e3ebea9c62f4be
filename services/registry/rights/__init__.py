"""What an account may do with the things of an institution."""
