"""Handwriting: numbers and days that were written into the head of a scan."""
