"""Library: the one truth about documents and versions; publishing, look-ups, listing."""
