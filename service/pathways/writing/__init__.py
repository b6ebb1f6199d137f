"""A Step, written to the tables."""
