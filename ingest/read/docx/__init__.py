"""DOCX: paragraphs, tables and the numbers that Word prints."""
