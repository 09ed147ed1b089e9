"""Validity: edges between documents, the status of a document on a day, and what clerks decided of both.

Pure: ``status``, ``provision_changes``, ``citation_targets``, ``notices``; ``records`` and ``wording`` are theirs. Read
from the library: ``document_view``, ``relation_reader``, ``reviews``.
"""
