"""Grammar of administrative documents: types, numbers, issuers, paths, citations. Pure patterns and tables."""
