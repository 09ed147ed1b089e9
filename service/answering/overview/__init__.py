"""Overviews of documents: one on a page, two side by side."""
