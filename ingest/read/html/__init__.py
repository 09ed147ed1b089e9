"""Web pages: encoding, styles, what is hidden, what is navigation, list numbers, paragraphs and tables."""
