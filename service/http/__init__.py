"""HTTP: serialisation, problems, paging and ETags, shared by the routes."""
