"""Touched answers: stored answers whose evidence was changed by what came into the library after them."""
