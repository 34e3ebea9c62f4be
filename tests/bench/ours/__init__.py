"""The benchmark's services on the chassis; they run by `python -m chassis run`, as every service does."""
