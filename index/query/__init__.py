"""Query: a question read once: spelling, accents, expansions, references, dates, filters."""
