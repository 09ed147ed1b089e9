"""Quoting: which sentence answers, which value it states, how sure that is."""
