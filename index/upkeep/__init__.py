"""Upkeep: backup, verification, purge, re-embedding, moving to another database."""
