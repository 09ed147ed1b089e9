"""Neighbours: other services of this kind that are asked beside one's own library."""
