"""Transcripts: recording answers, conversations, feedback, export."""
