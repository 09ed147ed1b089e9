"""OCR: page pictures -> words with confidence, and the repair of what was misread."""
