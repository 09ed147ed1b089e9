"""Derived indexes: terms, vectors and columns. Caches, which the library can always make again."""
