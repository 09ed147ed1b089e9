"""Question: what is asked for, beyond what the search needs of it."""
