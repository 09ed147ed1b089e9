"""Evaluation: metrics and collections with known answers."""
