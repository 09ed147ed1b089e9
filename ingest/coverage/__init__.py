"""Coverage of a file's own text: its words by a naive extraction, against the words that were read."""
