"""Structure: the outline of a document, its table rows, and the passages cut from them."""
