"""An engine on other machines (Qdrant) that answers both legs: weights made here, a cache that follows the library."""
