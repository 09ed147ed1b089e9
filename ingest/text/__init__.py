"""Text: Unicode repair, old encodings, syllables, dates as written, sentences. Knows nothing of documents."""
