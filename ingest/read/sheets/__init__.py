"""Workbooks (XLSX): the package made small, cells as their number format shows them, what a sheet hides."""
