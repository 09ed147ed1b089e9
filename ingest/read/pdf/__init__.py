"""PDF: the text layer with boxes, its quality, glyphs without Unicode, signatures, safety."""
