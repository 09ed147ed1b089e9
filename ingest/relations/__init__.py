"""Relations: what a document says of others, with the sentence that says it."""
