"""Validity: relations between documents, and whether one is in force on a day."""
