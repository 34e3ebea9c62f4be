"""The directory of training institutions."""
