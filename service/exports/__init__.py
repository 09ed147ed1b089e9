"""Overviews of documents as files to keep or to send: DOCX and PDF."""
