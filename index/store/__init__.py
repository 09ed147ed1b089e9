"""Store: the tables, their migrations, rows read and written, original files."""
