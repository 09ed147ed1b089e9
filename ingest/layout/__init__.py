"""Layout: paragraphs joined across lines, columns and pages, without what only the printed page needs."""
