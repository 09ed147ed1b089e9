"""Rephrasing by a language model of the house: optional, off unless its address is set, every sentence checked."""
