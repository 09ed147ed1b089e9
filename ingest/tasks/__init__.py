"""Tasks that a document assigns: who does what by when."""
