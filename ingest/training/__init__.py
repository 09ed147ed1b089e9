"""Making the weights that ingest ships; nothing here runs in production."""
