"""Ingestion: files of folders and jobs -> published documents."""
