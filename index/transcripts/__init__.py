"""Transcripts: conversations, answers with their evidence, feedback."""
