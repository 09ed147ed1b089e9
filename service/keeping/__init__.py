"""Taking documents in, reviewing them, and keeping what was asked."""
