"""The department's services; none imports another."""
