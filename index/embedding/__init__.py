"""Embedding: text -> vectors, with the bundled encoder or any sentence-transformers model."""
